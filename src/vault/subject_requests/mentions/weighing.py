"""How sure it is that a case speaks of somebody who is no party of it: clues and circumstances in, a band out. Pure.

The weights are bits of evidence, set by hand: ten make it a thousand times likelier. What is found is added up by kind:
of name forms the strongest counts, of words for a home the strongest, each number by itself. A clue that fits somebody
else in the case as well counts for nothing, and a whole name counts for less where somebody else on file bears it.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from vault.subject_requests.mentions.model import Band, Clue

SURE: Final = 10.0
WORTH_ASKING: Final = 5.0
_BITS: Final = {
    Clue.NATIONAL_ID: 24.0,
    Clue.EMAIL: 18.0,
    Clue.PHONE: 15.0,
    Clue.PLATE: 13.0,
    Clue.REFERENCE: 13.0,
    Clue.FULL_NAME: 12.0,
    Clue.HOME: 10.0,
    Clue.NAME_ALIKE: 7.0,
    Clue.BIRTHDAY: 6.0,
    Clue.HOUSEHOLD: 3.0,
    Clue.UNIT: 2.0,
    Clue.HOUSE: 2.0,
    Clue.NEIGHBOUR: 1.0,
    Clue.SURNAME: 2.0,
    Clue.GIVEN_NAME: 1.0,
    Clue.NICKNAME: 1.0,
    Clue.INITIALS: 0.5,
}
_IN_HOUSEHOLD: Final = {
    Clue.GIVEN_NAME: 9.0,
    Clue.NICKNAME: 8.0,
    Clue.NAME_ALIKE: 4.0,
    Clue.INITIALS: 5.0,
    Clue.SURNAME: 2.0,
    Clue.UNIT: 8.0,
    Clue.HOUSEHOLD: 8.0,
}
"""What is added where somebody of their household stands in the case."""
_IN_HOUSE: Final = {
    Clue.GIVEN_NAME: 4.5,
    Clue.NICKNAME: 4.5,
    Clue.NAME_ALIKE: 4.0,
    Clue.INITIALS: 1.0,
    Clue.SURNAME: 3.5,
    Clue.UNIT: 8.0,
    Clue.HOUSEHOLD: 8.0,
    Clue.NEIGHBOUR: 4.0,
}
"""What is added where the case is about their house."""
_ACQUAINTED: Final = {Clue.GIVEN_NAME: 4.5, Clue.NICKNAME: 4.5, Clue.NAME_ALIKE: 2.0, Clue.SURNAME: 3.5}
"""What is added where somebody stands in the case who was in a case with them before."""
_DOUBLE: Final = 6.0
"""What a whole name loses where somebody else on file bears it."""
_NAMES: Final = frozenset(
    (Clue.FULL_NAME, Clue.NAME_ALIKE, Clue.SURNAME, Clue.GIVEN_NAME, Clue.NICKNAME, Clue.INITIALS)
)
_HOMES: Final = frozenset((Clue.HOME, Clue.HOUSEHOLD, Clue.UNIT, Clue.HOUSE, Clue.NEIGHBOUR))


class Circumstance(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of a case, as far as it bears on who is meant in it."""

    household: bool = False
    """Somebody of the person's household stands in it."""
    house: bool = False
    """Somebody who lives in the person's house stands in it, or it names the house."""
    acquainted: bool = False
    """Somebody who is no staff stands in it, and in a case of the person as well."""
    double: bool = False
    """Somebody else on file has the person's whole name."""
    others: frozenset[Clue] = frozenset()
    """Clues that fit somebody else who stands in the case."""
    against: bool = False
    """Beside the name stand the birthday, the number or the home of somebody else of that name."""


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict on a case, with what each clue gave."""

    band: Band
    bits: float
    by_clue: dict[Clue, float]


def weigh(clues: Iterable[Clue], circumstance: Circumstance) -> Weighed:
    """Whether the clues of a case mean the person."""
    each = {clue: _bits(clue, circumstance) for clue in sorted(set(clues))}
    names = max((bits for clue, bits in each.items() if clue in _NAMES), default=0.0)
    homes = max((bits for clue, bits in each.items() if clue in _HOMES), default=0.0)
    numbers = sum(bits for clue, bits in each.items() if clue not in _NAMES | _HOMES)
    total = numbers + homes + names
    return Weighed(band=_band(total, each), bits=round(total, 1), by_clue=each)


def _bits(clue: Clue, circumstance: Circumstance) -> float:
    if clue in circumstance.others or (circumstance.against and clue in _NAMES):
        return 0.0
    bits = _BITS[clue]
    if circumstance.household:
        bits += _IN_HOUSEHOLD.get(clue, 0.0)
    elif circumstance.house:
        bits += _IN_HOUSE.get(clue, 0.0)
    if circumstance.acquainted:
        bits += _ACQUAINTED.get(clue, 0.0)
    if circumstance.double and clue in (Clue.FULL_NAME, Clue.NAME_ALIKE):
        bits -= _DOUBLE
    return bits


def _band(total: float, each: dict[Clue, float]) -> Band:
    if total >= SURE and any(bits > 0 for bits in each.values()):
        return Band.SAME
    return Band.ASK if total >= WORTH_ASKING else Band.DIFFERENT
