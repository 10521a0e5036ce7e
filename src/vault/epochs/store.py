"""Rows that hold sealed records, wherever they stand: found by their columns, so that none is forgotten.

Opens records only to seal them anew; nothing that was opened leaves here.
"""

from collections import Counter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Row, Table, func, literal_column, or_, select, update

from vault.crypto import RecordAlgorithm, RecordKey, key_id_of
from vault.errors import KeyDestroyed, NotFound
from vault.records import (
    chunk_columns,
    chunk_in,
    place_of,
    place_of_stream,
    sealed_anew,
    sealed_columns,
)
from vault.storage import SealedChunk, metadata
from vault.work import Work

_DATA_KEYS: Final = "data_key"
_FIRST: Final = UUID(int=0)
_CHUNKS_AT_ONCE: Final = 16
"""Four megabytes: a chunk is much larger than a record."""


def tables() -> list[str]:
    """The tables that hold sealed records or chunks of files, and the one of the data keys themselves."""
    return [table.name for table in metadata.sorted_tables if _columns(table) and table.name != _DATA_KEYS] + [
        _DATA_KEYS
    ]


def counted(work: Work) -> dict[RecordAlgorithm, int]:
    """How many records and chunks of files stand under each algorithm; those under none are left out."""
    found: Counter[RecordAlgorithm] = Counter()
    for table in metadata.sorted_tables:
        for column in _columns(table):
            head = _head(column)
            query = select(head, func.count()).where(table.c.organisation_id == work.organisation_id)
            if column.nullable:
                query = query.where(column.is_not(None))
            by_head = {bytes(row[0]): row[1] for row in work.connection.execute(query.group_by(head))}
            found.update({one: by_head.get(_prefix(one, column), 0) for one in RecordAlgorithm})
    return {one: count for one, count in found.items() if count}


def migrate(work: Work, name: str, after: UUID | None, limit: int) -> tuple[int, UUID | None]:
    """Seals the records of some rows anew; returns how many, and behind which row to go on. Raises NotFound."""
    if name not in tables():
        raise NotFound("table of records")
    if name == _DATA_KEYS:
        return work.keys.rotation().rewrap_in_place(after, limit)
    table = metadata.tables[name]
    query = select(table).where(table.c.organisation_id == work.organisation_id, or_(*_elsewhere(work, table)))
    if chunk_columns(table):
        # What is done is asked for no more, so there is no place to go on from; `after` only says that there is more.
        limit, own = min(limit, _CHUNKS_AT_ONCE), table.c.stream_id
    else:
        *_, own = table.primary_key.columns
        query = query.where(own > (after or _FIRST)).order_by(own)
    rows = work.connection.execute(query.limit(limit)).all()
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
        new[name] = _anew(key, row, table.c[name], record)
    same = [one == getattr(row, one.name) for one in table.primary_key.columns]
    unchanged = [table.c[name] == record for name, record in old.items()]
    done = work.connection.execute(update(table).where(*same, *unchanged).values(**new))
    return len(new) if done.rowcount == 1 else 0


def _anew(key: RecordKey, row: Row[Any], column: Column[Any], record: bytes) -> bytes:
    if isinstance(column.type, SealedChunk):
        return key.stream(place_of_stream(row, column)).sealed_anew(chunk_in(row, column)).content
    return sealed_anew(key, place_of(row, column), record)


def _records(work: Work, row: Row[Any], table: Table) -> dict[str, bytes]:
    """The records and chunks of a row that are sealed otherwise than new ones are, by column."""
    found = {one: getattr(row, one.name) for one in _columns(table)}
    return {
        column.name: bytes(record)
        for column, record in found.items()
        if record is not None and not record.startswith(_prefix(work.keys.sealing, column))
    }


def _elsewhere(work: Work, table: Table) -> list[Any]:
    """Conditions: each is true of a row one of whose records is sealed otherwise than new ones are."""
    others = [one for one in RecordAlgorithm if one is not work.keys.sealing]
    return [
        # An index finds what begins with something, and nothing finds what does not.
        _head(column).in_([_prefix(one, column) for one in others])
        if isinstance(column.type, SealedChunk)
        else _head(column) != _prefix(work.keys.sealing, column)
        for column in _columns(table)
    ]


def _head(column: Column[Any]) -> Any:
    """How the record or chunk in a column begins: version and algorithm. Spelt as the index of chunks is."""
    return func.substr(column, literal_column("1"), literal_column("2"), type_=LargeBinary)


def _prefix(algorithm: RecordAlgorithm, column: Column[Any]) -> bytes:
    """What a record, or a chunk where the column holds those, begins with that was sealed so."""
    return algorithm.stream_prefix if isinstance(column.type, SealedChunk) else algorithm.prefix


def _columns(table: Table) -> list[Column[Any]]:
    return [table.c.wrapped] if table.name == _DATA_KEYS else [*sealed_columns(table), *chunk_columns(table)]
