"""What may be concluded from a comparison: the same person, somebody else, or a question. Pure.

The probability takes the fields as independent. Within a family they are not: father and son share name and home,
twins a birthday as well. So a probability alone never makes two records one; what kind of evidence stands behind it
decides, and whatever only a person can tell is asked.
"""

from enum import StrEnum
from typing import Final

from vault.linkage.comparing import Comparison
from vault.linkage.levels import Level
from vault.linkage.scoring import is_given_name

L = Level
SURE: Final = 0.97
POSSIBLE: Final = 0.005
_NAMED: Final = frozenset((L.SAME, L.VARIANT, L.SLIP, L.SOUND, L.PART))
_HOME: Final = frozenset((L.SAME, L.HOUSE))


class Band(StrEnum):
    SAME = "same"
    ASK = "ask"
    DIFFERENT = "different"


def band(comparison: Comparison, probability: float, held_given: str = "") -> Band:
    """Where a record belongs. `held_given` is its first given name, folded, where it differs from the one asked for."""
    c = comparison
    given_fits = c.given in (*_NAMED, L.INITIAL)
    if c.national_id is L.SAME:
        return Band.SAME if given_fits else Band.ASK
    if c.given is L.MISSING and c.surname is L.MISSING:
        return Band.ASK if _personal(c) or c.phone is L.SAME else Band.DIFFERENT
    if c.given is L.DIFFERENT:
        return _other_given_name(c, held_given)
    if _opposed(c):
        return Band.ASK if given_fits and (c.email is L.SAME or c.phone is L.SAME) else Band.DIFFERENT
    return _other_surname(c, probability) if c.surname is L.DIFFERENT else _by_name(c, probability)


def _by_name(c: Comparison, probability: float) -> Band:
    """The name fits and nothing speaks against it: what else agrees decides."""
    if c.surname is L.NEAR and _other_surname(c, probability) is Band.SAME:
        return Band.SAME  # what is enough for another surname is enough for one that is nearly the same
    misread, whole = L.NEAR in (c.given, c.surname), c.given in _NAMED or c.surname in _NAMED
    if not whole or probability < POSSIBLE or (misread and not _confirmed(c)):
        return Band.DIFFERENT
    return Band.SAME if probability >= SURE and _confirmed(c) and not misread else Band.ASK


def _other_given_name(c: Comparison, held_given: str) -> Band:
    """Somebody else of the family, or a pet name that no list knows."""
    two_names = is_given_name(c.given_word) and is_given_name(held_given)
    fits = c.birthday is L.SAME and c.surname in _NAMED and L.SAME in (c.phone, c.email, c.home)
    return Band.ASK if fits and not two_names else Band.DIFFERENT


def _other_surname(c: Comparison, probability: float) -> Band:
    """Married, divorced, or somebody else of that given name."""
    agreeing = [one for one in (c.birthday, c.phone, c.email, c.home) if one is L.SAME]
    if c.given in (L.SAME, L.VARIANT) and _personal(c) and len(agreeing) > 1 and probability >= SURE:
        return Band.SAME
    return Band.ASK if c.given in _NAMED and (c.email is L.SAME or len(agreeing) > 1) else Band.DIFFERENT


def _personal(c: Comparison) -> bool:
    """Whether something agrees that people of one home seldom share."""
    return L.SAME in (c.birthday, c.email)


def _confirmed(c: Comparison) -> bool:
    """Whether anything beside the name speaks for it; a lone given name or two initials need more than a home."""
    if c.surname is L.MISSING or c.given is L.MISSING:
        return _personal(c)
    return _personal(c) or c.phone is L.SAME or c.home in _HOME or c.national_id is L.SLIP


def _opposed(c: Comparison) -> bool:
    return L.DIFFERENT in (c.birthday, c.national_id)
