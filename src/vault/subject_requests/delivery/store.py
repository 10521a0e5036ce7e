"""Rows of deliveries that wait to be collected: the only SQL about them. Of a code its hash alone is kept, sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from vault.errors import NotFound
from vault.ids import HandoverId, PackageId, RequestId, new_id
from vault.records import opened, place, sealed
from vault.subject_requests.history import store as history
from vault.subject_requests.tables import request_delivery
from vault.work import Work


def add(
    work: Work, delivery_id: HandoverId, request_id: RequestId, package_id: PackageId, code: bytes, until: datetime
) -> None:
    """A package that waits for whoever brings the code."""
    key = history.key_of(work, request_id)
    work.connection.execute(
        insert(request_delivery).values(
            organisation_id=work.organisation_id,
            delivery_id=delivery_id,
            request_id=request_id,
            package_id=package_id,
            made_at=work.now,
            expires_at=until,
            attempts=0,
            code=sealed(key, place(work.organisation_id, "request_delivery", delivery_id, "code"), code),
        )
    )


def fresh_id() -> HandoverId:
    return HandoverId(new_id())


def find(work: Work, delivery_id: HandoverId) -> Row[Any]:
    """Raises NotFound."""
    row = work.connection.execute(select(request_delivery).where(*_is(work, delivery_id))).one_or_none()
    if row is None:
        raise NotFound("delivery")
    return row


def code_of(work: Work, row: Row[Any]) -> bytes:
    where = place(work.organisation_id, "request_delivery", row.delivery_id, "code")
    return opened(history.key_of(work, row.request_id), where, row.code, bytes)


def count_attempt(work: Work, delivery_id: HandoverId) -> None:
    work.connection.execute(
        update(request_delivery).where(*_is(work, delivery_id)).values(attempts=request_delivery.c.attempts + 1)
    )


def set_collected(work: Work, delivery_id: HandoverId) -> None:
    work.connection.execute(update(request_delivery).where(*_is(work, delivery_id)).values(collected_at=work.now))


def _is(work: Work, delivery_id: HandoverId) -> tuple[Any, Any]:
    return request_delivery.c.organisation_id == work.organisation_id, request_delivery.c.delivery_id == delivery_id
