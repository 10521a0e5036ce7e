"""Numbers and addresses that identify: national ids, phones, e-mails, accounts, plates, birthdays."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from vault import normal
from vault.redaction.model import Decision, Kind, Span, Standing
from vault.redaction.people import People, tail
from vault.redaction.phones import phones

_NATIONAL_ID: Final = re.compile(r"(?<![\d-])(?:19|20)?(\d{2})(\d{2})(\d{2})\s?[-–+ ]?\s?\d{4}(?![\d])")
_EMAIL: Final = re.compile(
    r"[\w.+-]+\s?(?:@|[(\[]\s?(?:at|snabel-?a)\s?[)\]])\s?[\w-]+(?:\s?\.\s?[\w-]{2,})+", re.IGNORECASE
)
_ACCOUNT: Final = re.compile(
    r"\b(?:(?-i:[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b)"
    r"|reg\.?(?:\s?nr\.?)?\s?\d{4}[\s,]*(?:konto(?:\s?nr)?\.?\s?)?\d{6,10}"
    r"|(?:konto|clearing)\w*\.?\s?(?:nr\.?\s?)?\d{4}[\s,-]{1,2}\d[\d\s-]{5,12}\d)",
    re.IGNORECASE,
)
_PLATE: Final = re.compile(r"\b(?:[A-Z]{2}\s?\d{2}\s?\d{3}|[A-Z]{3}\s?\d{2}[0-9A-Z])\b")
_DATE: Final = re.compile(
    r"(?<![\d-])(?:(?P<y>(?:19|20)\d{2})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})[./-]\s?(?P<m2>\d{1,2})[./ -]\s?(?P<y2>(?:19|20)?\d{2}))(?![\d-])"
)
_COORDINATION_DAY: Final = 60
_LAST_DAY, _LAST_MONTH = 31, 12
_CENTURY: Final = 100
_SHORTEST_KNOWN: Final = 5

Place = tuple[int, int]
Finder = Callable[[str], Iterator[Place]]
Index = Callable[[str], tuple[str, ...]]


class Numbers:
    """Finds what looks like an identifier, and decides by whose it is."""

    def __init__(self, people: People) -> None:
        self._people = people

    def spans(self, text: str) -> Iterator[Span]:
        """Each kind is looked for in what the kinds before it left, so that no part of one passes for another."""
        known = self._people
        finders: tuple[tuple[Kind, Finder, Index], ...] = (
            (Kind.EMAIL, _emails, lambda found: known.by_email.get(_plain_email(found), ())),
            (Kind.ACCOUNT, _accounts, lambda _: ()),
            (Kind.NATIONAL_ID, _national_ids, lambda found: known.by_digits.get(tail(found), ())),
            (Kind.PLATE, _plates, lambda _: ()),
            (Kind.DATE_OF_BIRTH, _dates, lambda found: known.by_birthday.get(_iso(found), ())),
            (Kind.PHONE, self._phones, lambda found: known.by_digits.get(tail(found), ())),
        )
        for kind, find, owners in finders:
            places = list(find(text))
            for start, end in places:
                refs = owners(text[start:end])
                # A date that is nobody's birthday tells of no one.
                if refs or kind is not Kind.DATE_OF_BIRTH:
                    yield self._decided(start, end, kind, refs)
            text = _without(text, places)

    def _phones(self, text: str) -> Iterator[Place]:
        return phones(text, lambda digits: len(digits) >= _SHORTEST_KNOWN and tail(digits) in self._people.by_digits)

    def _decided(self, start: int, end: int, kind: Kind, refs: tuple[str, ...]) -> Span:
        ref = self._people.own(refs) or (self._people.most_protected(refs) if refs else None)
        shown = ref is not None and self._people.standing(ref) in (Standing.REQUESTER, Standing.STAFF)
        return Span(
            start=start,
            end=end,
            kind=kind,
            decision=Decision.KEEP if shown else Decision.HIDE,
            ground=None if shown else self._people.ground(ref, kind),
            ref=ref,
            reason=f"{kind.value} of a known person" if ref else f"looks like: {kind.value}",
        )


def _emails(text: str) -> Iterator[Place]:
    return (found.span() for found in _EMAIL.finditer(text))


def _national_ids(text: str) -> Iterator[Place]:
    return (found.span() for found in _NATIONAL_ID.finditer(text) if _is_birthday(*found.groups()))


def _accounts(text: str) -> Iterator[Place]:
    return (found.span() for found in _ACCOUNT.finditer(text))


def _plates(text: str) -> Iterator[Place]:
    return (found.span() for found in _PLATE.finditer(text))


def _dates(text: str) -> Iterator[Place]:
    return (found.span() for found in _DATE.finditer(text) if _is_day(found))


def _without(text: str, places: list[Place]) -> str:
    """The text with some stretches made unreadable to every pattern, at unchanged offsets."""
    for start, end in places:
        text = text[:start] + "\0" * (end - start) + text[end:]
    return text


def _plain_email(written: str) -> str:
    return normal.email(re.sub(r"[(\[]\s?(?:at|snabel-?a)\s?[)\]]", "@", written, flags=re.IGNORECASE).replace(" ", ""))


def _is_birthday(one: str, month: str, other: str) -> bool:
    """Whether six digits are a day in the Danish (DDMMYY) or the Swedish (YYMMDD, day + 60) order."""

    def is_day(text: str) -> bool:
        return 1 <= int(text) <= _LAST_DAY or 1 <= int(text) - _COORDINATION_DAY <= _LAST_DAY

    return 1 <= int(month) <= _LAST_MONTH and (is_day(one) or is_day(other))


def _is_day(found: re.Match[str]) -> bool:
    part = found.groupdict()
    month, day = int(part["m"] or part["m2"]), int(part["d"] or part["d2"])
    return 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY


def _iso(written: str) -> str:
    found = _DATE.fullmatch(written)
    part = found.groupdict() if found else {}
    year, month, day = (int(part[name] or part[name + "2"]) for name in ("y", "m", "d"))
    if year < _CENTURY:
        year += 1900 if year > date.today().year % _CENTURY else 2000  # noqa: DTZ011 -- only which century is meant
    return f"{year:04d}-{month:02d}-{day:02d}"
