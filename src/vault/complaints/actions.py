"""Verbs about complaints: store, add, list, read."""

from collections.abc import Collection
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.clock import legal_day
from vault.complaints import store
from vault.complaints.access import appending
from vault.complaints.asking import page, permit
from vault.complaints.bounds import Input, step_input
from vault.complaints.catalogue import catalogue
from vault.complaints.codes import Lane, Status, StepKind
from vault.complaints.completeness import Told, missing
from vault.complaints.course.gate import Blocked
from vault.complaints.course.nameless import NEVER, beyond_step
from vault.complaints.guarding import a_document, a_new_case
from vault.complaints.model import (
    AddedDocument,
    CaseFile,
    CaseQuery,
    CaseSummary,
    CaseView,
    Missing,
    NewCase,
    NewDisclosure,
    NewParty,
    Step,
    StoredCase,
    lanes_of,
    refuse_earlier,
    refuse_strange_labels,
    steps_from,
)
from vault.complaints.stance import NAMELESS, Use, stances
from vault.complaints.store.reading import foreseen, summary_of
from vault.complaints.viewing import CATEGORIES, view
from vault.deadlines import Country
from vault.errors import Conflict, InvalidInput
from vault.ids import CaseId, DisclosureId, DocumentId, SubjectId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subjects import registry
from vault.subjects import store as subjects
from vault.work import Work, by_day_where, foresees, reads, shares, writes

PAGE = 100


class NewStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened in a case, and the status it leaves the case in, if that changes."""

    step: Step
    status: Annotated[Status | None, Meta(description="The case's status from now on.")] = None


@by_day_where(a_new_case)
@shares
@writes
def store_case(work: Work, new: NewCase) -> StoredCase:
    """Stores a complaint with its parties, documents, steps, entries and disclosures, or nothing of it.

    What a complaint lacks does not keep it out; the answer names it. Raises InvalidInput for labels that do not fit
    together and for a ground that the country does not know, NotFound for a subject_id that is not known here,
    NotPermitted for a lane that the caller may not write into.
    """
    work.permit(Permission.CASE_STORE)
    return keep_case(work, new, organisations.load(work).country)


def keep_case(work: Work, new: NewCase, country: Country) -> StoredCase:
    """What `store_case` does; part of verbs that asked to store, and know the country. Raises as `store_case`."""
    refuse_strange_labels(new)
    if new.ground is not None:
        catalogue(work.policy.folder).ground(new.ground, country)
    for lane in sorted(lanes_of(new) - {Lane.TENANCY}):
        work.permit(appending(lane))
    lacks = missing(_told(work, new))
    case_id, key = store.add_case(work, new, complete=not lacks)
    keys = store.LaneKeys(work, case_id, key)
    store.add_steps(work, case_id, [*new.steps, *_steps_of(new)], first=1)
    people = [subject_of(work, party, country) for party in new.parties]
    parties = store.add_parties(work, case_id, key, list(zip(new.parties, people, strict=True)), first=1)
    labels = {party.label: party_id for party, party_id in zip(new.parties, parties, strict=True)}
    documents = [(document, labels.get(document.author or "")) for document in new.documents]
    # Whoever reads the log and the people would see from one event who spoke in confidence in which case.
    open_ones = [who for party, who in zip(new.parties, people, strict=True) if who and not party.confidential]
    work.audit.involve(case_id, *open_ones)
    return StoredCase(
        case_id=case_id,
        parties=tuple(parties),
        subjects=tuple(people),
        documents=tuple(store.add_documents(work, case_id, keys, documents, first=1)),
        disclosures=tuple(store.add_disclosure(work, case_id, key, one, open_ones) for one in new.disclosures),
        entries=tuple(store.add_entries(work, case_id, keys, new.entries, first=1)),
        missing=lacks,
    )


@by_day_where(a_document)
@shares
@writes
def add_document(work: Work, case_id: CaseId, new: AddedDocument) -> DocumentId:
    """Adds a document to a lane of a case.

    Raises NotFound, InvalidInput for an author who is no party of it, Finished for a closed case.
    """
    return write_document(work, case_id, new, Input.DOCUMENT)


def write_document(work: Work, case_id: CaseId, new: AddedDocument, wanted: Input) -> DocumentId:
    """What `add_document` does; part of verbs that know as what it comes."""
    permit(work, case_id, Permission.CASE_PROGRESS)
    permit(work, case_id, appending(new.document.lane))
    key = store.case_key(work, case_id, wanted)
    author = new.author_party_id
    if new.document.author is not None:
        raise InvalidInput("document.author", "labels are for new cases; name the author with author_party_id")
    if author is not None and author not in store.party_ids(work, case_id):
        raise InvalidInput("author_party_id", "is not a party of this case")
    keys = store.LaneKeys(work, case_id, key)
    (document_id,) = store.add_documents(work, case_id, keys, [(new.document, author)])
    reassess(work, case_id)
    work.audit.involve(document_id)
    return document_id


@shares
@writes
def add_step(work: Work, case_id: CaseId, new: NewStep) -> None:
    """Records what happened in a case.

    Raises NotFound; InvalidInput where a step and its status do not go together; Finished, Restricted (`bounds`);
    Conflict for what a complaint without a name, or in confidence, may not lead to alone (`course.nameless`).
    """
    permit(work, case_id, Permission.CASE_PROGRESS)
    if (new.step.kind is StepKind.CLOSED) != (new.status is Status.CLOSED):
        # The status without the step would never be deleted, the step without the status while somebody works on it.
        raise InvalidInput("status", "must be closed with the step closed, and with no other")
    store.case_key(work, case_id, step_input(new.step.kind, changes_status=new.status is not None))
    if new.step.kind in NEVER or summary_of(work, case_id).anonymity in NAMELESS:
        refuse_blocked(beyond_step(new.step.kind, store.open_files(work, [case_id])[0], uses(work)))
    if new.step.kind is StepKind.CLOSED:
        before = store.steps_of(work, [case_id]).get(case_id, ())
        refuse_earlier(new.step.on, before, StepKind.REOPENED, "step.on")
    store.add_steps(work, case_id, [new.step])
    if new.status is not None:
        store.set_codes(work, case_id, status=new.status.value)
    if new.status is Status.CLOSED:
        work.audit.tell("case.closed", case_id)


@shares
@writes
def record_disclosure(work: Work, case_id: CaseId, new: NewDisclosure) -> DisclosureId:
    """Records that something of a case was given to somebody outside. Raises NotFound."""
    permit(work, case_id, Permission.CASE_DISCLOSURE_RECORD)
    key = store.case_key(work, case_id, Input.ACCOUNT)
    return store.add_disclosure(work, case_id, key, new, store.speaking_openly(work, case_id))


@reads
def list_cases(work: Work, after: CaseId | None = None, limit: int = PAGE) -> list[CaseSummary]:
    """A page of cases in a stable order: codes and dates. `after` is the last id of the page before."""
    work.permit_some(Permission.CASE_LIST)
    found = page(work, CaseQuery(), after, limit)
    work.audit.involve(*(summary.case_id for summary in found))
    return found


@reads
def search_cases(work: Work, query: CaseQuery, after: CaseId | None = None, limit: int = PAGE) -> list[CaseSummary]:
    """A page of the cases that meet every condition: codes and dates, nobody's name."""
    work.permit_some(Permission.CASE_LIST)
    found = page(work, query, after, limit)
    work.audit.involve(*(summary.case_id for summary in found))
    return found


@foresees(foreseen)
@shares
@reads
def read_case(work: Work, case_id: CaseId) -> CaseView:
    """A case, without the categories that the caller may not read, which are named. Raises NotFound.

    Everybody reads every text with the identifiers of whoever spoke in confidence masked.
    """
    given = permit(work, case_id, Permission.CASE_LIST)
    file = store.open_files(work, [case_id])[0]
    seen = {permission for permission in CATEGORIES if work.may(permission, given)}
    for permission in sorted(seen):
        work.permit(permission, case_id, given=given)
    return view(work, file, seen)


def collect(work: Work, people: list[SubjectId]) -> list[CaseFile]:
    """Every case to which any of these people is a party, whole. Part of verbs that asked for each category."""
    return store.open_files(work, store.cases_with(work, people))


def uses(work: Work) -> tuple[Use, ...]:
    """What the organisation lets a complaint without a name lead to today."""
    return stances(work.policy.folder).of(work.organisation_id, legal_day(work.now)).uses


def refuse_blocked(found: Collection[Blocked]) -> None:
    """Raises Conflict, naming every obstacle, unless there is none."""
    if found:
        named = ", ".join(dict.fromkeys(one.obstacle.value for one in found))
        raise Conflict(f"this may not be done yet: {named}", hint="the case's situation says what is missing")


def reassess(work: Work, case_id: CaseId) -> tuple[Missing, ...]:
    """What a case lacks now, and whether it is complete kept with it. Part of verbs that changed it."""
    lacks = lacking(work, store.open_files(work, [case_id])[0])
    store.set_codes(work, case_id, complete=not lacks)
    return lacks


def lacking(work: Work, file: CaseFile) -> tuple[Missing, ...]:
    """What an opened case lacks."""
    people = subjects.load(work, [one.subject_id for one in file.parties if one.subject_id is not None])
    return missing(
        Told(
            category=file.case.category,
            anonymity=file.case.anonymity,
            witness_count=file.case.witness_count,
            people=tuple(
                (one.role, people[one.subject_id] if one.subject_id else None, one.description is not None)
                for one in file.parties
            ),
            entries=[one.entry for one in file.entries],
            documents=len(file.documents),
        )
    )


def _told(work: Work, new: NewCase) -> Told:
    """What a new case holds. Raises NotFound for a subject_id that is not known here."""
    known = subjects.load(work, [one.subject_id for one in new.parties if one.subject_id is not None])
    return Told(
        category=new.category,
        anonymity=new.anonymity,
        witness_count=new.witness_count,
        people=tuple(
            (one.role, known[one.subject_id] if one.subject_id else one.person, one.description is not None)
            for one in new.parties
        ),
        entries=new.entries,
        documents=len(new.documents),
    )


def _steps_of(new: NewCase) -> list[Step]:
    """The steps to which a new case's entries come, without those that were handed over as steps as well."""
    told = {(step.kind, step.on) for step in new.steps}
    found = [step for entry in new.entries for step in steps_from(entry)]
    return [step for step in dict.fromkeys(found) if (step.kind, step.on) not in told]


def subject_of(work: Work, party: NewParty, country: str) -> SubjectId | None:
    return registry.recognise(work, party.person, country) if party.person is not None else party.subject_id
