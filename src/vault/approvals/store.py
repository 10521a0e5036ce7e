"""Rows of approvals, sealed each under a key of its own."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, insert, select, update

from vault.approvals.model import OPEN, Approval, ApprovalState, Asked, Decided, digest_of
from vault.approvals.tables import approval
from vault.crypto import RecordKey
from vault.errors import NotFound
from vault.ids import ApprovalId, new_id
from vault.records import opened, place, sealed
from vault.storage import Ids, Query, among, among_ids
from vault.work import Work

_ABOUT: Final = Query(
    select(approval.c.approval_id, approval.c.about).where(
        approval.c.organisation_id == bindparam("organisation"), among_ids(approval.c.about, "records")
    )
)


def add(work: Work, asked: Asked) -> Approval:
    approval_id = ApprovalId(new_id())
    key = work.keys.create("approval", approval_id)
    work.connection.execute(
        insert(approval).values(
            organisation_id=work.organisation_id,
            approval_id=approval_id,
            key_id=key.id,
            digest=digest_of(asked.act, asked.concerned),
            about=_as_id(asked.concerned[0]),
            state=ApprovalState.ASKED.value,
            asked_at=asked.at,
            asked=sealed(key, place(work.organisation_id, "approval", approval_id, "asked"), asked),
        )
    )
    return Approval(approval_id=approval_id, asked=asked)


def load(work: Work, approval_id: ApprovalId) -> Approval:
    """Raises NotFound, Tampered where the row was changed behind the vault's back."""
    query = select(approval).where(*_mine(work), approval.c.approval_id == approval_id)
    row = work.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("approval")
    return _opened(work.keys.get(row.key_id), row)


def every(work: Work, *, ended: bool = False) -> list[Approval]:
    """Those that are open, or all of them; the oldest first."""
    wanted = () if ended else (approval.c.state.in_([one.value for one in OPEN]),)
    return _all(work, *wanted)


def of(work: Work, digest: bytes) -> list[Approval]:
    """Those for one act with the same things that are open."""
    return _all(work, approval.c.digest == digest, approval.c.state.in_([one.value for one in OPEN]))


def decide(work: Work, one: Approval, decided: Decided) -> bool:
    """Keeps what became of it; False where it stood otherwise meanwhile: of two who act at once, one comes second."""
    (row,) = rows(work, one.approval_id)
    where = place(work.organisation_id, "approval", one.approval_id, "decided")
    still = (*_mine(work), approval.c.approval_id == one.approval_id, approval.c.state == one.state.value)
    statement = (
        update(approval)
        .where(*still)
        .values(
            state=decided.state.value,
            ended_at=None if decided.state in OPEN else work.now,
            decided=sealed(work.keys.get(row.key_id), where, decided),
        )
    )
    return work.connection.execute(statement).rowcount == 1


def rows(work: Work, approval_id: UUID | None = None) -> list[Row[Any]]:
    """Ids, states and times, unopened: of one, or of all."""
    one = () if approval_id is None else (approval.c.approval_id == approval_id,)
    return list(work.connection.execute(select(approval).where(*_mine(work), *one).order_by(approval.c.approval_id)))


def asked_about(work: Work, records: Sequence[UUID]) -> frozenset[UUID]:
    """Those of these records about which somebody waits for a second person; nothing is opened."""
    query = select(approval.c.about).where(
        *_mine(work), among(approval.c.about, records), approval.c.state == ApprovalState.ASKED.value
    )
    return frozenset(work.connection.scalars(query))


def erase(work: Work, approval_id: ApprovalId) -> int:
    """Destroys what was asked and said; returns how many keys."""
    keys = work.keys.destroy(approval_id)
    work.connection.execute(delete(approval).where(*_mine(work), approval.c.approval_id == approval_id))
    return keys


def erase_about(work: Work, record: UUID) -> int:
    """Destroys everything that was asked about a record which is erased; returns how many keys."""
    query = select(approval.c.approval_id).where(*_mine(work), approval.c.about == record)
    return sum(erase(work, ApprovalId(one)) for one in work.connection.scalars(query).all())


def erase_about_all(work: Work, records: Sequence[UUID]) -> dict[UUID, int]:
    """The same about many records in one look; says of each of which something was asked how many keys."""
    keys: dict[UUID, int] = {}
    for row in _ABOUT.afresh(work.connection, organisation=work.organisation_id, records=Ids(records)):
        keys[row.about] = keys.get(row.about, 0) + erase(work, row.approval_id)
    return keys


def _all(work: Work, *conditions: Any) -> list[Approval]:
    query = select(approval).where(*_mine(work), *conditions).order_by(approval.c.approval_id)
    found = work.connection.execute(query).all()
    keys = work.keys.get_all(row.key_id for row in found)
    return [_opened(keys[row.key_id], row) for row in found]


def _opened(key: RecordKey, row: Row[Any]) -> Approval:
    asked = place(row.organisation_id, "approval", row.approval_id, "asked")
    decided = place(row.organisation_id, "approval", row.approval_id, "decided")
    return Approval(
        approval_id=row.approval_id,
        asked=opened(key, asked, row.asked, Asked),
        decided=None if row.decided is None else opened(key, decided, row.decided, Decided),
    )


def _mine(work: Work) -> tuple[Any, ...]:
    return (approval.c.organisation_id == work.organisation_id,)


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
