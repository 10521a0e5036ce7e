"""Disclosures as rows, under the key of the complaint from which they were made, and whom each concerns."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import Row, and_, bindparam, delete, insert, select, update

from vault.crypto import RecordKey, in_version, key_id_of
from vault.disclosures.codes import Field
from vault.disclosures.model import Disclosed, DisclosureAnswer, KeptDisclosure, answer_without, told_without
from vault.disclosures.tables import disclosure, person
from vault.errors import Conflict, NotFound
from vault.ids import CaseId, DisclosureId, OrganisationId, RecipientId, SubjectId, new_id
from vault.records import changed, opened, place, sealed
from vault.storage import Asked, Ids, Query, among, among_ids, erase_rows
from vault.work import Work


class Clear(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the clear of a disclosure that the vault composed: ids, a code, a day."""

    recipient_id: RecipientId | None = None
    scenario: str | None = None
    respond_by: date | None = None


_OF_ORGANISATION: Final = select(disclosure).where(disclosure.c.organisation_id == bindparam("organisation"))
_OF_CASE: Final = Query.of_each(_OF_ORGANISATION.order_by(disclosure.c.disclosed_on), "case", disclosure.c.case_id)
_ITS: Final = and_(
    disclosure.c.organisation_id == person.c.organisation_id,
    disclosure.c.case_id == person.c.case_id,
    disclosure.c.disclosure_id == person.c.disclosure_id,
)
# In one statement both conditions would read every disclosure: no index serves either of two things.
_ABOUT: Final = Query(_OF_ORGANISATION.join(person, _ITS).where(among_ids(person.c.subject_id, "ids")))
_WITHIN: Final = Query(_OF_ORGANISATION.where(among_ids(disclosure.c.case_id, "ids")))
_NOTHING: Final = Clear()


def add(
    work: Work,
    case_id: CaseId,
    key: RecordKey,
    disclosed: Disclosed,
    persons: Iterable[SubjectId],
    clear: Clear = _NOTHING,
) -> DisclosureId:
    """Keeps a disclosure under the key of its case, with everybody whom it concerns."""
    disclosure_id = DisclosureId(new_id())
    mine = {"organisation_id": work.organisation_id, "case_id": case_id, "disclosure_id": disclosure_id}
    fields = " ".join(one.field.value for one in disclosed.items)
    work.connection.execute(
        insert(disclosure).values(
            **mine,
            disclosed_on=disclosed.disclosed_on,
            fields=fields or None,
            **msgspec.structs.asdict(clear),
            record=sealed(key, place(work.organisation_id, "disclosure", disclosure_id, "record"), disclosed),
        )
    )
    if rows := [mine | {"subject_id": one} for one in sorted(set(persons))]:
        work.connection.execute(insert(person), rows)
    return disclosure_id


def of_cases(work: Work, case_ids: Sequence[CaseId]) -> list[KeptDisclosure]:
    """The disclosures of these cases, opened, by day."""
    if len(case_ids) == 1:
        return _open(work, _OF_CASE.all(work.connection, organisation=work.organisation_id, case=case_ids[0]))
    query = select(disclosure).where(_mine(work), disclosure.c.case_id.in_(case_ids))
    return _open(work, list(work.connection.execute(query.order_by(disclosure.c.disclosed_on))))


def asked_of(organisation: OrganisationId, case_id: CaseId) -> Asked:
    """That `of_cases` will be asked for a case."""
    return Asked(_OF_CASE, organisation, case_id)


def concerning(
    work: Work, subject_ids: Sequence[SubjectId] = (), case_ids: Sequence[CaseId] = ()
) -> list[KeptDisclosure]:
    """What was disclosed of any of these people or from any of these cases, in the order of their ids."""
    found = {
        row.disclosure_id: row
        for query, ids in ((_ABOUT, subject_ids), (_WITHIN, case_ids))
        if ids
        for row in query.afresh(work.connection, organisation=work.organisation_id, ids=Ids(ids))
    }
    return _open(work, [found[one] for one in sorted(found)])


def answer(work: Work, case_id: CaseId, disclosure_id: DisclosureId, key: RecordKey, given: DisclosureAnswer) -> None:
    """Keeps what a recipient answered. Raises NotFound, Conflict where it answered already."""
    mine = (_mine(work), disclosure.c.case_id == case_id, disclosure.c.disclosure_id == disclosure_id)
    row = work.connection.execute(select(disclosure.c.answered_on, disclosure.c.changes).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("disclosure")
    if row.answered_on is not None:
        raise Conflict("the recipient answered already")
    where = place(work.organisation_id, "disclosure", disclosure_id, in_version("answer", row.changes))
    work.connection.execute(
        update(disclosure).where(*mine).values(answered_on=given.on, answer=sealed(key, where, given))
    )


def unanswered(work: Work, by: date) -> list[Row[Any]]:
    """Disclosures of which the agreed or prescribed time to answer has passed: ids and days."""
    late = (disclosure.c.respond_by < by, disclosure.c.answered_on.is_(None))
    return list(work.connection.execute(select(disclosure).where(_mine(work), *late).order_by(disclosure.c.respond_by)))


def first_days(work: Work, case_ids: Sequence[CaseId]) -> dict[tuple[CaseId, SubjectId], date]:
    """The day on which somebody of a case was first disclosed to anybody."""
    query = (
        select(person.c.case_id, person.c.subject_id, disclosure.c.disclosed_on)
        .join(disclosure, _ITS)
        .where(person.c.organisation_id == work.organisation_id, among(person.c.case_id, case_ids))
    )
    first: dict[tuple[CaseId, SubjectId], date] = {}
    for case_id, subject_id, on in work.connection.execute(query):
        first[case_id, subject_id] = min(on, first.get((case_id, subject_id), on))
    return first


def erase_of_cases(work: Work, case_ids: Sequence[CaseId]) -> None:
    """Every disclosure of cases that go; their keys go with the cases."""
    erase_rows(work.connection, work.organisation_id, case_ids, person.c.case_id, disclosure.c.case_id)


def forget(work: Work, people: Sequence[SubjectId]) -> None:
    """Leaves disclosures of cases that live on without people who go."""
    erase_rows(work.connection, work.organisation_id, people, person.c.subject_id)


def part(work: Work, case_id: CaseId, subject_id: SubjectId, without: Callable[[str], str]) -> None:
    """Leaves the disclosures of one case without somebody who goes from it: as its subject, and in every text."""
    mine = (person.c.organisation_id == work.organisation_id, person.c.case_id == case_id)
    work.connection.execute(delete(person).where(*mine, person.c.subject_id == subject_id))
    for row in work.connection.execute(select(disclosure).where(_mine(work), disclosure.c.case_id == case_id)).all():
        key = work.keys.get(key_id_of(row.record))
        before = _view(key, row, ())
        told, answered = told_without(before.disclosed, without), answer_without(before.answer, without)
        if (told, answered) != (before.disclosed, before.answer):
            values = changed(key, row, disclosure, record=told, answer=answered)
            its = (_mine(work), disclosure.c.case_id == case_id, disclosure.c.disclosure_id == row.disclosure_id)
            work.connection.execute(update(disclosure).where(*its).values(**values))


def fields_of(kept: KeptDisclosure) -> frozenset[Field]:
    """What was given, as codes; empty where another system told of it in its own words."""
    return frozenset(one.field for one in kept.disclosed.items)


def opened_row(key: RecordKey, row: Row[Any]) -> KeptDisclosure:
    """A disclosure without whom it concerns. Raises Tampered."""
    return _view(key, row, ())


def _open(work: Work, rows: Sequence[Row[Any]]) -> list[KeptDisclosure]:
    """Raises KeyDestroyed, Tampered."""
    if not rows:
        # Most cases were never disclosed: nobody is asked who was concerned.
        return []
    keys = work.keys.get_all(key_id_of(row.record) for row in rows)
    people = _people(work, sorted({row.case_id for row in rows}))
    return [_view(keys[key_id_of(row.record)], row, people.get(row.disclosure_id, ())) for row in rows]


def _view(key: RecordKey, row: Row[Any], persons: tuple[SubjectId, ...]) -> KeptDisclosure:
    def where(field: str) -> Any:
        return place(row.organisation_id, "disclosure", row.disclosure_id, in_version(field, row.changes))

    return KeptDisclosure(
        disclosure_id=row.disclosure_id,
        case_id=row.case_id,
        disclosed=opened(key, where("record"), row.record, Disclosed),
        recipient_id=row.recipient_id,
        scenario=row.scenario,
        persons=persons,
        respond_by=row.respond_by,
        answer=None if row.answer is None else opened(key, where("answer"), row.answer, DisclosureAnswer),
    )


def _people(work: Work, case_ids: Sequence[CaseId]) -> dict[DisclosureId, tuple[SubjectId, ...]]:
    """Whom each disclosure of these cases concerns."""
    mine = (person.c.organisation_id == work.organisation_id, among(person.c.case_id, case_ids))
    found: dict[DisclosureId, tuple[SubjectId, ...]] = {}
    for row in work.connection.execute(select(person).where(*mine).order_by(person.c.subject_id)):
        found[row.disclosure_id] = (*found.get(row.disclosure_id, ()), row.subject_id)
    return found


def _mine(work: Work) -> Any:
    return disclosure.c.organisation_id == work.organisation_id
