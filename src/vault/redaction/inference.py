"""Who can still be meant by what stays readable: masks do not stop a reader from working it out.

Every fact that remains narrows down who lives in the house. Fewer than five who fit, and a person is warned, with the
facts named. Pure; counts people and never says who they are.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

import msgspec

from vault.redaction.dwellings import Dwelling
from vault.redaction.model import Decision, Known, Span, Standing
from vault.redaction.people import sex_of
from vault.redaction.places import home_of
from vault.redaction.prose import Prose

FEWEST: Final = 5


class Fact(StrEnum):
    """Something readable that tells of somebody else."""

    HOUSE = "house"
    """They live in the requester's house: so does everybody whom the requester can disturb."""
    ABOVE = "above"
    BELOW = "below"
    BESIDE = "beside"
    WOMAN = "woman"
    MAN = "man"
    CHILD = "child"
    """A child of theirs is spoken of."""


class Inference(msgspec.Struct, frozen=True, kw_only=True):
    """How many people still fit the facts that remain in a text."""

    facts: tuple[Fact, ...]
    fitting: int

    @property
    def warns(self) -> bool:
        return 0 < self.fitting < FEWEST and self.facts != (Fact.HOUSE,)


class Resident(msgspec.Struct, frozen=True):
    """What is known of somebody in the requester's house."""

    home: Dwelling
    sex: str


_WHERE: Final[dict[Fact, Callable[[int], int]]] = {
    Fact.ABOVE: lambda floor: floor + 1,
    Fact.BELOW: lambda floor: floor - 1,
    Fact.BESIDE: lambda floor: floor,
}
_CATEGORIES: Final = {Fact.ABOVE: "above", Fact.BELOW: "below", Fact.BESIDE: "beside"}


def infer(text: str, spans: Sequence[Span], people: Sequence[Known]) -> Inference:
    """What remains readable of a text, and how many of `people` fit it; the requester must be among them.

    A resident of whom floor or sex is not known fits every such fact: the count errs towards no warning only where
    the vault itself knows too little to point to anybody.
    """
    own = [home for one in people if one.standing is Standing.REQUESTER for home in _homes(one)]
    neighbours = [
        Resident(home, sex_of(one.names))
        for one in people
        if one.standing not in (Standing.REQUESTER, Standing.STAFF)
        for home in _homes(one)
        if any(home.house == mine.house for mine in own)
    ]
    facts = remaining(text, spans)
    fitting = [one for one in neighbours if all(_fits(fact, one, own) for fact in facts)]
    return Inference(facts=(Fact.HOUSE, *facts), fitting=len(fitting))


def remaining(text: str, spans: Sequence[Span]) -> tuple[Fact, ...]:
    """The facts that can be read in a text once its masks are in place."""
    masked = [one for one in spans if one.decision is not Decision.KEEP]
    for span in masked:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    prose = Prose(text)
    read = {category for _, _, category in prose.marked}
    found = [fact for fact, category in _CATEGORIES.items() if category in read]
    if "complainant" in read and "she" in read:
        found.append(Fact.WOMAN)
    if "complainant" in read and "he" in read and "she" not in read:
        found.append(Fact.MAN)
    if {"kin", "children"} <= read:
        found.append(Fact.CHILD)
    return tuple(found)


def _fits(fact: Fact, one: Resident, own: Sequence[Dwelling]) -> bool:
    if fact in _WHERE:
        floors = [_WHERE[fact](home.floor) for home in own if home.floor is not None]
        return not floors or one.home.floor is None or one.home.floor in floors
    if fact in (Fact.WOMAN, Fact.MAN):
        return one.sex in ("x", "f" if fact is Fact.WOMAN else "m")
    return True


def _homes(one: Known) -> list[Dwelling]:
    return [home_of(line, unit) for line, unit in one.addresses]
