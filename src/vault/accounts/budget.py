"""How much one place may cause in a minute: refused attempts in the log, knocks at the door of staff.

Whoever knocks without end must not be able to fill the disk, and must not keep anybody else out: what comes beyond the
budget is refused as before, counted in the metrics, and leaves no event of its own.
"""

from datetime import datetime
from threading import Lock
from typing import Final

from vault.accounts.networks import Address, source_of

_EACH: Final = 20
_TOGETHER: Final = 300


class Budget:
    """So much a minute for each source, and for all sources together where that is bounded."""

    def __init__(self, each: int = _EACH, together: int | None = _TOGETHER) -> None:
        self._each = each
        self._together = together
        self._minute: datetime | None = None
        self._spent: dict[str, int] = {}
        self._lock = Lock()

    def spend(self, source: Address | None, now: datetime) -> bool:
        """Whether an event for this source is still within the budget, which it then uses up."""
        return self.spend_named(source_of(source), now)

    def spend_named(self, named: str, now: datetime) -> bool:
        """The same for a place that is known by another name than an address."""
        minute = now.replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute:
                self._minute, self._spent = minute, {}
            if self._together is not None and sum(self._spent.values()) >= self._together:
                return False
            if self._spent.get(named, 0) >= self._each:
                return False
            self._spent[named] = self._spent.get(named, 0) + 1
            return True
