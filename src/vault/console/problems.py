"""What a visitor is told when something cannot be done: what it is, and what to do. Never a value, never a name."""

from http import HTTPStatus
from typing import Any, Final

from litestar import Request, Response
from litestar.exceptions import HTTPException

from vault import errors
from vault.console import ROOT, cookies
from vault.console.ongoing import GoesOn
from vault.console.statuses import UNAVAILABLE, status_of
from vault.console.visiting import Visit
from vault.logger import logger

_OUR_FAULT: Final = 500
_OF_STATUS: Final = {403: "other-page", 404: "not-found", 405: "not-found", 413: "too-large"}
_NAME: Final = "vault.console"


def from_vault(request: Request[Any, Any, Any], error: errors.VaultError) -> Response[Any]:
    """The page for an error of ours; to the door for whoever has no session, and back from there."""
    visit = _visit(request)
    if isinstance(error, errors.Unauthenticated) and not isinstance(error, errors.SignInRefused):
        return _without_session(visit)
    status = status_of(error)
    if status >= _OUR_FAULT:
        logger(_NAME).error("page_failed", error=error.slug, detail=error.detail)
    return _page(visit, error.slug, status, error)


def from_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """The page for what the framework refuses. An address that only takes forms leads to the page above it."""
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET":
        return _visit(request).go(request.url.path.removeprefix(ROOT).rpartition("/")[0])
    slug = _OF_STATUS.get(error.status_code, "unreadable")
    return _page(_visit(request), slug, error.status_code)


def from_anything(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The page for a fault of ours: no detail leaves, and the log keeps the kind of error alone."""
    logger(_NAME).error("unexpected_error", kind=type(error).__name__)
    return _page(_visit(request), "unexpected", 500)


def _without_session(visit: Visit) -> Response[Any]:
    """A form that belongs to another session or page is told apart from a session that ended."""
    if visit.request.method != "GET":
        try:
            visit.own = visit.looks_again()
        except errors.VaultError:
            visit.keep(cookies.gone(cookies.SESSION))
            return visit.page("problem.html", status=401, slug="session-ended", error=None, again=f"{ROOT}/sign-in")
        return visit.page("problem.html", status=403, slug="old-form", error=None, again=None)
    ended = visit.session is not None
    if ended:
        visit.keep(cookies.gone(cookies.SESSION))
    return visit.to_the_door(ended=ended)


def _page(visit: Visit, slug: str, status: int, error: errors.VaultError | None = None) -> Response[Any]:
    if visit.session is not None and visit.own is None and status != UNAVAILABLE:
        try:
            visit.own = visit.looks_again()
        except errors.VaultError:
            visit.own = None
    known = slug if visit.t.known(f"problem.{slug}.title") else "other"
    return visit.page("problem.html", status=status, slug=known, error=error, again=None)


def _visit(request: Request[Any, Any, Any]) -> Visit:
    return Visit(request.app.state["vault"], request)


def goes_on(request: Request[Any, Any, Any], found: GoesOn) -> Response[Any]:
    """To the page that says how far work is that takes long."""
    return _visit(request).go(f"/ongoing/{found.work.work_id}")


HANDLERS: Final[dict[Any, Any]] = {
    errors.VaultError: from_vault,
    HTTPException: from_http,
    GoesOn: goes_on,
    Exception: from_anything,
}
