"""Errors as RFC 9457 problem details: stable types, no values, nothing that differs between absent and foreign."""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, SerializationException, ValidationException

from vault import errors
from vault.logger import logger
from vault.parsing import rule_of

TYPE_ROOT = "https://complaint-vault.example/problems/"
MEDIA_TYPE = "application/problem+json"
_MISSING = re.compile(r"[Mm]issing required \w+ parameter '(?P<name>[\w-]+)'")
_TOLD = frozenset({"allow", "content-range"})
_HEADERS = {"data": "body", "key": "Idempotency-Key", "purpose": "Vault-Purpose"}
"""By what handlers call them."""
_NAME: Final = "vault.api"

_STATUS: dict[type[errors.VaultError], int] = {
    errors.InvalidInput: 422,
    errors.TooLarge: 413,
    errors.Unauthenticated: 401,
    errors.NotPermitted: 403,
    errors.Throttled: 429,
    errors.NotFound: 404,
    errors.Outdated: 412,
    errors.VersionNeeded: 428,
    errors.Conflict: 409,
    errors.Sealed: 500,
    errors.LogBroken: 500,
    errors.LedgerBroken: 500,
    errors.RateLimited: 429,
    errors.Unavailable: 503,
    errors.VaultError: 500,
}
_UNREADABLE = 400
_OUR_FAULT = 500
_RETRY_AFTER_SECONDS = "2"
_TITLES = {
    404: "There is no such thing here",
    405: "The method is not allowed here",
    413: "The body is too large",
    416: "The file has no such bytes",
    415: "The body is not of the media type that is asked for",
}


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An RFC 9457 problem. `field` and `rule` say which part of the input breaks which rule."""

    type: str
    title: str
    status: int
    detail: str | None = None
    hint: str | None = None
    field: str | None = None
    rule: str | None = None
    permission: str | None = None


def from_vault(_request: Request[Any, Any, Any], error: errors.VaultError) -> Response[Problem]:
    """The problem for an error of ours."""
    return _of(error)


def from_depth(_request: Request[Any, Any, Any], _error: RecursionError) -> Response[Problem]:
    """The problem for brackets within brackets without end: nothing of ours nests deeper than its schema."""
    return _of(errors.InvalidInput("body", "is nested too deeply"))


def from_encoding(_request: Request[Any, Any, Any], _error: UnicodeDecodeError) -> Response[Problem]:
    """The problem for a body that is not UTF-8, which the decoder does not count as malformed."""
    return _of(errors.InvalidInput("body", "is not UTF-8"))


def from_validation(_request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """The problem for input that does not have the documented shape."""
    handler = _request.scope.get("route_handler")
    data = getattr(handler, "parsed_data_field", None)
    return _of(errors.InvalidInput(*explained(error, None if data is None else data.annotation)))


def from_http(_request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """The problem for what never reached a verb: an unknown path, a wrong method, a body too large or no JSON."""
    if error.status_code == _UNREADABLE:
        return from_validation(_request, error)
    if error.status_code >= _OUR_FAULT:
        return from_anything(_request, error)
    title = _TITLES.get(error.status_code, "The request cannot be answered")
    allowed = {name: value for name, value in (error.headers or {}).items() if name.casefold() in _TOLD}
    return _response(Problem(type="about:blank", title=title, status=error.status_code), allowed)


def from_anything(_request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The problem for a fault of ours: no detail leaves, and the log keeps the kind of error alone."""
    logger(_NAME).error("unexpected_error", kind=type(error).__name__)
    return _response(Problem(type=TYPE_ROOT + "unexpected-error", title="The vault failed to answer", status=500))


def explained(error: HTTPException, shape: Any = None) -> tuple[str, str]:
    """Which field breaks which rule, with no part of the value in it. `shape` is what the body should have been."""
    if missing := _MISSING.search(error.detail):
        return _HEADERS.get(missing.group("name"), missing.group("name")), "is required"
    message = next((str(one) for one in _causes(error) if isinstance(one, msgspec.MsgspecError)), "")
    first = _first_extra(error)
    named = str(first.get("key", "data"))
    from_body = first.get("source") in (None, "body")
    field, rule = rule_of(message, "body" if named == "data" else named, shape if from_body else None)
    # Handlers call a body that is not there at all by their own name for it.
    by_handlers = first.get("source") == "header" or (field, rule) == ("data", "is required")
    return (_HEADERS.get(field, field) if by_handlers else field), rule


def _of(error: errors.VaultError) -> Response[Problem]:
    problem = problem_of(error)
    if problem.status >= _OUR_FAULT:
        logger(_NAME).error("verb_failed", error=error.slug, detail=error.detail)
    waits = {"Retry-After": str(error.seconds)} if isinstance(error, errors.Throttled) else None
    return _response(problem, waits)


def problem_of(error: errors.VaultError) -> Problem:
    """An error of ours as it is told."""
    return Problem(
        type=TYPE_ROOT + error.slug,
        title=error.title,
        status=next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS),
        detail=error.detail,
        hint=error.hint,
        field=getattr(error, "field", None),
        rule=getattr(error, "rule", None),
        permission=getattr(error, "permission", None),
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause = error.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _first_extra(error: HTTPException) -> dict[str, Any]:
    extra = error.extra
    return extra[0] if isinstance(extra, list) and extra else {}


def _response(problem: Problem, headers: dict[str, str] | None = None) -> Response[Problem]:
    always = {"Cache-Control": "no-store"}
    if problem.status == _STATUS[errors.Unauthenticated]:
        always["WWW-Authenticate"] = "Bearer"
    if problem.status == _STATUS[errors.Unavailable]:
        # A queue that is full is empty again within moments; what else is unavailable is asked after as often.
        always["Retry-After"] = _RETRY_AFTER_SECONDS
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=always | (headers or {}))


HANDLERS: dict[Any, Any] = {
    errors.VaultError: from_vault,
    ValidationException: from_validation,
    SerializationException: from_validation,
    RecursionError: from_depth,
    UnicodeDecodeError: from_encoding,
    HTTPException: from_http,
    Exception: from_anything,
}
