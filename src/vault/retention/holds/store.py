"""Rows of holds; the reason of each is sealed under a key of its own."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, or_, select, update

from vault import complaints
from vault.clock import legal_day
from vault.errors import NotFound
from vault.ids import HoldId, SubjectId, new_id
from vault.organisations import store as organisations
from vault.records import opened, place, sealed
from vault.retention.holds.model import HoldView, NewHold, forgotten
from vault.retention.schedule import HoldKind
from vault.retention.tables import hold
from vault.storage import Ids, Query, among_ids, batches, erase_rows
from vault.subjects.standing import store as standing
from vault.work import Work

_ABOUT: Final = Query(
    select(hold.c.hold_id).where(
        hold.c.organisation_id == bindparam("organisation"), among_ids(hold.c.record_id, "records")
    )
)


def before_placing(work: Work) -> None:
    """Waits for whoever erases something here; until this transaction ends, what is found to be there stays.

    Else what somebody erases just now would be found, and answered as held.
    """
    organisations.stay(work)


def before_erasing(work: Work) -> None:
    """Waits for whoever places holds here; what none keeps now, none keeps until this transaction ends."""
    organisations.stay(work, alone=True)


def place_hold(
    work: Work, record: UUID, kind: HoldKind, cause: UUID, review_on: date, reason: str | None = None
) -> HoldId:
    """`cause` is what it follows from; the hold's own id where somebody placed it."""
    hold_id = HoldId(new_id())
    key = None if reason is None else work.keys.create("hold", hold_id)
    where = place(work.organisation_id, "hold", hold_id, "reason")
    work.connection.execute(
        insert(hold).values(
            organisation_id=work.organisation_id,
            hold_id=hold_id,
            record_id=record,
            kind=kind.value,
            cause_id=cause,
            owner=work.actor.ref,
            started_at=work.now,
            review_on=review_on,
            until=None,
            key_id=None if key is None else key.id,
            reason=None if key is None else sealed(key, where, reason),
        )
    )
    return hold_id


def add(work: Work, new: NewHold) -> HoldId:
    """A hold that somebody places."""
    hold_id = place_hold(work, new.record_id, new.kind, new.record_id, new.review_on, new.reason)
    work.connection.execute(update(hold).where(*_mine(work), hold.c.hold_id == hold_id).values(cause_id=hold_id))
    return hold_id


def end_holds(work: Work, cause: UUID, until: date) -> int:
    """Lets every hold that something caused end after a day; returns how many."""
    mine = (*_mine(work), hold.c.cause_id == cause, hold.c.until.is_(None))
    return work.connection.execute(update(hold).where(*mine).values(until=until)).rowcount


def held(
    work: Work, today: date, records: Sequence[UUID] | None = None, *, but: UUID | None = None
) -> dict[UUID, frozenset[HoldKind]]:
    """What is kept today, by which kinds of holds; a hold on a person keeps every case in which they stand.

    Records that were joined are of one person: who is held under one of them is held under each. `records`, where they
    are named, are those about which is asked, with what they are parts of. Holds that `but` caused do not count.
    """
    query = select(hold.c.record_id, hold.c.kind).where(*_mine(work), *_in_force(today))
    if but is not None:
        query = query.where(hold.c.cause_id != but)
    placed = [(row.record_id, HoldKind(row.kind)) for row in work.connection.execute(query)]
    kept: dict[UUID, frozenset[HoldKind]] = {}
    for record, kind in placed:
        kept[record] = kept.get(record, frozenset()) | {kind}
    for record, same in standing.joined_with(work, [SubjectId(record) for record in kept]):
        kept[same] = kept.get(same, frozenset()) | kept[record]
    people = [SubjectId(record) for record in kept]
    for case_id, subject_id in complaints.cases_of_people(work, people):
        kept[case_id] = kept.get(case_id, frozenset()) | kept[subject_id]
    return kept if records is None else {one: kept[one] for one in records if one in kept}


def set_review(work: Work, hold_id: HoldId, review_on: date) -> None:
    """That a hold was looked at. Raises NotFound where it is not there or over."""
    statement = update(hold).where(*_mine(work), hold.c.hold_id == hold_id, hold.c.until.is_(None))
    if work.connection.execute(statement.values(review_on=review_on, reviewed_at=work.now)).rowcount != 1:
        raise NotFound("hold")


def end(work: Work, hold_id: HoldId, until: date) -> None:
    """Raises NotFound where it is not there or over."""
    statement = update(hold).where(*_mine(work), hold.c.hold_id == hold_id, hold.c.until.is_(None))
    if work.connection.execute(statement.values(until=until)).rowcount != 1:
        raise NotFound("hold")


def load(work: Work, hold_id: HoldId) -> HoldView:
    """Raises NotFound."""
    for row in rows(work, hold_id):
        return view(work, row)
    raise NotFound("hold")


def every(work: Work, today: date, *, ended: bool) -> list[HoldView]:
    """Those in force, or all of them, oldest first."""
    query = select(hold).where(*_mine(work), *(() if ended else _in_force(today))).order_by(hold.c.hold_id)
    return [view(work, row) for row in work.connection.execute(query).all()]


def to_review(work: Work, by: date) -> list[HoldId]:
    """Open holds that somebody must look at up to and including a day."""
    due = (*_mine(work), hold.c.until.is_(None), hold.c.review_on <= by)
    query = select(hold.c.hold_id).where(*due).order_by(hold.c.review_on, hold.c.hold_id)
    return [HoldId(one) for one in work.connection.scalars(query)]


def overlooked(work: Work, today: date) -> list[HoldId]:
    """Those whose day of review has passed."""
    return to_review(work, by=today - timedelta(days=1))


def rows(work: Work, hold_id: UUID | None = None) -> list[Row[Any]]:
    """Unopened: of one, or of all."""
    one = () if hold_id is None else (hold.c.hold_id == hold_id,)
    return list(work.connection.execute(select(hold).where(*_mine(work), *one).order_by(hold.c.hold_id)))


def erase(work: Work, hold_ids: Sequence[UUID]) -> int:
    """Destroys the reasons and the rows; returns how many keys."""
    keys = sum(work.keys.destroy_all(hold_ids).values())
    for some in batches(hold_ids):
        erase_rows(work.connection, work.organisation_id, some, hold.c.hold_id)
    return keys


def erase_about(work: Work, records: Sequence[UUID]) -> int:
    """Destroys every hold on records that are gone; returns how many keys."""
    found = _ABOUT.afresh(work.connection, organisation=work.organisation_id, records=Ids(records))
    return erase(work, [row.hold_id for row in found])


def view(work: Work, row: Row[Any]) -> HoldView:
    where = place(row.organisation_id, "hold", row.hold_id, "reason")
    return HoldView(
        hold_id=row.hold_id,
        record_id=row.record_id,
        kind=HoldKind(row.kind),
        owner=row.owner,
        started_at=row.started_at,
        review_on=row.review_on,
        until=row.until,
        cause_id=None if row.cause_id == row.hold_id else row.cause_id,
        reason=None if row.reason is None else opened(work.keys.get(row.key_id), where, row.reason, str),
        forgotten=forgotten(row.review_on, row.until, legal_day(work.now)),
    )


def _mine(work: Work) -> tuple[Any, ...]:
    return (hold.c.organisation_id == work.organisation_id,)


def _in_force(today: date) -> tuple[Any, ...]:
    return (or_(hold.c.until.is_(None), hold.c.until >= today),)
