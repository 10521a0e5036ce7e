"""Numbers and addresses of one person as patterns that find them however they are written. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from vault import normal
from vault.linkage.traits import tail
from vault.subject_requests.mentions.model import Clue, Sought

_SEPARATOR: Final = r"[\s.\-–/()]{0,3}"
_FEWEST_DIGITS: Final = 6
_SHORTEST_REFERENCE: Final = 4
_FORMS: Final = {
    "æ": "(?:æ|ae|ä)",
    "ä": "(?:ä|ae|æ|a)",
    "ø": "(?:ø|oe|ö|o)",
    "ö": "(?:ö|oe|ø|o)",
    "å": "(?:å|aa|a)",
    "é": "(?:é|e)",
    "ü": "(?:ü|ue|u|y)",
}
_SHORT_STREETS: Final = re.compile(r"(gaden|gatan|gade|vägen|vejen|vej|allé|alle|stræde|plads|gränd)$")
_MONTHS: Final = (
    ("jan", "januar", "januari", "january"),
    ("feb", "februar", "februari", "february"),
    ("mar", "marts", "mars", "march"),
    ("apr", "april"),
    ("maj", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("aug", "august", "augusti"),
    ("sep", "sept", "september"),
    ("okt", "oct", "oktober", "october"),
    ("nov", "november"),
    ("dec", "december"),
)

Pattern = tuple[Clue, re.Pattern[str]]


def patterns(sought: Sought) -> tuple[Pattern, ...]:
    """What finds each number and address of a person in a text."""
    return tuple((clue, re.compile(spelt, re.IGNORECASE)) for clue, spelt in dict.fromkeys(_spelt(sought)))


def streets(sought: Sought) -> tuple[re.Pattern[str], ...]:
    """What finds the houses of a person: street and number, abbreviated as well."""
    lines = dict.fromkeys(address.line for person in sought.people for address in person.addresses)
    return tuple(re.compile(found, re.IGNORECASE) for line in lines if (found := _street(line)))


def _spelt(sought: Sought) -> Iterator[tuple[Clue, str]]:
    for number in sought.national_ids:
        if (digits := normal.national_id(number)) is not None:
            yield Clue.NATIONAL_ID, rf"(?<!\d)(?:19|20)?{_spaced(digits)}(?!\d)"
    for digits in map(tail, sought.phones):
        if len(digits) >= _FEWEST_DIGITS:
            yield Clue.PHONE, rf"(?<!\d\d\d\d\d){_spaced(digits)}(?!\d)"
    yield from ((Clue.EMAIL, _email(address)) for address in sought.emails)
    yield from ((Clue.BIRTHDAY, _day(day)) for person in sought.people if (day := person.date_of_birth))
    yield from _given(sought)


def _given(sought: Sought) -> Iterator[tuple[Clue, str]]:
    """What the person gave and no record holds."""
    for plate in sought.plates:
        if letters := "".join(c for c in plate if c.isalnum()):
            yield Clue.PLATE, rf"(?<!\w){_SEPARATOR.join(map(re.escape, letters))}(?!\w)"
    for reference in (one.strip() for one in sought.references):
        if len(reference) >= _SHORTEST_REFERENCE:
            yield Clue.REFERENCE, rf"(?<![\w-]){re.escape(reference)}(?![\w-])"


def _email(address: str) -> str:
    """An address, also as "name(at)domain.example" and "name at domain dot example"."""
    local, _, domain = normal.email(address).partition("@")
    at = r"\s?(?:@|[(\[{<]\s?(?:at|snabel-?a|a)\s?[)\]}>]|\s(?:at|snabel-?a)\s)\s?"
    dotted = r"\s?(?:\.|\s(?:dot|punkt|punktum|prik)\s)\s?".join(re.escape(part) for part in domain.split("."))
    return rf"(?<![\w.+-]){re.escape(local)}{at}{dotted}(?![\w-])"


def _spaced(digits: str) -> str:
    return _SEPARATOR.join(digits)


def _day(day: date) -> str:
    """A date as people write it: 1977-02-14, 14.2.77, 140277, 14. februar 1977."""
    d, m, century, y = day.day, day.month, f"{day.year // 100}", f"{day.year % 100:02}"
    year, written = rf"(?:{century})?{y}", f"{century}{y}"
    month = "|".join(sorted(_MONTHS[m - 1], key=len, reverse=True))
    return (
        rf"(?<![\d-])(?:{written}-0?{m}-0?{d}|0?{d}[./-]\s?0?{m}[./ -]\s?{year}|{d:02}{m:02}{year}(?!\s?-?\s?\d{{4}})"
        rf"|{written}{m:02}{d:02}|0?{d}(?:\.|st|nd|rd|th|:e)?\s(?:of\s)?(?:{month})\.?,?\s{written})(?!\d)"
    )


def _street(line: str) -> str | None:
    first = unicodedata.normalize("NFC", line).split(",", maxsplit=1)[0].strip().casefold()
    found = re.match(r"(?P<street>[^\d]+?)\s*(?P<number>\d+)\s?(?P<letter>[a-zæøåäö]?)\b", first)
    if found is None:
        return None
    words = re.findall(r"[^\W\d_]+", found["street"])
    letter = rf"\s?{re.escape(found['letter'])}\b" if found["letter"] else r"(?!\s?[a-hA-H]\b)"
    return rf"(?<!\w){_between(words)}\s*(?:nr\.?\s?)?{found['number']}(?!\d){letter}" if words else None


def _between(words: Iterable[str]) -> str:
    return r"[\s.\-]*".join(_word(word) for word in words)


def _word(word: str) -> str:
    """A word of a street in either spelling, or cut short before its ending: "Roseng."."""
    ending = _SHORT_STREETS.search(word)
    if ending is None or ending.start() == 0:
        return _letters(word)
    stem = _letters(word[: ending.start()])
    return rf"(?:{stem}\s?(?:{_letters(ending.group())}|{re.escape(ending.group()[0])}\.?))"


def _letters(word: str) -> str:
    return "".join(_FORMS.get(letter, re.escape(letter)) for letter in word)
