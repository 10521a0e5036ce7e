"""Notices as rows, each under a key of its own: one outlives the complaint of which it tells."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from vault.crypto import RecordKey
from vault.disclosures.codes import Change, NoticeState
from vault.disclosures.model import KeptDisclosure, NoticeOutcome, NoticeView, Told
from vault.disclosures.tables import notice
from vault.errors import Conflict, NotFound
from vault.ids import CaseId, DisclosureId, NoticeId, new_id
from vault.records import opened, place, sealed
from vault.work import Work

_SETTLED = (NoticeState.ANSWERED, NoticeState.NOT_NEEDED)


def add(work: Work, change: Change, of: KeptDisclosure, told: Told, made_on: date, due_on: date) -> NoticeId:
    notice_id = NoticeId(new_id())
    key = work.keys.create("notice", notice_id)
    work.connection.execute(
        insert(notice).values(
            organisation_id=work.organisation_id,
            notice_id=notice_id,
            key_id=key.id,
            version=1,
            change=change.value,
            case_id=of.case_id,
            disclosure_id=of.disclosure_id,
            recipient_id=of.recipient_id,
            made_on=made_on,
            due_on=due_on,
            state=NoticeState.PENDING.value,
            told=sealed(key, place(work.organisation_id, "notice", notice_id, "told"), told),
        )
    )
    return notice_id


def pending(work: Work, disclosure_ids: Sequence[DisclosureId]) -> list[tuple[DisclosureId, Change]]:
    """What is owed already and was not sent yet."""
    if not disclosure_ids:
        return []
    mine = (_mine(work), notice.c.state == NoticeState.PENDING.value, notice.c.disclosure_id.in_(disclosure_ids))
    rows = work.connection.execute(select(notice.c.disclosure_id, notice.c.change).where(*mine))
    return [(DisclosureId(row.disclosure_id), Change(row.change)) for row in rows]


def find(work: Work, *, settled: bool) -> list[NoticeView]:
    """Notices that are not settled yet, the soonest due first; with `settled`, all of them."""
    wanted = () if settled else (notice.c.state.not_in([one.value for one in _SETTLED]),)
    query = select(notice).where(_mine(work), *wanted).order_by(notice.c.due_on, notice.c.notice_id)
    found = list(work.connection.execute(query))
    keys = work.keys.get_all(row.key_id for row in found)
    return [_view(keys[row.key_id], row) for row in found]


def owed(work: Work) -> list[tuple[CaseId, date]]:
    """The case and the day of each notice that is not settled, the soonest due first; nothing is opened."""
    query = select(notice.c.case_id, notice.c.due_on).where(
        _mine(work), notice.c.state.not_in([one.value for one in _SETTLED])
    )
    rows = work.connection.execute(query.order_by(notice.c.due_on, notice.c.notice_id))
    return [(CaseId(row.case_id), row.due_on) for row in rows]


def load(work: Work, notice_id: NoticeId) -> tuple[NoticeView, int]:
    """A notice, and its version. Raises NotFound."""
    found = rows(work, notice_id)
    if not found:
        raise NotFound("notice")
    return _view(work.keys.get(found[0].key_id), found[0]), found[0].version


def settle(work: Work, notice_id: NoticeId, seen: int, outcomes: tuple[NoticeOutcome, ...]) -> None:
    """Keeps what became of a notice so far. Raises Conflict where somebody was faster."""
    state = outcomes[-1].state
    where = place(work.organisation_id, "notice", notice_id, f"outcomes/{seen + 1}")
    key = work.keys.get(rows(work, notice_id)[0].key_id)
    statement = (
        update(notice)
        .where(_mine(work), notice.c.notice_id == notice_id, notice.c.version == seen)
        .values(
            version=seen + 1,
            state=state.value,
            settled_on=outcomes[-1].on if state in _SETTLED else None,
            outcomes=sealed(key, where, outcomes),
        )
    )
    if work.connection.execute(statement).rowcount != 1:
        raise Conflict("somebody settled the notice a moment ago", hint="look again")


def rows(work: Work, notice_id: UUID | None = None) -> list[Row[Any]]:
    """Days, states and ids, unopened, for retention."""
    query = select(notice).where(_mine(work))
    return list(work.connection.execute(query if notice_id is None else query.where(notice.c.notice_id == notice_id)))


def erase(work: Work, notice_id: NoticeId) -> int:
    """Destroys a notice's key, then its row; returns how many keys."""
    destroyed = work.keys.destroy(notice_id)
    work.connection.execute(delete(notice).where(_mine(work), notice.c.notice_id == notice_id))
    return destroyed


def _view(key: RecordKey, row: Row[Any]) -> NoticeView:
    def where(field: str) -> Any:
        return place(row.organisation_id, "notice", row.notice_id, field)

    outcomes: tuple[NoticeOutcome, ...] = ()
    if row.outcomes is not None:
        outcomes = opened(key, where(f"outcomes/{row.version}"), row.outcomes, tuple[NoticeOutcome, ...])
    return NoticeView(
        notice_id=row.notice_id,
        change=Change(row.change),
        disclosure_id=row.disclosure_id,
        recipient_id=row.recipient_id,
        case_id=row.case_id,
        made_on=row.made_on,
        due_on=row.due_on,
        state=NoticeState(row.state),
        told=opened(key, where("told"), row.told, Told),
        outcomes=outcomes,
    )


def _mine(work: Work) -> Any:
    return notice.c.organisation_id == work.organisation_id
