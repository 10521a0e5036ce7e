"""Associated data: the place that a sealed record belongs to."""

from functools import lru_cache
from typing import Final, NamedTuple

_LENGTH_BYTES = 2
_NAMES: Final = 1_024


class Context(NamedTuple):
    """Where a record stands. Every part is required: a record without a place could be put anywhere.

    `organisation` and `row` are opaque ids (bytes); `table` and `field` are names from the schema.
    """

    organisation: bytes
    table: str
    row: bytes
    field: str

    def encode(self) -> bytes:
        """An injective encoding: each part is preceded by its length, so no two contexts encode alike."""
        organisation, table, row, field = self
        return _before(organisation, table, len(row)) + row + _named(field)

    def around(self) -> tuple[bytes, bytes]:
        """What stands before and behind the row where this is encoded: the same for every row whose id is as long."""
        return _before(self.organisation, self.table, len(self.row)), _named(self.field)

    def __str__(self) -> str:
        return f"{self.table}.{self.field} of {self.row.hex()}"


def in_version(field: str, version: int) -> str:
    """The field of a record that is changed in its place, for a context. Version 0 is as if there were none."""
    return f"{field}/{version}" if version else field


def _measured(part: bytes) -> bytes:
    return len(part).to_bytes(_LENGTH_BYTES, "big") + part


@lru_cache(maxsize=_NAMES)
def _before(organisation: bytes, table: str, row_bytes: int) -> bytes:
    """What stands before a row's id: few organisations have few tables, and every record names one of each."""
    return _measured(organisation) + _named(table) + row_bytes.to_bytes(_LENGTH_BYTES, "big")


@lru_cache(maxsize=_NAMES)
def _named(part: str) -> bytes:
    """A name from the schema, of which there are few, and every record that is opened names two."""
    return _measured(part.encode())
