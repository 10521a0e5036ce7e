"""What retention reads of cases: codes and days of very many, in few statements, with nothing opened."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, exists, or_, select, type_coerce

from vault.clock import legal_day
from vault.complaints.model import latest_days
from vault.complaints.store.rows import ByCase, of_cases
from vault.complaints.tables import case, party, step
from vault.ids import CaseId, PartyId, SubjectId
from vault.storage import Query, RawId, among, among_ids, batches, known_id
from vault.subjects.tables import subject
from vault.work import Work

_ROWS_AT_ONCE: Final = 5_000
CODES: Final = ("category", "severity", "anonymity", "status", "outcome")


class CaseRow(NamedTuple):
    """A case as its schedule sees it."""

    raw: Any
    version: int
    changed_on: date | None
    codes: dict[str, str]
    events: dict[str, date]

    @property
    def case_id(self) -> CaseId:
        return CaseId(known_id(self.raw))


class PartyRow(NamedTuple):
    """Somebody in a case, with the case."""

    party_id: PartyId
    raw: Any
    """The id of the person, as the driver gives it."""
    role: str
    confidential: bool
    case: CaseRow

    @property
    def subject_id(self) -> SubjectId | None:
        return None if self.raw is None else SubjectId(known_id(self.raw))


def case_rows(work: Work, case_ids: Sequence[CaseId] | None = None, *, lock: bool = False) -> Iterator[CaseRow]:
    """Every case, or those named, in the order of their ids; with `lock` they stay until the transaction ends."""
    if case_ids is None:
        yield from _cases(work, (), lock=lock)
        return
    for some in batches(case_ids):
        yield from _cases(work, some, lock=lock)


def party_rows(work: Work, party_ids: Sequence[UUID] | None = None, *, lock: bool = False) -> Iterator[PartyRow]:
    """Everybody in a case of whom something is kept, or those named, in the order of their cases."""
    if party_ids is None:
        yield from _parties(work, None, _cases(work, (), lock=False))
        return
    for some in batches(party_ids):
        mine = (party.c.organisation_id == work.organisation_id, among(party.c.party_id, some))
        ids = sorted(set(work.connection.scalars(select(party.c.case_id).where(*mine))))
        if ids:
            yield from _parties(work, some, _cases(work, [CaseId(one) for one in ids], lock=lock))


def cases_of_people(work: Work, people: Sequence[SubjectId]) -> list[tuple[CaseId, SubjectId]]:
    """In which cases these people stand."""
    found: list[tuple[CaseId, SubjectId]] = []
    for some in batches(people):
        query = select(party.c.case_id, party.c.subject_id).where(
            party.c.organisation_id == work.organisation_id, among(party.c.subject_id, some)
        )
        found += [(row.case_id, row.subject_id) for row in work.connection.execute(query)]
    return found


def people_left(work: Work, people: Sequence[SubjectId]) -> list[SubjectId]:
    """Those of these people who stand in no case, and with whose records none is joined that does."""
    found: list[SubjectId] = []
    for some in batches(people):
        rows = _LEFT.afresh(work.connection, organisation=work.organisation_id, people=some)
        found += [row.subject_id for row in rows]
    return found


def people_without_case(
    work: Work, subject_id: UUID | None = None
) -> Iterator[tuple[SubjectId, int, date, date | None]]:
    """Id, version, day of storing and of the last change of everybody, or of one, who is a party to nothing."""
    columns = (subject.c.subject_id, subject.c.version, subject.c.stored_at, subject.c.changed_on)
    query = select(*columns).where(subject.c.organisation_id == work.organisation_id, ~_stands())
    if subject_id is not None:
        query = query.where(subject.c.subject_id == subject_id)
    for one, version, stored_at, changed_on in _read(work, query, streamed=subject_id is None):
        yield one, version, legal_day(stored_at), changed_on


def _stands() -> Any:
    """That a person, or somebody with whom their record is joined, is a party to a case.

    Four plain searches by index, where one over `coalesce` would read everybody for each.
    """
    theirs = party.c.organisation_id == subject.c.organisation_id
    own = exists().where(theirs, party.c.subject_id == subject.c.subject_id)
    root = exists().where(theirs, party.c.subject_id == subject.c.merged_into)
    return or_(own, root, _joined(subject.c.subject_id), _joined(subject.c.merged_into))


def _joined(root: Any) -> Any:
    """That somebody whose record was joined with one is a party to a case: first who that is, then whether they are."""
    other = subject.alias()
    same = select(other.c.subject_id).where(
        other.c.organisation_id == subject.c.organisation_id, other.c.merged_into == root
    )
    theirs = party.c.organisation_id == subject.c.organisation_id
    return exists().where(theirs, party.c.subject_id.in_(same.correlate(subject).scalar_subquery()))


_LEFT: Final = Query(
    select(subject.c.subject_id)
    .where(subject.c.organisation_id == bindparam("organisation"), among_ids(subject.c.subject_id, "people"))
    .where(~_stands())
    .order_by(subject.c.subject_id)
)


def _cases(work: Work, case_ids: Sequence[CaseId], *, lock: bool) -> Iterator[CaseRow]:
    own = (case.c.version, case.c.changed_on, case.c.received_on)
    columns = (_raw(case.c.case_id), *own, *(case.c[one] for one in CODES))
    query = _of(work, select(*columns), case, case_ids).order_by(case.c.case_id)
    days = _of(work, select(_raw(step.c.case_id), step.c.kind, step.c.on_day), step, case_ids)
    days = days.order_by(step.c.case_id, step.c.number)
    rows = _read(work, query.with_for_update() if lock else query, streamed=not case_ids)
    steps = ByCase(_read(work, days, streamed=not case_ids))
    for raw, version, changed_on, received_on, *codes in rows:
        yield CaseRow(
            raw,
            version,
            changed_on,
            {name: value or "none" for name, value in zip(CODES, codes, strict=True)},
            latest_days(received_on, ((kind, day) for _, kind, day in steps.of(raw))),
        )


def _parties(work: Work, party_ids: Sequence[UUID] | None, cases: Iterator[CaseRow]) -> Iterator[PartyRow]:
    columns = (_raw(party.c.case_id), party.c.party_id, _raw(party.c.subject_id), party.c.role, party.c.confidential)
    kept = or_(party.c.subject_id.is_not(None), party.c.description.is_not(None), party.c.knowledge.is_not(None))
    query = select(*columns).where(party.c.organisation_id == work.organisation_id, kept)
    if party_ids is not None:
        query = query.where(among(party.c.party_id, party_ids))
    people = ByCase(_read(work, query.order_by(party.c.case_id), streamed=party_ids is None))
    for one in cases:
        for _, party_id, raw, role, confidential in people.of(one.raw):
            yield PartyRow(party_id, raw, role, confidential, one)


def _of(work: Work, query: Select[Any], table: Table, case_ids: Sequence[CaseId]) -> Select[Any]:
    if case_ids:
        return query.where(*of_cases(work, table, case_ids))
    return query.where(table.c.organisation_id == work.organisation_id)


def _raw(column: Any) -> Any:
    return type_coerce(column, RawId)


def _read(work: Work, query: Select[Any], *, streamed: bool) -> Iterable[Any]:
    """All rows at once where they are few; else some at a time, to be read to their end."""
    if not streamed:
        return work.connection.execute(query).all()
    return work.connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE))
