"""The console as an ASGI application of its own, beside the API: it shares no route, no header and no credential."""

from typing import Any, Final
from urllib.parse import urlsplit

from litestar import Litestar, Request, Response, Router, get
from litestar.config.app import AppConfig
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from vault.api import origin
from vault.console import ROOT, ongoing, pages, problems
from vault.console.limits import limiting
from vault.console.routes import HANDLERS
from vault.console.shipped import shipped, version
from vault.console.visiting import Visit, Word
from vault.errors import NotFound
from vault.wiring import Vault

_LARGEST_FORM: Final = 512 * 1024
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@get("/static/{of:str}/{name:path}", include_in_schema=False)
async def static(request: Request[Any, Any, Any], of: Word, name: Word) -> Response[bytes]:
    """A file that pages are made with. An address of an older version answers too, and is not kept."""
    found = shipped().get(name.removeprefix("/"))
    if found is None:
        raise NotFound("file")
    headers = {"Cache-Control": _FOR_EVER if of == version() else "no-store", "Vary": "Accept-Encoding"}
    content = found.content
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = found.compressed, "gzip"
    return Response(content, media_type=found.media_type, headers=headers)


def create_console(vault: Vault) -> Litestar:
    """The application over an open vault, which it does not close. It answers below `/console`."""

    async def provide_visit(request: Request[Any, Any, Any]) -> Visit:
        return Visit(vault, request)

    return Litestar(
        route_handlers=[Router(ROOT, route_handlers=[*HANDLERS, static])],
        dependencies={"visit": Provide(provide_visit)},
        exception_handlers=problems.HANDLERS,
        guards=[limiting(vault.settings.rate_limit), refuse_other_pages],
        openapi_config=None,
        request_max_body_size=_LARGEST_FORM,
        after_request=_guarded,
        on_app_init=[_quiet],
        state=State(origin.state(vault.settings) | ongoing.state() | {"vault": vault}),
    )


async def refuse_other_pages(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
    """Refuses what another site's page sends here, whether somebody is signed in or not (ASVS 3.5.1).

    A browser says where a request comes from. One that changes something must come from a page of ours.
    """
    if connection.scope["method"] in ("GET", "HEAD"):  # type: ignore[typeddict-item]
        return
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise PermissionDeniedException("cross-site")
        return
    sender = connection.headers.get("origin")
    if sender is not None and urlsplit(sender).netloc != connection.headers.get("host"):
        raise PermissionDeniedException("cross-site")


async def _guarded(response: Response[Any]) -> Response[Any]:
    for name, value in pages.HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _quiet(config: AppConfig) -> AppConfig:
    # Litestar's own error log would print tracebacks, and with them what a request held.
    config.logging_config = None
    return config
