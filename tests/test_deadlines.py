"""Art. 12(3) GDPR, Regulation 1182/71 and the national holidays: dated cases and properties over a century."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.deadlines import (
    Country,
    Period,
    add_months,
    add_period,
    breach_notification_due,
    deadline,
    four_weeks_without_july,
    is_working_day,
    parse_period,
    paused_due,
)
from vault.errors import InvalidInput

VECTORS = json.loads((Path(__file__).parent / "data" / "deadline_vectors.json").read_text("utf-8"))
FIELDS = ("nominal", "due", "outer_reading", "internal_target", "extension_notice_by", "extended_due")

days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
countries = st.sampled_from(Country)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['country']}-{v['received']}")
@pytest.mark.parametrize("field", FIELDS)
def test_every_dated_case(vector: dict[str, str], field: str) -> None:
    dates = deadline(date.fromisoformat(vector["received"]), Country(vector["country"]))
    assert getattr(dates, field) == date.fromisoformat(vector[field])


def test_all_vectors_are_there() -> None:
    assert len(VECTORS) == 31


@given(days, countries)
def test_a_due_date_is_a_working_day_soon_after_the_nominal_one(received: date, country: Country) -> None:
    dates = deadline(received, country)
    assert is_working_day(dates.due, country)
    assert timedelta() <= dates.due - dates.nominal <= timedelta(days=5)
    assert dates.internal_target <= dates.nominal <= dates.due <= dates.outer_reading


@given(days, countries)
def test_the_nominal_day_has_the_number_of_the_day_of_receipt_or_ends_its_month(
    received: date, country: Country
) -> None:
    nominal = deadline(received, country).nominal
    ends_month = (nominal + timedelta(days=1)).day == 1
    assert nominal.day == received.day or (ends_month and nominal.day < received.day)
    assert (nominal.year * 12 + nominal.month) - (received.year * 12 + received.month) == 1


@given(days, countries)
def test_an_extension_counts_from_receipt_and_never_from_the_rolled_date(received: date, country: Country) -> None:
    """A-43: adding two months to a date that was already rolled would be too late."""
    dates = deadline(received, country)
    assert timedelta() <= dates.extended_due - add_months(received, 3) <= timedelta(days=5)


@given(days, st.integers(0, 400), countries)
def test_who_asks_later_is_never_due_earlier(received: date, later: int, country: Country) -> None:
    after = min(received + timedelta(days=later), date(2099, 12, 31))
    assert deadline(received, country).due <= deadline(after, country).due


@pytest.mark.parametrize(
    ("received", "asked", "satisfied", "country", "due"),
    [
        (date(2022, 2, 9), date(2022, 2, 15), date(2022, 4, 19), Country.SWEDEN, date(2022, 5, 13)),
        (date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 20), Country.DENMARK, date(2026, 4, 17)),
        (date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 24), Country.SWEDEN, date(2026, 7, 22)),
    ],
)
def test_a_pause_leaves_what_was_left_of_thirty_days(
    received: date, asked: date, satisfied: date, country: Country, due: date
) -> None:
    """A-45, A-48."""
    assert paused_due(received, asked, satisfied, country) == due


def test_a_pause_out_of_order_is_refused() -> None:
    with pytest.raises(InvalidInput):
        paused_due(date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 20), Country.DENMARK)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 6, 15), date(2026, 8, 13)),
        (date(2026, 7, 10), date(2026, 8, 28)),
        (date(2026, 9, 1), date(2026, 9, 29)),
    ],
)
def test_july_does_not_count_among_the_four_weeks(start: date, end: date) -> None:
    """D-31."""
    assert four_weeks_without_july(start) == end


def test_a_breach_is_notified_within_72_hours_through_christmas() -> None:
    """C-22."""
    aware = datetime(2026, 12, 24, 14, 30, tzinfo=UTC)
    assert breach_notification_due(aware) == datetime(2026, 12, 27, 14, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        (date(2023, 5, 5), Country.DENMARK, False),  # store bededag, for the last time
        (date(2024, 4, 26), Country.DENMARK, True),  # and gone the year after
        (date(2026, 5, 1), Country.DENMARK, True),
        (date(2026, 5, 1), Country.SWEDEN, False),
        (date(2026, 6, 5), Country.DENMARK, True),  # grundlovsdag
        (date(2026, 4, 2), Country.DENMARK, False),  # skærtorsdag
        (date(2026, 4, 2), Country.SWEDEN, True),
        (date(2026, 5, 25), Country.SWEDEN, True),  # annandag pingst
        (date(2026, 12, 24), Country.SWEDEN, True),
        (date(2026, 6, 19), Country.SWEDEN, True),  # midsommarafton
    ],
)
def test_which_days_are_holidays(day: date, country: Country, works: bool) -> None:  # noqa: FBT001
    assert is_working_day(day, country) is works


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("P12M", Period(12, 0)),
        ("P2Y", Period(24, 0)),
        ("P30D", Period(0, 30)),
        ("P1Y6M", Period(18, 0)),
        ("P2W", Period(0, 14)),
    ],
)
def test_periods_are_read(text: str, period: Period) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize("text", ["", "P", "12M", "PT5H", "P-1D", "P1.5Y", "P1D1M", "p1d", "P٣D"])
def test_other_periods_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_period(text)


def test_a_period_is_calendar_correct() -> None:
    assert add_period(date(2024, 2, 29), parse_period("P12M")) == date(2025, 2, 28)
    assert add_period(date(2025, 11, 30), parse_period("P3M")) == date(2026, 2, 28)
