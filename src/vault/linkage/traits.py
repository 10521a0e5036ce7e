"""A record as linkage sees it: folded names, days as digits, tails of numbers, homes in parts. Made once a record."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from vault import normal
from vault.naming import PARTICLES

_NUMBER: Final = re.compile(r"(?<!\w)(\d{1,4})\s?([a-zæøåäö](?![^\W\d_]))?", re.IGNORECASE)
_POSTCODE: Final = re.compile(r"\b(\d{3}\s?\d{2}|\d{4})\b")
_DWELLING_WORDS: Final = re.compile(
    r"lägenhet(?:en)?|lejlighed(?:en)?|lgh|lejl|sal|våning(?:en)?|vån|\btr\b|\bnr\b|flat|apt"
)
_PHONE_TAIL: Final = 8
_DATE_DIGITS: Final = 6
_ID_DIGITS: Final = 10
_COORDINATION: Final = 60
"""A Swedish samordningsnummer adds it to the day of birth."""


class Home(NamedTuple):
    """Where somebody lives or lived: street folded, house number, dwelling and postcode as far as known."""

    street: str
    number: str
    unit: str = ""
    postcode: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def house(self) -> str:
        return self.street + self.number


class Traits(NamedTuple):
    """What can be compared of a record. Everything may be missing, and anything may be several."""

    names: tuple[tuple[str, ...], ...] = ()
    """Folded words, given names first."""
    birthdays: tuple[str, ...] = ()
    """Eight digits, YYYYMMDD; six, YYMMDD, where only a national id tells."""
    ids: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    """The last eight digits."""
    emails: tuple[str, ...] = ()
    homes: tuple[Home, ...] = ()


@lru_cache(maxsize=100_000)
def ordered_words(name: str) -> tuple[str, ...]:
    """The folded words of a name with the given name first: "Ekdal, Karin" and "Karin Ekdal" are the same."""
    last, comma, first = name.partition(",")
    words = normal.name_words(f"{first} {last}" if comma and first.strip() else name)
    return tuple(word for word in words if word not in PARTICLES) or words


def home(line: str, unit: str | None = None, since: date | None = None, until: date | None = None) -> Home | None:
    """The parts of an address line as written; None where no street stands in it."""
    text = unicodedata.normalize("NFC", line)
    first, _, rest = text.partition(",")
    number = _NUMBER.search(first)
    words = normal.name_words(first[: number.start()] if number and number.start() else first)
    if not words:
        return None
    postcode = _POSTCODE.search(rest or (first[number.end() :] if number else ""))
    parts = [part.strip() for part in rest.split(",")]
    written = unit or next((part for part in parts if part and not _POSTCODE.match(part) and _has_digit(part)), "")
    return Home(
        street="".join(words),
        number="".join(number.groups(default="")).casefold() if number else "",
        unit=unit_key(written),
        postcode=postcode.group().replace(" ", "") if postcode else "",
        since=since,
        until=until,
    )


@lru_cache(maxsize=20_000)
def unit_key(unit: str) -> str:
    """A dwelling within a house in one spelling: "3. th." as "3. sal th", "lgh 1203" as "1203"."""
    text = _DWELLING_WORDS.sub("", unit.casefold())
    text = text.replace("stuen", "st").replace("højre", "th").replace("venstre", "tv").replace("til", "")
    return "".join(c for c in text if c.isalnum())


def tail(number: str) -> str:
    """The digits by which a telephone number is known however it is written: the last eight."""
    return "".join(c for c in number if c.isdigit())[-_PHONE_TAIL:]


def birthdays_in(number: str, country: str) -> tuple[str, ...]:
    """The YYMMDD that a normalised national id begins with, read as that country writes it, else as the other does."""
    if len(number) != _ID_DIGITS:
        return ()
    danish, swedish = number[4:6] + number[2:4] + number[:2], number[:_DATE_DIGITS]
    readings = (danish, swedish) if country == "DK" else (swedish, danish)
    plain = [day for one in readings if (day := _real_day(one)) is not None]
    return tuple(plain[:1])


def _real_day(digits: str) -> str | None:
    year, month, day = digits[:2], int(digits[2:4]), int(digits[4:6])
    day -= _COORDINATION if day > _COORDINATION else 0
    return f"{year}{month:02}{day:02}" if month in range(1, 13) and day in range(1, 32) else None


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text) or text.casefold().startswith(("st", "kl"))


def known(values: Iterable[str | None]) -> tuple[str, ...]:
    """The values that are there, each once, in their order."""
    return tuple(dict.fromkeys(value for value in values if value))
