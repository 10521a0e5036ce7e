"""The public pages as an ASGI application."""

import asyncio
from typing import Any, Final

from litestar import Litestar, Response, get
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from vault import errors
from vault.language import Language
from vault.logger import logger
from vault.public import own_data, returning, writing
from vault.public.desk import Desk, desk_of
from vault.public.fields import HttpRequest
from vault.public.limits import FORM_BYTES
from vault.public.rendering import HEADERS, page, style
from vault.wiring import Vault

_NOT_FOUND, _TOO_LARGE, _UNAVAILABLE, _FAILED, _BAD = 404, 413, 503, 500, 400
_STATUS: Final[dict[type[errors.VaultError], int]] = {
    errors.NotFound: _NOT_FOUND,
    errors.TooLarge: _TOO_LARGE,
    errors.Unavailable: _UNAVAILABLE,
    errors.InvalidInput: _BAD,
    errors.VaultError: _FAILED,
}
_NAME: Final = "vault.public"


@get("/")
async def root(request: HttpRequest) -> Response[str]:
    """The organisations of this installation."""
    desk = desk_of(request.app.state)
    found = await asyncio.to_thread(desk.vault.organisations)
    return page("root", Language.DANISH, organisations=found)


@get("/style.css")
async def stylesheet() -> Response[str]:
    return Response(style(), media_type="text/css; charset=utf-8", headers=HEADERS)


def create_public_app(vault: Vault) -> Litestar:
    """The application over an open vault, which it does not close."""
    return Litestar(
        route_handlers=[root, stylesheet, *writing.HANDLERS, *returning.HANDLERS, *own_data.HANDLERS],
        exception_handlers={
            returning.NOT_OPENED: returning.not_opened,
            errors.VaultError: _from_vault,
            HTTPException: _from_http,
            Exception: _from_anything,
        },
        openapi_config=None,
        request_max_body_size=FORM_BYTES,
        on_app_init=[_quiet],
        state=State({"desk": Desk(vault)}),
    )


def _quiet(config: AppConfig) -> AppConfig:
    # An error log of the framework's would hold what somebody wrote.
    config.logging_config = None
    return config


def _from_vault(request: HttpRequest, error: errors.VaultError) -> Response[str]:
    status = next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    if status == _FAILED:
        logger(_NAME).error("verb_failed", error=error.slug)
    return _said(request, status)


def _from_http(request: HttpRequest, error: HTTPException) -> Response[str]:
    # An address with something in it that is none of ours is one that is not there.
    return _said(request, _NOT_FOUND if error.status_code == _BAD else error.status_code)


def _from_anything(request: HttpRequest, error: Exception) -> Response[str]:
    """A fault of ours: the log keeps the kind of error, and nothing of the visit."""
    logger(_NAME).error("unexpected_error", kind=type(error).__name__)
    return _said(request, _FAILED)


def _said(request: HttpRequest, status: int) -> Response[str]:
    heading, sentence = {
        _UNAVAILABLE: ("busy_heading", "busy"),
        _FAILED: ("failed_heading", "failed"),
        _TOO_LARGE: ("errors_heading", "error_file_large"),
        _BAD: ("errors_heading", "error_invalid"),
    }.get(status, ("gone_heading", ""))
    known = {"controller": "", "contact": "", "elsewhere": "start"}
    return page("said", _language(request), status, heading=heading, sentence=sentence, **known)


def _language(request: HttpRequest) -> Language:
    """As the address says, where it says one."""
    parts: list[Any] = request.url.path.split("/")
    return next((one for one in Language if one.value in parts), Language.DANISH)
