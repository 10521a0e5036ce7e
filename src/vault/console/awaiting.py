"""The page of work that takes long, and the comparison that pages of a request ask for."""

from typing import Any, Final

from litestar import Response, get, post

from vault.console import ROOT
from vault.console.people import compare
from vault.console.visiting import RIGHTS, Id, Looking
from vault.errors import NotFound
from vault.ids import RequestId
from vault.subject_requests import read_request

_PAGES: Final = frozenset({"identity", "decision", "restrictions", "files"})
"""Pages of a request that show whom it is about."""
_NOT_THERE: Final = 404


@get("/ongoing/{work_id:uuid}")
async def work_page(visit: Looking, work_id: Id) -> Response[Any]:
    """How far it is; once it is done, on to what was found. A script that asks is told where to go."""
    await visit.enter()
    found = visit.going_on(work_id)
    if found is None:
        return visit.page("awaiting.html", status=_NOT_THERE, work=None, go=None)
    done = found.over and found.error is None
    if done and "hx-request" not in visit.request.headers:
        return visit.go(found.shown_at)
    return visit.page("awaiting.html", work=found, go=f"{ROOT}{found.shown_at}" if done else None)


@post("/requests/{request_id:uuid}/compare")
async def compare_everybody(visit: Looking, request_id: Id) -> Response[Any]:
    """Compares everybody with what a request says, for the page that asks; what was typed there is kept."""
    page = (await visit.form()).get("page")
    if page not in _PAGES:
        raise NotFound("page")
    await visit.enter()
    request = await visit.reads(RIGHTS, read_request, RequestId(request_id))
    then = f"/requests/{request_id}/{page}"
    return visit.go((await compare(visit, request.given, then, str(request_id))).shown_at)


HANDLERS = (work_page, compare_everybody)
