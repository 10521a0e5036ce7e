"""How often a client may ask: a bucket for each, told in every answer (draft-ietf-httpapi-ratelimit-headers-10).

A request counts for the client that its credential proved to be when it was last shown, whichever of its keys that was.
What nobody has proven yet counts for the address that it comes from, until it is proven. Whoever asks too often is
refused before anything is looked up. Each server process counts for itself.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any, Final, NamedTuple

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from vault.accounts.networks import source_of
from vault.api import origin
from vault.api.callers import shown
from vault.api.problems import MEDIA_TYPE, problem_of
from vault.errors import RateLimited, Unauthenticated
from vault.wiring import Vault

WINDOW: Final = 60
_KNOWN_AT_ONCE: Final = 10_000
_GUARDED: Final = "/v1"
_CLIENT, _ADDRESS = "client", "address"


class Counted(NamedTuple):
    """For whom a request counts: a `client` or an `address`, and which."""

    kind: str
    name: str


class Standing(NamedTuple):
    """What a client has left, and in how many seconds it has everything again."""

    allowed: bool
    left: int
    full_in: int
    next_in: int


class Buckets:
    """A bucket for each client that holds `quota` requests and is filled again within a minute.

    Only so many are remembered: of one that has not been seen for longest, nothing is known any more.
    """

    def __init__(self, quota: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.quota = quota
        self._clock = clock
        self._held: OrderedDict[Counted, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: Counted) -> Standing:
        """Takes one request out of a client's bucket, if there is one in it."""
        now, rate = self._clock(), self.quota / WINDOW
        with self._lock:
            held, since = self._held.pop(who, (float(self.quota), now))
            held = min(float(self.quota), held + (now - since) * rate)
            allowed = held >= 1
            held -= allowed
            self._held[who] = (held, now)
            if len(self._held) > _KNOWN_AT_ONCE:
                self._held.popitem(last=False)
        return self._standing(held, rate, allowed=allowed)

    def give_back(self, who: Counted) -> None:
        """Puts a request back that was counted for somebody else."""
        with self._lock:
            held, since = self._held.get(who, (float(self.quota), self._clock()))
            self._held[who] = (min(float(self.quota), held + 1), since)

    def _standing(self, held: float, rate: float, *, allowed: bool) -> Standing:
        lacking = 0 if held >= 1 else (1 - held) / rate
        return Standing(allowed, int(held), math.ceil((self.quota - held) / rate), max(1, math.ceil(lacking)))


def limiting(vault: Vault) -> Callable[[ASGIApp], ASGIApp]:
    """A middleware that gives each client so many requests a minute; where that is 0, as many as it likes."""
    quota = vault.settings.rate_limit
    buckets = Buckets(quota)

    def around(app: ASGIApp) -> ASGIApp:
        async def limited(scope: Scope, receive: Receive, send: Send) -> None:
            if not quota or scope["type"] != ScopeType.HTTP or not scope["path"].startswith(_GUARDED):
                await app(scope, receive, send)
                return
            counting = _Counting(vault, buckets, ASGIConnection(scope))
            sending = _telling(send, counting)
            if counting.standing.allowed:
                await app(scope, receive, sending)
            else:
                await _refuse(sending, counting.standing)

        return limited

    return around


class _Counting:
    """One request: for whom it counts, and what they have left."""

    def __init__(self, vault: Vault, buckets: Buckets, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        self._vault = vault
        self._buckets = buckets
        self._connection = connection
        self.counted = self._who()
        self.standing = buckets.take(self.counted)

    def settle(self) -> None:
        """Counts the request for the client that proved meanwhile to have sent it."""
        proven = self._who()
        if self.standing.allowed and proven != self.counted and proven.kind == _CLIENT:
            self._buckets.give_back(self.counted)
            self.counted, self.standing = proven, self._buckets.take(proven)

    def headers(self) -> dict[str, str]:
        name = f'"{self.counted.kind}"'
        return {
            "RateLimit-Policy": f"{name};q={self._buckets.quota};w={WINDOW}",
            "RateLimit": f"{name};r={self.standing.left};t={self.standing.full_in}",
        }

    def _who(self) -> Counted:
        with suppress(Unauthenticated):
            if (name := self._vault.recognised.who(shown(self._connection))) is not None:
                return Counted(_CLIENT, name)
        return Counted(_ADDRESS, source_of(origin.source(self._connection)))


def _telling(send: Send, counting: _Counting) -> Send:
    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            counting.settle()
            headers = MutableScopeHeaders(message)
            for name, value in counting.headers().items():
                headers[name] = value
        await send(message)

    return telling


async def _refuse(send: Send, standing: Standing) -> None:
    problem = problem_of(RateLimited("this client asks too often", hint="wait, as Retry-After says"))
    headers = {
        "content-type": MEDIA_TYPE,
        "cache-control": "no-store",
        "retry-after": str(standing.next_in),
    }
    start: Any = {
        "type": "http.response.start",
        "status": problem.status,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await send(start)
    await send({"type": "http.response.body", "body": msgspec.json.encode(problem), "more_body": False})
