"""Reviewing the answer to an access request over HTTP: questions, decisions, candidates, approval, search protocol."""

from typing import Annotated

import msgspec
from litestar import Response, Router, delete, get, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter

from vault import subject_requests
from vault.api.callers import caller, caller_once, made
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PurposeHeader, RequestPath
from vault.ids import CandidateId, RulingId, TextId
from vault.subject_requests import (
    CandidateView,
    Disagreement,
    MaskDecision,
    NewJudgement,
    NewMaskDecision,
    NewReviewApproval,
    NewSpan,
    Protocol,
    Reading,
    ReadText,
    ReviewApproval,
    ReviewQuestion,
    ReviewView,
    Started,
)

TextPath = Annotated[TextId, PathParameter(description="A text under review.")]
RulingPath = Annotated[RulingId, PathParameter(description="A decision about places of a text.")]
CandidatePath = Annotated[CandidateId, PathParameter(description="A record or case that could be the requester's.")]


class RulingIds(msgspec.Struct, frozen=True):
    """The ids of the decisions that were made, in the order of the places."""

    ruling_ids: list[RulingId]


@post("/{request_id:uuid}/review", operation_id="startReview", summary="Start or renew a review")
async def start_review(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[Started], purpose: PurposeHeader
) -> Response[ReviewView]:
    """Locates everything and proposes what to hide. Renewing keeps every decision whose text is still the same."""
    started = await vault.run(caller(request, purpose), subject_requests.start_review, request_id, data)
    return made(started, f"/v1/access-requests/{request_id}/review")


@get("/{request_id:uuid}/review", operation_id="readReview", summary="See how far a review is")
async def show_review(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> ReviewView:
    """Counts of what is open, and the texts under review without their words."""
    return await vault.run(caller(request, purpose), subject_requests.show_review, request_id)


@get("/{request_id:uuid}/review/texts/{text_id:uuid}", operation_id="readReviewText", summary="Read a text to review")
async def read_text(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, text_id: TextPath, purpose: PurposeHeader
) -> ReadText:
    """The original words, what is proposed, what was decided, and what would go out."""
    return await vault.run(caller(request, purpose), subject_requests.read_text, request_id, text_id)


@get("/{request_id:uuid}/review/questions", operation_id="listReviewQuestions", summary="List what waits")
async def list_questions(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    purpose: PurposeHeader,
    reading: Annotated[Reading, QueryParameter(description="Whose questions: the first or second reader's.")] = (
        Reading.FIRST
    ),
) -> list[ReviewQuestion]:
    """Each string once, with every place at which it stands."""
    return await vault.run(caller(request, purpose), subject_requests.list_questions, request_id, reading)


@get("/{request_id:uuid}/review/decisions", operation_id="listReviewDecisions", summary="List the decisions")
async def list_rulings(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> list[MaskDecision]:
    """What was decided, on which ground, for whom, on which facts, by whom and when."""
    return await vault.run(caller(request, purpose), subject_requests.list_rulings, request_id)


@post("/{request_id:uuid}/review/decisions", operation_id="decideReviewPlaces", summary="Hide or keep places")
async def decide_spans(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewMaskDecision],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> RulingIds:
    """Decides about places that were proposed: one, the same words everywhere, or one person everywhere."""
    rulings = await vault.run(await caller_once(request, purpose, key), subject_requests.decide_spans, request_id, data)
    return RulingIds(rulings)


@delete(
    "/{request_id:uuid}/review/decisions/{ruling_id:uuid}",
    operation_id="withdrawReviewDecision",
    summary="Take a decision back",
)
async def withdraw_ruling(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, ruling_id: RulingPath, purpose: PurposeHeader
) -> None:
    """Its places are again as they were proposed."""
    await vault.run(caller(request, purpose), subject_requests.withdraw_ruling, request_id, ruling_id)


@post("/{request_id:uuid}/review/additions", operation_id="addReviewPlace", summary="Hide what was missed")
async def add_span(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewSpan],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> RulingIds:
    """Hides a stretch that nothing proposed, there or wherever the same words stand."""
    ruling = await vault.run(await caller_once(request, purpose, key), subject_requests.add_span, request_id, data)
    return RulingIds([ruling])


@get(
    "/{request_id:uuid}/review/disagreements",
    operation_id="listReviewDisagreements",
    summary="See where two readers differ",
)
async def list_disagreements(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> list[Disagreement]:
    """Places about which the second reader decided otherwise than the first."""
    return await vault.run(caller(request, purpose), subject_requests.list_disagreements, request_id)


@get("/{request_id:uuid}/review/candidates", operation_id="listReviewCandidates", summary="List who could be meant")
async def list_candidates(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> list[CandidateView]:
    """Records that could be the requester's and cases that could be about them, with what speaks for it."""
    return await vault.run(caller(request, purpose), subject_requests.list_candidates, request_id)


@put(
    "/{request_id:uuid}/review/candidates/{candidate_id:uuid}",
    operation_id="decideReviewCandidate",
    summary="Say whether a candidate is the requester's",
    status_code=204,
)
async def decide_candidate(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    candidate_id: CandidatePath,
    data: JSONBody[NewJudgement],
    purpose: PurposeHeader,
) -> None:
    """Counts from the next renewal of the review on."""
    await vault.run(caller(request, purpose), subject_requests.decide_candidate, request_id, candidate_id, data)


@post("/{request_id:uuid}/review/approval", operation_id="approveReview", summary="Approve what goes out")
async def approve_review(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewReviewApproval],
    purpose: PurposeHeader,
) -> ReviewApproval:
    """Approves exactly what would go out now. A second person confirms what is shown and would be hidden."""
    return await vault.run(caller(request, purpose), subject_requests.approve_review, request_id, data)


@get("/{request_id:uuid}/searches", operation_id="readSearchProtocol", summary="Read the search protocol")
async def read_protocol(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> list[Protocol]:
    """Every search that was made for a request: systems, terms, counts, when and by whom."""
    return await vault.run(caller(request, purpose), subject_requests.read_protocol, request_id)


router = Router(
    "/access-requests",
    route_handlers=[
        start_review,
        show_review,
        read_text,
        list_questions,
        list_rulings,
        decide_spans,
        withdraw_ruling,
        add_span,
        list_disagreements,
        list_candidates,
        decide_candidate,
        approve_review,
        read_protocol,
    ],
    tags=["Access requests"],
)
