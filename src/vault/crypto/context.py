"""Associated data: the place that a sealed record belongs to."""

from typing import NamedTuple

_LENGTH_BYTES = 2


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
        parts = (self.organisation, self.table.encode(), self.row, self.field.encode())
        return b"".join(len(part).to_bytes(_LENGTH_BYTES, "big") + part for part in parts)

    def __str__(self) -> str:
        return f"{self.table}.{self.field} of {self.row.hex()}"
