"""Complaints and reports: storing, reading, changing, adding to them."""

from datetime import date

from vault.anonymous import Front, Handed, MailboxQuestion, MailboxView, NewReport
from vault.client.calls.call import (
    Call,
    Page,
    Parts,
    asking,
    changing,
    doing,
    making,
    nothing,
    only,
    paged,
    putting,
    reading,
    removing,
    shaped,
)
from vault.complaints import (
    AddedDocument,
    CaseChange,
    CaseQuery,
    CaseSummary,
    CaseView,
    CheckedText,
    FilingCheck,
    Lane,
    LaneView,
    NewCase,
    NewClosing,
    NewDisclosure,
    NewEntry,
    NewOpening,
    NewParty,
    NewRemarkDecision,
    NewReopening,
    NewStep,
    Opening,
    PartyChange,
    PartyView,
    RemarkView,
    Situation,
    StoredCase,
    TextCheck,
)
from vault.ids import CaseId, DisclosureId, DocumentId, EntryId, PartyId, RemarkId
from vault.language import Language


def store_case(new: NewCase, *, key: str | None = None) -> Call[StoredCase]:
    """Stores a complaint, once however often it is tried."""
    return making("/v1/cases", new, shaped(StoredCase), key)


def read_case(case_id: CaseId) -> Call[CaseView]:
    """A complaint; what may not be seen is named in `withheld`."""
    return reading(f"/v1/cases/{case_id}", CaseView)


def read_situation(case_id: CaseId, language: Language | None = None) -> Call[Situation]:
    """What is missing and how to ask for it, whom to call, what is due when, and what is owed."""
    spoken = {} if language is None else {"language": language.value}
    return reading(f"/v1/cases/{case_id}/situation", Situation, spoken)


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


def check_filing(case_id: CaseId, filing: NewEntry) -> Call[FilingCheck]:
    """What a filing would show to the other party, and everything that stands in its way, without filing it."""
    return asking(f"/v1/cases/{case_id}/filing-checks", filing, FilingCheck)


def close_lane(case_id: CaseId, lane: Lane, on: date, *, version: int) -> Call[LaneView]:
    """Ends a process beside the legal matter; the version is the lane's."""
    return putting(_lane(case_id, lane), {"on": on}, shaped(LaneView), version=version)


def reopen_lane(case_id: CaseId, lane: Lane, *, version: int) -> Call[LaneView]:
    """Opens a lane again that was closed; the version is the lane's."""
    return removing(_lane(case_id, lane), shaped(LaneView), version=version)


def open_confidential_identity(case_id: CaseId, party_id: PartyId, new: NewOpening) -> Call[Opening]:
    """Who spoke in confidence, this once, if a second person confirmed it to you; else asks for one."""
    return doing(f"/v1/cases/{case_id}/parties/{party_id}/identity", new, shaped(Opening))


def read_report_policy() -> Call[Front]:
    """What the organisation takes without a name and what for, as it is shown before anybody writes."""
    return reading("/v1/reports/policy", Front)


def hand_in_report(new: NewReport) -> Call[Handed]:
    """Stores a report without a name or in confidence. Its receipt is in this answer and nowhere else."""
    return doing("/v1/reports", new, shaped(Handed))


def read_mailbox(case_id: CaseId) -> Call[MailboxView]:
    """Which messages a report's mailbox has, and whether an answer would be read."""
    return reading(f"/v1/cases/{case_id}/mailbox", MailboxView)


def ask_reporter(case_id: CaseId, question: MailboxQuestion, *, key: str | None = None) -> Call[DocumentId]:
    """Writes to a reporter whom nobody knows."""
    return making(f"/v1/cases/{case_id}/mailbox/questions", question, only(DocumentId), key)


def check_text(text: TextCheck) -> Call[CheckedText]:
    """Points out what in a text needs a ground, before it is stored. Keeps nothing."""
    return asking("/v1/text-checks", text, CheckedText)


def list_remarks(case_id: CaseId) -> Call[list[RemarkView]]:
    """Passages of a complaint that need a ground to stay, and what was decided about them."""
    return reading(f"/v1/cases/{case_id}/remarks", list[RemarkView])


def decide_remark(case_id: CaseId, new: NewRemarkDecision, *, key: str | None = None) -> Call[RemarkId]:
    """Keeps what was decided about a passage."""
    return making(f"/v1/cases/{case_id}/remarks", new, only(RemarkId), key)


def _lane(case_id: CaseId, lane: Lane) -> str:
    return f"/v1/cases/{case_id}/lanes/{lane.value}/closing"
