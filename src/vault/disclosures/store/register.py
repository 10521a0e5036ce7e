"""Recipients and agreements as rows, each sealed under a key of its own."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Table, delete, insert, select, update

from vault.disclosures.model import AgreementView, NewAgreement, NewRecipient, RecipientView
from vault.disclosures.tables import agreement, recipient
from vault.errors import NotFound, Outdated
from vault.ids import AgreementId, RecipientId, new_id
from vault.records import opened, place, sealed
from vault.work import Work

T = TypeVar("T", NewRecipient, NewAgreement)
_FIRST = 1


def add_recipient(work: Work, new: NewRecipient, on: date) -> RecipientId:
    recipient_id = RecipientId(new_id())
    values = {"recipient_id": recipient_id, "kind": new.kind.value, "registered_on": on}
    _add(work, recipient, "recipient", recipient_id, new, values)
    return recipient_id


def recipients(work: Work, wanted: Iterable[RecipientId] | None = None) -> list[RecipientView]:
    """Every recipient in the register, or those of these that are in it."""
    rows = _rows(work, recipient, recipient.c.recipient_id, wanted)
    return [
        RecipientView(
            recipient_id=row.recipient_id,
            recipient=one,
            registered_on=row.registered_on,
            ended_on=row.ended_on,
            version=row.version,
        )
        for row, one in _opened(work, "recipient", rows, NewRecipient)
    ]


def recipient_of(work: Work, recipient_id: RecipientId) -> RecipientView:
    """Raises NotFound."""
    for one in recipients(work, [recipient_id]):
        return one
    raise NotFound("recipient")


def replace_recipient(work: Work, recipient_id: RecipientId, changed: NewRecipient, seen: int) -> None:
    """Raises NotFound, Outdated."""
    _replace(work, recipient, "recipient", recipient_id, changed, seen, {})


def add_agreement(work: Work, new: NewAgreement) -> AgreementId:
    agreement_id = AgreementId(new_id())
    values = {
        "agreement_id": agreement_id,
        "recipient_id": new.recipient_id,
        "started_on": new.started_on,
        "ends_on": new.ends_on,
    }
    _add(work, agreement, "agreement", agreement_id, new, values)
    return agreement_id


def agreements(work: Work, wanted: Iterable[AgreementId] | None = None) -> list[AgreementView]:
    """Every agreement, or those of these that are kept."""
    return _agreement_views(work, _rows(work, agreement, agreement.c.agreement_id, wanted))


def agreements_with(work: Work, recipient_id: RecipientId) -> list[AgreementView]:
    return _agreement_views(work, _rows(work, agreement, agreement.c.recipient_id, [recipient_id]))


def agreement_of(work: Work, agreement_id: AgreementId) -> AgreementView:
    """Raises NotFound."""
    for one in agreements(work, [agreement_id]):
        return one
    raise NotFound("agreement")


def replace_agreement(work: Work, agreement_id: AgreementId, changed: NewAgreement, seen: int) -> None:
    """Raises NotFound, Outdated."""
    _replace(work, agreement, "agreement", agreement_id, changed, seen, {"ends_on": changed.ends_on})


def end(work: Work, table: Table, row_id: UUID, on: date) -> None:
    """Marks a recipient or an agreement as ended; what it says stays as it is."""
    statement = update(table).where(*_is(work, table, row_id)).values(ended_on=on)
    work.connection.execute(statement)


def rows(work: Work, table: Table, row_id: UUID | None = None) -> list[Row[Any]]:
    """Days and ids of recipients or agreements, unopened, for retention."""
    return _rows(work, table, _own(table), None if row_id is None else [row_id])


def erase(work: Work, table: Table, row_id: UUID) -> int:
    """Destroys the key of a recipient or an agreement, then its row; returns how many keys."""
    destroyed = work.keys.destroy(row_id)
    work.connection.execute(delete(table).where(*_is(work, table, row_id)))
    return destroyed


def _agreement_views(work: Work, found: list[Row[Any]]) -> list[AgreementView]:
    return [
        AgreementView(agreement_id=row.agreement_id, agreement=one, ended_on=row.ended_on, version=row.version)
        for row, one in _opened(work, "agreement", found, NewAgreement)
    ]


def _add(work: Work, table: Table, kind: str, row_id: UUID, new: T, values: dict[str, Any]) -> None:
    key = work.keys.create(kind, row_id)
    record = sealed(key, place(work.organisation_id, kind, row_id, f"record/{_FIRST}"), new)
    mine = {"organisation_id": work.organisation_id, "key_id": key.id, "version": _FIRST}
    work.connection.execute(insert(table).values(**mine, **values, record=record))


def _replace(work: Work, table: Table, kind: str, row_id: UUID, changed: T, seen: int, values: dict[str, Any]) -> None:
    key_id = work.connection.execute(select(table.c.key_id).where(*_is(work, table, row_id))).scalar_one_or_none()
    if key_id is None:
        raise NotFound(kind)
    where = place(work.organisation_id, kind, row_id, f"record/{seen + 1}")
    statement = (
        update(table)
        .where(*_is(work, table, row_id), table.c.version == seen)
        .values(version=seen + 1, record=sealed(work.keys.get(key_id), where, changed), **values)
    )
    if work.connection.execute(statement).rowcount != 1:
        raise Outdated(f"the {kind} was changed since it was looked at", hint="look again")


def _rows(work: Work, table: Table, column: Any, wanted: Iterable[UUID] | None) -> list[Row[Any]]:
    query = select(table).where(table.c.organisation_id == work.organisation_id).order_by(_own(table))
    return list(work.connection.execute(query if wanted is None else query.where(column.in_(list(wanted)))))


def _opened(work: Work, kind: str, found: list[Row[Any]], shape: type[T]) -> Iterable[tuple[Row[Any], T]]:
    keys = work.keys.get_all(row.key_id for row in found)
    for row in found:
        where = place(row.organisation_id, kind, getattr(row, f"{kind}_id"), f"record/{row.version}")
        yield row, opened(keys[row.key_id], where, row.record, shape)


def _own(table: Table) -> Any:
    """The column with the row's own id: the last of its primary key."""
    return list(table.primary_key.columns)[-1]


def _is(work: Work, table: Table, row_id: UUID) -> tuple[Any, Any]:
    return table.c.organisation_id == work.organisation_id, _own(table) == row_id
