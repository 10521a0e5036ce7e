"""Errors as RFC 9457 problem details: stable types, no values, nothing that differs between absent and foreign."""

import re
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, SerializationException, ValidationException

from vault import errors
from vault.parsing import rule_of

TYPE_ROOT = "https://complaint-vault.example/problems/"
MEDIA_TYPE = "application/problem+json"
_MISSING = re.compile(r"[Mm]issing required \w+ parameter '(?P<name>[\w-]+)'")
_log = structlog.get_logger("vault.api")

_STATUS: dict[type[errors.VaultError], int] = {
    errors.InvalidInput: 422,
    errors.Unauthenticated: 401,
    errors.NotPermitted: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Sealed: 500,
    errors.LogBroken: 500,
    errors.Unavailable: 503,
    errors.VaultError: 500,
}
_UNREADABLE = 400
_OUR_FAULT = 500
_TITLES = {
    404: "There is no such thing here",
    405: "The method is not allowed here",
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
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    if status >= _OUR_FAULT:
        _log.error("verb_failed", error=error.slug, detail=error.detail)
    return _response(
        Problem(
            type=TYPE_ROOT + error.slug,
            title=error.title,
            status=status,
            detail=error.detail,
            hint=error.hint,
            field=getattr(error, "field", None),
            rule=getattr(error, "rule", None),
            permission=getattr(error, "permission", None),
        )
    )


def from_validation(_request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """The problem for input that does not have the documented shape."""
    field, rule = explained(error)
    return _response(
        Problem(
            type=TYPE_ROOT + errors.InvalidInput.slug,
            title=errors.InvalidInput.title,
            status=_STATUS[errors.InvalidInput],
            detail=f"{field}: {rule}",
            field=field,
            rule=rule,
        )
    )


def from_http(_request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """The problem for what never reached a verb: an unknown path, a wrong method, a body too large or no JSON."""
    if error.status_code == _UNREADABLE:
        return from_validation(_request, error)
    title = _TITLES.get(error.status_code, "The request cannot be answered")
    return _response(Problem(type="about:blank", title=title, status=error.status_code))


def from_anything(_request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """The problem for a fault of ours: no detail leaves, and the log keeps the kind of error alone."""
    _log.error("unexpected_error", kind=type(error).__name__)
    return _response(Problem(type=TYPE_ROOT + "unexpected-error", title="The vault failed to answer", status=500))


def explained(error: HTTPException) -> tuple[str, str]:
    """Which field breaks which rule, with no part of the value in it."""
    if missing := _MISSING.search(error.detail):
        return missing.group("name"), "is required"
    cause = error.__cause__
    message = str(cause) if isinstance(cause, msgspec.MsgspecError) else _first_extra(error)
    return rule_of(message, otherwise=_parameter(error))


def _first_extra(error: HTTPException) -> str:
    extra = error.extra
    return str(extra[0].get("message", "")) if isinstance(extra, list) and extra else ""


def _parameter(error: HTTPException) -> str:
    extra = error.extra
    named = extra[0].get("key") if isinstance(extra, list) and extra else None
    return str(named) if named and named != "data" else "body"


def _response(problem: Problem) -> Response[Problem]:
    headers = {"WWW-Authenticate": "Bearer"} if problem.status == _STATUS[errors.Unauthenticated] else None
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


HANDLERS: dict[Any, Any] = {
    errors.VaultError: from_vault,
    ValidationException: from_validation,
    SerializationException: from_validation,
    HTTPException: from_http,
    Exception: from_anything,
}
