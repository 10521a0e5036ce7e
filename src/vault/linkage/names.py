"""How well two names agree: given name and surname each at a level, in either order. Pure."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz.distance import JaroWinkler

from vault.linkage.levels import Level
from vault.naming import misspells, nicknames

_VOWELS: Final = re.compile(r"[aeiouy]")
_SHORTEST_SOUND: Final = 5
_SHORTEST_SKELETON: Final = 3
ALIKE: Final = 0.86
"""From which Jaro-Winkler similarity on two words are nearly the same."""
_CLOSE: Final = frozenset((Level.SAME, Level.VARIANT, Level.SLIP, Level.SOUND))

Name = tuple[str, ...]


class NamePair(NamedTuple):
    """How two names agree, and the words that did, for weighing how common they are."""

    given: Level
    surname: Level
    given_word: str = ""
    surname_word: str = ""
    swapped: bool = False


@lru_cache(maxsize=200_000)
def agreement(one: str, other: str) -> Level:
    """How well two folded words of names agree."""
    if one == other:
        return Level.SAME
    if min(len(one), len(other)) == 1:
        return Level.INITIAL if one[:1] == other[:1] else Level.DIFFERENT
    if other in nicknames(one):
        return Level.VARIANT
    if misspells(one, other) or misspells(other, one):
        return Level.SLIP
    if spoken(one) and spoken(one) == spoken(other):
        return Level.SOUND
    return Level.NEAR if JaroWinkler.similarity(one, other) >= ALIKE else Level.DIFFERENT


@lru_cache(maxsize=100_000)
def spoken(word: str) -> str:
    """The first letter and the consonants of a longer name: what Mohammed, Muhamad and Mohamed share; "" for others."""
    first = "j" if word[:1] in "iy" else word[:1]
    bones = first + _VOWELS.sub("", word[1:].replace("j", "i"))
    return bones if len(word) >= _SHORTEST_SOUND and len(bones) >= _SHORTEST_SKELETON else ""


def compare_names(asked: Name, held: Name) -> NamePair:
    """Two names, each as folded words with the given name first."""
    if not asked or not held:
        return NamePair(Level.MISSING, Level.MISSING)
    if len(asked) == 1 or len(held) == 1:
        return _with_single(asked, held)
    straight = _straight(asked, held)
    if straight.given in _CLOSE and straight.surname in _CLOSE:
        return straight
    turned = _straight((*asked[1:], asked[0]), held)
    fits = (
        Level.SAME in (turned.given, turned.surname) and straight.given not in _CLOSE and straight.surname not in _CLOSE
    )
    return turned._replace(swapped=True) if fits else straight


def _straight(asked: Name, held: Name) -> NamePair:
    given, word = _given(asked, held)
    surname, family = _surname(asked, held)
    return NamePair(given, surname, word, family)


def _given(asked: Name, held: Name) -> tuple[Level, str]:
    first = agreement(asked[0], held[0])
    if first is Level.SAME or (first in _CLOSE and len(asked) == len(held)):
        return first, asked[0]
    joined = _joined(asked, held)
    if joined in _CLOSE:
        return joined, asked[0]
    # Whoever is called by the second of several names, or by a double name's half.
    shared = [word for word in asked[:-1] if len(word) > 1 and word in held[:-1]]
    if shared:
        return Level.PART, shared[0]
    return first, asked[0]


def _joined(asked: Name, held: Name) -> Level:
    """How well a double given name agrees with the same written as one word: "Anne-Marie" and "Annemarie"."""
    for one, other in ((asked, held), (held, asked)):
        if len(one) > len(other):
            return agreement(one[0] + one[1], other[0])
    return Level.DIFFERENT


def _surname(asked: Name, held: Name) -> tuple[Level, str]:
    last = agreement(asked[-1], held[-1])
    if last is Level.VARIANT:
        # Short forms are of given names; two surnames that are one are so by chance.
        last = Level.DIFFERENT
    if last in _CLOSE:
        return last, asked[-1]
    for ours, theirs in ((asked[-1], held[1:-1]), (held[-1], asked[1:-1])):
        if ours in theirs:
            return Level.PART, ours
    return last, asked[-1]


def _with_single(asked: Name, held: Name) -> NamePair:
    """A lone word is a given name where it fits one, else a surname."""
    (lone,), whole = (asked, held) if len(asked) == 1 else (held, asked)
    as_given = agreement(lone, whole[0])
    if len(whole) == 1 or as_given in _CLOSE:
        return NamePair(as_given, Level.MISSING, lone)
    as_surname = agreement(lone, whole[-1])
    if as_surname in _CLOSE and as_surname is not Level.VARIANT:
        return NamePair(Level.MISSING, as_surname, "", lone)
    return NamePair(Level.PART if lone in whole else as_given, Level.MISSING, lone)
