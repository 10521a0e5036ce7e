"""Which version each record of a kind was in, in twenty bytes each, and what is new or changed since."""

from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import Column, Connection, select, type_coerce

from vault.ids import OrganisationId
from vault.storage.types import RawId

_AT_ONCE: Final = 10_000
_ID_BYTES: Final = 16


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
        query = (
            select(type_coerce(record_id, RawId), version)
            .where(record_id.table.c.organisation_id == organisation)
            .order_by(record_id)
        )
        with connection.execute(query.execution_options(yield_per=_AT_ONCE)) as found:
            return cls((row[0], row[1]) for row in found)

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def size(self) -> int:
        """How many bytes of memory they take, about."""
        return len(self.ids) + len(self.numbers) * self.numbers.itemsize

    def since(self, before: "Versions") -> list[UUID]:
        """What is here and was not before, or was in another version; what has gone since is not told."""
        if self.ids == before.ids and self.numbers == before.numbers:
            return []
        found, earlier = [], before.each()
        past = next(earlier, None)
        for one, version in self.each():
            while past is not None and past[0] < one:
                past = next(earlier, None)
            if past != (one, version):
                found.append(UUID(bytes=one))
        return found

    def each(self) -> Iterator[tuple[bytes, int]]:
        """The bytes of each id, with the version."""
        starts = range(0, len(self.ids), _ID_BYTES)
        return ((self.ids[at : at + _ID_BYTES], version) for at, version in zip(starts, self.numbers, strict=True))
