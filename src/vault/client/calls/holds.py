"""Holds, and what is due for review."""

from uuid import UUID

from vault.client.calls.call import Call, making, nothing, putting, reading, shaped
from vault.ids import HoldId
from vault.retention import HoldEnd, HoldReview, HoldView, NewHold, ReviewDecision, ToReview


def place_hold(new: NewHold, *, key: str | None = None) -> Call[HoldView]:
    """Keeps a complaint, or every complaint of a person. A hold extends storage and never use."""
    return making("/v1/holds", new, shaped(HoldView), key)


def list_holds(*, ended: bool = False) -> Call[list[HoldView]]:
    """Holds with their reasons, the oldest first; `ended` adds those that are over."""
    return reading("/v1/holds", list[HoldView], {"ended": "true"} if ended else {})


def review_hold(hold_id: HoldId, review: HoldReview) -> Call[HoldView]:
    """Keeps that a hold was looked at, and when it is looked at again."""
    return putting(f"/v1/holds/{hold_id}/review", review, shaped(HoldView))


def end_hold(hold_id: HoldId, end: HoldEnd) -> Call[HoldView]:
    """Lets a hold end today, or on a later day. What is due then goes with the next purge."""
    return putting(f"/v1/holds/{hold_id}/end", end, shaped(HoldView))


def list_reviews() -> Call[list[ToReview]]:
    """Records about which a person is to decide. Without a decision each goes after its last day."""
    return reading("/v1/retention-reviews", list[ToReview])


def decide_review(record: UUID, decision: ReviewDecision) -> Call[None]:
    """Lets a record go with the next purge, or stay until its last day."""
    return putting(f"/v1/retention-reviews/{record}", decision, nothing)
