"""Which version each record of a kind was in, in twenty bytes each, and what is new or changed since."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import Column, Connection, bindparam, select, type_coerce

from vault.ids import OrganisationId
from vault.storage.prepared import Query
from vault.storage.types import IdBytes

_AT_ONCE: Final = 10_000
_ID_BYTES: Final = 16
_TOGETHER: Final = 500


class Versions:
    """Ids with their versions at one moment."""

    def __init__(self, each: Iterable[tuple[UUID | bytes, int]] = ()) -> None:
        """`each` in the order of the ids, each id once."""
        ids, versions = bytearray(), array("I")
        for one, version in each:
            ids += one if isinstance(one, bytes) else one.bytes
            versions.append(version)
        self.ids, self.numbers = bytes(ids), versions

    @classmethod
    def read(
        cls, connection: Connection, organisation: OrganisationId, record_id: Column[Any], version: Column[int]
    ) -> Self:
        """Those of every record that an organisation has in a table."""
        found, ids = cls(), bytearray()
        if connection.dialect.name == "sqlite":
            for rows in _every(record_id, version).streamed(connection, _AT_ONCE, organisation=organisation):
                ids += b"".join([row[0] for row in rows])
                found.numbers.extend([row[1] for row in rows])
        else:
            mine = record_id.table.c.organisation_id == organisation
            query = select(type_coerce(record_id, IdBytes), version).where(mine).order_by(record_id)
            with connection.execute(query.execution_options(yield_per=_AT_ONCE)) as rows_of_all:
                for row_id, number in rows_of_all:
                    ids += row_id
                    found.numbers.append(number)
        found.ids = bytes(ids)
        return found

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def size(self) -> int:
        """How many bytes of memory they take, about."""
        return len(self.ids) + len(self.numbers) * self.numbers.itemsize

    def since(self, before: "Versions") -> list[UUID]:
        """What is here and was not before, or was in another version; what has gone since is not told."""
        found, at, past = list[UUID](), 0, 0
        while at < len(self.numbers):
            if self._piece(at, _TOGETHER) == before._piece(past, _TOGETHER):  # noqa: SLF001 -- one of its own kind
                # Most are as they were, and comparing many at once costs nearly nothing.
                at, past = at + _TOGETHER, past + _TOGETHER
                continue
            for _ in range(min(_TOGETHER, len(self.numbers) - at)):
                one = _nth(self.ids, at)
                while past < len(before.numbers) and _nth(before.ids, past) < one:
                    past += 1
                here = past < len(before.numbers) and _nth(before.ids, past) == one
                if not here or before.numbers[past] != self.numbers[at]:
                    found.append(UUID(bytes=one))
                at, past = at + 1, past + here
        return found

    def _piece(self, start: int, count: int) -> tuple[bytes, "array[int]"]:
        return self.ids[start * _ID_BYTES : (start + count) * _ID_BYTES], self.numbers[start : start + count]

    def each(self) -> Iterator[tuple[bytes, int]]:
        """The bytes of each id, with the version."""
        starts = range(0, len(self.ids), _ID_BYTES)
        return ((self.ids[at : at + _ID_BYTES], version) for at, version in zip(starts, self.numbers, strict=True))


def _nth(ids: bytes, at: int) -> bytes:
    return ids[at * _ID_BYTES : (at + 1) * _ID_BYTES]


@cache
def _every(record_id: Column[Any], version: Column[int]) -> Query:
    columns: Sequence[Any] = (type_coerce(record_id, IdBytes).label(record_id.name), version)
    mine = record_id.table.c.organisation_id == bindparam("organisation")
    return Query(select(*columns).where(mine).order_by(record_id))
