"""Is this record to go? Pure decisions, and what a plan says."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.deadlines import Country
from vault.holdings import Facts
from vault.ids import CertificateId, HoldId, PlanId
from vault.retention.schedule import Action, HoldKind, Rule, Schedule, due_on, gone_on
from vault.retention.sources import Brake


class Keep(msgspec.Struct, frozen=True):
    """Not due: the period has not begun, has not run out, or no rule knows the record."""

    cluster: str | None
    due_on: date | None


class Held(msgspec.Struct, frozen=True):
    """Due, and kept all the same because of a hold (T-12)."""

    cluster: str
    due_on: date


class Waits(msgspec.Struct, frozen=True):
    """Due, and something was added to it a short while ago: it stays up to and including a day."""

    cluster: str
    due_on: date
    until: date


class Review(msgspec.Struct, frozen=True):
    """A person is to decide; it goes on the day after the last, whatever they say."""

    cluster: str
    due_on: date
    last: date


class Erase(msgspec.Struct, frozen=True):
    """It goes, or leaves behind only what identifies nobody."""

    cluster: str
    due_on: date
    action: Action = Action.ERASE


Decision = Keep | Held | Waits | Review | Erase


class ReviewDecision(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of a record that is due for review."""

    erase: Annotated[bool, Meta(description="It goes with the next purge; else it stays until its last day.")]


class Reviewed(msgspec.Struct, frozen=True):
    """What a person decided about a record in one version of it."""

    erase: bool
    version: int


class AsOf(msgspec.Struct, frozen=True, kw_only=True):
    """What a decision rests on, beside the record itself."""

    schedule: Schedule
    country: Country
    today: date
    holds: Mapping[UUID, frozenset[HoldKind]]
    reviews: Mapping[UUID, Reviewed] = {}

    def decide(self, facts: Facts) -> Decision:
        """What retention asks for one record."""
        rule = self.schedule.rule_for(facts)
        if rule is None:
            return Keep(None, None)
        due = due_on(rule, facts, self.country)
        if due is None or self.today <= due:
            return Keep(rule.cluster, due)
        reviewed = self.reviews.get(facts.id)
        return decide(
            facts,
            rule,
            held=self.held(facts, rule),
            country=self.country,
            today=self.today,
            grace_days=self.schedule.grace_days,
            reviewed=reviewed if reviewed is not None and reviewed.version == facts.version else None,
        )

    def held(self, facts: Facts, rule: Rule) -> bool:
        """Whether a hold that counts for its rule keeps a record, or the whole of which it is a part."""
        if not self.holds:
            return False
        of_whole = frozenset[HoldKind]() if facts.within is None else self.holds.get(facts.within, frozenset())
        return not (of_whole | self.holds.get(facts.id, frozenset())).isdisjoint(rule.holds)


def decide(
    facts: Facts,
    rule: Rule | None,
    *,
    held: bool,
    country: Country,
    today: date,
    grace_days: int = 0,
    reviewed: Reviewed | None = None,
) -> Decision:
    """What retention asks for one record today. A record is due on the day after its last day.

    A hold comes before the grace period, and both before a review: what is kept anyway needs no decision yet.
    """
    if rule is None:
        return Keep(None, None)
    due = due_on(rule, facts, country)
    if due is None or today <= due:
        return Keep(rule.cluster, due)
    if held:
        return Held(rule.cluster, due)
    if facts.changed_on is not None and today <= (until := facts.changed_on + timedelta(days=grace_days)):
        return Waits(rule.cluster, due, until)
    if rule.action is not Action.REVIEW:
        return Erase(rule.cluster, due, rule.action)
    return _reviewed(rule, facts, due, gone_on(rule, facts, country) or due, today, reviewed)


def _reviewed(rule: Rule, facts: Facts, due: date, last: date, today: date, reviewed: Reviewed | None) -> Decision:
    if today > last:
        return Erase(rule.cluster, last)
    if reviewed is None or reviewed.version != facts.version:
        return Review(rule.cluster, due, last)
    return Erase(rule.cluster, due) if reviewed.erase else Keep(rule.cluster, last)


class ItemOutcome(StrEnum):
    ERASED = "erased"
    """Gone; where the plan says to anonymise, something may have stayed that identifies nobody."""
    SKIPPED = "skipped"


class PlanItem(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record that is to go, and what became of it."""

    record_id: UUID
    kind: str
    version: int
    cluster: str
    due_on: date
    action: Action = Action.ERASE
    outcome: ItemOutcome | None = None
    reason: str | None = None
    keys_destroyed: int | None = None


class ToReview(msgspec.Struct, frozen=True, kw_only=True):
    """A record about which a person is to decide; without that it goes after its last day."""

    record_id: UUID
    kind: str
    version: int
    cluster: str
    due_on: date
    last_day: date


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What would go and why. The digest names exactly these records in exactly these versions."""

    plan_id: PlanId
    made_at: datetime
    as_of: date
    digest: str
    finished_at: datetime | None
    items: tuple[PlanItem, ...]
    held: int = 0
    """Records that are due and kept because of a hold; counted when the plan was made."""
    unknown: int = 0
    """Records that no rule knows; there should be none."""
    waiting: int = 0
    """Records that are due and to which something was added a short while ago."""
    to_review: int = 0
    """Records about which a person is to decide."""
    records: int = 0
    """Records that were looked at."""


class PlanSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A plan in numbers."""

    plan_id: PlanId
    made_at: datetime
    as_of: date
    planned: int
    """Records that it lists."""
    waiting_to_go: int
    """Those of them about which nothing is settled."""
    erased: int
    finished_at: datetime | None
    certificate_id: CertificateId | None
    """Null until the plan is applied to its end."""


class PlannedDeletion(msgspec.Struct, frozen=True, kw_only=True):
    """When a record goes, as things stand today. Codes and dates; no content."""

    record_id: UUID
    within: UUID | None
    """The record of which it is a part."""
    kind: str
    cluster: str | None
    """Null where no rule knows it."""
    action: Action | None
    due_on: date | None
    """The last day on which it may be kept, or is to be reviewed; null while its period has not begun."""
    last_day: date | None
    """The last day whatever a review decides."""
    held: bool
    """Whether a hold keeps it beyond that."""
    to_review: bool
    """Whether a person is to decide about it now."""


class Survey(msgspec.Struct, kw_only=True):
    """Every record of an organisation, looked at on one day."""

    as_of: date
    items: list[PlanItem] = []
    held: list[tuple[str, UUID]] = []
    """Kind and id."""
    to_review: list[ToReview] = []
    waiting: int = 0
    unknown: int = 0
    records: int = 0
    told: set[UUID] = set()
    """What goes or is held as a whole: its parts share that, and are not told of."""

    def add(self, facts: Facts, decision: Decision) -> None:
        """Counts one more record; parts must follow what they are parts of."""
        self.records += 1
        if isinstance(decision, Keep):
            self.unknown += decision.cluster is None
        elif facts.within is not None and facts.within in self.told:
            return
        elif isinstance(decision, Erase):
            self.told.add(facts.id)
            self.items.append(
                PlanItem(
                    record_id=facts.id,
                    kind=facts.kind,
                    version=facts.version,
                    cluster=decision.cluster,
                    due_on=decision.due_on,
                    action=decision.action,
                )
            )
        elif isinstance(decision, Held):
            self.told.add(facts.id)
            self.held.append((facts.kind, facts.id))
        elif isinstance(decision, Waits):
            self.waiting += 1
        else:
            self.to_review.append(
                ToReview(
                    record_id=facts.id,
                    kind=facts.kind,
                    version=facts.version,
                    cluster=decision.cluster,
                    due_on=decision.due_on,
                    last_day=decision.last,
                )
            )


class Overdue(msgspec.Struct, frozen=True, kw_only=True):
    """What a schedule asked for and nobody did. It must be empty (T-02)."""

    as_of: date
    records: dict[str, int]
    """By cluster: records that were due for more than `overdue_days` and are still there."""
    oldest_due_on: date | None
    unknown: int
    """Records without a rule."""
    forgotten_holds: tuple[HoldId, ...]
    """Holds whose day of review has passed."""
    to_review: int
    """Records that wait for a person's decision; they go by themselves after their last day."""

    @property
    def empty(self) -> bool:
        return not self.records and not self.unknown and not self.forgotten_holds


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What a first page says of deletion: the newest plan, and holds that somebody must look at."""

    as_of: date
    plan_id: PlanId | None
    """The newest plan; null where none was ever made, and then nothing is known of what is due."""
    planned_on: date | None
    due: int
    """Records of that plan that are still there and wait for it to be applied."""
    held: int
    waiting: int
    to_review: int
    """About which a person is to decide: `list_reviews` names them."""
    unknown: int
    forgotten_holds: tuple[HoldId, ...]
    """Holds whose day of review has passed."""
    holds_to_review: tuple[HoldId, ...]
    """Holds whose day of review comes within two weeks."""


def overdue(survey: Survey, forgotten: Collection[HoldId], overdue_days: int) -> Overdue:
    """The report on a day."""
    since = survey.as_of - timedelta(days=overdue_days)
    late = [item for item in survey.items if item.due_on < since]
    counts: dict[str, int] = {}
    for item in late:
        counts[item.cluster] = counts.get(item.cluster, 0) + 1
    return Overdue(
        as_of=survey.as_of,
        records=dict(sorted(counts.items())),
        oldest_due_on=min((item.due_on for item in late), default=None),
        unknown=survey.unknown,
        forgotten_holds=tuple(sorted(forgotten)),
        to_review=len(survey.to_review),
    )


def excessive(planned: int, before: Sequence[int], records: int, brake: Brake) -> bool:
    """Whether so many records are far more than usual, so that a timer must not erase them by itself.

    `before` are the amounts of the finished runs; those that found nothing say nothing of what is usual.
    """
    if planned <= brake.at_least:
        return False
    usual = [amount for amount in before if amount]
    if usual:
        return planned > brake.times_usual * median(usual)
    return planned > brake.share * records
