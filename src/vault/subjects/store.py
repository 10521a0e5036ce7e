"""Data subjects' rows: the only SQL about them, and the place where their parts are sealed and opened."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, Select, bindparam, or_, select, type_coerce, update

from vault.clock import legal_day
from vault.crypto import Bunch, Context, Place, RecordKey
from vault.errors import Changed, KeyDestroyed, NotFound, Outdated
from vault.ids import SubjectId, new_id
from vault.keys import with_keys
from vault.keys.tables import data_key, index_token
from vault.records import opened, place, sealed
from vault.sieves import Records, SiftPeople, SoughtPerson, Where, sift_all
from vault.storage import IdBytes, Ids, Query, Versions, among, among_bytes, among_ids, batches, erase_rows, pages
from vault.storage import add as insert_row
from vault.subjects.matching import terms
from vault.subjects.model import Contact, Identity, Person, ProtectionKind, contact_of, identity_of, person_of
from vault.subjects.tables import subject
from vault.work import Work

_AT_ONCE: Final = 500
PARTS: Final = frozenset(("identity", "contact", "national_id"))
"""The sealed parts of a person; each is a data category of its own."""
_FIRST_VERSION = 1
_ID_AT = 3
"""Where the id stands in a row of `sifted`, behind the key."""
_ONE: Final = Query(
    select(subject).where(
        subject.c.organisation_id == bindparam("organisation"), subject.c.subject_id == bindparam("subject")
    )
)
_LOCKED: Final = Query(
    select(subject.c.subject_id)
    .where(subject.c.organisation_id == bindparam("organisation"), among_ids(subject.c.subject_id, "people"))
    .order_by(subject.c.subject_id)
    .with_for_update()
)
_identity: Final = msgspec.msgpack.Decoder(Identity).decode
_contact: Final = msgspec.msgpack.Decoder(Contact).decode
_number: Final = msgspec.msgpack.Decoder(str).decode
_BEHIND: Final = [one.label(f"of_{one.name}") for one in (data_key.c.key_id, data_key.c.epoch_id, data_key.c.wrapped)]
_HAVING: Final = Query(
    select(index_token.c.token, index_token.c.owner_id, *_BEHIND, subject)
    .select_from(
        index_token.outerjoin(
            subject,
            (subject.c.organisation_id == index_token.c.organisation_id)
            & (subject.c.subject_id == index_token.c.owner_id),
        ).outerjoin(
            data_key,
            (data_key.c.organisation_id == subject.c.organisation_id) & (data_key.c.key_id == subject.c.key_id),
        )
    )
    .where(index_token.c.organisation_id == bindparam("organisation"), among_bytes(index_token.c.token, "tokens"))
)
"""Whoever is indexed under some tokens, with what opens them: one trip instead of one for each of the three tables."""
T = TypeVar("T")


def add(work: Work, person: Person, country: str) -> SubjectId:
    """Stores a person under a key of their own and indexes them."""
    subject_id = SubjectId(new_id())
    key = work.keys.create("subject", subject_id, only=True)
    row = {
        "organisation_id": work.organisation_id,
        "subject_id": subject_id,
        "key_id": key.id,
        "version": _FIRST_VERSION,
        "stored_at": work.now,
        "restricted": False,
        "objected": False,
        **_sealed(work, subject_id, _FIRST_VERSION, key, person),
    }
    insert_row(work.connection, subject, row)
    work.keys.remember(subject_id, terms(person, country))
    return subject_id


def replace(work: Work, subject_id: SubjectId, person: Person, country: str, seen: int | None = None) -> None:
    """Stores a changed person and indexes them anew. Raises Outdated where they are not in the version `seen`."""
    row = _rows(work, [subject_id])[0]
    if seen is not None and row.version != seen:
        raise Outdated("the person was changed since they were looked at", hint="look again")
    version = row.version + 1
    statement = (
        update(subject)
        .where(
            subject.c.organisation_id == work.organisation_id,
            subject.c.subject_id == subject_id,
            subject.c.version == row.version,
        )
        .values(
            version=version,
            changed_on=legal_day(work.now),
            **_sealed(work, subject_id, version, work.keys.get(row.key_id), person),
        )
    )
    if work.connection.execute(statement).rowcount != 1:
        raise Changed("the person was changed or erased meanwhile", hint="send it again")
    work.keys.forget([subject_id])
    work.keys.remember(subject_id, terms(person, country))


def load(work: Work, subject_ids: Iterable[SubjectId], parts: Collection[str] = PARTS) -> dict[SubjectId, Person]:
    """People by id, opened in these parts. Raises NotFound unless each is there. For verbs that may see them."""
    wanted = list(dict.fromkeys(subject_ids))
    if not wanted:
        return {}
    rows = _rows(work, wanted)
    keys = work.keys.get_all(row.key_id for row in rows)
    return {row.subject_id: _open_parts(work, row, keys[row.key_id], parts) for row in rows}


def open_many(work: Work, subject_ids: Sequence[SubjectId]) -> Iterator[tuple[SubjectId, Person]]:
    """People by id, opened whole as a walk through everybody does, which takes a third of the time of `load`.

    Raises KeyDestroyed where somebody's key is gone. Whoever is not there is left out.
    """
    names = tuple(sorted(PARTS))
    bunch = work.keys.bunch()
    rows = _some(names).tuples(
        work.connection, organisation=work.organisation_id, people=tuple(one.bytes for one in subject_ids)
    )
    living = [row for row in rows if row[0] is not None]
    work.keys.learn(bunch, living)
    bunch.hold(living)
    parts: dict[str, dict[bytes, bytes]] = {}
    for at, name in enumerate(names, _ID_AT + 2):
        records = Records(bunch, Where(work.organisation_id.bytes, "subject", name), Place(_ID_AT, _ID_AT + 1, at))
        parts[name] = {row[_ID_AT]: packed for row, packed in records.opened(rows)}
        if len(parts[name]) < sum(row[at] is not None for row in rows):
            raise KeyDestroyed("the data key of a record was destroyed")
    for row in rows:
        one = row[_ID_AT]
        number = _number(parts["national_id"][one]) if one in parts["national_id"] else None
        person = person_of(_identity(parts["identity"][one]), _contact(parts["contact"][one]), number)
        yield SubjectId(UUID(bytes=one)), person


def having(
    work: Work, wanted: Iterable[tuple[str, str]], parts: Collection[str]
) -> dict[SubjectId, tuple[frozenset[str], Person]]:
    """Whoever is indexed under any of these terms: the kinds that they share, and the person, opened in these parts.

    In the order of their ids. Raises NotFound for an owner of a token who is not there, KeyDestroyed.
    """
    kind_of = {token: kind for kind, value in wanted for token in work.keys.tokens(kind, value)}
    if not kind_of:
        return {}
    found = _HAVING.all(work.connection, organisation=work.organisation_id, tokens=tuple(kind_of))
    if any(row.subject_id is None for row in found):
        raise NotFound("data subject")
    if any(row.of_key_id is None for row in found):
        raise KeyDestroyed("the data key of a record was destroyed")
    people = {row.subject_id: row for row in found}
    keys = work.keys.unwrapped((row.of_key_id, row.of_epoch_id, row.of_wrapped) for row in people.values())
    kinds: dict[UUID, set[str]] = {}
    for row in found:
        kinds.setdefault(row.subject_id, set()).add(kind_of[bytes(row.token)])
    return {
        SubjectId(one): (frozenset(kinds[one]), _open_parts(work, people[one], keys[people[one].key_id], parts))
        for one in sorted(people)
    }


def scan(work: Work, parts: Collection[str], only: Sequence[UUID] | None = None) -> Iterator[tuple[SubjectId, Person]]:
    """Everybody of the organisation in the order of their ids, opened a few at a time, with these parts alone.

    `parts` are of "identity", "contact", "national_id"; `only`, in the order of the ids, leaves everybody else out. So
    is whoever is erased meanwhile.
    """
    columns = [subject.c[name] for name in ("organisation_id", "subject_id", "key_id", "version", *sorted(parts))]
    for rows in pages(work.connection, subject.c.subject_id, work.organisation_id, columns, only, _AT_ONCE):
        keys = work.keys.borrow([row.key_id for row in rows])
        for row in rows:
            if (key := keys.get(row.key_id)) is not None:
                yield row.subject_id, _open_parts(work, row, key, parts)


def sifted(work: Work, sought: SoughtPerson, parts: Collection[str], records: int) -> Iterator[tuple[list[UUID], int]]:
    """Everybody, some hundred at a time: those who could be whom is sought, and how many there are.

    `parts` as in `scan`; what is needed of them is opened. `records` is about how many people there are.
    """
    bunch, names = work.keys.bunch(), tuple(sorted(parts))
    task = SiftPeople(work.organisation_id.bytes, sought, names)
    for count, found in sift_all(task, bunch, _people_pages(work, bunch, names), records):
        yield [UUID(bytes=one) for one in sorted(found.passed)], count


def _people_pages(work: Work, bunch: Bunch, parts: tuple[str, ...]) -> Iterator[tuple[int, list[tuple[Any, ...]]]]:
    """The rows of everybody whose key is there, behind how many were read for it."""
    after, page = bytes(16), _page(parts)
    while people := page.tuples(work.connection, organisation=work.organisation_id, after=after):
        living = [row for row in people if row[0] is not None]
        work.keys.learn(bunch, living)
        yield len(people), living
        after = people[-1][_ID_AT]


@cache
def _page(parts: tuple[str, ...]) -> Query:
    query = _raw(parts).where(subject.c.subject_id > bindparam("after", type_=IdBytes()))
    return Query(with_keys(query.order_by(subject.c.subject_id).limit(_AT_ONCE), subject))


@cache
def _some(parts: tuple[str, ...]) -> Query:
    return Query(with_keys(_raw(parts).where(among_bytes(subject.c.subject_id, "people")), subject))


def _raw(parts: tuple[str, ...]) -> Select[Any]:
    """What a bunch opens of an organisation's people."""
    return select(
        type_coerce(subject.c.subject_id, IdBytes).label("subject_id"),
        subject.c.version,
        *(subject.c[name] for name in parts),
    ).where(subject.c.organisation_id == bindparam("organisation"))


def versions(work: Work) -> Versions:
    """Everybody of the organisation, each with the version of their record."""
    return Versions.read(work.connection, work.organisation_id, subject.c.subject_id, subject.c.version)


def open_identity(work: Work, subject_id: SubjectId) -> Identity:
    row = _rows(work, [subject_id])[0]
    return _part(work, row, work.keys.get(row.key_id), "identity", Identity)


def open_contact(work: Work, subject_id: SubjectId) -> Contact:
    row = _rows(work, [subject_id])[0]
    return _part(work, row, work.keys.get(row.key_id), "contact", Contact)


def open_national_id(work: Work, subject_id: SubjectId) -> str | None:
    row = _rows(work, [subject_id])[0]
    return _part(work, row, work.keys.get(row.key_id), "national_id", str) if row.national_id else None


def key_of(work: Work, subject_id: SubjectId) -> RecordKey:
    """The key under which everything about a person stands. Raises NotFound."""
    return work.keys.get(_rows(work, [subject_id])[0].key_id)


def version_of(work: Work, subject_id: SubjectId) -> int:
    """Raises NotFound."""
    return int(_rows(work, [subject_id])[0].version)


def protections_until(work: Work, today: date) -> list[tuple[SubjectId, date | None, date | None]]:
    """Whose protection has run out or must be asked for again: id, last day, day of asking."""
    query = select(subject.c.subject_id, subject.c.protection_until, subject.c.protection_recheck_on).where(
        subject.c.organisation_id == work.organisation_id,
        or_(subject.c.protection_until < today, subject.c.protection_recheck_on <= today),
    )
    return [(SubjectId(one), until, recheck) for one, until, recheck in work.connection.execute(query)]


def ids(work: Work) -> list[SubjectId]:
    """Everybody of the organisation."""
    query = select(subject.c.subject_id).where(subject.c.organisation_id == work.organisation_id)
    return [SubjectId(one) for one in work.connection.scalars(query)]


def page(work: Work, after: SubjectId | None, limit: int) -> list[SubjectId]:
    """Everybody in the order of their ids, from behind `after`."""
    query = select(subject.c.subject_id).where(subject.c.organisation_id == work.organisation_id)
    if after is not None:
        query = query.where(subject.c.subject_id > after)
    return [SubjectId(one) for one in work.connection.scalars(query.order_by(subject.c.subject_id).limit(limit))]


def lock(work: Work, subject_ids: Sequence[SubjectId]) -> list[SubjectId]:
    """Those of these people who are there, kept from erasure and from being indexed until the transaction ends.

    Without it, whoever indexes a person in one transaction would leave tokens of somebody erased in another.
    """
    rows = _LOCKED.afresh(work.connection, organisation=work.organisation_id, people=Ids(subject_ids))
    return [row.subject_id for row in rows]


def restricted(work: Work, subject_ids: Sequence[SubjectId]) -> frozenset[SubjectId]:
    """Those of these people whose data are kept and not used, or who objected and were not answered yet."""
    return _of_whom(work, subject_ids, lambda one: one.c.restricted | one.c.objected)


def protected(work: Work, subject_ids: Sequence[SubjectId]) -> frozenset[SubjectId]:
    """Those of these people whose address is protected."""
    return _of_whom(work, subject_ids, lambda one: one.c.protection.is_not(None))


def _of_whom(
    work: Work, subject_ids: Sequence[SubjectId], so: Callable[[Any], ColumnElement[bool]]
) -> frozenset[SubjectId]:
    """Those of these people of whom something is so by any record that was joined with theirs: it is one person."""
    other = subject.alias()
    same = or_(
        other.c.subject_id == subject.c.subject_id,
        other.c.subject_id == subject.c.merged_into,
        other.c.merged_into == subject.c.subject_id,
        other.c.merged_into == subject.c.merged_into,
    )
    query = select(subject.c.subject_id).where(
        subject.c.organisation_id == work.organisation_id,
        subject.c.subject_id.in_(subject_ids),
        other.c.organisation_id == work.organisation_id,
        same,
        so(other),
    )
    return frozenset(work.connection.scalars(query))


def existing(work: Work, subject_ids: Sequence[SubjectId]) -> list[SubjectId]:
    """Those of these people who are there."""
    mine = (subject.c.organisation_id == work.organisation_id, subject.c.subject_id.in_(subject_ids))
    return [SubjectId(one) for one in work.connection.scalars(select(subject.c.subject_id).where(*mine))]


def require(work: Work, subject_ids: Iterable[SubjectId]) -> None:
    """Raises NotFound unless each is a data subject of this organisation."""
    _rows(work, list(dict.fromkeys(subject_ids)))


def erase(work: Work, subject_id: SubjectId) -> int:
    """Destroys the subject's key, then their row and index tokens; returns how many keys."""
    return erase_all(work, [subject_id]).get(subject_id, 0)


def erase_all(work: Work, subject_ids: Sequence[SubjectId]) -> dict[UUID, int]:
    """The same for many people in few statements; says of each how many keys."""
    destroyed: dict[UUID, int] = {}
    for some in batches(subject_ids):
        lock(work, some)
        destroyed |= work.keys.destroy_all(some)
        erase_rows(work.connection, work.organisation_id, some, subject.c.subject_id)
    return destroyed


def _rows(work: Work, subject_ids: Sequence[SubjectId]) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    if len(subject_ids) == 1:
        rows = _ONE.all(work.connection, organisation=work.organisation_id, subject=subject_ids[0])
        if not rows:
            raise NotFound("data subject")
        return rows
    for some in batches(subject_ids):
        query = select(subject).where(
            subject.c.organisation_id == work.organisation_id,
            among(subject.c.subject_id, some),
        )
        rows.extend(work.connection.execute(query))
    if len(rows) != len(subject_ids):
        raise NotFound("data subject")
    return rows


def _sealed(work: Work, subject_id: SubjectId, version: int, key: RecordKey, person: Person) -> dict[str, Any]:
    def seal(field: str, value: object) -> bytes:
        return sealed(key, _place(work, subject_id, field, version), value)

    kept = person.protection
    return {
        "protection": _protection(person),
        "protection_until": kept.until if kept else None,
        "protection_recheck_on": kept.recheck_on if kept else None,
        "identity": seal("identity", identity_of(person)),
        "contact": seal("contact", contact_of(person)),
        "national_id": seal("national_id", person.national_id) if person.national_id else None,
    }


def _protection(person: Person) -> str | None:
    if person.protection is not None:
        return person.protection.kind.value
    return ProtectionKind.OTHER.value if person.protected_address else None


def _open_parts(work: Work, row: Row[Any], key: RecordKey, parts: Collection[str]) -> Person:
    identity = _part(work, row, key, "identity", Identity) if "identity" in parts else Identity()
    contact = _part(work, row, key, "contact", Contact) if "contact" in parts else Contact()
    number = _part(work, row, key, "national_id", str) if "national_id" in parts and row.national_id else None
    return person_of(identity, contact, number)


def _part(work: Work, row: Row[Any], key: RecordKey, field: str, shape: type[T]) -> T:
    return opened(key, _place(work, row.subject_id, field, row.version), getattr(row, field), shape)


def _place(work: Work, subject_id: SubjectId, field: str, version: int) -> Context:
    """Bound to the version, so that a part as it was before a change does not open in its place."""
    return place(work.organisation_id, "subject", subject_id, f"{field}/{version}")
