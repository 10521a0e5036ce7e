"""Concerns for children as rows, each under a key of its own and tied to nothing else."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from vault.crypto import Context, RecordKey
from vault.disclosures.model import ConcernView, NewConcern, NewConfirmation
from vault.disclosures.tables import concern, concern_receipt
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


def confirm(work: Work, concern_id: ConcernId, new: NewConfirmation) -> None:
    """Raises NotFound, Conflict where it was confirmed already."""
    found = rows(work, concern_id)
    if not found:
        raise NotFound("concern")
    if found[0].confirmed_on is not None:
        raise Conflict("it was confirmed already")
    work.connection.execute(update(concern).where(*_is(work, concern_id)).values(confirmed_on=new.on))
    if new.receipt is not None:
        _keep_receipt(work, found[0], new.on, new.receipt)


def _keep_receipt(work: Work, of: Row[Any], on: date, receipt: str) -> None:
    """Under a key of its own, since it stays when the copy and its key are gone."""
    receipt_id = new_id()
    key = work.keys.create("concern_receipt", receipt_id)
    work.connection.execute(
        insert(concern_receipt).values(
            organisation_id=work.organisation_id,
            receipt_id=receipt_id,
            concern_id=of.concern_id,
            key_id=key.id,
            sent_on=of.sent_on,
            confirmed_on=on,
            receipt=sealed(key, _receipt_place(work, receipt_id), receipt),
        )
    )


def every(work: Work) -> list[ConcernView]:
    """Copies with their receipts, and receipts of which the copy is gone, in the order in which they were reported."""
    receipts = {row.concern_id: row for row in receipt_rows(work)}
    copies = {row.concern_id: row for row in rows(work)}
    keys = work.keys.get_all([row.key_id for row in (*receipts.values(), *copies.values())])
    return [_view(work, keys, copies.get(one), receipts.get(one)) for one in sorted({*receipts, *copies})]


def check(work: Work, concern_id: ConcernId) -> None:
    """Opens one and forgets it. Raises NotFound, Tampered, KeyDestroyed."""
    found = rows(work, concern_id)
    if not found:
        raise NotFound("concern")
    _opened(work.keys.get(found[0].key_id), found[0])


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


def receipt_rows(work: Work, receipt_id: UUID | None = None) -> list[Row[Any]]:
    """Days and ids of receipts, unopened."""
    mine = (concern_receipt.c.organisation_id == work.organisation_id,)
    query = select(concern_receipt).where(*mine).order_by(concern_receipt.c.concern_id)
    wanted = query if receipt_id is None else query.where(concern_receipt.c.receipt_id == receipt_id)
    return list(work.connection.execute(wanted))


def check_receipt(work: Work, receipt_id: UUID) -> None:
    """Opens one and forgets it. Raises NotFound, Tampered, KeyDestroyed."""
    found = receipt_rows(work, receipt_id)
    if not found:
        raise NotFound("receipt")
    _opened_receipt(work, work.keys.get(found[0].key_id), found[0])


def erase_receipt(work: Work, receipt_id: UUID) -> int:
    """Destroys the key of a receipt, then its row; returns how many keys."""
    destroyed = work.keys.destroy(receipt_id)
    mine = (concern_receipt.c.organisation_id == work.organisation_id, concern_receipt.c.receipt_id == receipt_id)
    work.connection.execute(delete(concern_receipt).where(*mine))
    return destroyed


def _view(work: Work, keys: Mapping[UUID, RecordKey], copy: Row[Any] | None, receipt: Row[Any] | None) -> ConcernView:
    """Of a concern of which there is at least one of both."""
    known: Any = copy if copy is not None else receipt
    return ConcernView(
        concern_id=known.concern_id,
        concern=None if copy is None else _opened(keys[copy.key_id], copy),
        sent_on=known.sent_on,
        confirm_by=None if copy is None else copy.confirm_by,
        confirmed_on=known.confirmed_on,
        receipt=None if receipt is None else _opened_receipt(work, keys[receipt.key_id], receipt),
    )


def _opened(key: RecordKey, row: Row[Any]) -> NewConcern:
    return opened(key, place(row.organisation_id, "child_concern", row.concern_id, "record"), row.record, NewConcern)


def _opened_receipt(work: Work, key: RecordKey, row: Row[Any]) -> str:
    return opened(key, _receipt_place(work, row.receipt_id), row.receipt, str)


def _receipt_place(work: Work, receipt_id: UUID) -> Context:
    return place(work.organisation_id, "concern_receipt", receipt_id, "receipt")


def _is(work: Work, concern_id: UUID) -> tuple[Any, Any]:
    return concern.c.organisation_id == work.organisation_id, concern.c.concern_id == concern_id
