"""What is counted of a case, and in which tables. Pure: codes and days in, counts out.

A case is counted in the year in which it was received. Tables are kept apart and never crossed further than they are
printed, so that nobody's case can be put together again from them (T-13).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from vault.complaints import Category, Counted, Outcome, Status, StepKind

WHOLE: Final = ""
"""The column of a table that has only rows."""


class TableName(StrEnum):
    """The tables that are counted. Those of `PARTITIONS` count each case once, and so have the same total."""

    MONTH = "month"
    CATEGORY = "category"
    CATEGORY_BY_SEVERITY = "category_by_severity"
    DEPARTMENT = "department"
    DEPARTMENT_BY_CATEGORY = "department_by_category"
    ANONYMITY = "anonymity"
    SOURCE = "source"
    TRACK = "track"
    OUTCOME = "outcome"
    FIRST_REPLY = "first_reply"
    LANE = "lane"
    CONTACT = "contact"
    ARREARS = "arrears"
    EVICTION_NOTICE = "eviction_notice"
    UNFOUNDED = "unfounded"


PARTITIONS: Final = frozenset(
    {
        TableName.MONTH,
        TableName.CATEGORY,
        TableName.DEPARTMENT,
        TableName.ANONYMITY,
        TableName.SOURCE,
        TableName.TRACK,
        TableName.OUTCOME,
        TableName.FIRST_REPLY,
    }
)
CROSSED: Final[Mapping[TableName, tuple[TableName, TableName | None]]] = {
    TableName.CATEGORY_BY_SEVERITY: (TableName.CATEGORY, None),
    TableName.DEPARTMENT_BY_CATEGORY: (TableName.DEPARTMENT, TableName.CATEGORY),
}
"""Tables with columns, and the tables whose rows theirs are."""

Cell = tuple[TableName, str, str]


class Count(msgspec.Struct, frozen=True):
    """How many cases, and how many of what the table counts of them (attempts, days)."""

    cases: int
    amount: int

    def __add__(self, other: "Count") -> "Count":
        return Count(self.cases + other.cases, self.amount + other.amount)


_FIRST_REPLIES: Final = frozenset({StepKind.ACKNOWLEDGED, StepKind.REPLIED})
_PERIODS: Final = ((7, "within_1_week"), (14, "within_2_weeks"), (28, "within_4_weeks"))
FIRST_REPLY: Final = (*(name for _, name in _PERIODS), "later", "none")
"""How long a complainant waited for the first reply, shortest first."""
ARREARS: Final = ("paid", "plan", "open", "eviction")
"""What became of arrears: solved without an eviction, being paid off, open, or an eviction was requested."""
NOTICE: Final = ("in_time", "late", "missing")
"""Whether the municipality knew of an eviction that was requested, not later than the request (D-01, D-32)."""


def contribution(one: Counted) -> dict[Cell, Count]:
    """What a case adds to each table of its year.

    One that proved unfounded is counted as that and in nothing else: it is part of no pattern (R-03).
    """
    if one.outcome == Outcome.UNFOUNDED:
        return {(TableName.UNFOUNDED, Outcome.UNFOUNDED.value, WHOLE): Count(1, 1)}
    rows: dict[Cell, Count] = {
        (table, value, WHOLE): Count(1, 1)
        for table, value in {
            TableName.MONTH: f"{one.received_on.month:02}",
            TableName.CATEGORY: one.category,
            TableName.DEPARTMENT: one.department,
            TableName.ANONYMITY: one.anonymity,
            TableName.SOURCE: one.source,
            TableName.TRACK: one.track or "none",
            TableName.OUTCOME: _outcome(one),
        }.items()
    }
    waited = first_reply_days(one)
    rows[TableName.FIRST_REPLY, waited_for(waited), WHOLE] = Count(1, waited or 0)
    rows[TableName.CATEGORY_BY_SEVERITY, one.category, one.severity] = Count(1, 1)
    rows[TableName.DEPARTMENT_BY_CATEGORY, one.department, one.category] = Count(1, 1)
    for channel, attempts in Counter(one.contacts).items():
        rows[TableName.CONTACT, channel, WHOLE] = Count(1, attempts)
    for lane, days in one.lanes:
        rows[TableName.LANE, lane, WHOLE] = Count(1, days)
    if one.category == Category.ARREARS:
        rows[TableName.ARREARS, arrears_state(one), WHOLE] = Count(1, 1)
    if (notice := eviction_notice(one)) is not None:
        rows[TableName.EVICTION_NOTICE, notice, WHOLE] = Count(1, 1)
    return rows


def together(cases: Iterable[Counted]) -> dict[int, dict[Cell, Count]]:
    """The tables of each year over many cases."""
    years: dict[int, dict[Cell, Count]] = {}
    for one in cases:
        add(years.setdefault(one.received_on.year, {}), contribution(one))
    return years


def add(to: dict[Cell, Count], more: Mapping[Cell, Count]) -> None:
    """Adds counts to counts."""
    for cell, count in more.items():
        to[cell] = to[cell] + count if cell in to else count


def first_reply_days(one: Counted) -> int | None:
    """Days from receipt to the first reply; None where there was none. A day before receipt counts as the day of it."""
    replied = [on for kind, on in one.steps if kind in _FIRST_REPLIES]
    return max((min(replied) - one.received_on).days, 0) if replied else None


def waited_for(days: int | None) -> str:
    """The row of `FIRST_REPLY` to which a wait belongs."""
    if days is None:
        return "none"
    return next((name for most, name in _PERIODS if days <= most), "later")


def arrears_state(one: Counted) -> str:
    """The row of `ARREARS` to which a case of arrears belongs; an eviction that was requested stays one."""
    kinds = {kind for kind, _ in one.steps}
    if StepKind.EVICTION_REQUESTED in kinds or one.outcome == Outcome.TENANCY_ENDED:
        return "eviction"
    if StepKind.ARREARS_PAID in kinds or one.outcome == Outcome.PAID:
        return "paid"
    return "plan" if one.status == Status.PAYMENT_PLAN else "open"


def eviction_notice(one: Counted) -> str | None:
    """The row of `NOTICE` to which a case belongs; None where no eviction was requested."""
    requested = [on for kind, on in one.steps if kind == StepKind.EVICTION_REQUESTED]
    told = [on for kind, on in one.steps if kind == StepKind.MUNICIPALITY_NOTIFIED]
    if not requested:
        return None
    if not told:
        return "missing"
    return "in_time" if min(told) <= min(requested) else "late"


def _outcome(one: Counted) -> str:
    return (one.outcome or "none") if one.status == Status.CLOSED else "open"
