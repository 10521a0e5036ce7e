"""Numbers said in words, as in a message that somebody took down. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from vault.naming import Recall

_DIGIT_WORD: Final = (
    "nul|en|et|to|tre|fire|fem|seks|syv|otte|ni|noll|ett|två|fyra|sex|sju|åtta|nio"
    "|zero|oh|nought|one|two|three|four|five|six|seven|eight|nine"
)
_TENS: Final = (
    "ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten"
    "|(?:(?:en|to|tre|fire|fem|seks|syv|otte|ni)og)?(?:tyve|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems)"
    "|tio|elva|tretton|fjorton|femton|sexton|sjutton|arton|nitton"
    "|(?:tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio)(?:en|ett|två|tre|fyra|fem|sex|sju|åtta|nio)?"
    "|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
"""Two digits said in one word; an English "thirty-one" is two words of which the second replaces the nought."""
_SPOKEN: Final = re.compile(
    rf"\b(?:{_TENS}|{_DIGIT_WORD})(?:[\s,.-]{{1,2}}(?:{_TENS}|{_DIGIT_WORD})){{3,}}\b", re.IGNORECASE
)
_FEWEST_SPOKEN: Final = 6
"""How many digits make a number that is said in words."""
_SOME_DIGIT_WORDS: Final = re.compile(rb"[\x01\x02]{2,}|\x02")
"""Where words are said to be digits one after another, or several of them joined: see `_is_digit_word`."""
_ROW: Final = re.compile(rb"\x01{4}|\x02")
"""The least that can be a number in words: see `_may_say_digits`."""
_TOKEN: Final = re.compile(r"\S+")
_ONE_DIGIT: Final = re.compile(_DIGIT_WORD)
_TWO_DIGITS: Final = re.compile(_TENS)
_UNITS: Final = (
    "nul noll zero oh nought", "en et ett one", "to två two", "tre three", "fire fyra four", "fem five", "seks sex six",
    "syv sju seven", "otte åtta eight", "ni nio nine",
)  # fmt: skip
_TEENS: Final = (
    "ti tio ten", "elleve elva eleven", "tolv twelve", "tretten tretton thirteen", "fjorten fjorton fourteen",
    "femten femton fifteen", "seksten sexton sixteen", "sytten sjutton seventeen", "atten arton eighteen",
    "nitten nitton nineteen",
)  # fmt: skip
_ROUND: Final = (
    "tyve tjugo twenty", "tredive trettio thirty", "fyrre fyrtio forty", "halvtreds femtio fifty", "tres sextio sixty",
    "halvfjerds sjuttio seventy", "firs åttio eighty", "halvfems nittio ninety",
)  # fmt: skip
_UNIT: Final = {word: value for value, row in enumerate(_UNITS) for word in row.split()}
_TEEN: Final = {word: value for value, row in enumerate(_TEENS, start=10) for word in row.split()}
_TEN: Final = {word: value * 10 for value, row in enumerate(_ROUND, start=2) for word in row.split()}
_ENGLISH_TENS: Final = frozenset(row.split()[-1] for row in _ROUND)


def spoken(text: str, small: Sequence[str]) -> Iterator[tuple[int, int]]:
    """A telephone number in words, told by digits or by pairs of them; `small` are all words, case-folded."""
    if _ROW.search(bytes(map(_MAY_SAY.__getitem__, small))) is None:
        return  # most texts
    said = bytes(map(_is_digit_word, text.split()))
    if _SOME_DIGIT_WORDS.search(said) is None:
        return
    places = [found.span() for found in _TOKEN.finditer(text)]
    for row in _SOME_DIGIT_WORDS.finditer(said):
        # The words beside may have a digit as well: "number:six".
        start, end = places[max(0, row.start() - 1)][0], places[min(row.end(), len(places) - 1)][1]
        for found in _SPOKEN.finditer(text, start, end):
            words: list[str] = re.findall(r"\w+", found.group().casefold())
            if sum(2 if _TWO_DIGITS.fullmatch(word) else 1 for word in words) >= _FEWEST_SPOKEN:
                yield found.span()


def _may_say_digits(word: str) -> int:
    """1 for the word of a digit or a pair of them, 2 for one that has such a word within it, joined by a hyphen."""
    if word.isalpha():
        return _is_digit_word(word)
    return 2 if any(map(_is_digit_word, re.split(r"[\W_]", word))) else 0


_MAY_SAY: Final = Recall(_may_say_digits)


@lru_cache(maxsize=50_000)
def _is_digit_word(word: str) -> int:
    """1 for the word of a digit or a pair of them, 2 for several that stand together without a blank."""
    parts: list[str] = re.findall(r"\w+", word.casefold())
    said = bool(parts) and all(_ONE_DIGIT.fullmatch(one) or _TWO_DIGITS.fullmatch(one) for one in parts)
    return min(len(parts), 2) if said else 0


def said_digits(said: str) -> str:
    """The digits of a number in words; what has digits already comes back as it is."""
    if any(c.isdigit() for c in said):
        return said
    digits, joins = "", False
    for word in re.findall(r"[^\W\d_]+", said.casefold()):
        if joins and word in _UNIT and _UNIT[word]:
            digits = f"{digits[:-1]}{_UNIT[word]}"  # "forty one"
        elif (value := _value(word)) is not None:
            digits += str(value)
        joins = word in _ENGLISH_TENS
    return digits


@lru_cache(maxsize=1_000)
def _value(word: str) -> int | None:
    """What one word says: a digit, or two of them ("enogtyve", "tjugoett")."""
    for known in (_UNIT, _TEEN, _TEN):
        if word in known:
            return known[word]
    unit, joined, ten = word.partition("og")
    if joined and unit in _UNIT and ten in _TEN:
        return _TEN[ten] + _UNIT[unit]
    found = next((one for one in _TEN if word.startswith(one) and word[len(one) :] in _UNIT), None)
    return _TEN[found] + _UNIT[word[len(found) :]] if found else None
