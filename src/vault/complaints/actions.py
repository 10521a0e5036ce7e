"""Verbs about complaints: store, add, list, read."""

from typing import Annotated

import msgspec
from msgspec import Meta

from vault.complaints import store
from vault.complaints.codes import Status
from vault.complaints.model import (
    AddedDocument,
    CaseFile,
    CaseSummary,
    CaseView,
    NewCase,
    NewDisclosure,
    NewParty,
    Step,
    StoredCase,
    refuse_strange_labels,
)
from vault.complaints.viewing import CATEGORIES, view
from vault.errors import InvalidInput
from vault.ids import CaseId, DisclosureId, DocumentId, SubjectId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subjects import registry
from vault.subjects import store as subjects
from vault.work import Work, reads, writes

PAGE = 100


class NewStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened in a case, and the status it leaves the case in, if that changes."""

    step: Step
    status: Annotated[Status | None, Meta(description="The case's status from now on.")] = None


@writes
def store_case(work: Work, new: NewCase) -> StoredCase:
    """Stores a complaint with its parties, documents, steps and disclosures, or nothing of it.

    Raises InvalidInput for labels that do not fit together, NotFound for a subject_id that is not known here.
    """
    work.permit(Permission.CASE_STORE)
    refuse_strange_labels(new)
    country = organisations.load(work).country
    subjects.require(work, [party.subject_id for party in new.parties if party.subject_id is not None])
    case_id, key = store.add_case(work, new)
    store.add_steps(work, case_id, new.steps)
    people = [_subject(work, party, country) for party in new.parties]
    parties = store.add_parties(work, case_id, key, list(zip(new.parties, people, strict=True)))
    labels = {party.label: party_id for party, party_id in zip(new.parties, parties, strict=True)}
    documents = [(document, labels.get(document.author or "")) for document in new.documents]
    work.audit.involve(case_id, *(subject for subject in people if subject is not None))
    return StoredCase(
        case_id=case_id,
        parties=tuple(parties),
        subjects=tuple(people),
        documents=tuple(store.add_documents(work, case_id, key, documents)),
        disclosures=tuple(store.add_disclosure(work, case_id, key, one) for one in new.disclosures),
    )


@writes
def add_document(work: Work, case_id: CaseId, new: AddedDocument) -> DocumentId:
    """Adds a document to a case. Raises NotFound, InvalidInput for an author who is no party of it."""
    work.permit(Permission.CASE_NARRATIVE_APPEND, case_id)
    key = store.case_key(work, case_id)
    author = new.author_party_id
    if new.document.author is not None:
        raise InvalidInput("document.author", "labels are for new cases; name the author with author_party_id")
    if author is not None and author not in store.party_ids(work, case_id):
        raise InvalidInput("author_party_id", "is not a party of this case")
    number = store.next_document_number(work, case_id)
    (document_id,) = store.add_documents(work, case_id, key, [(new.document, author)], first=number)
    work.audit.involve(document_id)
    return document_id


@writes
def add_step(work: Work, case_id: CaseId, new: NewStep) -> None:
    """Records what happened in a case. Raises NotFound."""
    work.permit(Permission.CASE_PROGRESS, case_id)
    store.case_key(work, case_id)
    store.add_steps(work, case_id, [new.step], first=store.next_step_number(work, case_id))
    if new.status is not None:
        store.set_status(work, case_id, new.status)


@writes
def record_disclosure(work: Work, case_id: CaseId, new: NewDisclosure) -> DisclosureId:
    """Records that something of a case was given to somebody outside. Raises NotFound."""
    work.permit(Permission.CASE_DISCLOSURE_RECORD, case_id)
    return store.add_disclosure(work, case_id, store.case_key(work, case_id), new)


@reads
def list_cases(work: Work, after: CaseId | None = None, limit: int = PAGE) -> list[CaseSummary]:
    """A page of cases in a stable order: codes and dates. `after` is the last id of the page before."""
    work.permit(Permission.CASE_LIST)
    page = store.summaries(work, after, limit)
    work.audit.involve(*(summary.case_id for summary in page))
    return page


@reads
def read_case(work: Work, case_id: CaseId) -> CaseView:
    """A case, without the categories that the caller may not read, which are named. Raises NotFound.

    Who may not know who spoke in confidence reads every text with that person's identifiers masked.
    """
    work.permit(Permission.CASE_LIST, case_id)
    file = store.open_files(work, [case_id])[0]
    seen = {permission for permission in CATEGORIES if work.may(permission)}
    for permission in sorted(seen):
        work.permit(permission, case_id)
    return view(work, file, seen)


def collect(work: Work, people: list[SubjectId]) -> list[CaseFile]:
    """Every case to which any of these people is a party, whole. Part of verbs that asked for each category."""
    return store.open_files(work, store.cases_with(work, people))


def _subject(work: Work, party: NewParty, country: str) -> SubjectId | None:
    return registry.recognise(work, party.person, country) if party.person is not None else party.subject_id
