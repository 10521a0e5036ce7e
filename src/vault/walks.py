"""What was found by looking at everything is remembered, so that a second look opens only what changed since.

A request is located when it is opened, identified, reviewed, decided and answered, and each time every record and every
text counts. Whoever walks through all of them keeps which could have mattered, and in which version each record was.
The next walk for the same opens those again, and what is new or changed: it finds what one through everything would.

In memory alone: ids, versions, and a digest of what was looked for. Only what stands for good may be kept: a unit that
writes sees rows that may never be committed.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any, Final
from uuid import UUID

import msgspec

from vault.crypto import sha256
from vault.ids import OrganisationId
from vault.storage import Versions

MOST_BYTES: Final = 64 << 20
_BYTES_OF_AN_ID: Final = 120


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """One walk through every record of a kind."""

    versions: Versions
    """As they were before the first was opened."""
    passed: frozenset[UUID]
    """Which records could matter; opening these alone gives what opening all of them gave."""
    read: int
    """How much was read, in whatever the walk counts."""

    @property
    def size(self) -> int:
        return self.versions.size + len(self.passed) * _BYTES_OF_AN_ID

    def again(self, now: Versions) -> tuple[list[UUID], list[UUID]]:
        """What the next walk must open, in the order of the ids; and which of it is new or changed since."""
        changed = now.since(self.versions)
        return sorted({*self.passed, *changed}), changed


class Walks:
    """The walks of a process, the least used of which are forgotten once they take too much memory. For threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[OrganisationId, bytes], Walk] = OrderedDict()
        self._lock = Lock()

    def of(self, organisation: OrganisationId, *, keeps: bool) -> "OwnWalks":
        """Those of one organisation, for a unit; `keeps` where everything it reads is committed."""
        return OwnWalks(self, organisation, keeps=keeps)

    def find(self, organisation: OrganisationId, key: bytes) -> Walk | None:
        with self._lock:
            found = self._kept.get((organisation, key))
            if found is not None:
                self._kept.move_to_end((organisation, key))
            return found

    def keep(self, organisation: OrganisationId, key: bytes, walk: Walk) -> None:
        with self._lock:
            self._kept[organisation, key] = walk
            self._kept.move_to_end((organisation, key))
            while self._kept and sum(one.size for one in self._kept.values()) > self._most:
                self._kept.popitem(last=False)


class OwnWalks:
    """The walks of one organisation, as one unit of work may use them."""

    def __init__(self, walks: Walks, organisation: OrganisationId, *, keeps: bool) -> None:
        self._walks, self._organisation, self._keeps = walks, organisation, keeps

    def find(self, key: bytes) -> Walk | None:
        """The last walk for the same."""
        return self._walks.find(self._organisation, key)

    def keep(self, key: bytes, walk: Walk) -> None:
        """Remembers a walk, unless what it read may never be committed."""
        if self._keeps:
            self._walks.keep(self._organisation, key, walk)


def key_of(kind: str, *sought: Any) -> bytes:
    """A name for what is looked for: a digest, so that no name, number or address is kept. Sets are taken in order."""
    return sha256(msgspec.msgpack.encode([kind, *sought], order="deterministic"))
