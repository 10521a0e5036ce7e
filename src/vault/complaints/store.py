"""Cases' rows: the only SQL about them, and the place where they are sealed and opened under the case's key."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, Table, delete, func, insert, select, update

from vault.clock import legal_day
from vault.complaints import sealing
from vault.complaints.codes import Lane, Status, StepKind
from vault.complaints.model import (
    CaseFile,
    CaseSummary,
    NewCase,
    NewDisclosure,
    NewDocument,
    NewParty,
    Step,
)
from vault.complaints.tables import case, disclosure, document, party, step
from vault.crypto import RecordKey
from vault.errors import NotFound
from vault.ids import CaseId, DisclosureId, DocumentId, PartyId, SubjectId, new_id
from vault.records import place, sealed
from vault.subjects.tables import subject
from vault.work import Work

_CHUNK = 500
T = TypeVar("T")


def add_case(work: Work, new: NewCase) -> tuple[CaseId, RecordKey]:
    """The case itself, under a new key."""
    case_id = CaseId(new_id())
    key = work.keys.create("case", case_id)
    work.connection.execute(
        insert(case).values(
            organisation_id=work.organisation_id,
            case_id=case_id,
            key_id=key.id,
            version=1,
            stored_at=work.now,
            department=new.department,
            category=new.category.value,
            severity=new.severity.value,
            anonymity=new.anonymity.value,
            language=new.language.value,
            status=new.status.value,
            received_on=new.received_on,
            assigned_to=new.assigned_to,
            source=new.source.value,
            ground=new.ground,
            witness_count=new.witness_count,
            complete=True,
            restricted=False,
            reference=_seal(work, key, "case", case_id, "reference", new.reference),
        )
    )
    return case_id, key


def add_steps(work: Work, case_id: CaseId, steps: Sequence[Step], first: int = 1) -> None:
    rows = [
        _of(work, case_id) | {"number": number, "kind": one.kind.value, "on_day": one.on, "lane": one.lane.value}
        for number, one in enumerate(steps, start=first)
    ]
    _insert(work, step, rows)


def add_parties(
    work: Work, case_id: CaseId, key: RecordKey, parties: Sequence[tuple[NewParty, SubjectId | None]]
) -> list[PartyId]:
    """The parties of a new case, each with the subject that it is, in their order."""
    ids = [PartyId(new_id()) for _ in parties]
    rows = [
        _of(work, case_id)
        | {
            "party_id": party_id,
            "number": number,
            "subject_id": subject,
            "role": new.role.value,
            "confidential": new.confidential,
            "named_to_respondent": new.named_to_respondent,
            "description": _seal(work, key, "party", party_id, "description", new.description),
        }
        for number, (party_id, (new, subject)) in enumerate(zip(ids, parties, strict=True), start=1)
    ]
    _insert(work, party, rows)
    return ids


def add_documents(
    work: Work, case_id: CaseId, key: RecordKey, documents: Sequence[tuple[NewDocument, PartyId | None]], first: int = 1
) -> list[DocumentId]:
    """Documents of a case, each with its author, numbered from `first`."""
    ids = [DocumentId(new_id()) for _ in documents]
    rows = [
        _of(work, case_id)
        | {
            "document_id": document_id,
            "number": number,
            "stored_at": work.now,
            "kind": new.kind.value,
            "author_role": new.author_role.value,
            "author_party_id": author,
            "language": new.language.value,
            "dated_on": new.dated_on,
            "lane": new.lane.value,
            "text": _seal(work, key, "document", document_id, "text", new.text),
        }
        for number, (document_id, (new, author)) in enumerate(zip(ids, documents, strict=True), start=first)
    ]
    _insert(work, document, rows)
    return ids


def add_disclosure(work: Work, case_id: CaseId, key: RecordKey, new: NewDisclosure) -> DisclosureId:
    disclosure_id = DisclosureId(new_id())
    work.connection.execute(
        insert(disclosure).values(
            **_of(work, case_id),
            disclosure_id=disclosure_id,
            disclosed_on=new.disclosed_on,
            record=_seal(work, key, "disclosure", disclosure_id, "record", new),
        )
    )
    return disclosure_id


def case_key(work: Work, case_id: CaseId) -> RecordKey:
    """The key of a case that is to be written to, and its version raised. Raises NotFound."""
    statement = (
        update(case)
        .where(case.c.organisation_id == work.organisation_id, case.c.case_id == case_id)
        .values(version=case.c.version + 1)
        .returning(case.c.key_id)
    )
    key_id = work.connection.execute(statement).scalar_one_or_none()
    if key_id is None:
        raise NotFound("case")
    return work.keys.get(key_id)


def set_status(work: Work, case_id: CaseId, status: Status) -> None:
    work.connection.execute(
        update(case)
        .where(case.c.organisation_id == work.organisation_id, case.c.case_id == case_id)
        .values(status=status.value)
    )


def next_step_number(work: Work, case_id: CaseId) -> int:
    return _next_number(work, step, case_id)


def next_document_number(work: Work, case_id: CaseId) -> int:
    return _next_number(work, document, case_id)


def party_ids(work: Work, case_id: CaseId) -> frozenset[PartyId]:
    return frozenset(work.connection.scalars(select(party.c.party_id).where(*_where(work, party, [case_id]))))


def summaries(work: Work, after: CaseId | None, limit: int) -> list[CaseSummary]:
    """Cases in the order of their ids, from behind `after`."""
    query = select(case).where(case.c.organisation_id == work.organisation_id).order_by(case.c.case_id).limit(limit)
    if after is not None:
        query = query.where(case.c.case_id > after)
    return [sealing.summary(row) for row in work.connection.execute(query)]


def steps_of(work: Work, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[Step, ...]]:
    rows = _rows(work, select(step).order_by(step.c.number), step, case_ids)
    return _grouped((row.case_id, _step(row)) for row in rows)


def all_steps(work: Work) -> dict[CaseId, tuple[Step, ...]]:
    """Every case's steps at once, for a plan over the whole organisation."""
    query = select(step).where(step.c.organisation_id == work.organisation_id).order_by(step.c.number)
    return _grouped((row.case_id, _step(row)) for row in work.connection.execute(query))


def cases_with(work: Work, subjects: Iterable[SubjectId]) -> list[CaseId]:
    """The cases to which any of these people is a party."""
    query = (
        select(party.c.case_id)
        .where(party.c.organisation_id == work.organisation_id, party.c.subject_id.in_(list(subjects)))
        .distinct()
        .order_by(party.c.case_id)
    )
    return [CaseId(case_id) for case_id in work.connection.scalars(query)]


def subjects_of(work: Work, case_id: CaseId) -> frozenset[SubjectId]:
    query = select(party.c.subject_id).where(*_where(work, party, [case_id]), party.c.subject_id.is_not(None))
    return frozenset(work.connection.scalars(query))


def people_without_case(work: Work, subject_id: UUID | None = None) -> list[tuple[SubjectId, int, date]]:
    """Id, version and day of storing of everybody, or of one, who is a party to nothing."""
    stands = select(party.c.party_id).where(
        party.c.organisation_id == subject.c.organisation_id, party.c.subject_id == subject.c.subject_id
    )
    query = select(subject).where(subject.c.organisation_id == work.organisation_id, ~stands.exists())
    if subject_id is not None:
        query = query.where(subject.c.subject_id == subject_id)
    return [(row.subject_id, row.version, legal_day(row.stored_at)) for row in work.connection.execute(query)]


def forget_subject(work: Work, subject_id: SubjectId) -> None:
    """Leaves their parties without a person, so that the person can go."""
    mine = (party.c.organisation_id == work.organisation_id, party.c.subject_id == subject_id)
    work.connection.execute(update(party).where(*mine).values(subject_id=None))


def open_files(work: Work, case_ids: Sequence[CaseId]) -> list[CaseFile]:
    """Whole cases, opened, in the order asked. Raises NotFound unless each is there."""
    rows = {row.case_id: row for row in _rows(work, select(case), case, case_ids)}
    if len(rows) != len(set(case_ids)):
        raise NotFound("case")
    keys = work.keys.get_all(row.key_id for row in rows.values())
    steps = steps_of(work, case_ids)
    by_case = {case_id: keys[row.key_id] for case_id, row in rows.items()}
    parties = _grouped(
        (row.case_id, sealing.open_party(by_case[row.case_id], row))
        for row in _rows(work, select(party).order_by(party.c.number), party, case_ids)
    )
    documents = _grouped(
        (row.case_id, sealing.open_document(by_case[row.case_id], row))
        for row in _rows(work, select(document).order_by(document.c.dated_on, document.c.number), document, case_ids)
    )
    disclosures = _grouped(
        (row.case_id, sealing.open_disclosure(by_case[row.case_id], row))
        for row in _rows(work, select(disclosure).order_by(disclosure.c.disclosed_on), disclosure, case_ids)
    )
    return [
        CaseFile(
            case=sealing.summary(rows[case_id]),
            reference=sealing.open_reference(by_case[case_id], rows[case_id]),
            steps=steps.get(case_id, ()),
            parties=parties.get(case_id, ()),
            documents=documents.get(case_id, ()),
            disclosures=disclosures.get(case_id, ()),
        )
        for case_id in case_ids
    ]


def erase(work: Work, case_id: CaseId) -> int:
    """Destroys the case's key, then every row of it; returns how many keys."""
    destroyed = work.keys.destroy(case_id)
    for table in (disclosure, document, party, step, case):
        work.connection.execute(delete(table).where(*_where(work, table, [case_id])))
    return destroyed


def codes(work: Work, case_id: CaseId | None = None) -> list[tuple[CaseId, int, date, dict[str, str]]]:
    """Each case's id, version, day of receipt and codes; of one case, or of all."""
    query = select(case).where(case.c.organisation_id == work.organisation_id)
    if case_id is not None:
        query = query.where(case.c.case_id == case_id)
    names = ("category", "severity", "anonymity", "status")
    return [
        (row.case_id, row.version, row.received_on, {name: getattr(row, name) for name in names})
        for row in work.connection.execute(query)
    ]


def _step(row: Row[Any]) -> Step:
    return Step(StepKind(row.kind), row.on_day, Lane(row.lane))


def _seal(work: Work, key: RecordKey, table: str, row: UUID, field: str, value: object) -> bytes | None:
    """A value sealed for its place; nothing stays nothing."""
    return None if value is None else sealed(key, place(work.organisation_id, table, row, field), value)


def _insert(work: Work, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        work.connection.execute(insert(table), rows)


def _next_number(work: Work, table: Table, case_id: CaseId) -> int:
    query = select(func.coalesce(func.max(table.c.number), 0)).where(*_where(work, table, [case_id]))
    return int(work.connection.execute(query).scalar_one()) + 1


def _rows(work: Work, query: Select[Any], table: Table, case_ids: Sequence[CaseId]) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for start in range(0, len(case_ids), _CHUNK):
        rows.extend(work.connection.execute(query.where(*_where(work, table, case_ids[start : start + _CHUNK]))))
    return rows


def _where(work: Work, table: Table, case_ids: Sequence[CaseId]) -> tuple[Any, Any]:
    return table.c.organisation_id == work.organisation_id, table.c.case_id.in_(case_ids)


def _of(work: Work, case_id: CaseId) -> dict[str, Any]:
    return {"organisation_id": work.organisation_id, "case_id": case_id}


def _grouped(pairs: Iterable[tuple[CaseId, T]]) -> dict[CaseId, tuple[T, ...]]:
    groups: dict[CaseId, list[T]] = {}
    for case_id, one in pairs:
        groups.setdefault(case_id, []).append(one)
    return {case_id: tuple(group) for case_id, group in groups.items()}
