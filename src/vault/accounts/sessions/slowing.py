"""How long whoever guesses must wait. Pure.

Failures are counted for what was tried *and* from where: a device on which that person signed in before, or else a
source. So nobody's guessing keeps the owner out, who comes from another place or with a known device; and there is no
state in which an account is locked.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

_FREE: Final = 5
"""So often may anybody be wrong without waiting."""
_LONGEST: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(hours=1)
"""After so long without a failure the count begins anew."""


class Failures(msgspec.Struct, frozen=True):
    """How often something was tried in vain, and when last."""

    count: int
    last_at: datetime

    def seconds_to_wait(self, now: datetime) -> int:
        """Whole seconds until the next attempt is looked at; 0 where it is at once."""
        if now - self.last_at >= FORGOTTEN_AFTER or self.count < _FREE:
            return 0
        delay = min(_LONGEST, timedelta(seconds=2 ** min(self.count - _FREE, 20)))
        left = self.last_at + delay - now
        return max(0, -(-left // timedelta(seconds=1)))

    def another(self, now: datetime) -> "Failures":
        """With one more."""
        return Failures(1 if now - self.last_at >= FORGOTTEN_AFTER else self.count + 1, now)
