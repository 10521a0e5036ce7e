"""Verbs of break-glass access: taken by one, seen by all who watch, reviewed by another."""

from datetime import timedelta
from uuid import UUID

import msgspec

from vault.accounts.emergency import store
from vault.accounts.emergency.model import (
    Emergency,
    EmergencyReview,
    EmergencyState,
    EmergencyView,
    NewEmergency,
    viewed,
)
from vault.accounts.limits import limits
from vault.errors import Conflict, InvalidInput, NotPermitted
from vault.ids import AccountId, EmergencyId
from vault.policy import MEMBER, Permission
from vault.work import Work, reads, writes


@writes
def open_emergency(work: Work, new: NewEmergency) -> EmergencyView:
    """Gives the caller roles for a short time, from their next call on. Every event of that time says so.

    Raises InvalidInput for a role that nobody may take on, Conflict for one that is held already, NotPermitted for
    whoever acts without a session.
    """
    work.permit(Permission.EMERGENCY_OPEN)
    chosen = limits(work.policy.folder).break_glass
    if not new.roles <= chosen.roles:
        raise InvalidInput("roles", f"are among: {', '.join(sorted(chosen.roles))}")
    if new.roles <= work.actor.roles:
        raise Conflict("these roles are held already")
    one = store.add(work, _account(work), new, timedelta(minutes=chosen.minutes))
    work.audit.involve(one.emergency_id, one.account_id)
    work.audit.note(f"break_glass {' '.join(sorted(new.roles))}")
    return _view(work, one)


@reads
def list_emergencies(work: Work, *, reviewed: bool = False) -> list[EmergencyView]:
    """What waits for a review or is open, the newest first; with `reviewed`, the rest as well."""
    work.permit(Permission.EMERGENCY_LIST)
    found = [_view(work, one) for one in store.everything(work)]
    return [one for one in found if reviewed or one.state is not EmergencyState.REVIEWED]


@writes
def end_emergency(work: Work, emergency_id: EmergencyId) -> None:
    """Ends a use before its time: one's own, or whoever's the caller watches over. Raises NotFound, Conflict."""
    work.permit(Permission.EMERGENCY_END, emergency_id)
    store.load(work, emergency_id)
    if not store.end(work, emergency_id):
        raise Conflict("it is over already")
    work.audit.note("ended")


@writes
def review_emergency(work: Work, emergency_id: EmergencyId, found: EmergencyReview) -> None:
    """Keeps what somebody else thinks of a use. Raises NotPermitted for one's own, NotFound, Conflict."""
    work.permit(Permission.EMERGENCY_REVIEW, emergency_id)
    one = store.load(work, emergency_id)
    if one.own(work.actor.ref):
        error = NotPermitted(Permission.EMERGENCY_REVIEW.value, "nobody reviews their own")
        work.audit.denied(error)
        raise error
    if work.now < one.over_at:
        raise Conflict("it is not over yet", hint="end it first")
    if not store.review(work, one, found):
        raise Conflict("somebody reviewed it already")
    work.audit.note("justified" if found.justified else "not justified")


class Emergencies(msgspec.Struct, frozen=True, kw_only=True):
    """How many uses are open, and how many wait for somebody else; of these, those that wait too long."""

    open: int
    unreviewed: int
    overdue: int


@reads
def count_emergencies(work: Work) -> Emergencies:
    """For metrics, which are asked for all day: counts, without whose or why, and without an event for each time."""
    if not work.may(Permission.METRICS_READ):
        work.permit(Permission.METRICS_READ)
    within = timedelta(days=limits(work.policy.folder).break_glass.review_days)
    over = store.unreviewed(work.connection, work.organisation_id)
    return Emergencies(
        open=sum(at > work.now for at in over),
        unreviewed=sum(at <= work.now for at in over),
        overdue=sum(at + within <= work.now for at in over),
    )


def overdue_reviews(work: Work) -> list[tuple[str, EmergencyId]]:
    """Who took something on that nobody reviewed in time, and which use it was. For verbs that permit it themselves."""
    within = timedelta(days=limits(work.policy.folder).break_glass.review_days)
    return [(f"{MEMBER}{account}", use) for use, account, over in store.over(work) if over + within <= work.now]


def _account(work: Work) -> AccountId:
    """Whose session this is. Raises NotPermitted for an API client, who is nobody that could answer for it."""
    ref = work.actor.ref
    if work.actor.session is None or not ref.startswith(MEMBER):
        error = NotPermitted(
            Permission.EMERGENCY_OPEN.value,
            "it takes the session of a member of staff, and something else was presented",
            hint="sign in, and send the session as a header: Authorization: Bearer SESSION",
        )
        work.audit.denied(error)
        raise error
    return AccountId(UUID(ref.removeprefix(MEMBER)))


def _view(work: Work, one: Emergency) -> EmergencyView:
    within = timedelta(days=limits(work.policy.folder).break_glass.review_days)
    return viewed(one, work.now, within, work.actor.ref)
