"""What is done to a request, step by step: each a form of its page, each one verb."""

import base64
from typing import Any, Final

import msgspec
from litestar import Response, get, post

from vault.console.forms import Form, convert
from vault.console.requests import page
from vault.console.sheets import shown_again
from vault.console.visiting import ACCOUNTABILITY, RIGHTS, Id, Looking
from vault.errors import Conflict
from vault.ids import CandidateId, RequestId
from vault.subject_requests import (
    Closed,
    Collected,
    HitAllowed,
    Identified,
    NewDelivery,
    NewExtension,
    NewJudgement,
    NewQuestion,
    NewReviewApproval,
    Resolved,
    ReviewView,
    Started,
    allow_finding,
    approve_request,
    approve_review,
    ask_person,
    close_request,
    confirm_receipt,
    decide_candidate,
    deliver_request,
    extend_request,
    identify_person,
    prepare_request,
    read_findings,
    read_request,
    request_evidence,
    resume_clock,
    start_review,
)
from vault.subject_requests.history.entries import Doubt

_ONE: Final = "/requests/{request_id:uuid}"


@post(f"{_ONE}/identity")
@shown_again("identify", page)
async def identify(visit: Looking, request_id: Id) -> Response[Any]:
    """Keeps how the person was recognised, or that they could not be."""
    form = await visit.form()
    values = {
        "method": form.get("method"),
        "on": form.day("on") or visit.today,
        "established": form.get("established") == "yes",
    }
    await visit.changes(RIGHTS, identify_person, RequestId(request_id), convert(values, Identified))
    return visit.go(f"/requests/{request_id}", "identified")


@post(f"{_ONE}/extend")
@shown_again("extend", page)
async def extend(visit: Looking, request_id: Id) -> Response[Any]:
    """Two further months, of which the person is told with reasons."""
    new = convert(_fields(await visit.form(), "ground", "reasons"), NewExtension)
    await visit.changes(RIGHTS, extend_request, RequestId(request_id), new)
    return visit.go(f"/requests/{request_id}", "extended")


@post(f"{_ONE}/ask")
@shown_again("ask", page)
async def ask(visit: Looking, request_id: Id) -> Response[Any]:
    """Asks the person; the clock stands still."""
    values = _fields(await visit.form(), "doubt", "reason", "question") | {"on": visit.today}
    await visit.changes(RIGHTS, ask_person, RequestId(request_id), convert(values, NewQuestion))
    return visit.go(f"/requests/{request_id}", "asked")


@post(f"{_ONE}/resume")
@shown_again("resume", page)
async def resume(visit: Looking, request_id: Id) -> Response[Any]:
    """The person said what they mean: the clock runs on."""
    new = Resolved(doubt=Doubt.SCOPE, on=visit.today)
    await visit.changes(RIGHTS, resume_clock, RequestId(request_id), new)
    return visit.go(f"/requests/{request_id}", "resumed")


@post(f"{_ONE}/review")
@shown_again("start", page)
async def begin_review(visit: Looking, request_id: Id) -> Response[Any]:
    """Starts a review, or renews it; what was decided stays."""
    form = await visit.form()
    new = Started(two_readers=form.get("two_readers") is not None)

    def then(review: ReviewView) -> str:
        decided = review.open_candidates or not review.open_questions
        return f"/requests/{request_id}?done=proposed" if decided else f"/requests/{request_id}/review"

    return visit.go(
        then(await visit.change_at_length("review", then, RIGHTS, start_review, RequestId(request_id), new))
    )


@post(f"{_ONE}/candidates/{{candidate_id:uuid}}")
@shown_again("candidate-{candidate_id}", page)
async def judge_candidate(visit: Looking, request_id: Id, candidate_id: Id) -> Response[Any]:
    """Says whether a record or a case is the requester's."""
    new = convert(_fields(await visit.form(), "judgement", "reason"), NewJudgement)
    await visit.changes(RIGHTS, decide_candidate, RequestId(request_id), CandidateId(candidate_id), new)
    return visit.go(f"/requests/{request_id}", "judged")


@post(f"{_ONE}/review/approve")
@shown_again("approval", page)
async def approve_the_review(visit: Looking, request_id: Id) -> Response[Any]:
    """Approves exactly what would go out, or asks for a second person."""
    new = convert(_fields(await visit.form(), "reason"), NewReviewApproval)
    made = await visit.changes(RIGHTS, approve_review, RequestId(request_id), new)
    return visit.go(f"/requests/{request_id}", "approved" if made.waiting is None else "second")


@post(f"{_ONE}/compose")
@shown_again("compose", page)
async def compose(visit: Looking, request_id: Id) -> Response[Any]:
    """Composes the package and checks it. What the check stops is shown on the page, to be decided about."""
    chosen, here = RequestId(request_id), f"/requests/{request_id}"
    try:
        await visit.change_at_length("compose", lambda _: f"{here}?done=composed", RIGHTS, prepare_request, chosen)
    except Conflict:
        if await visit.reads(RIGHTS, read_findings, chosen):
            return visit.go(here)
        raise
    return visit.go(here, "composed")


@post(f"{_ONE}/findings")
@shown_again("finding-{digest}", page)
async def allow(visit: Looking, request_id: Id) -> Response[Any]:
    """Lets something out that the check stopped, with the reason."""
    decided = convert(_fields(await visit.form(), "digest", "reason"), HitAllowed)
    await visit.changes(RIGHTS, allow_finding, RequestId(request_id), decided)
    return visit.go(f"/requests/{request_id}", "allowed")


@post(f"{_ONE}/approve")
@shown_again("approve", page)
async def approve(visit: Looking, request_id: Id) -> Response[Any]:
    """Approves the answer as it is composed: that is the answer."""
    await visit.changes(RIGHTS, approve_request, RequestId(request_id))
    return visit.go(f"/requests/{request_id}", "answered")


@post(f"{_ONE}/deliver")
@shown_again("deliver", page)
async def deliver(visit: Looking, request_id: Id) -> Response[Any]:
    """Makes what goes out; a passphrase or code is shown this once, beside the file to be saved."""
    fields = _fields(await visit.form(), "method", "address", "recipient", "despite")
    made = await visit.changes(RIGHTS, deliver_request, RequestId(request_id), convert(fields, NewDelivery))
    await visit.enter()
    language = (await visit.reads(RIGHTS, read_request, RequestId(request_id))).request.language
    return visit.page(
        "delivered.html",
        request_id=request_id,
        made=made,
        content=base64.b64encode(made.content or b"").decode(),
        collect=f"/{visit.organisation_id}/{language.value}/collect",
    )


@post(f"{_ONE}/received")
@shown_again("received", page)
async def received(visit: Looking, request_id: Id) -> Response[Any]:
    """The person has it."""
    new = Collected(how=(await visit.form()).get("how") or "receipt")
    await visit.changes(RIGHTS, confirm_receipt, RequestId(request_id), new)
    return visit.go(f"/requests/{request_id}", "received")


@post(f"{_ONE}/close")
@shown_again("close", page)
async def close(visit: Looking, request_id: Id) -> Response[Any]:
    """Ends the work on a request."""
    closed = convert(_fields(await visit.form(), "reason", "note"), Closed)
    await visit.changes(RIGHTS, close_request, RequestId(request_id), closed)
    return visit.go(f"/requests/{request_id}", "closed")


@get(f"{_ONE}/evidence.json")
async def evidence(visit: Looking, request_id: Id) -> Response[bytes]:
    """The file that a supervisory authority would ask for."""
    found = await visit.reads(ACCOUNTABILITY, request_evidence, RequestId(request_id))
    headers = {"Content-Disposition": 'attachment; filename="evidence.json"'}
    return Response(msgspec.json.encode(found), media_type="application/json", headers=headers)


def _fields(form: Form, *names: str) -> dict[str, Any]:
    return {name: form.get(name) for name in names}


HANDLERS = (
    *(identify, extend, ask, resume, begin_review, judge_candidate, approve_the_review),
    *(compose, allow, approve, deliver, received, close, evidence),
)
