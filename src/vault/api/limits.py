"""How often a client may ask: a bucket for each, told in every answer (draft-ietf-httpapi-ratelimit-headers-10).

Whoever asks too often is refused before anything is looked up. Each server process counts for itself.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, Final, NamedTuple

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from vault.accounts.networks import source_of
from vault.api import origin
from vault.api.problems import MEDIA_TYPE, problem_of
from vault.crypto import sha256
from vault.errors import RateLimited

WINDOW: Final = 60
_NAME: Final = '"client"'
_KNOWN_AT_ONCE: Final = 10_000
_GUARDED: Final = "/v1"


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
        self._held: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: bytes) -> Standing:
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
        lacking = 0 if held >= 1 else (1 - held) / rate
        return Standing(allowed, int(held), math.ceil((self.quota - held) / rate), max(1, math.ceil(lacking)))


def limiting(quota: int) -> Callable[[ASGIApp], ASGIApp]:
    """A middleware that gives each client so many requests a minute; with 0, as many as it likes."""
    buckets = Buckets(quota)

    def around(app: ASGIApp) -> ASGIApp:
        async def limited(scope: Scope, receive: Receive, send: Send) -> None:
            if not quota or scope["type"] != ScopeType.HTTP or not scope["path"].startswith(_GUARDED):
                await app(scope, receive, send)
                return
            standing = buckets.take(_who(ASGIConnection(scope)))
            sending = _telling(send, quota, standing)
            if standing.allowed:
                await app(scope, receive, sending)
            else:
                await _refuse(sending, standing)

        return limited

    return around


def _who(connection: ASGIConnection[Any, Any, Any, Any]) -> bytes:
    """Whom a request counts for: what it shows, unproven, or else where it comes from."""
    shown = connection.headers.get("authorization")
    if shown is not None:
        return sha256(shown.encode("latin-1", "replace"))
    certificate = origin.certificate(connection)
    return sha256(certificate) if certificate else source_of(origin.source(connection)).encode()


def _telling(send: Send, quota: int, standing: Standing) -> Send:
    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders(message)
            headers["RateLimit-Policy"] = f"{_NAME};q={quota};w={WINDOW}"
            headers["RateLimit"] = f"{_NAME};r={standing.left};t={standing.full_in}"
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
