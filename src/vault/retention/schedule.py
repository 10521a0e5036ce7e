"""Retention schedules as data: which records belong to which cluster, and when each must be gone.

The vocabulary is that of ISO/IEC 27555 (T-20 … T-24): a *cluster* of personal data has exactly one *deletion rule*,
which is a *start event* and a *regular deletion period*. The rules stand in order; the first whose conditions a record
meets is its rule. `reading` reads them from files, `checking` refuses what cannot be meant.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.deadlines import Country, Period, add_period, parse_period
from vault.holdings import Facts


class Action(StrEnum):
    """What happens when a record is due."""

    ERASE = "erase"
    ANONYMISE = "anonymise"
    """What of it identifies nobody stays; the record goes (T-13)."""
    REVIEW = "review"
    """A person looks at it and decides; it goes at the latest on the last day of `final`."""


class HoldKind(StrEnum):
    """Why a record is kept although its period is over (T-12)."""

    ACCESS_REQUEST = "access_request"
    OPEN_CASE = "open_case"
    """Another case, still open, rests on it."""
    TRIBUNAL = "tribunal"
    """A tribunal or a court."""
    POLICE = "police"
    AUTHORITY = "authority"
    AUDIT = "audit"


EVERY_HOLD: Final = tuple(HoldKind)
Text = Annotated[str, Meta(min_length=1, max_length=500)]
Code = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,59}$")]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a retention schedule."""

    cluster: Code
    holding: Code
    """The kind of record: case, party, request, package."""
    purpose: Code
    """For which purpose of the processing register these data are held."""
    when: dict[str, tuple[str, ...]] = {}
    """For each code, the values that belong here; a record must meet all of them."""
    after_any: tuple[str, ...] = ()
    """Events of which at least one must have happened."""
    before_all: tuple[str, ...] = ()
    """Events of which none may have happened."""
    start: tuple[str, ...]
    """The events from which the period counts: the latest of those that happened."""
    period: dict[Country, str]
    """An ISO 8601 period for each country."""
    action: Action = Action.ERASE
    final: dict[Country, str] | None = None
    """Only with `review`: the period after which the record goes, whatever was decided."""
    basis: Text
    """The legal basis, and why no longer and no shorter."""
    certainty: Annotated[str, Meta(pattern="^[HML]$")]
    """H: the law fixes it. M: clear legal logic or sector practice. L: a proposal; the controller must decide."""
    holds: tuple[HoldKind, ...] = EVERY_HOLD
    """Which holds keep a record of this cluster."""
    approver: Text | None = None
    """Who decided on it; that of the whole file unless it is stated here."""
    valid_from: date | None = None
    """From which day on it counts; that of the whole file unless it is stated here."""
    title: dict[str, str]
    """The rule in words, by language, for the answer to a data subject and the record of processing."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule and what else is decided with it."""

    grace_days: int
    rules: tuple[Rule, ...]


class Schedule:
    """The rules that are in force for an organisation, in order."""

    def __init__(self, rules: Iterable[Rule], grace_days: int = 0) -> None:
        self._rules = tuple(rules)
        self.grace_days = grace_days
        """No record goes before so many days have passed since something was last added to it."""
        self._by_holding: dict[str, list[Rule]] = {}
        for rule in self._rules:
            self._by_holding.setdefault(rule.holding, []).append(rule)
        self._known: dict[tuple[object, ...], Rule | None] = {}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def named(self, cluster: str) -> Rule | None:
        """The rule of a cluster."""
        return next((rule for rule in self._rules if rule.cluster == cluster), None)

    def rule_for(self, facts: Facts) -> Rule | None:
        """The record's cluster: the first rule whose conditions it meets.

        Only codes and the kinds of events decide, and there are few combinations of those among many records.
        """
        question = (facts.kind, *facts.codes.items(), frozenset(facts.events))
        try:
            return self._known[question]
        except KeyError:
            rules = self._by_holding.get(facts.kind, ())
            found = self._known[question] = next((rule for rule in rules if applies(rule, facts)), None)
            return found


def applies(rule: Rule, facts: Facts) -> bool:
    """Whether a record meets a rule's conditions."""
    return rule.holding == facts.kind and meets(rule, facts.codes, facts.events)


def meets(rule: Rule, codes: Mapping[str, str], events: Iterable[str]) -> bool:
    """Whether these codes and events are those of a rule."""
    happened = frozenset(events)
    return (
        all(codes.get(code) in values for code, values in rule.when.items())
        and (not rule.after_any or not happened.isdisjoint(rule.after_any))
        and happened.isdisjoint(rule.before_all)
    )


def started_on(rule: Rule, facts: Facts) -> date | None:
    """The day from which the period counts; None while no start event has happened (T-22)."""
    days = [facts.events[event] for event in rule.start if event in facts.events]
    return max(days, default=None)


def due_on(rule: Rule, facts: Facts, country: Country) -> date | None:
    """The last day on which the record may be kept, or is to be reviewed; None while the period has not begun."""
    started = started_on(rule, facts)
    return None if started is None else _later(started, rule.period[country])


def gone_on(rule: Rule, facts: Facts, country: Country) -> date | None:
    """The last day on which the record may be kept whatever a review decides."""
    started = started_on(rule, facts)
    return None if started is None else _later(started, (rule.final or rule.period)[country])


@cache
def _period(text: str) -> Period:
    return parse_period(text)


@cache
def _later(day: date, period: str) -> date:
    """Many records share a day and a period. Beyond the calendar's end nothing is ever due."""
    try:
        return add_period(day, _period(period))
    except (OverflowError, ValueError):
        return date.max


@cache
def longer(one: str, other: str) -> bool:
    """Whether a period may end later than another, from some day of four years on: P1M and P30D each may."""
    if one == other:
        return False
    first, second = _period(one), _period(other)
    if first.months == second.months:
        return first.days > second.days
    if first.days == second.days:
        return first.months > second.months
    return any(add_period(day, first) > add_period(day, second) for day in _four_years())


@cache
def _four_years() -> tuple[date, ...]:
    return tuple(date(2024, 1, 1) + timedelta(days=number) for number in range(1461))
