"""A rights request on one page, from receipt to proof: each step says what is expected next."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post

from vault.approvals import Act, ApprovalView
from vault.console import approvals
from vault.console.forms import Form, convert
from vault.console.letters import letter_pages
from vault.console.sheets import shown_again
from vault.console.stages import steps
from vault.console.today import open_requests, urgency
from vault.console.visiting import RIGHTS, Id, Looking, Number, Visit, Word
from vault.errors import NotFound
from vault.ids import RequestId
from vault.language import Language
from vault.policy import Permission
from vault.subject_requests import (
    LETTER,
    Channel,
    DeliveryMethod,
    NewRequest,
    OpenedRequest,
    RequestSummary,
    RequestView,
    ReviewView,
    Right,
    SentTo,
    list_candidates,
    media_type,
    open_request,
    read_findings,
    read_history,
    read_package,
    read_protocol,
    read_request,
    requests_answered,
    show_review,
)
from vault.subject_requests.history.clock import asked_late, pauses
from vault.subject_requests.history.entries import ClosingReason, Doubt, IdentityMethod, Kept, Prolonging, kind_of
from vault.subjects import Given

_PAGE: Final = 50
_GIVEN: Final = ("name", "address", "phone", "email", "national_id")
_OPTIONS: Final[dict[str, list[Any]]] = {
    "identity_method": [one for one in IdentityMethod if one is not IdentityMethod.CODE],
    "prolonging": list(Prolonging),
    "doubt": list(Doubt),
    "delivery_method": list(DeliveryMethod),
    "sent_to": list(SentTo),
    "closing": list(ClosingReason),
}
"""What the page's fields offer, by the table of words."""
_SEVERAL: Final = ("former_names", "further_addresses", "further_phones", "further_emails", "plates", "references")


@get("/requests")
async def requests_page(visit: Looking) -> Response[Any]:
    """Every request, the soonest due first; nobody's name."""
    await visit.enter()
    before = request_id_of(visit.request.query_params.get("before"))
    answered = await visit.reads(RIGHTS, requests_answered, before, _PAGE)
    return visit.page(
        "requests.html",
        unanswered=await open_requests(visit) if before is None else None,
        answered=answered,
        older=answered[-1].request_id if len(answered) == _PAGE else None,
    )


def request_id_of(given: str | None) -> RequestId | None:
    """Raises NotFound for what is no id."""
    try:
        return None if given is None else RequestId(UUID(given))
    except ValueError:
        raise NotFound("request") from None


async def intake(visit: Visit) -> Response[Any]:
    """The form by which a request is registered."""
    await visit.enter()
    return visit.page("request_new.html", channels=list(Channel), request_languages=list(Language), rights=list(Right))


@get("/requests/new")
async def new_request_page(visit: Looking) -> Response[Any]:
    """What a request says, to be registered."""
    return await intake(visit)


@post("/requests")
@shown_again("f", intake)
async def register_request(visit: Looking) -> Response[Any]:
    """Registers a request."""

    def then(opened: OpenedRequest) -> str:
        return f"/requests/{opened.request_id}?done=opened"

    new = _new(await visit.form())
    return visit.go(then(await visit.change_at_length("register", then, RIGHTS, open_request, new)))


@get("/requests/{request_id:uuid}")
async def request_page(visit: Looking, request_id: Id) -> Response[Any]:
    """All of one request."""
    return await page(visit, request_id)


async def page(visit: Visit, request_id: UUID) -> Response[Any]:
    """A request, step by step, with the form of each."""
    await visit.enter()
    chosen = RequestId(request_id)
    request = await visit.reads(RIGHTS, read_request, chosen)
    history = await visit.reads(RIGHTS, read_history, chosen)
    review = await _review(visit, chosen)
    candidates, protocol, letter, findings = await asyncio.gather(
        _candidates(visit, chosen, review), _protocol(visit, chosen), _letter(visit, request), _findings(visit, chosen)
    )
    second = await _second(visit, chosen, review)
    await visit.recognises(one.by for one in history)
    return visit.page(
        "request.html",
        request=request,
        days=(request.request.due_on - visit.today).days,
        urgency=urgency(request.request, visit.today),
        asked_late=_asked_late(request.request, history),
        late_to_ask=asked_late(request.request.received_on, visit.today),
        review=review,
        second=second,
        steps=steps(request, review, history),
        candidates=candidates,
        protocol=protocol,
        letter=letter,
        findings=findings,
        history=[(one, kind_of(one.entry)) for one in history],
        last={kind_of(one.entry): one for one in history},
        options=_OPTIONS,
    )


def _asked_late(request: RequestSummary, history: Iterable[Kept]) -> date | None:
    """When a question was asked that came late, while the answer is not out yet."""
    asked = (one.since for one in pauses(one.entry for one in history))
    return next((day for day in asked if asked_late(request.received_on, day)), None)


@get("/requests/{request_id:uuid}/package/{name:str}")
async def package_file(visit: Looking, request_id: Id, name: Word) -> Response[bytes]:
    """A file of the package, to be saved."""
    package = await visit.reads(RIGHTS, read_package, RequestId(request_id))
    if name not in package.files:
        raise NotFound("file in the package")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(package.files[name], media_type=media_type(name), headers=headers)


@get("/requests/{request_id:uuid}/letter/{number:int}")
async def letter_page(visit: Looking, request_id: Id, number: Number) -> Response[bytes]:
    """A page of the letter as it will be printed."""
    package = await visit.reads(RIGHTS, read_package, RequestId(request_id))
    pages = await asyncio.to_thread(letter_pages, package.files[LETTER], number)
    if pages.picture is None:
        raise NotFound("page")
    return Response(pages.picture, media_type="image/png")


def _new(form: Form) -> NewRequest:
    """The request as the form says it. Raises InvalidInput, naming the field."""
    given: dict[str, Any] = {name: form.get(name) for name in _GIVEN} | {name: form.lines(name) for name in _SEVERAL}
    given["date_of_birth"] = form.day("date_of_birth")
    return convert(
        {
            "received_on": form.day("received_on") or date.max,
            "channel": form.get("channel"),
            "language": form.get("language"),
            "text": form.get("text"),
            "right": form.get("right"),
            "given": convert(given, Given),
        },
        NewRequest,
    )


async def _review(visit: Visit, request_id: RequestId) -> ReviewView | None:
    """How far a review is; None where none was begun, or where it is not for whoever looks."""
    if not visit.may(Permission.REQUEST_REVIEW_READ, RIGHTS):
        return None
    try:
        return await visit.reads(RIGHTS, show_review, request_id)
    except NotFound:
        return None


async def _second(visit: Visit, request_id: RequestId, review: ReviewView | None) -> ApprovalView | None:
    """What a second person was asked to confirm of a review that shows what the machine would hide."""
    if review is None or review.approved is not None or not review.overridden:
        return None
    open_ones = await approvals.every(visit)
    mine = (one for one in open_ones if one.act is Act.REDACTION_OVERRIDE and one.concerned[0] == str(request_id))
    return next(mine, None)


async def _candidates(visit: Visit, request_id: RequestId, review: ReviewView | None) -> Any:
    return [] if review is None else await visit.reads(RIGHTS, list_candidates, request_id)


async def _protocol(visit: Visit, request_id: RequestId) -> Any:
    if not visit.may(Permission.REQUEST_REVIEW_READ, RIGHTS):
        return []
    return await visit.reads(RIGHTS, read_protocol, request_id)


async def _letter(visit: Visit, request: RequestView) -> Any:
    """How many pages the letter has, and the names of the package's files."""
    if request.package_id is None or not visit.may(Permission.REQUEST_PACKAGE_READ, RIGHTS):
        return None
    try:
        package = await visit.reads(RIGHTS, read_package, request.request.request_id)
    except NotFound:
        return None
    pages = await asyncio.to_thread(letter_pages, package.files[LETTER])
    return {"pages": pages.count, "files": sorted(package.files)}


async def _findings(visit: Visit, request_id: RequestId) -> Any:
    """What the check before sending stopped and nobody decided about."""
    return await visit.reads(RIGHTS, read_findings, request_id) if visit.may(Permission.REQUEST_DECIDE, RIGHTS) else ()


HANDLERS = (requests_page, new_request_page, register_request, request_page, package_file, letter_page)
