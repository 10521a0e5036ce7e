"""Concerns for children as rows, each under a key of its own and tied to nothing else."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from vault.crypto import RecordKey
from vault.disclosures.model import ConcernView, NewConcern
from vault.disclosures.tables import concern
from vault.errors import Conflict, NotFound
from vault.ids import ConcernId, new_id
from vault.records import opened, place, sealed
from vault.work import Work


def add(work: Work, new: NewConcern, sent_on: date, confirm_by: date) -> ConcernId:
    concern_id = ConcernId(new_id())
    key = work.keys.create("concern", concern_id)
    work.connection.execute(
        insert(concern).values(
            organisation_id=work.organisation_id,
            concern_id=concern_id,
            key_id=key.id,
            sent_on=sent_on,
            confirm_by=confirm_by,
            record=sealed(key, place(work.organisation_id, "child_concern", concern_id, "record"), new),
        )
    )
    return concern_id


def confirm(work: Work, concern_id: ConcernId, on: date) -> None:
    """Raises NotFound, Conflict where it was confirmed already."""
    found = rows(work, concern_id)
    if not found:
        raise NotFound("concern")
    if found[0].confirmed_on is not None:
        raise Conflict("it was confirmed already")
    work.connection.execute(update(concern).where(*_is(work, concern_id)).values(confirmed_on=on))


def every(work: Work) -> list[ConcernView]:
    found = rows(work)
    keys = work.keys.get_all(row.key_id for row in found)
    return [_view(keys[row.key_id], row) for row in found]


def check(work: Work, concern_id: ConcernId) -> None:
    """Opens one and forgets it. Raises NotFound, Tampered, KeyDestroyed."""
    found = rows(work, concern_id)
    if not found:
        raise NotFound("concern")
    _view(work.keys.get(found[0].key_id), found[0])


def rows(work: Work, concern_id: UUID | None = None) -> list[Row[Any]]:
    """Days and ids, unopened, in the order in which they were reported."""
    query = select(concern).where(concern.c.organisation_id == work.organisation_id).order_by(concern.c.concern_id)
    return list(
        work.connection.execute(query if concern_id is None else query.where(concern.c.concern_id == concern_id))
    )


def erase(work: Work, concern_id: ConcernId) -> int:
    """Destroys the key of a copy, then its row; returns how many keys."""
    destroyed = work.keys.destroy(concern_id)
    work.connection.execute(delete(concern).where(*_is(work, concern_id)))
    return destroyed


def _view(key: RecordKey, row: Row[Any]) -> ConcernView:
    where = place(row.organisation_id, "child_concern", row.concern_id, "record")
    return ConcernView(
        concern_id=row.concern_id,
        concern=opened(key, where, row.record, NewConcern),
        sent_on=row.sent_on,
        confirm_by=row.confirm_by,
        confirmed_on=row.confirmed_on,
    )


def _is(work: Work, concern_id: UUID) -> tuple[Any, Any]:
    return concern.c.organisation_id == work.organisation_id, concern.c.concern_id == concern_id
