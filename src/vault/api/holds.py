"""Holds over HTTP, and deciding about what is due for review."""

from typing import Annotated
from uuid import UUID

from litestar import Router, get, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter

from vault import retention
from vault.api.callers import caller, caller_once
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PurposeHeader
from vault.ids import HoldId
from vault.retention import HoldEnd, HoldReview, HoldView, NewHold, ReviewDecision, ToReview

HoldPath = Annotated[HoldId, PathParameter(description="A hold, by the id that placing it answered with.")]
RecordPath = Annotated[UUID, PathParameter(description="A record, as the list of reviews names it.")]


@post("/", operation_id="placeHold", summary="Keep a record beyond its period")
async def place(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewHold], purpose: PurposeHeader, key: KeyHeader = None
) -> HoldView:
    """Keeps a complaint, or every complaint of a person. A hold extends storage and never use."""
    return await vault.run(await caller_once(request, purpose, key), retention.place_hold, data)


@get("/", operation_id="listHolds", summary="List holds")
async def list_holds(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    *,
    ended: Annotated[bool, QueryParameter(description="Also those that are over.")] = False,
) -> list[HoldView]:
    """Holds with their reasons, the oldest first. `forgotten` marks those that somebody should have looked at."""
    return await vault.run(caller(request, purpose), retention.list_holds, ended=ended)


@put("/{hold_id:uuid}/review", operation_id="reviewHold", summary="Say that a hold goes on")
async def review(
    vault: OpenVault, request: HttpRequest, hold_id: HoldPath, data: JSONBody[HoldReview], purpose: PurposeHeader
) -> HoldView:
    """Keeps that the hold was looked at, and when it is looked at again."""
    return await vault.run(caller(request, purpose), retention.review_hold, hold_id, data)


@put("/{hold_id:uuid}/end", operation_id="endHold", summary="End a hold")
async def end(
    vault: OpenVault, request: HttpRequest, hold_id: HoldPath, data: JSONBody[HoldEnd], purpose: PurposeHeader
) -> HoldView:
    """Lets a hold end today, or on a later day. What is due then goes with the next purge."""
    return await vault.run(caller(request, purpose), retention.end_hold, hold_id, data)


@get("/", operation_id="listReviews", summary="List what is due for review")
async def list_reviews(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[ToReview]:
    """Records about which a person is to decide. Without a decision each goes after its last day."""
    return await vault.run(caller(request, purpose), retention.list_reviews)


@put("/{record_id:uuid}", operation_id="decideReview", summary="Decide about a record", status_code=204)
async def decide_review(
    vault: OpenVault,
    request: HttpRequest,
    record_id: RecordPath,
    data: JSONBody[ReviewDecision],
    purpose: PurposeHeader,
) -> None:
    """Lets it go with the next purge, or stay until its last day. Anything added to it makes the decision void."""
    await vault.run(caller(request, purpose), retention.decide_review, record_id, data)


router = Router("/holds", route_handlers=[place, list_holds, review, end], tags=["Retention"])
reviews = Router("/retention-reviews", route_handlers=[list_reviews, decide_review], tags=["Retention"])
