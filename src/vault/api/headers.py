"""What every answer of the API carries, whoever makes it: a handler, a refusal, or an error that nobody foresaw."""

from typing import Final

from litestar.types import Message, Scope

ALWAYS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}
"""No program needs them; a browser that is led here shows and keeps nothing. A handler may say otherwise."""


_SENT: Final = [(name.lower().encode(), value.encode()) for name, value in ALWAYS.items()]


async def guard(message: Message, _: Scope) -> None:
    """A hook that adds what is not there."""
    if message["type"] == "http.response.start":
        there = {name.lower() for name, _ in message["headers"]}
        message["headers"] = [*message["headers"], *(one for one in _SENT if one[0] not in there)]
