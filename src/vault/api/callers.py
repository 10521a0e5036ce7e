"""Who calls, for which purpose: read from headers, proven later in the verb's own transaction."""

import re
from typing import Any, TypeVar
from uuid import UUID

from litestar import Response
from litestar.connection import ASGIConnection
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.params import QueryParameter

from vault.accounts import Shown
from vault.api import origin
from vault.api.parameters import HttpRequest
from vault.crypto import CredentialKind
from vault.errors import InvalidInput, Unauthenticated, VersionNeeded
from vault.idempotency import Once
from vault.ids import OrganisationId
from vault.parsing import refuse_doubtful
from vault.wiring import Caller

T = TypeVar("T")

_NOT_JSON = 415
_TYPES = frozenset({"application/json"})
_PATCH_TYPES = _TYPES | {"application/merge-patch+json"}
STREAMED = "streamed"
"""The option of a handler that reads a stream: as what it must be declared."""
_SHOWN = "vault.shown"
_ONCE = ("authorization", "vault-purpose", "vault-organisation", "idempotency-key", "if-match")
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?(?P<name>[^\s;\"]+)")
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii"})
_NUMBERED = re.compile(r'(?:W/)?"(\d{1,9})"')
_NAMED = re.compile(r'(?:W/)?"([0-9a-f]{1,16})"')


async def refuse_at_the_door(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuses, before a body is read, who presents nothing, asks for what is not offered, or declares no JSON.

    It waits for nothing; a plain function would be sent to a thread, and the answer wait for one.
    """
    shown(connection)
    _refuse_twice(connection)
    if isinstance(handler, HTTPRouteHandler):
        _refuse_unknown(connection, handler)
    taken = _taken(handler) if isinstance(handler, HTTPRouteHandler) else None
    if taken and not _is_taken(connection, taken):
        raise HTTPException(status_code=_NOT_JSON)


async def refuse_doubtful_body(request: HttpRequest) -> None:
    """Refuses a body that two readers could understand differently, before it is decoded."""
    if (data := request.route_handler.parsed_data_field) is not None:
        refuse_doubtful(await request.body(), data.annotation)


def shown(connection: ASGIConnection[Any, Any, Any, Any]) -> Shown:
    """What a request shows of its caller. Raises Unauthenticated where it shows nothing that could prove anybody.

    Several ask on a request's way to its verb; it is read once, and lies with the request alone.
    """
    scope: Any = connection.scope
    found: Shown | None = scope.get(_SHOWN)
    if found is None:
        found = scope[_SHOWN] = _shown(connection)
    return found


def _shown(connection: ASGIConnection[Any, Any, Any, Any]) -> Shown:
    source = origin.source(connection)
    if "authorization" in connection.headers:
        presented = _bearer(connection)
        if presented.startswith(CredentialKind.SESSION):
            # No browser sends this header by itself, so no other page can have it sent.
            return Shown(session=presented, ambient=False, source=source)
        return Shown(key=presented, source=source)
    if "vault-organisation" in connection.headers and (certificate := origin.certificate(connection)):
        return Shown(certificate=certificate, organisation=_organisation(connection), source=source)
    raise Unauthenticated


def _refuse_twice(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Of two that contradict each other, a proxy might look at one and we at the other. Raises InvalidInput."""
    names = [name for name, _ in connection.query_params.multi_items()]
    if len(set(names)) < len(names):
        raise InvalidInput("query", "has a parameter more than once")
    for name in _ONCE:
        if len(connection.headers.getall(name, [])) > 1:
            raise InvalidInput(name, "stands there more than once")


def _refuse_unknown(connection: ASGIConnection[Any, Any, Any, Any], handler: HTTPRouteHandler) -> None:
    """A filter that nobody reads would be answered with everything. Raises InvalidInput."""
    if not connection.scope["query_string"]:
        return
    declared = handler.parsed_fn_signature.parameters.items()
    known = sorted(name for name, one in declared if isinstance(one.kwarg_definition, QueryParameter))
    if set(connection.query_params) - set(known):
        told = f"the only ones here are: {', '.join(known)}" if known else "there are none here"
        raise InvalidInput("query", f"has a parameter that is not known; {told}")


def _taken(handler: HTTPRouteHandler) -> frozenset[str]:
    """As what a body may be declared; nothing where none is taken."""
    if streamed := handler.opt.get(STREAMED):
        return frozenset({streamed})
    if handler.parsed_data_field is None:
        return frozenset()
    return _PATCH_TYPES if HttpMethod.PATCH in handler.http_methods else _TYPES


def caller(request: HttpRequest, purpose: str, once: Once | None = None) -> Caller:
    """The caller of a request. Raises Unauthenticated where nothing is presented that could prove anybody."""
    return Caller(shown(request), purpose, once)


async def caller_once(request: HttpRequest, purpose: str, key: str | None) -> Caller:
    """The caller of a creation, which is done once for each idempotency key."""
    if key is None:
        return caller(request, purpose)
    content = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return caller(request, purpose, Once(key, content))


def version(given: str | None) -> int:
    """The version in an If-Match header. Raises VersionNeeded where there is none, InvalidInput where it is no ETag."""
    return int(_tag(given, _NUMBERED, "7"))


def content_tag(given: str | None) -> str:
    """The same of a thing whose version is named by what it says. Raises as `version`."""
    return _tag(given, _NAMED, "0f3a9c1be27d4458")


def _tag(given: str | None, wanted: re.Pattern[str], example: str) -> str:
    if given is None:
        raise VersionNeeded("the change needs the ETag of what it changes", hint="send it as a header: If-Match")
    found = wanted.fullmatch(given.strip())
    if found is None:
        raise InvalidInput("If-Match", f'is not one ETag of ours, such as "{example}"')
    return found.group(1)


def tagged(answer: T, of: int | str) -> Response[T]:
    """An answer with the version of what it shows."""
    return Response(answer, headers={"ETag": f'"{of}"'})


def made(answer: T, where: str) -> Response[T]:
    """An answer with the address of what was made (RFC 9110, 15.3.2)."""
    return Response(answer, headers={"Location": where})


def _bearer(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    scheme, _, key = connection.headers["authorization"].partition(" ")
    if scheme.casefold() != "bearer" or not key.strip():
        raise Unauthenticated
    return key.strip()


def _organisation(connection: ASGIConnection[Any, Any, Any, Any]) -> OrganisationId:
    try:
        return OrganisationId(UUID(connection.headers["vault-organisation"]))
    except ValueError:
        raise Unauthenticated from None


def _is_taken(connection: ASGIConnection[Any, Any, Any, Any], taken: frozenset[str]) -> bool:
    """Whether a body is declared to be what is read: not packed, and in UTF-8, the one encoding of JSON (RFC 8259)."""
    declared = connection.headers.get("content-type", "").casefold()
    charset = _CHARSET.search(declared)
    packed = connection.headers.get("content-encoding", "identity").casefold() != "identity"
    return not packed and _media_type(connection) in taken and (charset is None or charset["name"] in _UTF_8)


def _media_type(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return connection.headers.get("content-type", "").partition(";")[0].strip().casefold()
