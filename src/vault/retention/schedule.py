"""Retention schedules as data: which records belong to which cluster, and when each must be gone.

A rule is a start event and a period (ISO/IEC 27555; T-20). Rules are read from `policies/retention/*.toml` in the
order of their files and lines; the first whose conditions a record meets is the record's cluster, so a record has
exactly one rule.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.deadlines import Country, add_period, parse_period
from vault.errors import InvalidInput, Misconfigured
from vault.holdings import Facts


class Action(StrEnum):
    """What happens when a record is due. Anonymising and review come as actions of their own."""

    ERASE = "erase"


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a retention schedule."""

    cluster: str
    holding: str
    """The kind of record: case, request, package."""
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
    basis: str
    certainty: Annotated[str, Meta(pattern="^[HML]$")]
    """H: the law fixes it. M: clear legal logic or sector practice. L: a proposal; the controller must decide."""
    title: dict[str, str]
    """The rule in words, by language, for the answer to a data subject and the record of processing."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rule: tuple[Rule, ...]


class Schedule:
    """The rules, in order."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        clusters = [rule.cluster for rule in rules]
        if len(set(clusters)) != len(clusters):
            raise Misconfigured("two rules of the retention schedule share a cluster")
        self._rules = rules

    @classmethod
    def load(cls, policies: Path) -> "Schedule":
        """The schedule in `policies/retention/`. Raises Misconfigured, naming the file that cannot be read."""
        rules: list[Rule] = []
        for path in sorted((policies / "retention").glob("*.toml")):
            try:
                found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).rule
                for rule in found:
                    for period in rule.period.values():
                        parse_period(period)
                rules.extend(found)
            except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError, InvalidInput) as error:
                raise Misconfigured(f"the retention schedule {path.name} cannot be read: {error}") from None
        return cls(tuple(rules))

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def rule_for(self, facts: Facts) -> Rule | None:
        """The record's cluster: the first rule whose conditions it meets."""
        return next((rule for rule in self._rules if applies(rule, facts)), None)


def applies(rule: Rule, facts: Facts) -> bool:
    """Whether a record meets a rule's conditions."""
    return (
        rule.holding == facts.kind
        and all(facts.codes.get(code) in values for code, values in rule.when.items())
        and (not rule.after_any or any(event in facts.events for event in rule.after_any))
        and not any(event in facts.events for event in rule.before_all)
    )


def started_on(rule: Rule, facts: Facts) -> date | None:
    """The day from which the period counts; None while no start event has happened (T-22)."""
    days = [facts.events[event] for event in rule.start if event in facts.events]
    return max(days, default=None)


def due_on(rule: Rule, facts: Facts, country: Country) -> date | None:
    """The last day on which the record may be kept; None while the period has not begun."""
    started = started_on(rule, facts)
    return None if started is None else add_period(started, parse_period(rule.period[country]))
