"""A value as a sealed record, and back: msgpack under a key, bound to the place where it stands."""

from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Column, Row, Table

from vault.crypto import Chunk, Context, RecordKey, in_version
from vault.ids import OrganisationId
from vault.storage import SealedChunk, SealedRecord

T = TypeVar("T")


def place(organisation: OrganisationId, table: str, row: UUID, field: str) -> Context:
    """Where a record stands; it opens nowhere else."""
    return Context(organisation.bytes, table, row.bytes, field)


def sealed_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table that hold sealed records."""
    return [one for one in table.columns if isinstance(one.type, SealedRecord)]


def chunk_columns(table: Table) -> list[Column[Any]]:
    """The columns of a table that hold chunks of sealed streams."""
    return [one for one in table.columns if isinstance(one.type, SealedChunk)]


def place_of_stream(row: Row[Any], column: Column[Any]) -> Context:
    """Where the stream stands of which a row holds a chunk."""
    return place(row.organisation_id, column.table.description, row.stream_id, column.name)


def place_of(row: Row[Any], column: Column[Any]) -> Context:
    """Where the record in a column of a row stands. The row's own id is the last part of its primary key."""
    counted = _version_of(column)
    return _place_in(row, column, 0 if counted is None else getattr(row, counted))


def changed(key: RecordKey, row: Row[Any], table: Table, **new: object) -> dict[str, Any]:
    """What an update of a whole row sets: new contents of sealed columns, all of them in the row's next version.

    Nobody else may change the row meanwhile. Raises Tampered where what stands there does not open, ValueError
    for a column that counts no changes.
    """
    values: dict[str, Any] = {}
    # What shares a version is sealed anew together.
    shared = {_version_of(table.c[name]) for name in new}
    if None in shared:
        raise ValueError("a record that is changed in its place must count its changes")
    for column in sealed_columns(table):
        counted = _version_of(column)
        if counted is None or counted not in shared:
            continue
        version = values[counted] = getattr(row, counted) + 1
        where, record = _place_in(row, column, version), getattr(row, column.name)
        if column.name in new:
            said = new[column.name]
            values[column.name] = None if said is None else sealed(key, where, said)
        elif record is not None:
            values[column.name] = key.seal(key.open(record, place_of(row, column)), where)
    return values


def _version_of(column: Column[Any]) -> str | None:
    return column.type.version if isinstance(column.type, SealedRecord) else None


def _place_in(row: Row[Any], column: Column[Any], version: int) -> Context:
    *_, own = column.table.primary_key.columns
    field = in_version(column.name, version)
    return place(row.organisation_id, column.table.description, getattr(row, own.name), field)


def sealed(key: RecordKey, where: Context, value: object) -> bytes:
    return key.seal(msgspec.msgpack.encode(value), where)


def chunk_in(row: Row[Any], column: Column[Any]) -> Chunk:
    """The chunk in a column of a row, at the place of which the row's other columns speak."""
    return Chunk(row.number, row.last, getattr(row, column.name))


def sealed_anew(key: RecordKey, where: Context, record: bytes) -> bytes:
    """The same value, sealed as the key seals now. Raises Tampered unless the record opens in its place."""
    return key.seal(key.open(record, where), where)


def opened(key: RecordKey, where: Context, record: bytes, shape: type[T]) -> T:
    """The value of a record. Raises Tampered unless it is exactly what was sealed for this place."""
    return msgspec.msgpack.decode(key.open(record, where), type=shape)
