"""Rows of restrictions, objections and ties, sealed under the key of the person whom they concern."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from vault.clock import legal_day
from vault.crypto import RecordKey
from vault.errors import Conflict, NotFound
from vault.ids import FlagId, SubjectId, TieId, new_id
from vault.records import opened, place, sealed
from vault.storage import Command, Ids, Query, among, among_ids, batches, erase_rows
from vault.subjects import store as subjects
from vault.subjects.standing.model import FlagEnd, FlagKind, FlagView, NewFlag, NewTie, TieView, valid
from vault.subjects.tables import flag, subject, tie
from vault.work import Work

_COLUMN = {FlagKind.RESTRICTION: "restricted", FlagKind.OBJECTION: "objected"}
_WITH_THEM: Final = (subject.c.organisation_id == bindparam("organisation"), among_ids(subject.c.merged_into, "roots"))
_JOINED: Final = Query(
    select(subject.c.subject_id, subject.c.merged_into).where(*_WITH_THEM).order_by(subject.c.subject_id)
)
_PARTED: Final = Command(update(subject).where(*_WITH_THEM).values(merged_into=None))


def add_flag(work: Work, subject_id: SubjectId, new: NewFlag) -> FlagId:
    """Keeps a restriction or objection and raises the flag that other verbs obey."""
    flag_id = FlagId(new_id())
    work.connection.execute(
        insert(flag).values(
            organisation_id=work.organisation_id,
            flag_id=flag_id,
            subject_id=subject_id,
            kind=new.kind.value,
            started_on=new.on,
            record=sealed(_key(work, subject_id), place(work.organisation_id, "subject_flag", flag_id, "record"), new),
        )
    )
    _raise(work, subject_id, new.kind)
    return flag_id


def end_flag(work: Work, subject_id: SubjectId, flag_id: FlagId, end: FlagEnd) -> None:
    """Ends a flag; what other verbs obey goes with the last of its kind. Raises NotFound, Conflict."""
    row = _flag(work, subject_id, flag_id)
    if row.ended_on is not None:
        raise Conflict("it has ended already")
    where = place(work.organisation_id, "subject_flag", flag_id, "ending")
    work.connection.execute(
        update(flag)
        .where(flag.c.organisation_id == work.organisation_id, flag.c.flag_id == flag_id)
        .values(ended_on=end.on, ending=sealed(_key(work, subject_id), where, end))
    )
    _raise(work, subject_id, FlagKind(row.kind))


def flags_of(work: Work, subject_id: SubjectId) -> tuple[FlagView, ...]:
    mine = (flag.c.organisation_id == work.organisation_id, flag.c.subject_id == subject_id)
    key = _key(work, subject_id)
    return tuple(
        _flag_view(key, row)
        for row in work.connection.execute(select(flag).where(*mine).order_by(flag.c.started_on, flag.c.flag_id))
    )


def find_flag(work: Work, subject_id: SubjectId, flag_id: FlagId) -> FlagView:
    """Raises NotFound."""
    return _flag_view(_key(work, subject_id), _flag(work, subject_id, flag_id))


def add_tie(work: Work, subject_id: SubjectId, new: NewTie) -> TieId:
    tie_id = TieId(new_id())
    work.connection.execute(
        insert(tie).values(
            organisation_id=work.organisation_id,
            tie_id=tie_id,
            subject_id=subject_id,
            other_id=new.other,
            kind=new.kind.value,
            until=new.until,
            record=sealed(_key(work, subject_id), place(work.organisation_id, "subject_tie", tie_id, "record"), new),
        )
    )
    return tie_id


def remove_tie(work: Work, subject_id: SubjectId, tie_id: TieId) -> None:
    """Raises NotFound."""
    mine = (tie.c.organisation_id == work.organisation_id, tie.c.subject_id == subject_id, tie.c.tie_id == tie_id)
    if work.connection.execute(delete(tie).where(*mine)).rowcount != 1:
        raise NotFound("tie")


def ties_of(work: Work, subject_id: SubjectId) -> tuple[TieView, ...]:
    mine = (tie.c.organisation_id == work.organisation_id, tie.c.subject_id == subject_id)
    key, today = _key(work, subject_id), legal_day(work.now)
    found = []
    for row in work.connection.execute(select(tie).where(*mine).order_by(tie.c.tie_id)):
        where = place(work.organisation_id, "subject_tie", row.tie_id, "record")
        one = opened(key, where, row.record, NewTie)
        found.append(TieView(tie_id=row.tie_id, tie=one, valid=valid(one, today)))
    return tuple(found)


def join(work: Work, kept: SubjectId, joined: SubjectId) -> None:
    """Says that a record is of the same person as another. Raises Conflict where either is joined already."""
    roots = dict(_roots(work, [kept, joined]))
    if any(roots.values()) or group(work, [joined]) != {joined}:
        raise Conflict("one of the two is joined with a record already", hint="part them first")
    _set(work, joined, merged_into=kept)


def part(work: Work, joined: SubjectId) -> SubjectId:
    """Takes a joining back; returns the record with which it was joined. Raises Conflict where there is none."""
    root = dict(_roots(work, [joined]))[joined]
    if root is None:
        raise Conflict("the record is joined with no other")
    _set(work, joined, merged_into=None)
    return root


def group(work: Work, subject_ids: Iterable[SubjectId]) -> frozenset[SubjectId]:
    """These people with every record that was joined with theirs."""
    asked = list(subject_ids)
    roots = {root or one for one, root in _roots(work, asked)}
    mine = (subject.c.organisation_id == work.organisation_id, subject.c.merged_into.in_(list(roots)))
    return (
        frozenset(asked)
        | frozenset(roots)
        | frozenset(work.connection.scalars(select(subject.c.subject_id).where(*mine)))
    )


def joined_with(work: Work, subject_ids: Sequence[SubjectId]) -> list[tuple[SubjectId, SubjectId]]:
    """Each of these people, beside each other record that was joined with theirs. Ids of nobody are passed over."""
    roots = dict(one for some in batches(subject_ids) for one in _roots(work, some))
    theirs: dict[SubjectId, set[SubjectId]] = {}
    for some in batches(sorted({root or one for one, root in roots.items()})):
        for row in _JOINED.afresh(work.connection, organisation=work.organisation_id, roots=Ids(some)):
            theirs.setdefault(row.merged_into, {row.merged_into}).add(row.subject_id)
    return [
        (one, other) for one, root in roots.items() for other in sorted(theirs.get(root or one, ())) if other != one
    ]


def erase(work: Work, subject_id: SubjectId) -> None:
    """Every flag and tie of a person who goes, also those in which they are the other, and joinings with them.

    Records that were joined with theirs stay joined with each other.
    """
    erase_all(work, [subject_id])


def erase_all(work: Work, subject_ids: Sequence[SubjectId]) -> None:
    """The same for many people in few statements."""
    for some in batches(subject_ids):
        erase_rows(work.connection, work.organisation_id, some, flag.c.subject_id, tie.c.subject_id, tie.c.other_id)
    _join_those_left(work, subject_ids)


def _join_those_left(work: Work, gone: Sequence[SubjectId]) -> None:
    """Joins what was joined with somebody who goes with the oldest record that is left."""
    left: dict[SubjectId, list[SubjectId]] = {}
    for some in batches(gone):
        joined = _JOINED.afresh(work.connection, organisation=work.organisation_id, roots=Ids(some))
        for row in joined:
            left.setdefault(row.merged_into, []).append(row.subject_id)
        if joined:
            _PARTED.run(work.connection, organisation=work.organisation_id, roots=some)
    going = set(gone)
    for records in left.values():
        staying = [one for one in records if one not in going]
        for other in staying[1:]:
            _set(work, other, merged_into=staying[0])


def every_flag(work: Work, flag_id: UUID | None = None) -> list[Row[Any]]:
    """The flags of the organisation, or the one named, for retention."""
    query = select(flag).where(flag.c.organisation_id == work.organisation_id)
    return list(work.connection.execute(query if flag_id is None else query.where(flag.c.flag_id == flag_id)))


def drop_flag(work: Work, flag_id: FlagId) -> None:
    mine = (flag.c.organisation_id == work.organisation_id, flag.c.flag_id == flag_id)
    work.connection.execute(delete(flag).where(*mine))


def _flag(work: Work, subject_id: SubjectId, flag_id: FlagId) -> Row[Any]:
    mine = (flag.c.organisation_id == work.organisation_id, flag.c.subject_id == subject_id, flag.c.flag_id == flag_id)
    row = work.connection.execute(select(flag).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("flag")
    return row


def _flag_view(key: RecordKey, row: Row[Any]) -> FlagView:
    def where(field: str) -> Any:
        return place(row.organisation_id, "subject_flag", row.flag_id, field)

    return FlagView(
        flag_id=row.flag_id,
        flag=opened(key, where("record"), row.record, NewFlag),
        end=None if row.ending is None else opened(key, where("ending"), row.ending, FlagEnd),
    )


def _raise(work: Work, subject_id: SubjectId, kind: FlagKind) -> None:
    """Sets the column that other verbs obey by whether a flag of the kind stands."""
    standing = select(func.count()).where(
        flag.c.organisation_id == work.organisation_id,
        flag.c.subject_id == subject_id,
        flag.c.kind == kind.value,
        flag.c.ended_on.is_(None),
    )
    _set(work, subject_id, **{_COLUMN[kind]: work.connection.execute(standing).scalar_one() > 0})


def _roots(work: Work, subject_ids: Sequence[SubjectId]) -> list[tuple[SubjectId, SubjectId | None]]:
    mine = (subject.c.organisation_id == work.organisation_id, among(subject.c.subject_id, subject_ids))
    rows = work.connection.execute(select(subject.c.subject_id, subject.c.merged_into).where(*mine))
    return [(row.subject_id, row.merged_into) for row in rows]


def _set(work: Work, subject_id: SubjectId, **values: Any) -> None:
    mine = (subject.c.organisation_id == work.organisation_id, subject.c.subject_id == subject_id)
    work.connection.execute(update(subject).where(*mine).values(**values))


def _key(work: Work, subject_id: SubjectId) -> RecordKey:
    return subjects.key_of(work, subject_id)


def ties_to(work: Work, other: SubjectId) -> tuple[NewTie, ...]:
    """The ties in which somebody is the other: whose household they share, for whom they may act."""
    mine = (tie.c.organisation_id == work.organisation_id, tie.c.other_id == other)
    return tuple(
        opened(
            _key(work, row.subject_id),
            place(work.organisation_id, "subject_tie", row.tie_id, "record"),
            row.record,
            NewTie,
        )
        for row in work.connection.execute(select(tie).where(*mine).order_by(tie.c.tie_id))
    )
