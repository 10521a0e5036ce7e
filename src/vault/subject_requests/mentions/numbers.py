"""Numbers and addresses of one person as patterns that find them however they are written. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from typing import Final, NamedTuple

from vault import normal
from vault.linkage.traits import tail
from vault.sieves import Needle
from vault.subject_requests.mentions.model import Clue, Sought

_SEPARATOR: Final = r"[\s.\-–/()]{0,3}"
_FEWEST_DIGITS: Final = 6
_SHORTEST_REFERENCE: Final = 4
_PLAIN_LETTERS: Final = 3
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
_ADDRESS: Final = re.compile(r"(?P<street>[^\d]+?)\s*(?P<number>\d+)\s?(?P<letter>[a-zæøåäö]?)\b")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_MOST_SPELLINGS: Final = 16
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


class Pattern(NamedTuple):
    """What finds a number or a street, however it is written."""

    clue: Clue
    regex: re.Pattern[str]
    needle: str
    """What every writing of it holds, case-folded: a text without it need not be looked through."""

    def places(self, text: str, folded: str) -> Iterator[tuple[int, int]]:
        """Where it stands in a text, of which `folded` is the case-folded form."""
        if self.needle in folded:
            yield from (found.span() for found in self.regex.finditer(text))


def patterns(sought: Sought) -> tuple[Pattern, ...]:
    """What finds each number and address of a person in a text."""
    found = dict.fromkeys(_spelt(sought))
    return tuple(Pattern(clue, re.compile(spelt, re.IGNORECASE), needle) for clue, spelt, needle in found)


def streets(sought: Sought) -> tuple[Pattern, ...]:
    """What finds the houses of a person: street and number, abbreviated as well."""
    lines = dict.fromkeys(address.line for person in sought.people for address in person.addresses)
    found = dict.fromkeys(spelt for line in lines if (spelt := _street(line)))
    return tuple(Pattern(Clue.HOUSE, re.compile(spelt, re.IGNORECASE), needle) for spelt, needle in found)


def needles(sought: Sought) -> Iterator[Needle]:
    """What a text has at least one of where any of these patterns or streets finds something."""
    ids = (normal.national_id(number) for number in sought.national_ids)
    tails = (digits for digits in map(tail, sought.phones) if len(digits) >= _FEWEST_DIGITS)
    yield from (Needle(digits) for digits in (*ids, *tails, *sought.plates) if digits)
    for local in (normal.email(one).partition("@")[0] for one in sought.emails):
        yield Needle(local, (local,))
    yield from (Needle(one, (one,)) for one in map(str.strip, sought.references) if len(one) >= _SHORTEST_REFERENCE)
    days = {person.date_of_birth for person in sought.people if person.date_of_birth is not None}
    yield from (Needle(digits) for day in sorted(days) for digits in _digits_of(day))
    for line in dict.fromkeys(address.line for person in sought.people for address in person.addresses):
        if (found := _parts(line)) is not None:
            yield Needle(found["number"], _beginnings(found["street"]))


def _digits_of(day: date) -> list[str]:
    """What is left of a date in each way of `_day` without what is no digit; of those in one another the shortest."""
    years = (f"{day.year % 100:02}", f"{day.year // 100}{day.year % 100:02}")
    months, days = {f"{day.month}", f"{day.month:02}"}, {f"{day.day}", f"{day.day:02}"}
    every = {"".join(one) for one in product(years, months, days)} | {"".join(one) for one in product(days, years)}
    every |= {"".join(one) for one in product(days, months, years)}
    return sorted(one for one in every if not any(other in one for other in every - {one}))


def _beginnings(street: str) -> tuple[str, ...]:
    """How the first word of a street begins in every spelling, up to its ending or a letter that nobody foresaw."""
    word = _LETTERS.findall(street)[0]
    ending = _SHORT_STREETS.search(word)
    whole = word if ending is None or ending.start() == 0 else word[: ending.start()]
    found = [""]
    for letter in whole:
        if letter not in _FORMS and not letter.isascii():
            break
        forms = _FORMS[letter][3:-1].split("|") if letter in _FORMS else (letter,)
        if len(found) * len(forms) > _MOST_SPELLINGS:
            break
        found = [before + form for before in found for form in forms]
    return tuple(found) if found != [""] else ()


def _spelt(sought: Sought) -> Iterator[tuple[Clue, str, str]]:
    for number in sought.national_ids:
        if (digits := normal.national_id(number)) is not None:
            yield Clue.NATIONAL_ID, rf"(?<!\d)(?:19|20)?{_spaced(digits)}(?!\d)", digits[-2:]
    for digits in map(tail, sought.phones):
        if len(digits) >= _FEWEST_DIGITS:
            yield Clue.PHONE, rf"(?<!\d\d\d\d\d){_spaced(digits)}(?!\d)", digits[-2:]
    yield from ((Clue.EMAIL, _email(one), normal.email(one).partition("@")[0]) for one in sought.emails)
    for day in (person.date_of_birth for person in sought.people):
        if day is not None:
            yield Clue.BIRTHDAY, _day(day), f"{day.year % 100:02}"
    yield from _given(sought)


def _given(sought: Sought) -> Iterator[tuple[Clue, str, str]]:
    """What the person gave and no record holds."""
    for plate in sought.plates:
        if letters := "".join(c for c in plate if c.isalnum()):
            yield Clue.PLATE, rf"(?<!\w){_SEPARATOR.join(map(re.escape, letters))}(?!\w)", letters[-1].casefold()
    for reference in (one.strip() for one in sought.references):
        if len(reference) >= _SHORTEST_REFERENCE:
            yield Clue.REFERENCE, rf"(?<![\w-]){re.escape(reference)}(?![\w-])", reference.casefold()


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


def _street(line: str) -> tuple[str, str] | None:
    if (found := _parts(line)) is None:
        return None
    words = _LETTERS.findall(found["street"])
    letter = rf"\s?{re.escape(found['letter'])}\b" if found["letter"] else r"(?!\s?[a-hA-H]\b)"
    spelt = rf"(?<!\w){_between(words)}\s*(?:nr\.?\s?)?{found['number']}(?!\d){letter}"
    plain = re.match(r"[a-z]*", words[0])
    # The first letters, as far as they are written in one way alone; an ending may be cut short.
    return spelt, plain.group()[:_PLAIN_LETTERS] if plain else ""


def _parts(line: str) -> re.Match[str] | None:
    """Street, number and letter of an address, as far as there is a street with a number."""
    first = unicodedata.normalize("NFC", line).split(",", maxsplit=1)[0].strip().casefold()
    found = _ADDRESS.match(first)
    return found if found is not None and _LETTERS.search(found["street"]) else None


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
