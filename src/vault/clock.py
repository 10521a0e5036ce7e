"""Time, injected. Verbs read `work.now`; only a clock asks the operating system."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

# Both countries keep the same wall clock; a legal day begins at its midnight.
LEGAL_ZONE = ZoneInfo("Europe/Copenhagen")


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, aware, in UTC, to the microsecond."""
        ...


class SystemClock:
    """The operating system's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class StoppedClock:
    """A clock that stands until it is moved: for tests, demonstrations and replays."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        self._at += by


def legal_day(instant: datetime) -> date:
    """The calendar day on which an instant falls where the controllers are (A-02)."""
    return instant.astimezone(LEGAL_ZONE).date()


def day_alone(instant: datetime) -> datetime:
    """An instant that tells no more than the legal day: its noon, in UTC."""
    return datetime.combine(legal_day(instant), time(12), UTC)
