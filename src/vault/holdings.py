"""What every holding of personal records must be able to do, so that none escapes retention.

A holding describes each of its records by facts without content, and erases one when told. `wiring` lists the
holdings; retention knows no other way to reach a record.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from vault.work import Work


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a schedule may know of a record: codes and dates, never content."""

    kind: str
    """Which holding it belongs to: case, request, package."""
    id: UUID
    version: int
    """Changes with every change of the record, so that a plan can tell whether it still applies."""
    codes: dict[str, str]
    """Closed codes such as category, status, severity."""
    events: dict[str, date]
    """The latest day on which each kind of event happened."""
    within: UUID | None = None
    """The record of which this one is a part: a hold on the whole keeps its parts."""


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure did."""

    keys: int
    """Data keys destroyed."""
    entities: tuple[UUID, ...]
    """Ids of what no longer exists."""


class Holding(Protocol):
    """One kind of personal record."""

    kind: str

    def facts(self, work: "Work", record: UUID | None = None) -> Iterator[Facts]:
        """The facts of every record of the organisation, or of the one named, if it is still there."""
        ...

    def everything(self, work: "Work") -> list[UUID]:
        """The id of every record, due or not."""
        ...

    def check(self, work: "Work", records: Sequence[UUID]) -> None:
        """Opens records and forgets them. Raises Tampered, KeyDestroyed, NotFound for the first that does not open."""
        ...

    def erase(self, work: "Work", record: UUID) -> Erased:
        """Destroys the record's key, then its rows and index tokens."""
        ...
