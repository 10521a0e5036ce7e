"""Operations that will go: since when they are deprecated (RFC 9745), and from when on they are gone (RFC 8594).

An operation is deprecated for at least a year before it goes, and stands here for as long. Whoever calls it reads so in
every answer; the OpenAPI document says it, too.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

import msgspec
from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

SHORTEST: Final = timedelta(days=365)


class Deprecation(msgspec.Struct, frozen=True, kw_only=True):
    """Since when an operation is deprecated, when it goes, and a page that says what to use instead."""

    since: datetime
    sunset: datetime
    link: str

    def __post_init__(self) -> None:
        if self.sunset < self.since + SHORTEST:
            raise ValueError("an operation is deprecated for a year before it goes")


DEPRECATED: Final[Mapping[str, Deprecation]] = {}
"""By operationId. None at present."""


def headers(one: Deprecation) -> dict[str, str]:
    """What answers of a deprecated operation say."""
    return {
        "Deprecation": f"@{int(one.since.timestamp())}",
        "Sunset": format_datetime(one.sunset.astimezone(UTC), usegmt=True),
        "Link": f'<{one.link}>; rel="deprecation"; type="text/html"',
    }


def telling(deprecated: Mapping[str, Deprecation]) -> Callable[[Message, Scope], Awaitable[None]]:
    """A hook that adds these headers to what deprecated operations answer."""

    async def tell(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        operation = getattr(scope.get("route_handler"), "operation_id", None)
        if isinstance(operation, str) and operation in deprecated:
            found = MutableScopeHeaders(message)
            for name, value in headers(deprecated[operation]).items():
                found[name] = value

    return tell
