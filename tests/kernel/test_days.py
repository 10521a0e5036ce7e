"""No day is taken that nobody means, wherever it stands in what somebody sends."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from vault.days import refuse_strange
from vault.errors import InvalidInput

TODAY = date(2026, 11, 23)


class Within(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    on: date
    again: "Within | None" = None


class Sent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    on: date | None = None
    until: date | None = None
    ends_on: date | msgspec.UnsetType = msgspec.UNSET
    at: datetime | None = None
    within: tuple[Within, ...] = ()
    days: list[date] = []
    text: str = ""


class Ours(msgspec.Struct, frozen=True):
    on: date


def place(value: object) -> str | None:
    try:
        refuse_strange("on", value, TODAY)
    except InvalidInput as refused:
        return refused.field
    return None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Sent(on=date(1899, 12, 31)), "on"),
        (Sent(on=date(1900, 1, 1)), None),
        (Sent(on=date(2036, 12, 31)), None),
        (Sent(on=date(2037, 1, 1)), "on"),
        (Sent(until=date(2037, 1, 1)), None),
        (Sent(until=date(2126, 12, 31)), None),
        (Sent(until=date(2127, 1, 1)), "until"),
        (Sent(ends_on=date(9999, 12, 31)), "ends_on"),
        (Sent(at=datetime(1, 1, 1, tzinfo=UTC)), "at"),
        (Sent(at=datetime(2026, 1, 1, tzinfo=UTC)), None),
        (Sent(within=(Within(TODAY), Within(date(1001, 1, 1)))), "within[1].on"),
        (Sent(within=(Within(TODAY, Within(date(1001, 1, 1))),)), "within[0].again.on"),
        (Sent(days=[TODAY, date(2999, 1, 1)]), "days[1]"),
        (Ours(date(1, 1, 1)), None),
        (date(1, 1, 1), "on"),
        (TODAY, None),
        ("0001-01-01", None),
    ],
)
def test_a_day_that_nobody_means_is_named_by_its_place(value: object, expected: str | None) -> None:
    assert place(value) == expected
