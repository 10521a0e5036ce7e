"""How often a browser may ask for pages: as often as a client of the API, and counted in the same way."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from vault.accounts.networks import source_of
from vault.api import origin
from vault.api.limits import Buckets, Counted
from vault.console import cookies
from vault.crypto import sha256
from vault.errors import Throttled

_SHIPPED: Final = "/console/static/"
Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


def limiting(quota: int) -> Guard:
    """A guard that gives each session, or each place without one, so many pages a minute; with 0, as many as it likes.

    It raises Throttled before anything is looked up: whoever took over a session carries nothing off in a minute.
    """
    buckets = Buckets(quota)

    async def limited(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        if not quota or connection.scope["path"].startswith(_SHIPPED):
            return
        shown = connection.cookies.get(cookies.SESSION)
        place = source_of(origin.source(connection))
        who = Counted("session", sha256(shown.encode()).hex()) if shown else Counted("address", place)
        if not (standing := buckets.take(who)).allowed:
            raise Throttled(standing.next_in)

    return limited
