"""Complaints: storing, reading, changing, adding to them."""

from vault.client.calls.call import (
    Call,
    Page,
    Parts,
    asking,
    changing,
    making,
    nothing,
    only,
    paged,
    reading,
    shaped,
)
from vault.complaints import (
    AddedDocument,
    CaseChange,
    CaseQuery,
    CaseSummary,
    CaseView,
    CheckedText,
    NewCase,
    NewClosing,
    NewDisclosure,
    NewEntry,
    NewParty,
    NewRemarkDecision,
    NewReopening,
    NewStep,
    PartyChange,
    PartyView,
    RemarkView,
    Situation,
    StoredCase,
    TextCheck,
)
from vault.ids import CaseId, DisclosureId, DocumentId, EntryId, PartyId, RemarkId


def store_case(new: NewCase, *, key: str | None = None) -> Call[StoredCase]:
    """Stores a complaint, once however often it is tried."""
    return making("/v1/cases", new, shaped(StoredCase), key)


def read_case(case_id: CaseId) -> Call[CaseView]:
    """A complaint; what may not be seen is named in `withheld`."""
    return reading(f"/v1/cases/{case_id}", CaseView)


def read_situation(case_id: CaseId) -> Call[Situation]:
    """What is missing and how to ask for it, whom to call, what is due when, and what is owed."""
    return reading(f"/v1/cases/{case_id}/situation", Situation)


def cases() -> Parts[CaseSummary]:
    """Every complaint, oldest first, a page at a time."""
    return paged(lambda where: reading("/v1/cases", Page[CaseSummary], where))


def search(query: CaseQuery) -> Parts[CaseSummary]:
    """Every complaint that meets the conditions, oldest first, a page at a time."""
    return paged(lambda where: asking("/v1/cases/search", query, Page[CaseSummary], where))


def change_case(case_id: CaseId, change: CaseChange, *, version: int) -> Call[CaseSummary]:
    """Changes a complaint that is still in the version that was read; else `outdated`."""
    return changing(f"/v1/cases/{case_id}", change, CaseSummary, version)


def close_case(case_id: CaseId, new: NewClosing, *, version: int, key: str | None = None) -> Call[EntryId]:
    """Closes a complaint with its outcome, if it is still in the version that was read."""
    return making(f"/v1/cases/{case_id}/closings", new, only(EntryId), key, version=version)


def reopen_case(case_id: CaseId, new: NewReopening, *, version: int, key: str | None = None) -> Call[EntryId]:
    """Takes a closed complaint up again, for a reason."""
    return making(f"/v1/cases/{case_id}/reopenings", new, only(EntryId), key, version=version)


def add_document(case_id: CaseId, new: AddedDocument, *, key: str | None = None) -> Call[DocumentId]:
    """Adds a journal note, letter or message."""
    return making(f"/v1/cases/{case_id}/documents", new, only(DocumentId), key)


def add_step(case_id: CaseId, new: NewStep, *, key: str | None = None) -> Call[None]:
    """Records what happened in a complaint."""
    return making(f"/v1/cases/{case_id}/steps", new, nothing, key)


def add_entry(case_id: CaseId, new: NewEntry, *, key: str | None = None) -> Call[EntryId]:
    """Adds an entry to the course of a complaint."""
    return making(f"/v1/cases/{case_id}/entries", new, only(EntryId), key)


def add_party(case_id: CaseId, new: NewParty, *, version: int, key: str | None = None) -> Call[PartyView]:
    """Adds somebody to a complaint."""
    return making(f"/v1/cases/{case_id}/parties", new, shaped(PartyView), key, version=version)


def change_party(case_id: CaseId, party_id: PartyId, change: PartyChange, *, version: int) -> Call[PartyView]:
    """Changes how somebody stands to a complaint; the version is the complaint's."""
    return changing(f"/v1/cases/{case_id}/parties/{party_id}", change, PartyView, version)


def record_disclosure(case_id: CaseId, new: NewDisclosure, *, key: str | None = None) -> Call[DisclosureId]:
    """Records what was given to whom, on which basis."""
    return making(f"/v1/cases/{case_id}/disclosures", new, only(DisclosureId), key)


def check_text(text: TextCheck) -> Call[CheckedText]:
    """Points out what in a text needs a ground, before it is stored. Keeps nothing."""
    return asking("/v1/text-checks", text, CheckedText)


def list_remarks(case_id: CaseId) -> Call[list[RemarkView]]:
    """Passages of a complaint that need a ground to stay, and what was decided about them."""
    return reading(f"/v1/cases/{case_id}/remarks", list[RemarkView])


def decide_remark(case_id: CaseId, new: NewRemarkDecision, *, key: str | None = None) -> Call[RemarkId]:
    """Keeps what was decided about a passage."""
    return making(f"/v1/cases/{case_id}/remarks", new, only(RemarkId), key)
