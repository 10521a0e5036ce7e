"""When a request is due, from its entries: pure (A-30, A-31, A-40 … A-48).

The clock stands still for recorded doubt about who asks or what is asked for, and for nothing else. The date that
would hold without a pause is always computed too, since an authority may not accept the pause (A-46).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from vault.deadlines import Country, Deadline, deadline, interrupted_due
from vault.errors import Conflict, InvalidInput
from vault.subject_requests.history.entries import Asked, Doubt, Entry, Extended, Resolved

_MONTH, _EXTENDED = 1, 3
_SOON: Final = timedelta(days=7)
_PROMPT: Final = timedelta(days=7)
"""No act counts the days; an authority accepted a question on the sixth (A-45)."""


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which the clock stood still; without `until`, it still does."""

    doubt: Doubt
    since: date
    until: date | None = None


class Dates(msgspec.Struct, frozen=True, kw_only=True):
    """The dates of a request as they are now."""

    due: date
    """By when the answer must be out. While the clock stands still, the date as if it did not."""
    unpaused_due: date
    """What `due` would be had the clock never stood still (A-46)."""
    internal_target: date
    extended: bool
    pauses: tuple[Pause, ...]

    @property
    def paused_since(self) -> date | None:
        """Since when the clock stands still, if it does."""
        return next((one.since for one in self.pauses if one.until is None), None)


class Alert(StrEnum):
    """What somebody should do about a request, the most urgent first."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    TARGET_PASSED = "target_passed"
    UNPAUSED_DATE_PASSED = "unpaused_date_passed"
    CLOCK_STANDS_STILL = "clock_stands_still"
    ASKED_LATE = "asked_late"
    """The question for which it stands still came long after receipt: the date without a pause is the safe one."""


def pauses(entries: Iterable[Entry]) -> tuple[Pause, ...]:
    """The pauses of a history, in order. Doubts that overlap are one pause, until the last of them ended."""
    found: list[Pause] = []
    open_doubts: set[Doubt] = set()
    for entry in entries:
        if isinstance(entry, Asked):
            if not open_doubts:
                found.append(Pause(doubt=entry.doubt, since=entry.on))
            open_doubts.add(entry.doubt)
        elif isinstance(entry, Resolved) and entry.doubt in open_doubts:
            open_doubts.discard(entry.doubt)
            if not open_doubts:
                found[-1] = msgspec.structs.replace(found[-1], until=entry.on)
    return tuple(found)


def dates(received: date, country: Country, entries: Sequence[Entry]) -> Dates:
    """The dates that follow from a history."""
    plain = deadline(received, country)
    extended = any(isinstance(entry, Extended) for entry in entries)
    all_pauses = pauses(entries)
    months = _EXTENDED if extended else _MONTH
    undisturbed = plain.extended_due if extended else plain.due
    ended = [(one.since, one.until) for one in all_pauses if one.until is not None]
    return Dates(
        due=interrupted_due(received, ended, months, country) if ended else undisturbed,
        unpaused_due=undisturbed,
        internal_target=plain.internal_target,
        extended=extended,
        pauses=all_pauses,
    )


def asking(received: date, asked: Asked, entries: Sequence[Entry], today: date, country: Country) -> None:
    """Raises InvalidInput or Conflict unless the clock may stop for this question (A-20, A-46).

    A question comes promptly, so not on the day of an answer that is late already; and a doubt is asked about once.
    """
    if not received <= asked.on <= today:
        raise InvalidInput("on", "must lie between receipt and today")
    now = dates(received, country, entries)
    if asked.doubt in {one.doubt for one in open_doubts(entries)}:
        raise Conflict("this was asked already, and the clock stands still")
    if asked.on > now.due:
        raise Conflict("the answer is late already: a question cannot stop the clock now")
    last = max((one.until for one in now.pauses if one.until), default=received)
    if asked.on < last:
        raise InvalidInput("on", "lies before the end of an earlier pause")


def resolving(resolved: Resolved, entries: Sequence[Entry], today: date) -> None:
    """Raises InvalidInput or Conflict unless this doubt is open and may end on this day."""
    asked = next((one for one in open_doubts(entries) if one.doubt is resolved.doubt), None)
    if asked is None:
        raise Conflict("nothing was asked that this would answer")
    if not asked.on <= resolved.on <= today:
        raise InvalidInput("on", "must lie between the question and today")


def extending(received: date, country: Country, entries: Sequence[Entry], today: date) -> Deadline:
    """The dates of a request that may be extended today. Raises Conflict: once, and within the first month (A-31)."""
    now = dates(received, country, entries)
    if now.extended:
        raise Conflict("the request was extended already", hint="there is one extension, of two months")
    if today > now.due:
        raise Conflict("the first month has passed, and with it the time to extend", hint="answer without delay")
    return deadline(received, country)


def asked_late(received: date, asked_on: date) -> bool:
    """Whether a question came so late that an authority may not accept that the clock stops for it.

    Whoever doubts who asks must ask without undue delay (Art. 12(6) GDPR; EDPB Guidelines 01/2022; A-45 … A-47).
    """
    return asked_on - received > _PROMPT


def open_doubts(entries: Iterable[Entry]) -> tuple[Asked, ...]:
    """The questions that are not answered yet."""
    waiting: dict[Doubt, Asked] = {}
    for entry in entries:
        if isinstance(entry, Asked):
            waiting[entry.doubt] = entry
        elif isinstance(entry, Resolved):
            waiting.pop(entry.doubt, None)
    return tuple(waiting.values())


def alerts(
    received: date, due: date, unpaused_due: date, internal_target: date, paused_since: date | None, today: date
) -> list[Alert]:
    """What these dates call for today."""
    return list(_alerts(received, due, unpaused_due, internal_target, paused_since, today))


def _alerts(
    received: date, due: date, unpaused: date, target: date, paused_since: date | None, today: date
) -> Iterator[Alert]:
    if paused_since is not None:
        yield Alert.CLOCK_STANDS_STILL
        if asked_late(received, paused_since):
            yield Alert.ASKED_LATE
    elif today > due:
        yield Alert.OVERDUE
    elif today >= due - _SOON:
        yield Alert.DUE_SOON
    if today > unpaused and (due > unpaused or paused_since is not None):
        yield Alert.UNPAUSED_DATE_PASSED
    if due == unpaused and target < today <= due and paused_since is None:
        yield Alert.TARGET_PASSED
