"""What every holding of personal records must be able to do, so that none escapes retention.

A holding describes each of its records by facts without content, and erases one when told. `wiring` lists the
holdings; retention knows no other way to reach a record.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable
from uuid import UUID

import msgspec

if TYPE_CHECKING:
    from vault.work import Work


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """In which words a schedule may speak of the records of a holding, and in which tables they stand.

    A rule that names any other code, value or event is refused: it would fit nothing, or never begin.
    """

    tables: frozenset[str]
    """The tables whose rows go with these records; each table with sealed columns belongs to one holding."""
    events: frozenset[str]
    """What may happen to a record, and on which day; of a kind to which nothing does, no schedule speaks."""
    codes: Mapping[str, frozenset[str]] = {}
    """Each code with every value that it takes."""


class Facts(msgspec.Struct, frozen=True, kw_only=True, gc=False):
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
    changed_on: date | None = None
    """When something was last added to it or changed in it after it was stored; from then a grace period runs."""


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What an erasure did."""

    keys: int
    """Data keys destroyed."""
    entities: tuple[UUID, ...]
    """Ids of what no longer exists."""


class Holding(Protocol):
    """One kind of personal record."""

    kind: str
    terms: ClassVar[Terms]

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


@runtime_checkable
class ManyAtOnce(Protocol):
    """A holding of so many records that retention must be able to look at, and erase, some hundreds in few statements.

    Both do exactly what `facts` and `erase` do one by one, and are tested to.
    """

    def facts_of(self, work: "Work", records: Sequence[UUID]) -> Iterator[Facts]:
        """The facts of those of these records that are still there, locked until the transaction ends."""
        ...

    def erase_all(self, work: "Work", records: Sequence[UUID]) -> Mapping[UUID, Erased]:
        """Erases each; says of each what went with it."""
        ...


@runtime_checkable
class Anonymises(Protocol):
    """A holding that can leave behind, of records that go, what identifies nobody (T-13)."""

    def anonymise_all(self, work: "Work", records: Sequence[UUID]) -> Mapping[UUID, Erased]:
        """Keeps what of these records identifies nobody, and erases them; says of each what went with it."""
        ...


@runtime_checkable
class KeptUnused(Protocol):
    """A holding whose records can be kept without being used: a hold extends storage and never use (T-12)."""

    def restrict(self, work: "Work", records: Sequence[UUID]) -> None:
        """Lets these records be read for rights and proof alone, and nothing be added to them."""
        ...


@runtime_checkable
class Keyless(Protocol):
    """A holding whose records have no data key of their own, and are named in the erasure ledger all the same."""

    def still_there(self, work: "Work", record: UUID) -> bool:
        """Whether something of a record that the ledger names as erased is back."""
        ...
