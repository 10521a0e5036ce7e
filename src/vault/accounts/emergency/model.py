"""A use of break-glass access, until somebody else has looked at it. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.ids import AccountId, EmergencyId
from vault.policy import MEMBER, RoleName

Words = Annotated[str, Meta(min_length=8, max_length=2000, pattern=r"\S")]


class EmergencyState(StrEnum):
    OPEN = "open"
    """Gives its roles now."""
    UNREVIEWED = "unreviewed"
    """Is over, and nobody else has looked at it."""
    OVERDUE = "overdue"
    """Is over for longer than it may stay so."""
    REVIEWED = "reviewed"


class NewEmergency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody takes on, and why; whoever reviews it reads the reason."""

    roles: Annotated[frozenset[RoleName], Meta(min_length=1, max_length=4)]
    reason: Words


class EmergencyReview(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody else found."""

    justified: bool
    finding: Words


class Emergency(msgspec.Struct, frozen=True, kw_only=True):
    """A use, opened."""

    emergency_id: EmergencyId
    account_id: AccountId
    roles: frozenset[RoleName]
    reason: str
    opened_at: datetime
    until: datetime
    ended_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by: str | None
    justified: bool | None
    finding: str | None

    @property
    def over_at(self) -> datetime:
        return self.until if self.ended_at is None else min(self.until, self.ended_at)

    def state(self, now: datetime, review_within: timedelta) -> EmergencyState:
        if self.reviewed_at is not None:
            return EmergencyState.REVIEWED
        if now < self.over_at:
            return EmergencyState.OPEN
        return EmergencyState.OVERDUE if now >= self.over_at + review_within else EmergencyState.UNREVIEWED

    def own(self, actor: str) -> bool:
        """Whether it is the actor's own, which nobody reviews for themselves."""
        return actor == f"{MEMBER}{self.account_id}"


class EmergencyView(msgspec.Struct, frozen=True, kw_only=True):
    """A use as those see it who watch."""

    emergency_id: EmergencyId
    account_id: AccountId
    state: EmergencyState
    roles: frozenset[RoleName]
    reason: str
    opened_at: datetime
    over_at: datetime
    reviewed_at: datetime | None
    reviewed_by: str | None
    justified: bool | None
    finding: str | None
    mine: bool


def viewed(one: Emergency, now: datetime, review_within: timedelta, actor: str) -> EmergencyView:
    return EmergencyView(
        emergency_id=one.emergency_id,
        account_id=one.account_id,
        state=one.state(now, review_within),
        roles=one.roles,
        reason=one.reason,
        opened_at=one.opened_at,
        over_at=one.over_at,
        reviewed_at=one.reviewed_at,
        reviewed_by=one.reviewed_by,
        justified=one.justified,
        finding=one.finding,
        mine=one.own(actor),
    )
