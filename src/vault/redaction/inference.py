"""Who can still be meant by what stays readable: masks do not stop a reader from working it out.

Every fact that remains narrows down who lives in the house. Fewer than five who fit, and a person is warned, with the
facts named. Pure; counts people and never says who they are.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from vault.redaction.dwellings import Dwelling, dwellings, parse
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
    FAMILY = "family"
    """They live with somebody."""
    ALONE = "alone"
    OLD = "old"
    DWELLING = "dwelling"
    """A floor or a door that is not the requester's."""


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
    alone: bool
    """Whether nobody else is on file in that home."""
    born: date | None


_WHERE: Final[dict[Fact, Callable[[int], int]]] = {
    Fact.ABOVE: lambda floor: floor + 1,
    Fact.BELOW: lambda floor: floor - 1,
    Fact.BESIDE: lambda floor: floor,
}
_SAID: Final = {Fact.ALONE: "lives_alone", Fact.OLD: "old"}
_OLD: Final = 65 * 365
_CATEGORIES: Final = {Fact.ABOVE: "above", Fact.BELOW: "below", Fact.BESIDE: "beside"}


def infer(text: str, spans: Sequence[Span], people: Sequence[Known]) -> Inference:
    """What remains readable of a text, and how many of `people` fit it; the requester must be among them.

    A resident of whom floor or sex is not known fits every such fact: the count errs towards no warning only where
    the vault itself knows too little to point to anybody.
    """
    own = [home for one in people if one.standing is Standing.REQUESTER for home in _homes(one)]
    homes = Counter(home for one in people for home in set(_homes(one)))
    neighbours = [
        Resident(home, sex_of(one.names), homes[home] == 1, one.date_of_birth)
        for one in people
        if one.standing not in (Standing.REQUESTER, Standing.STAFF)
        for home in _homes(one)
        if any(home.house == mine.house for mine in own)
    ]
    readable = unmasked(text, spans)
    facts = remaining(readable)
    written = [parse(found.group()) for found in dwellings(readable) if found.group("known", "house") == (None, None)]
    elsewhere = [one for one in written if one.exact and not any(one.agrees(home) for home in own)]
    if elsewhere:
        facts = (*facts, Fact.DWELLING)
    fitting = [
        one
        for one in neighbours
        if all(_fits(fact, one, own) for fact in facts) and all(there.agrees(one.home) for there in elsewhere[:1])
    ]
    return Inference(facts=(Fact.HOUSE, *facts), fitting=len(fitting))


def unmasked(text: str, spans: Sequence[Span]) -> str:
    """A text with blanks in place of all that is masked, at unchanged offsets."""
    parts: list[str] = []
    at = 0
    for span in (one for one in spans if one.decision is not Decision.KEEP):
        parts += (text[at : span.start], " " * (span.end - span.start))
        at = span.end
    return "".join((*parts, text[at:]))


def remaining(text: str) -> tuple[Fact, ...]:
    """The facts about somebody else that can be read in a text."""
    prose = Prose(text)
    read = {category for _, _, category in prose.marked}
    found = [fact for fact, category in _CATEGORIES.items() if category in read]
    if "complainant" in read and "she" in read:
        found.append(Fact.WOMAN)
    if "complainant" in read and "he" in read and "she" not in read:
        found.append(Fact.MAN)
    if {"kin", "children"} <= read:
        found.append(Fact.CHILD)
    if "kin" in read and read & {"partners", "parents", "siblings"}:
        found.append(Fact.FAMILY)
    found.extend(fact for fact, category in _SAID.items() if category in read)
    return tuple(found)


def _fits(fact: Fact, one: Resident, own: Sequence[Dwelling]) -> bool:
    if fact in _WHERE:
        floors = [_WHERE[fact](home.floor) for home in own if home.floor is not None]
        return not floors or one.home.floor is None or one.home.floor in floors
    if fact in (Fact.WOMAN, Fact.MAN):
        return one.sex in ("x", "f" if fact is Fact.WOMAN else "m")
    if fact is Fact.ALONE:
        return one.alone
    if fact is Fact.OLD:
        return one.born is None or (date.today() - one.born).days > _OLD  # noqa: DTZ011 -- a day does not matter
    return True


def _homes(one: Known) -> list[Dwelling]:
    return [home_of(line, unit) for line, unit in one.addresses]
