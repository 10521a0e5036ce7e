"""Words that mean somebody by where they live, seen from a party of a case: "overboen", "the neighbour below". Pure.

Such a word fits everybody who lives there, so that it asks and proves nothing; and only where nobody in the case lives
there, who would be meant first.
"""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import Final

from vault.redaction.dwellings import Dwelling

_NEIGHBOUR: Final = r"(?:nabo|gran+|neighbour)\w*"
_NEAR: Final = r"(?:\W+\w+){0,5}?\W+"


class Side(StrEnum):
    """Where one dwelling lies, seen from another of the same house."""

    ABOVE = "above"
    BELOW = "below"
    BESIDE = "beside"


_WORDS: Final = {
    Side.ABOVE: rf"overbo\w*|{_NEIGHBOUR}{_NEAR}(?:ovenpå|ovenover|over|ovanpå|ovanför|över|above|upstairs)"
    rf"|upstairs\s{_NEIGHBOUR}",
    Side.BELOW: rf"underbo\w*|{_NEIGHBOUR}{_NEAR}"
    r"(?:nedenunder|under|nedanför|inunder|below|beneath|underneath|downstairs)"
    rf"|downstairs\s{_NEIGHBOUR}",
    Side.BESIDE: rf"(?:genbo|sidebo)\w*|{_NEIGHBOUR}{_NEAR}"
    r"(?:ved\ssiden\saf|overfor|over\sfor|bredvid|intill|mittemot|next\sdoor|opposite|beside|across)"
    rf"|(?:next[\s-]door|opposite)\s{_NEIGHBOUR}",
}
_PATTERNS: Final = {side: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for side, words in _WORDS.items()}


def told(text: str, sides: Collection[Side]) -> Iterator[tuple[int, int]]:
    """Where a text speaks of a neighbour on one of some sides."""
    for side in sides:
        yield from (found.span() for found in _PATTERNS[side].finditer(text))


def seen_from(home: Dwelling, own: Dwelling) -> Side | None:
    """On which side of a home another lies in the same house; None where they do not touch, or are the same."""
    if home.floor is None or own.floor is None:
        return None
    match own.floor - home.floor:
        case 1:
            return Side.ABOVE
        case -1:
            return Side.BELOW
        case 0 if (home.side, home.number) != (own.side, own.number):
            return Side.BESIDE
    return None


def sides_of(own: Collection[Dwelling], homes: Collection[Dwelling]) -> frozenset[Side]:
    """On which sides of somebody in a case the person lives and nobody else of that case does."""
    mine = {seen_from(home, one) for home in homes for one in own}
    taken = {seen_from(home, other) for home in homes for other in homes}
    return frozenset(side for side in mine - taken if side is not None)
