"""Sealed records by their places, opened for a walk: bytes in, bytes out."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from vault.crypto import Bunch, Context, Place, in_version

Row = Sequence[Any]
_ROW: Final = bytes(16)
_FIXED: Final = range(0xA0, 0xC0)
_LENGTHS: Final = {0xD9: 1, 0xDA: 2, 0xDB: 4}
_decode: Final = msgspec.msgpack.Decoder().decode


class Where(NamedTuple):
    """A column of sealed records: of an organisation, in a table, by the table's and the column's names."""

    organisation: bytes
    table: str
    field: str


class Records:
    """Opens the records of one column, in whichever version their rows are."""

    def __init__(self, bunch: Bunch, where: Where, place: Place) -> None:
        self._open_all, self._place = bunch.open_all, place
        self._behind = _Behind(where)
        self._before = _context(where, 0).around()[0]

    def opened(self, rows: Sequence[Row]) -> list[tuple[Row, bytes]]:
        """The rows that have a record there, and what is in it, as far as its key is there.

        Raises Tampered where one does not open.
        """
        at = self._place.record
        sealed = [row for row in rows if row[at] is not None]
        opened = self._open_all(sealed, self._place, self._before, self._behind)
        return [(row, packed) for row, packed in zip(sealed, opened, strict=True) if packed is not None]


class _Behind(dict[int, bytes]):
    """What stands behind the row in the context of its record, by its version."""

    def __init__(self, where: Where) -> None:
        super().__init__()
        self._where = where

    def __missing__(self, version: int) -> bytes:
        found = self[version] = _context(self._where, version).around()[1]
        return found


def _context(where: Where, version: int) -> Context:
    return Context(where.organisation, where.table, _ROW, in_version(where.field, version))


def text_of(packed: bytes) -> bytes:
    """The UTF-8 of a packed text. Raises msgspec.DecodeError for what is none."""
    first = packed[0]
    if first in _FIXED:
        return packed[1:]
    if (length := _LENGTHS.get(first)) is None:
        raise msgspec.DecodeError("a record is no text")
    return packed[1 + length :]


def fields_of(packed: bytes) -> dict[str, Any]:
    """The fields of a packed record, unread. Raises msgspec.DecodeError."""
    found: dict[str, Any] = _decode(packed)
    return found
