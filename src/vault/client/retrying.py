"""When a request is tried again, and after how long. Pure.

Nothing is tried again that could be done twice: reading is safe, and so is what carries an idempotency key. Anything
else is tried again only where it certainly did not arrive.
"""

from typing import Final

import httpx
import msgspec

_TOO_OFTEN: Final = 429
_PASSING: Final = frozenset({502, 503, 504})
_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_DOUBLINGS: Final = 16


class Retries(msgspec.Struct, frozen=True, kw_only=True):
    """How often to try, and how long to wait: from `first` seconds, doubling, to `longest`."""

    attempts: int = 6
    first: float = 0.25
    longest: float = 20.0
    longest_asked: float = 120.0
    """A `Retry-After` beyond this many seconds is not waited for."""


def again_after_answer(status: int, *, safe: bool) -> bool:
    """Whether an answer with this status is a reason to try again. 429 says that nothing was looked at."""
    return status == _TOO_OFTEN or (safe and status in _PASSING)


def again_after_failure(error: httpx.TransportError, *, safe: bool) -> bool:
    """Whether to try again after no answer came."""
    return safe or isinstance(error, _NEVER_SENT)


def pause(retries: Retries, attempt: int, asked: str | None, chance: float) -> float | None:
    """Seconds to wait after this attempt, from 1, or None where it is not to be tried again.

    `asked` is a `Retry-After` header. `chance`, from 0 to 1, spreads clients that failed in the same instant.
    """
    if attempt >= retries.attempts:
        return None
    own = min(retries.longest, retries.first * (1 << min(attempt - 1, _DOUBLINGS))) * (0.5 + chance / 2)
    if asked is None or not asked.strip().isdigit():
        return own
    wanted = float(asked)
    return None if wanted > retries.longest_asked else max(own, wanted)
