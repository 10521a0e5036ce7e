"""Numbers and addresses that identify: national ids, phones, e-mails, accounts, plates, birthdays."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from vault import normal
from vault.redaction.model import Decision, Kind, Span, Standing
from vault.redaction.people import People, tail

_NATIONAL_ID: Final = re.compile(r"(?<![\d-])(?:19|20)?(\d{2})(\d{2})(\d{2})\s?[-–+ ]?\s?\d{4}(?![\d])")
_EMAIL: Final = re.compile(
    r"[\w.+-]+\s?(?:@|[(\[]\s?(?:at|snabel-?a)\s?[)\]])\s?[\w-]+(?:\s?\.\s?[\w-]{2,})+", re.IGNORECASE
)
_PHONE: Final = re.compile(
    r"(?<![\w+.,-])(?:(?:\+|00)\s?4[56][\s-]?(?:\(0\))?|0)?[\s-]?\d(?:[\s./-]{0,2}\d){6,10}(?![\w])"
)
_ACCOUNT: Final = re.compile(
    r"\b(?:[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}\b|reg\.?(?:\s?nr\.?)?\s?\d{4}[\s,]*(?:konto(?:\s?nr)?\.?\s?)?\d{6,10}"
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
_DANISH_LENGTH: Final = 8
_SWEDISH_LENGTHS: Final = range(9, 12)


class Numbers:
    """Finds what looks like an identifier, and decides by whose it is."""

    def __init__(self, people: People) -> None:
        self._people = people

    def spans(self, text: str) -> Iterator[Span]:
        for found in _EMAIL.finditer(text):
            yield self._decided(found, Kind.EMAIL, self._people.by_email.get(_plain_email(found.group()), ()))
        for found in _NATIONAL_ID.finditer(text):
            if _is_birthday(*found.groups()):
                yield self._decided(found, Kind.NATIONAL_ID, self._people.by_digits.get(tail(found.group()), ()))
        for found in _ACCOUNT.finditer(text):
            yield self._decided(found, Kind.ACCOUNT, ())
        for found in _PLATE.finditer(text):
            yield self._decided(found, Kind.PLATE, ())
        yield from self._dates_and_phones(text)

    def _dates_and_phones(self, text: str) -> Iterator[Span]:
        dates = list(_DATE.finditer(text))
        for found in dates:
            refs = self._people.by_birthday.get(_iso(found), ())
            if refs:
                yield self._decided(found, Kind.DATE_OF_BIRTH, refs)
        taken = {found.start() for found in dates}
        for found in _PHONE.finditer(text):
            lead = len(found.group()) - len(found.group().lstrip())
            if found.start() + lead in taken:
                continue
            refs = self._people.by_digits.get(tail(found.group()), ())
            if refs or _is_phone(found.group()):
                yield self._decided(found, Kind.PHONE, refs)

    def _decided(self, found: re.Match[str], kind: Kind, refs: tuple[str, ...]) -> Span:
        own = self._people.own(refs)
        staff = next((ref for ref in refs if self._people.standing(ref) is Standing.STAFF), None)
        ref = own or staff or (refs[0] if refs else None)
        shown = (own or staff) is not None
        return Span(
            start=found.start() + len(found.group()) - len(found.group().lstrip()),
            end=found.end(),
            kind=kind,
            decision=Decision.KEEP if shown else Decision.HIDE,
            ground=None if shown else self._people.ground(ref, kind),
            ref=ref,
            reason=f"{kind.value} of a known person" if ref else f"looks like: {kind.value}",
        )


def _plain_email(written: str) -> str:
    return normal.email(re.sub(r"[(\[]\s?(?:at|snabel-?a)\s?[)\]]", "@", written, flags=re.IGNORECASE).replace(" ", ""))


def _is_birthday(one: str, month: str, other: str) -> bool:
    """Whether six digits are a day in the Danish (DDMMYY) or the Swedish (YYMMDD, day + 60) order."""

    def is_day(text: str) -> bool:
        return 1 <= int(text) <= _LAST_DAY or 1 <= int(text) - _COORDINATION_DAY <= _LAST_DAY

    return 1 <= int(month) <= _LAST_MONTH and (is_day(one) or is_day(other))


def _is_phone(written: str) -> bool:
    digits = "".join(c for c in written if c.isdigit())
    for code in ("0045", "0046", "45", "46"):
        if written.strip().startswith(("+", "00")) and digits.startswith(code):
            return True
    return len(digits) == _DANISH_LENGTH or (digits.startswith("0") and len(digits) in _SWEDISH_LENGTHS)


def _iso(found: re.Match[str]) -> str:
    part = found.groupdict()
    year, month, day = (int(part[name] or part[name + "2"]) for name in ("y", "m", "d"))
    if year < _CENTURY:
        year += 1900 if year > date.today().year % _CENTURY else 2000  # noqa: DTZ011 -- only which century is meant
    return f"{year:04d}-{month:02d}-{day:02d}"
