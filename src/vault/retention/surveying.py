"""Looking at every record: what is due, what is overdue, what another schedule would change. Nothing is touched."""

from datetime import date, timedelta
from itertools import chain
from typing import Final
from uuid import UUID

from vault.clock import legal_day
from vault.deadlines import Country
from vault.errors import Conflict, NotFound
from vault.holdings import Facts
from vault.ids import PlanId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.retention import store
from vault.retention.comparison import Compared, Comparison
from vault.retention.holds import store as holds
from vault.retention.model import AsOf, Outlook, Overdue, Review, ReviewDecision, Reviewed, Survey, ToReview, overdue
from vault.retention.schedule import Rule, Schedule, due_on
from vault.retention.schedules import purging_of, schedule_of
from vault.work import Work, reads, writes

_SOON: Final = timedelta(days=14)


def as_of(work: Work) -> AsOf:
    """What today's decisions rest on."""
    today = legal_day(work.now)
    return AsOf(
        schedule=schedule_of(work),
        country=organisations.load(work).country,
        today=today,
        holds=holds.held(work, today),
        reviews=store.reviews(work),
    )


def survey_of(work: Work) -> Survey:
    """Every record, decided on. Part of verbs that asked for it."""
    basis = as_of(work)
    found = Survey(as_of=basis.today)
    for holding in work.holdings:
        for facts in holding.facts(work):
            found.add(facts, basis.decide(facts))
    return found


@reads
def survey(work: Work) -> Survey:
    """What is due today and why, what is kept and why, and about what somebody is to decide."""
    work.permit(Permission.PURGE_PLAN)
    return survey_of(work)


@reads
def report_overdue(work: Work) -> Overdue:
    """What should have been erased by now and was not, and holds that nobody looked at again; empty if all is well."""
    work.permit(Permission.PURGE_READ)
    return overdue_of(work)


def overdue_of(work: Work) -> Overdue:
    """The report. Part of verbs that asked for it."""
    found = survey_of(work)
    return overdue(found, holds.overlooked(work, found.as_of), purging_of(work).overdue_days)


@reads
def read_outlook(work: Work) -> Outlook:
    """What is due and waits for somebody, as the newest plan found it; looks at no record, so it may be asked often."""
    work.permit(Permission.PURGE_READ)
    today = legal_day(work.now)
    newest = store.newest_plan(work)
    to_look_at = holds.to_review(work, by=today + _SOON)
    late = frozenset(holds.overlooked(work, today))
    return Outlook(
        as_of=today,
        plan_id=None if newest is None else PlanId(newest.plan_id),
        planned_on=None if newest is None else newest.as_of,
        due=0 if newest is None else store.unsettled(work, PlanId(newest.plan_id)),
        held=0 if newest is None else newest.held or 0,
        waiting=0 if newest is None else newest.waiting or 0,
        to_review=0 if newest is None else newest.to_review or 0,
        unknown=0 if newest is None else newest.unknown or 0,
        forgotten_holds=tuple(one for one in to_look_at if one in late),
        holds_to_review=tuple(one for one in to_look_at if one not in late),
    )


@reads
def read_schedule(work: Work) -> list[Rule]:
    """The rules in force for the organisation today, in their order, with what it decided itself."""
    work.permit(Permission.PURGE_READ)
    return list(schedule_of(work))


@reads
def list_reviews(work: Work) -> list[ToReview]:
    """The records about which a person is to decide, those that go soonest first."""
    work.permit(Permission.PURGE_PLAN)
    found = sorted(survey_of(work).to_review, key=lambda one: (one.last_day, one.record_id))
    work.audit.involve(*(one.record_id for one in found))
    return found


@writes
def decide_review(work: Work, record: UUID, decision: ReviewDecision) -> None:
    """Decides about a record that is due for review: it goes with the next purge, or stays until its last day.

    What is added to the record later makes the decision void. Raises NotFound, Conflict where it is not to be reviewed.
    """
    work.permit(Permission.RETENTION_REVIEW, record)
    basis = as_of(work)
    described = chain.from_iterable(holding.facts(work, record) for holding in work.holdings)
    facts = next((one for one in described if one.id == record), None)
    if facts is None:
        raise NotFound("record")
    if not isinstance(basis.decide(facts), Review) and record not in basis.reviews:
        raise Conflict("the record is not due for review")
    work.audit.note("erase" if decision.erase else "keep")
    store.add_review(work, record, Reviewed(erase=decision.erase, version=facts.version))


@reads
def compare(work: Work, old: Schedule | None, new: Schedule | None) -> Comparison:
    """Who is affected by a change of schedules: counts, and the ids of what would be due at once.

    Nothing stands for the schedule in force. Holds, grace and reviews are left aside: they postpone, under both.
    """
    work.permit(Permission.PURGE_PLAN)
    country, today = organisations.load(work).country, legal_day(work.now)
    present = schedule_of(work)
    sides = (old or present, new or present)
    found = Compared()
    for holding in work.holdings:
        for facts in holding.facts(work):
            now, then = (_judged(one, facts, country) for one in sides)
            found.add(facts, now, then, today)
    return found.finished(today)


def _judged(schedule: Schedule, facts: Facts, country: Country) -> tuple[str | None, date | None]:
    rule = schedule.rule_for(facts)
    return (None, None) if rule is None else (rule.cluster, due_on(rule, facts, country))
