"""Who calls, for which purpose: read from headers, proven later in the verb's own transaction."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from vault.api.parameters import HttpRequest
from vault.errors import Unauthenticated
from vault.idempotency import Once
from vault.wiring import Caller

_NOT_JSON = 415


def refuse_at_the_door(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuses, before a body is read, whoever presents no key and what is not declared to be JSON."""
    _presented(connection)
    takes_body = isinstance(handler, HTTPRouteHandler) and handler.parsed_data_field is not None
    if takes_body and _media_type(connection) != "application/json":
        raise HTTPException(status_code=_NOT_JSON)


def caller(request: HttpRequest, purpose: str, once: Once | None = None) -> Caller:
    """The caller of a request. Raises Unauthenticated where no bearer key is presented."""
    return Caller(_presented(request), purpose, once)


async def caller_once(request: HttpRequest, purpose: str, key: str | None) -> Caller:
    """The caller of a creation, which is done once for each idempotency key."""
    if key is None:
        return caller(request, purpose)
    content = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return caller(request, purpose, Once(key, content))


def _presented(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not key.strip():
        raise Unauthenticated
    return key.strip()


def _media_type(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return connection.headers.get("content-type", "").partition(";")[0].strip().casefold()
