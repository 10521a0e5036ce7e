"""What a hold says: pure."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.errors import InvalidInput
from vault.ids import HoldId
from vault.retention.schedule import HoldKind

LONGEST_REVIEW: Final = timedelta(days=366)
"""Nobody may put off looking at a hold for longer than a year: it would be forgotten."""
Reason = Annotated[str, Meta(min_length=10, max_length=2_000)]


class NewHold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a record must stay, and when somebody looks at that again."""

    record_id: Annotated[UUID, Meta(description="A case, or a person: then every case of theirs stays.")]
    kind: HoldKind
    reason: Annotated[Reason, Meta(description="Why; kept encrypted, since it may speak of people.")]
    review_on: Annotated[date, Meta(description="When to look at it again; within a year.")]


class HoldReview(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a hold was looked at and goes on."""

    review_on: date


class HoldEnd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last day on which a hold keeps anything; today unless another is named."""

    until: date | None = None


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """A hold. `reason` is null where it follows from something else, such as a request."""

    hold_id: HoldId
    record_id: UUID
    kind: HoldKind
    owner: str
    started_at: datetime
    review_on: date
    until: date | None
    cause_id: UUID | None
    reason: str | None
    forgotten: bool
    """Whether its day of review has passed."""


def refuse_odd_review(review_on: date, today: date) -> None:
    """Raises InvalidInput for a day that is over, or more than a year away."""
    if review_on <= today:
        raise InvalidInput("review_on", "must be a day to come")
    if review_on > today + LONGEST_REVIEW:
        raise InvalidInput("review_on", "must be within a year")


def forgotten(review_on: date, until: date | None, today: date) -> bool:
    """Whether somebody should have looked at a hold by now: it is open, and its day of review has passed."""
    return until is None and review_on < today
