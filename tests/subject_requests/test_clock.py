"""The clock of a request (A-31, A-40 … A-48): worked cases, and properties over a century for both countries."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.deadlines import Country, deadline, interrupted_due, is_working_day, paused_due
from vault.errors import Conflict, InvalidInput
from vault.subject_requests.history.clock import Alert, alerts, asked_late, asking, dates, extending, pauses, resolving
from vault.subject_requests.history.entries import Asked, Doubt, Entry, Extended, Prolonging, Resolved

DK, SE = Country.DENMARK, Country.SWEDEN
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
countries = st.sampled_from(Country)
lengths = st.integers(1, 120)


def asked(on: date, doubt: Doubt = Doubt.IDENTITY) -> Asked:
    return Asked(doubt=doubt, on=on, reason="Two people of that name live there.", question="Which one are you?")


def resolved(on: date, doubt: Doubt = Doubt.IDENTITY) -> Resolved:
    return Resolved(doubt=doubt, on=on)


def extended(on: date) -> Extended:
    return Extended(ground=Prolonging.COMPLEXITY, reasons="Ten years of cases with many people.", on=on)


@pytest.mark.parametrize(
    ("country", "received", "asked_on", "satisfied", "due"),
    [
        # IMY's own case, then the two of law A-48.
        (SE, date(2022, 2, 9), date(2022, 2, 15), date(2022, 4, 19), date(2022, 5, 13)),
        (DK, date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 20), date(2026, 4, 17)),
        (SE, date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 24), date(2026, 7, 22)),
    ],
)
def test_a_pause_leaves_what_was_left_and_the_date_without_it_stays(
    country: Country, received: date, asked_on: date, satisfied: date, due: date
) -> None:
    now = dates(received, country, [asked(asked_on), resolved(satisfied)])
    assert now.due == due == paused_due(received, asked_on, satisfied, country)
    assert now.unpaused_due == deadline(received, country).due
    assert now.paused_since is None


def test_while_it_stands_still_the_date_is_the_one_without_a_pause() -> None:
    """A-46: an authority may not accept the pause."""
    now = dates(date(2026, 3, 2), DK, [asked(date(2026, 3, 4))])
    assert (now.due, now.paused_since) == (date(2026, 4, 7), date(2026, 3, 4))


def test_an_extension_counts_three_months_from_receipt() -> None:
    now = dates(date(2025, 3, 17), DK, [extended(date(2025, 4, 1))])
    assert now.due == date(2025, 6, 17)
    assert now.extended


def test_doubts_that_overlap_are_one_pause() -> None:
    entries: list[Entry] = [
        asked(date(2026, 3, 4)),
        asked(date(2026, 3, 6), Doubt.SCOPE),
        resolved(date(2026, 3, 10)),
        resolved(date(2026, 3, 12), Doubt.SCOPE),
    ]
    (one,) = pauses(entries)
    assert (one.since, one.until) == (date(2026, 3, 4), date(2026, 3, 12))


@given(days, countries, st.lists(st.tuples(lengths, lengths), max_size=4), st.booleans())
def test_a_pause_never_brings_the_date_forward(
    received: date,
    country: Country,
    stretches: list[tuple[int, int]],
    longer: bool,  # noqa: FBT001 -- drawn
) -> None:
    entries: list[Entry] = [extended(received)] if longer else []
    day = received
    for running, still in stretches:
        entries += [asked(day + timedelta(days=running)), resolved(day + timedelta(days=running + still))]
        day += timedelta(days=running + still)
    now = dates(received, country, entries)
    assert now.due >= now.unpaused_due
    assert is_working_day(now.due, country)
    # Never later than if every paused day, and the split months' three days at most, were added.
    still = sum(one for _, one in stretches)
    assert now.due <= now.unpaused_due + timedelta(days=still + sum(one for one, _ in stretches) + 10)


@given(days, countries)
def test_a_question_answered_on_the_same_day_moves_nothing(received: date, country: Country) -> None:
    assert interrupted_due(received, [(received, received)], 1, country) == deadline(received, country).due


@given(days, countries, lengths)
def test_a_longer_pause_is_never_due_earlier(received: date, country: Country, length: int) -> None:
    asked_on = received + timedelta(days=3)
    ends = [asked_on + timedelta(days=one) for one in (length, length + 1)]
    short, long = (interrupted_due(received, [(asked_on, end)], 1, country) for end in ends)
    assert short <= long


def test_a_pause_out_of_order_is_refused() -> None:
    with pytest.raises(InvalidInput):
        interrupted_due(date(2026, 3, 2), [(date(2026, 3, 9), date(2026, 3, 4))], 1, DK)


RECEIVED, TODAY = date(2026, 11, 2), date(2026, 11, 23)


def test_who_may_stop_the_clock_and_when() -> None:
    asking(RECEIVED, asked(date(2026, 11, 4)), [], TODAY, DK)
    with pytest.raises(InvalidInput):
        asking(RECEIVED, asked(date(2026, 11, 1)), [], TODAY, DK)
    with pytest.raises(InvalidInput):
        asking(RECEIVED, asked(date(2026, 11, 24)), [], TODAY, DK)
    with pytest.raises(Conflict, match="already"):
        asking(RECEIVED, asked(date(2026, 11, 6)), [asked(date(2026, 11, 4))], TODAY, DK)
    with pytest.raises(Conflict, match="late"):
        asking(RECEIVED, asked(date(2026, 12, 3)), [], date(2026, 12, 3), DK)


def test_a_doubt_ends_once_and_not_before_it_began() -> None:
    resolving(resolved(date(2026, 11, 9)), [asked(date(2026, 11, 4))], TODAY)
    with pytest.raises(InvalidInput):
        resolving(resolved(date(2026, 11, 3)), [asked(date(2026, 11, 4))], TODAY)
    with pytest.raises(Conflict):
        resolving(resolved(date(2026, 11, 9)), [], TODAY)


def test_one_extension_within_the_first_month() -> None:
    """A-31: no notice in time, no extension."""
    extending(RECEIVED, DK, [], date(2026, 12, 2))
    with pytest.raises(Conflict, match="first month"):
        extending(RECEIVED, DK, [], date(2026, 12, 3))
    with pytest.raises(Conflict, match="already"):
        extending(RECEIVED, DK, [extended(date(2026, 11, 9))], TODAY)


@pytest.mark.parametrize(
    ("today", "paused", "due", "expected"),
    [
        (date(2026, 11, 20), None, date(2026, 12, 2), []),
        (date(2026, 11, 25), None, date(2026, 12, 2), [Alert.DUE_SOON]),
        (date(2026, 12, 1), None, date(2026, 12, 2), [Alert.DUE_SOON, Alert.TARGET_PASSED]),
        (date(2026, 12, 3), None, date(2026, 12, 2), [Alert.OVERDUE]),
        (
            date(2026, 12, 3),
            date(2026, 11, 9),
            date(2026, 12, 2),
            [Alert.CLOCK_STANDS_STILL, Alert.UNPAUSED_DATE_PASSED],
        ),
        (date(2026, 12, 3), None, date(2026, 12, 18), [Alert.UNPAUSED_DATE_PASSED]),
    ],
)
def test_what_the_dates_call_for(today: date, paused: date | None, due: date, expected: list[Alert]) -> None:
    assert alerts(RECEIVED, due, date(2026, 12, 2), date(2026, 11, 30), paused, today) == expected


@pytest.mark.parametrize(
    ("on", "late"),
    [
        (date(2026, 11, 2), False),
        (date(2026, 11, 8), False),
        (date(2026, 11, 9), False),
        (date(2026, 11, 10), True),
        (date(2026, 12, 2), True),
    ],
)
def test_a_question_must_come_promptly(on: date, late: bool) -> None:  # noqa: FBT001 -- a truth table
    """Art. 12(6), A-46: after a week it still stops the clock, and whoever counts on that is warned."""
    assert asked_late(RECEIVED, on) is late
    told = alerts(RECEIVED, date(2026, 12, 2), date(2026, 12, 2), date(2026, 11, 30), on, on)
    assert told == [Alert.CLOCK_STANDS_STILL, *([Alert.ASKED_LATE] if late else [])]
    assert Alert.ASKED_LATE not in alerts(RECEIVED, date(2026, 12, 2), date(2026, 12, 2), date(2026, 11, 30), None, on)
