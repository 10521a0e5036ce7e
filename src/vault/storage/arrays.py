"""Many rows as one message to PostgreSQL: each column of them an array, in the server's own binary form.

A message for each row costs the driver more than all else about it. Lengths and numbers are in network order, as
PostgreSQL's `array_recv` and the receiving functions of its types have them.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.types import NullType, TypeEngine

from vault.storage.types import Id, IdBytes, Instant, SealedRecord, Token

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_FIRST_DAY: Final = date(2000, 1, 1).toordinal()
_MICROSECOND: Final = timedelta(microseconds=1)
_NULL: Final = (-1).to_bytes(4, "big", signed=True)
_HEAD: Final = struct.Struct(">iiIii")
"""Dimensions, whether a value is null, the type's number in `pg_type`, how many values, the first one's number."""

_ID_BYTES: Final = 16
_UNFIT: Final = (AttributeError, OverflowError, TypeError, ValueError)


class _Kind(NamedTuple):
    """How the values of a column become those of an array."""

    oid: int
    type: TypeEngine[Any]
    packed: Callable[[Any], bytes]
    """A value with its length before it."""


class Packed(bytes):
    """A value in the server's binary form, which the driver hands on as it is."""

    __slots__ = ()


def _text(value: str) -> bytes:
    raw = value.encode()
    return len(raw).to_bytes(4, "big") + raw


def _raw(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _sixteen(value: bytes) -> bytes:
    if len(value) != _ID_BYTES:
        raise ValueError
    return b"\0\0\0\x10" + value


_ID: Final = _Kind(2950, Uuid(), lambda value: b"\0\0\0\x10" + value.bytes)
_BYTES: Final = _Kind(17, LargeBinary(), _raw)
# Not VARCHAR with its length, to which a value would be cut; that it is too long is for its column to say.
_TEXT: Final = _Kind(25, Text(), _text)
_KINDS: Final[dict[type[TypeEngine[Any]], _Kind]] = {
    Id: _ID,
    IdBytes: _Kind(2950, Uuid(), _sixteen),
    Token: _Kind(2950, Uuid(), _sixteen),
    LargeBinary: _BYTES,
    SealedRecord: _BYTES,
    String: _TEXT,
    Text: _TEXT,
    Boolean: _Kind(16, Boolean(), lambda value: b"\0\0\0\1\1" if value else b"\0\0\0\1\0"),
    Integer: _Kind(23, Integer(), lambda value: b"\0\0\0\4" + value.to_bytes(4, "big", signed=True)),
    BigInteger: _Kind(20, BigInteger(), lambda value: b"\0\0\0\x08" + value.to_bytes(8, "big", signed=True)),
    Date: _Kind(
        1082, Date(), lambda value: b"\0\0\0\4" + (value.toordinal() - _FIRST_DAY).to_bytes(4, "big", signed=True)
    ),
    Instant: _Kind(
        1184,
        DateTime(timezone=True),
        lambda value: b"\0\0\0\x08" + ((value - _EPOCH) // _MICROSECOND).to_bytes(8, "big", signed=True),
    ),
}
"""Of the types that columns have, these; a table with another is written row by row."""


class Insertion(NamedTuple):
    """How rows of a table that name these columns are inserted by one statement, however many they are."""

    text: str
    kinds: tuple[_Kind, ...]

    def values(self, rows: Sequence[dict[str, Any]]) -> dict[str, Packed] | None:
        """Its values; None where one is not of its column's type, of which the ordinary way has more to say."""
        by_column = zip(*[row.values() for row in rows], strict=True)
        try:
            arrays = [_array(kind, values) for kind, values in zip(self.kinds, by_column, strict=True)]
        except _UNFIT:
            return None
        return {f"c{at}": array for at, array in enumerate(arrays)}


def _array(kind: _Kind, values: Sequence[Any]) -> Packed:
    packed = kind.packed
    body = [_NULL if value is None else packed(value) for value in values]
    return Packed(_HEAD.pack(1, None in values, kind.oid, len(body), 1) + b"".join(body))


def array_type(kind: TypeEngine[Any]) -> ARRAY[Any]:
    """The type of an array of a column's values. Raises KeyError where they are not written so."""
    return ARRAY(_KINDS[type(kind)].type)


def packed_column(kind: TypeEngine[Any], values: Sequence[Any]) -> Packed:
    """Values of a column's type as such an array. Raises ValueError, TypeError for one of another type."""
    return _array(_KINDS[type(kind)], values)


def packed_ids(ids: Sequence[UUID]) -> Packed:
    """Ids as the array that is bound for `one_of`."""
    return _array(_ID, ids)


def one_of(name: str) -> ColumnElement[Any]:
    """Any of the ids of an array that is bound by a name."""
    return any_(cast(bindparam(name, type_=NullType()), ARRAY(_ID.type)))


@cache
def insertion(table: Table, columns: tuple[str, ...], dialect: Dialect) -> Insertion | None:
    """None where a column is of a type that is not written so."""
    kinds = [_KINDS.get(type(table.c[one].type)) for one in columns]
    known = tuple(kind for kind in kinds if kind is not None)
    if len(known) < len(columns):
        return None
    arrays = [cast(bindparam(f"c{at}", type_=NullType()), ARRAY(kind.type)) for at, kind in enumerate(known)]
    given = func.unnest(*arrays).table_valued(*[column(one, table.c[one].type) for one in columns]).render_derived()
    statement = insert(table).from_select(list(columns), select(*given.c), include_defaults=False)
    return Insertion(str(statement.compile(dialect=dialect)), known)


def teach(connection: Any) -> None:
    """Has the driver of a new connection hand on what is packed."""
    from psycopg.adapt import Dumper
    from psycopg.pq import Format

    class _AsItIs(Dumper):
        format = Format.BINARY
        oid = 0  # the statement says of which type it is

        def dump(self, obj: Any) -> Any:
            return obj

    connection.adapters.register_dumper(Packed, _AsItIs)
