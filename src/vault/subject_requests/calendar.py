"""Due dates as an iCalendar feed (RFC 5545): whole days, ids and codes, nobody's name. Pure.

A calendar on somebody's phone is outside of the vault, so an entry says which request is due and not whose it is.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final

from vault.language import Language
from vault.subject_requests.clocking import DueRequest
from vault.subject_requests.letter.texts import Texts, texts
from vault.subject_requests.model import Regime

_LINE_OCTETS: Final = 75
_SHORT: Final = 8


def calendar(requests: Iterable[DueRequest], controller: str, now: datetime, language: Language) -> bytes:
    """The target and the due date of each request, with a reminder a week and a day before, in words of a language."""
    say = texts(language)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//complaint-vault//requests//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(controller)}",
        *(line for one in requests for line in _events(one, now, say)),
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) for line in lines).encode()


def _events(one: DueRequest, now: datetime, say: Texts) -> Iterator[str]:
    days: dict[str, date] = {"due_on": one.due_on}
    if one.internal_target < one.due_on:
        days["internal_target"] = one.internal_target
    if one.unpaused_due_on != one.due_on:
        days["unpaused_due_on"] = one.unpaused_due_on
    for name, day in days.items():
        # An id begins with when it was made: its end tells requests of one minute apart.
        short = str(one.request_id)[-_SHORT:]
        right = say.code("calendar", one.regime.value if one.regime is Regime.PUBLIC_DOCUMENTS else one.right.value)
        what = say.code("calendar", name)
        yield "BEGIN:VEVENT"
        yield f"UID:{one.request_id}-{name}@complaint-vault"
        yield f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}"
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
        yield f"SUMMARY:{_escaped(f'{right} {short}: {what}')}"
        yield f"DESCRIPTION:{_escaped(say('request_word'))} {one.request_id}"
        yield "TRANSP:TRANSPARENT"
        if name == "due_on":
            for before in ("-P7D", "-P1D"):
                yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{before}")
                yield from (f"DESCRIPTION:{_escaped(f'{short}: {what}')}", "END:VALARM")
        yield "END:VEVENT"


def _escaped(text: str) -> str:
    """A text value (RFC 5545, section 3.3.11)."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A content line of at most 75 octets, the rest on lines that begin with a space; never within a character."""
    parts, current = [], ""
    for sign in line:
        if len((current + sign).encode()) > _LINE_OCTETS:
            parts.append(current)
            current = " "
        current += sign
    return "\r\n".join([*parts, current]) + "\r\n"
