"""Words by which whoever writes without a name could be recognised. Pure: a text in, places with a kind out.

Looks for what writers forget: how to reach them, where they live, who their family is, what only one neighbour sees or
hears, and that they spoke to somebody before. It finds some of it and never all; the page that shows it says so.
"""

import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from vault.language import Language
from vault.redaction import Kind, Redactor
from vault.redaction.lexicon import Lexicon
from vault.redaction.prose import Prose


class Giveaway(StrEnum):
    """What a word may tell of its writer."""

    CONTACT = "contact"
    NAME = "name"
    HOME = "home"
    POSITION = "position"
    """Only who lives there sees or hears that."""
    FAMILY = "family"
    HEALTH = "health"
    WORK = "work"
    BEFORE = "before"
    """That they spoke to somebody before, who may remember."""
    TIME = "time"


class Spot(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A place in a text, in code points, end exclusive."""

    start: int
    end: int
    kind: Giveaway


_REACHING: Final = frozenset({Kind.PHONE, Kind.EMAIL, Kind.NATIONAL_ID, Kind.DATE_OF_BIRTH, Kind.ACCOUNT, Kind.PLATE})
_FIRST: Final = frozenset({"first", "first_possessive"})
_PLACES: Final = frozenset({"above", "below", "beside", "positions"})
_TIME: Final = re.compile(r"\b(?:[01]?\d|2[0-3])[.:][0-5]\d\b")
_SIGNATURE: Final = 80
"""Within so many characters of the end a name is taken for the writer's own."""
_BEFORE_KIN: Final = 3


def giveaways(text: str, language: Language) -> tuple[Spot, ...]:
    """The places to look at again, in order, none overlapping another. Whoever writes decides."""
    prose = Prose(text, language)
    found = sorted({*_by_itself(text, language, prose), *_by_meaning(prose), *_by_time(prose)})
    kept: list[Spot] = []
    for spot in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or spot.start >= kept[-1].end:
            kept.append(spot)
    return tuple(kept)


def _by_itself(text: str, language: Language, prose: Prose) -> Iterator[Spot]:
    for span in Redactor([], language=language).propose(text):
        if span.kind in _REACHING:
            yield Spot(start=span.start, end=span.end, kind=Giveaway.CONTACT)
        elif span.kind is Kind.PERSON and (
            _in_first_person(prose, span.start) or span.end > len(text.rstrip()) - _SIGNATURE
        ):
            yield Spot(start=span.start, end=span.end, kind=Giveaway.NAME)
        elif span.kind in (Kind.UNIT, Kind.ADDRESS) and _in_first_person(prose, span.start):
            yield Spot(start=span.start, end=span.end, kind=Giveaway.HOME)


def _by_meaning(prose: Prose) -> Iterator[Spot]:
    own = _own_words(prose.language)
    for at, until, category in prose.marked:
        start, end = prose.words[at].start, prose.words[until - 1].end
        if category in _PLACES:
            yield Spot(start=start, end=end, kind=Giveaway.POSITION)
        elif category == "health" and _in_first_person(prose, start):
            yield Spot(start=start, end=end, kind=Giveaway.HEALTH)
        elif category in ("kin", "children") and (possessive := _possessive(prose, at)) is not None:
            yield Spot(start=prose.words[possessive].start, end=end, kind=Giveaway.FAMILY)
    for at, word in enumerate(prose.words):
        phrases = [*own.phrases(prose.small, at), *((1, one) for one in own.categories(word.text))]
        for length, category in phrases:
            yield Spot(start=word.start, end=prose.words[at + length - 1].end, kind=Giveaway(category))


def _by_time(prose: Prose) -> Iterator[Spot]:
    for found in _TIME.finditer(prose.text):
        if _in_first_person(prose, found.start()):
            yield Spot(start=found.start(), end=found.end(), kind=Giveaway.TIME)


def _possessive(prose: Prose, at: int) -> int | None:
    for before in range(at - 1, max(at - _BEFORE_KIN - 1, -1), -1):
        if "first_possessive" in prose.categories[before]:
            return before
    return None


def _in_first_person(prose: Prose, place: int) -> bool:
    """Whether the sentence around a place speaks of its writer."""
    at = next((at for at, word in enumerate(prose.words) if word.end > place), len(prose.words) - 1)
    if at < 0:
        return False
    row = next(row for row in prose.sentences if at in row)
    return any(_FIRST & prose.categories[one] for one in row)


@cache
def _own_words(language: Language) -> Lexicon:
    source = (files("vault.anonymous") / "giveaways.toml").read_text("utf-8")
    return Lexicon(tomllib.loads(source)[language.value])
