"""Legal time: Regulation (EEC, Euratom) 1182/71 and the national public holidays. Pure.

Facts A-40 to A-54. The strict reading counts: eves and the Danish 5 June are working days. An outer reading, which
some national law would give, is computed for information and moves no alarm.
"""

import calendar
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

import msgspec

from vault.errors import InvalidInput

_FRIDAY: Final = 4
_SATURDAY: Final = 5
_JULY: Final = 7
_ONE_DAY: Final = timedelta(days=1)
_SPLIT_MONTH_DAYS: Final = 30
_FOUR_WEEKS_DAYS: Final = 28
_PERIOD: Final = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)


class Country(StrEnum):
    """Where the controller is established, which decides the holidays."""

    DENMARK = "DK"
    SWEDEN = "SE"


_PROMPT_DAYS: Final = {Country.DENMARK: 7, Country.SWEDEN: 3}


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """The dates of a request. The extension notice must be out by `due` (A-31)."""

    received: date
    nominal: date
    """The day of the next month with the same number, or that month's last (A-40)."""
    due: date
    """The nominal day, or the next working day after it (A-41)."""
    internal_target: date
    """The last working day, eves counted as free, on or before the nominal day (A-54)."""
    extended_due: date
    """Three months from receipt, rolled once (A-43)."""
    outer_reading: date
    """What `due` would be if eves and 5 June were holidays; for information only (A-53)."""

    @property
    def extension_notice_by(self) -> date:
        return self.due


class Period(msgspec.Struct, frozen=True):
    """A length of calendar time."""

    months: int
    days: int


def deadline(received: date, country: Country) -> Deadline:
    """The dates of a request received on this day, whatever day of the week it is (A-02, A-30)."""
    nominal = add_months(received, 1)
    return Deadline(
        received=received,
        nominal=nominal,
        due=next_working_day(nominal, country),
        internal_target=_last_ordinary_day(nominal, country),
        extended_due=next_working_day(add_months(received, 3), country),
        outer_reading=_roll(nominal, lambda day: not _is_quiet(day, country)),
    )


def prompt(received: date, country: Country) -> Deadline:
    """The dates of a request for public documents: at once, and at the latest after some working days (X-25).

    Denmark: seven (offentlighedsloven § 36). Sweden: "at once or as soon as possible" (tryckfrihetsförordningen 2:15),
    which its ombudsman takes as a few days. Neither knows a month, an extension or a pause.
    """
    due = working_days_after(received, _PROMPT_DAYS[country], country)
    return Deadline(
        received=received,
        nominal=due,
        due=due,
        internal_target=working_days_after(received, 1, country),
        extended_due=due,
        outer_reading=due,
    )


def working_days_after(day: date, count: int, country: Country) -> date:
    """The working day so many working days later; the day itself is not counted."""
    for _ in range(count):
        day = next_working_day(day + _ONE_DAY, country)
    return day


def paused_due(received: date, asked: date, satisfied: date, country: Country) -> date:
    """The due date after a pause for recorded doubt: what was left of 30 days, from when the doubt ended.

    A-44, A-45, A-48. Raises InvalidInput where the days are out of order.
    """
    if not received <= asked <= satisfied:
        raise InvalidInput("pause", "must begin after receipt and end after it began")
    left = _SPLIT_MONTH_DAYS - (asked - received).days
    return next_working_day(satisfied + timedelta(days=max(left, 0)), country)


def interrupted_due(received: date, pauses: Sequence[tuple[date, date]], months: int, country: Country) -> date:
    """The due date of a period of months that was interrupted: what was left of it, from when the last pause ended.

    `pauses` are (asked, satisfied), in order and apart. A month that is split counts as 30 days (A-44, A-45); a pause
    that ended on the day on which it began is none. Never earlier than without a pause. Raises InvalidInput where the
    days are out of order.
    """
    undisturbed = next_working_day(add_months(received, months), country)
    running_since, used = received, 0
    for asked, satisfied in pauses:
        if not running_since <= asked <= satisfied:
            raise InvalidInput("pause", "must begin after receipt, end after it began, and overlap no other")
        used += (asked - running_since).days
        running_since = satisfied
    if all(asked == satisfied for asked, satisfied in pauses):
        return undisturbed
    left = max(_SPLIT_MONTH_DAYS * months - used, 0)
    return max(undisturbed, next_working_day(running_since + timedelta(days=left), country))


def add_months(day: date, months: int) -> date:
    """The same number in a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def parse_period(text: str) -> Period:
    """An ISO 8601 duration of years, months, weeks and days, such as P12M or P30D. Raises InvalidInput."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise InvalidInput("period", "must be an ISO 8601 duration of years, months, weeks or days, such as P12M")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return Period(months=12 * years + months, days=7 * weeks + days)


def add_period(day: date, period: Period) -> date:
    """The day a period later, months before days."""
    return add_months(day, period.months) + timedelta(days=period.days)


def is_working_day(day: date, country: Country) -> bool:
    """Whether a day is neither Saturday, Sunday nor a public holiday (A-50 … A-52)."""
    return day.weekday() < _SATURDAY and day not in public_holidays(country, day.year)


def next_working_day(day: date, country: Country) -> date:
    """The day itself if it is a working day, else the first after it."""
    return _roll(day, lambda one: is_working_day(one, country))


def four_weeks_without_july(start: date) -> date:
    """28 days from the day after `start`, of which none lies in July (almenlejeloven § 83; D-10, D-31)."""
    day, counted = start, 0
    while counted < _FOUR_WEEKS_DAYS:
        day += _ONE_DAY
        counted += day.month != _JULY
    return day


def breach_notification_due(aware: datetime) -> datetime:
    """72 hours from awareness, through weekends and holidays, with no slack taken (Art. 33(1); C-20, C-22)."""
    return aware + timedelta(hours=72)


@cache
def public_holidays(country: Country, year: int) -> frozenset[date]:
    """The public holidays of a year: Danish helligdage (A-50), Swedish allmänna helgdagar (lag 1989:253, A-52)."""
    import holidays

    return frozenset(holidays.country_holidays(country.value, years=year))


@cache
def eves(country: Country, year: int) -> frozenset[date]:
    """Days that many take for holidays and that the strict reading counts as working days (A-51, A-53)."""
    christmas_eve, new_years_eve = date(year, 12, 24), date(year, 12, 31)
    if country is Country.DENMARK:
        return frozenset({date(year, 6, 5), christmas_eve, new_years_eve})
    first_friday = next(day for day in (date(year, 6, number) for number in range(19, 26)) if day.weekday() == _FRIDAY)
    return frozenset({first_friday, christmas_eve, new_years_eve})


def _is_quiet(day: date, country: Country) -> bool:
    return not is_working_day(day, country) or day in eves(country, day.year)


def _last_ordinary_day(day: date, country: Country) -> date:
    while _is_quiet(day, country):
        day -= _ONE_DAY
    return day


def _roll(day: date, fits: Callable[[date], bool]) -> date:
    while not fits(day):
        day += _ONE_DAY
    return day
