"""Verbs of holds: place, list, look at again, end."""

from uuid import UUID

from vault.clock import legal_day
from vault.errors import InvalidInput, NotFound
from vault.ids import HoldId, SubjectId
from vault.policy import Permission
from vault.retention.holds import store
from vault.retention.holds.model import HoldEnd, HoldReview, HoldView, NewHold, refuse_odd_review
from vault.retention.schedules import schedule_of
from vault.subjects import store as subjects
from vault.work import Work, reads, writes


@writes
def place_hold(work: Work, new: NewHold) -> HoldView:
    """Keeps a record, or every case of a person, beyond its period, for as long as the hold stands (T-12).

    Raises NotFound where there is no such record; InvalidInput for a day of review that is over or more than a year
    away, for a part of something that would take it along, and for a kind of hold by which the record's cluster is not
    kept.
    """
    work.permit(Permission.HOLD_PLACE)
    work.audit.involve(new.record_id)
    refuse_odd_review(new.review_on, legal_day(work.now))
    store.before_placing(work)
    _refuse_without_effect(work, new)
    hold_id = store.add(work, new)
    work.audit.involve(hold_id)
    work.audit.note(new.kind.value)
    return store.load(work, hold_id)


@reads
def list_holds(work: Work, *, ended: bool = False) -> list[HoldView]:
    """The holds in force with their reasons, oldest first; also those that ended, where that is asked for."""
    work.permit(Permission.HOLD_READ)
    found = store.every(work, legal_day(work.now), ended=ended)
    work.audit.involve(*(one.hold_id for one in found))
    return found


@writes
def review_hold(work: Work, hold_id: HoldId, again: HoldReview) -> HoldView:
    """Says that a hold was looked at and goes on until it is looked at again. Raises NotFound, InvalidInput."""
    work.permit(Permission.HOLD_PLACE, hold_id)
    refuse_odd_review(again.review_on, legal_day(work.now))
    store.set_review(work, hold_id, again.review_on)
    return store.load(work, hold_id)


@writes
def end_hold(work: Work, hold_id: HoldId, end: HoldEnd) -> HoldView:
    """Lets a hold end; what it kept is judged by its schedule again on the day after. Raises NotFound, InvalidInput."""
    work.permit(Permission.HOLD_END, hold_id)
    today = legal_day(work.now)
    if end.until is not None and end.until < today:
        raise InvalidInput("until", "is a day that is over")
    store.end(work, hold_id, end.until or today)
    return store.load(work, hold_id)


def _refuse_without_effect(work: Work, new: NewHold) -> None:
    """Raises NotFound, and InvalidInput where the hold would keep nothing."""
    described = (one for holding in work.holdings for one in holding.facts(work, new.record_id))
    facts = next((one for one in described if one.id == new.record_id), None)
    if facts is None:
        _require_person(work, new.record_id)
        return
    if facts.within is not None:
        raise InvalidInput("record_id", "is a part of a case or a person, and goes with it: hold that")
    rule = schedule_of(work).rule_for(facts)
    if rule is not None and new.kind not in rule.holds:
        raise InvalidInput("kind", f"records of the cluster {rule.cluster} are not kept by this kind of hold")


def _require_person(work: Work, record: UUID) -> None:
    try:
        subjects.require(work, [SubjectId(record)])
    except NotFound:
        raise NotFound("record") from None
