"""What goes when: holds, reviews, purges."""

from uuid import UUID

from vault.client.calls.call import Call, making, nothing, putting, reading, shaped, starting
from vault.ids import HoldId, PlanId
from vault.jobs import JobView
from vault.retention import (
    HoldEnd,
    HoldReview,
    HoldView,
    NewHold,
    Overdue,
    Plan,
    PlannedDeletion,
    PlanSummary,
    ReviewDecision,
    SignedCertificate,
    ToReview,
)


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


def plan_purge() -> Call[Plan]:
    """Lists what is due to be erased today. A plan erases nothing, so asking twice does no harm."""
    return starting("/v1/purge-plans", Plan)


def list_plans(newest: int = 20) -> Call[list[PlanSummary]]:
    """The newest plans in numbers, and which of them were applied to their end and certified."""
    return reading("/v1/purge-plans", list[PlanSummary], {"newest": str(newest)})


def read_plan(plan_id: PlanId) -> Call[Plan]:
    """A plan with what became of each record so far."""
    return reading(f"/v1/purge-plans/{plan_id}", Plan)


def apply_plan(plan_id: PlanId) -> Call[SignedCertificate]:
    """Erases what a plan lists, leaves what changed since, and gives the certificate; `start_purge` does not wait."""
    return starting(f"/v1/purge-plans/{plan_id}/apply", SignedCertificate)


def start_purge(plan_id: PlanId) -> Call[JobView]:
    """Has a plan applied in the background."""
    return starting(f"/v1/purge-plans/{plan_id}/jobs", JobView)


def read_certificate(plan_id: PlanId) -> Call[SignedCertificate]:
    """The signed certificate of a plan that was applied to its end."""
    return reading(f"/v1/purge-plans/{plan_id}/certificate", SignedCertificate)


def report_overdue() -> Call[Overdue]:
    """What should have been erased by now, and holds that nobody looked at again. It must be empty."""
    return reading("/v1/overdue", Overdue)


def read_deletions(record: UUID) -> Call[list[PlannedDeletion]]:
    """When a record and its parts go, as things stand today."""
    return reading(f"/v1/deletions/{record}", list[PlannedDeletion])
