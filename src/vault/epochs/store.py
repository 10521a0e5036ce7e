"""Rows that hold sealed records, wherever they stand: found by their columns, so that none is forgotten.

Opens records only to seal them anew; nothing that was opened leaves here.
"""

from collections import Counter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, Row, Table, func, or_, select, update

from vault.crypto import RecordAlgorithm, RecordKey, algorithm_of, key_id_of
from vault.errors import KeyDestroyed, NotFound
from vault.records import place_of, sealed_anew, sealed_columns
from vault.storage import metadata
from vault.work import Work

_DATA_KEYS: Final = "data_key"
_FIRST: Final = UUID(int=0)


def tables() -> list[str]:
    """The tables that hold sealed records, and the one of the data keys themselves."""
    return [*(f"{table.name}" for table in metadata.sorted_tables if sealed_columns(table)), _DATA_KEYS]


def counted(work: Work) -> dict[RecordAlgorithm, int]:
    """How many records stand under each algorithm; those under none are left out."""
    found: Counter[RecordAlgorithm] = Counter()
    for table in metadata.sorted_tables:
        for column in _columns(table):
            head = func.substr(column, 1, len(work.keys.sealing.prefix))
            query = select(head, func.count()).where(
                table.c.organisation_id == work.organisation_id, column.is_not(None)
            )
            by_head = {bytes(row[0]): row[1] for row in work.connection.execute(query.group_by(head))}
            found.update({one: by_head.get(one.prefix, 0) for one in RecordAlgorithm})
    return {one: count for one, count in found.items() if count}


def migrate(work: Work, name: str, after: UUID | None, limit: int) -> tuple[int, UUID | None]:
    """Seals the records of some rows anew; returns how many, and behind which row to go on. Raises NotFound."""
    if name not in tables():
        raise NotFound("table of records")
    if name == _DATA_KEYS:
        return work.keys.rotation().rewrap_in_place(after, limit)
    table = metadata.tables[name]
    *_, own = table.primary_key.columns
    query = (
        select(table)
        .where(table.c.organisation_id == work.organisation_id, own > (after or _FIRST), or_(*_elsewhere(work, table)))
        .order_by(own)
        .limit(limit)
    )
    rows = work.connection.execute(query).all()
    keys = work.keys.borrow(list({key_id_of(record) for row in rows for record in _records(work, row, table).values()}))
    moved = sum(_migrated(work, row, table, keys) for row in rows)
    return moved, getattr(rows[-1], own.name) if len(rows) == limit else None


def _migrated(work: Work, row: Row[Any], table: Table, keys: dict[UUID, RecordKey]) -> int:
    """Seals one row's records anew, unless somebody changed or erased it meanwhile."""
    old = _records(work, row, table)
    new: dict[str, bytes] = {}
    for name, record in old.items():
        key = keys.get(key_id_of(record))
        if key is None:
            raise KeyDestroyed("the data key of a record was destroyed")
        new[name] = sealed_anew(key, place_of(row, table.c[name]), record)
    same = [one == getattr(row, one.name) for one in table.primary_key.columns]
    unchanged = [table.c[name] == record for name, record in old.items()]
    done = work.connection.execute(update(table).where(*same, *unchanged).values(**new))
    return len(new) if done.rowcount == 1 else 0


def _records(work: Work, row: Row[Any], table: Table) -> dict[str, bytes]:
    """The records of a row that are sealed otherwise than new ones are, by column."""
    found = {one.name: getattr(row, one.name) for one in sealed_columns(table)}
    return {
        name: bytes(record)
        for name, record in found.items()
        if record is not None and algorithm_of(record) is not work.keys.sealing
    }


def _elsewhere(work: Work, table: Table) -> list[Any]:
    """Conditions: each is true of a row one of whose records is sealed otherwise than new ones are."""
    prefix = work.keys.sealing.prefix
    return [func.substr(column, 1, len(prefix)) != prefix for column in sealed_columns(table)]


def _columns(table: Table) -> list[Column[Any]]:
    return [table.c.wrapped] if table.name == _DATA_KEYS else sealed_columns(table)
