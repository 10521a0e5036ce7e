"""How many refused attempts are written into the log one by one.

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
    """Events a minute for each source, and for all sources together."""

    def __init__(self, each: int = _EACH, together: int = _TOGETHER) -> None:
        self._each = each
        self._together = together
        self._minute: datetime | None = None
        self._spent: dict[str, int] = {}
        self._lock = Lock()

    def spend(self, source: Address | None, now: datetime) -> bool:
        """Whether an event for this source is still within the budget, which it then uses up."""
        minute = now.replace(second=0, microsecond=0)
        named = source_of(source)
        with self._lock:
            if minute != self._minute:
                self._minute, self._spent = minute, {}
            if sum(self._spent.values()) >= self._together or self._spent.get(named, 0) >= self._each:
                return False
            self._spent[named] = self._spent.get(named, 0) + 1
            return True
