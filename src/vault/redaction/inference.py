"""Who can still be meant by what stays readable: masks do not stop a reader from working it out.

Every fact that remains narrows down who lives in the house, and a reader has all texts of a case before them: what one
says of a neighbour and what the next says are put together as long as both can be of the same. Fewer than five who fit,
and a person is warned, with the facts named. Pure; counts people and never says who they are.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from vault.language import Language
from vault.redaction.dwellings import Dwelling, dwellings, parse
from vault.redaction.model import Decision, Known, Span, Standing
from vault.redaction.people import sex_of
from vault.redaction.places import home_of
from vault.redaction.prose import Prose
from vault.redaction.spoken import said_digits

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
    MOVED_IN = "moved_in"
    """Since when they live there, or for how many years."""
    THEN = "then"
    """They lived there on the day of the text; named where somebody of the house did not."""


_EVERYBODYS: Final = frozenset((Fact.HOUSE, Fact.THEN))
"""What is true of whoever could be disturbed, and so points to nobody by itself."""


class Inference(msgspec.Struct, frozen=True, kw_only=True):
    """How many people still fit the facts that remain readable."""

    facts: tuple[Fact, ...]
    fitting: int
    texts: int = 1
    """How many texts of a case tell of them between them."""

    @property
    def warns(self) -> bool:
        return 0 < self.fitting < FEWEST and not self.tells_nothing

    @property
    def tells_nothing(self) -> bool:
        """Whether all of it is true of everybody whom the requester could disturb."""
        return _EVERYBODYS.issuperset(self.facts)


class Pointing(msgspec.Struct, frozen=True):
    """To whom that points which remains readable."""

    facts: tuple[Fact, ...]
    who: frozenset[str]
    """`Known.ref` of everybody who fits all of it."""
    texts: int = 1

    @property
    def inference(self) -> Inference:
        return Inference(facts=self.facts, fitting=len(self.who), texts=self.texts)

    def with_more(self, other: "Pointing") -> "Pointing":
        """What both say, taken as said of the same person."""
        both = frozenset((*self.facts, *other.facts))
        facts = tuple(fact for fact in Fact if fact in both)
        return Pointing(facts, self.who & other.who, self.texts + other.texts)


class Reader:
    """What somebody who reads the texts of one case one after the other puts together about others."""

    def __init__(self) -> None:
        self._about: list[Pointing] = []
        """One for each person whom the texts seem to tell of: nobody fits two of them."""

    def reads(self, found: Pointing) -> Inference:
        """To how few the text points, together with those before it of which it can be told the same.

        Of several such it joins the one that leaves the fewest, so that a person is rather warned than not.
        """
        if found.inference.tells_nothing:
            return found.inference
        joined = [(len(one.who & found.who), at) for at, one in enumerate(self._about) if one.who & found.who]
        if not joined:
            self._about.append(found)
            return found.inference
        _, at = min(joined)
        self._about[at] = more = self._about[at].with_more(found)
        # Where those before it add nothing, the text is told of by itself.
        return more.inference if more.who < found.who else found.inference


class Resident(msgspec.Struct, frozen=True):
    """What is known of somebody in the requester's house on the day of a text."""

    ref: str
    home: Dwelling
    since: date | None
    sex: str
    alone: bool
    """Whether nobody else is on file in that home."""
    born: date | None


_WHERE: Final[dict[Fact, Callable[[int], int]]] = {
    Fact.ABOVE: lambda floor: floor + 1,
    Fact.BELOW: lambda floor: floor - 1,
    Fact.BESIDE: lambda floor: floor,
}
_TENURE: Final = frozenset(("moved_in", "lived_here"))
_YEAR: Final = re.compile(r"\b(?:19[3-9]|20\d)\d\b")
_YEARS: Final = re.compile(r"\b(?P<many>\d{1,2}|[^\W\d_]{2,12})\s(?:år|aar|years?)\b", re.IGNORECASE)
_YEARS_APART: Final = 1
"""So far a year may be off that somebody tells of themselves."""
_SAID: Final = {Fact.ALONE: "lives_alone", Fact.OLD: "old"}
_OLD: Final = 65 * 365
_CATEGORIES: Final = {Fact.ABOVE: "above", Fact.BELOW: "below", Fact.BESIDE: "beside"}


def infer(
    text: str, spans: Sequence[Span], people: Sequence[Known], on: date, language: Language | None = None
) -> Pointing:
    """What remains readable of a text of the day `on`, and who of `people` fits it; the requester is among these.

    Only who may have lived in the house on that day is counted. A resident of whom floor, sex or first day is not known
    fits every such fact: the count errs towards no warning only where the vault itself knows too little to point to
    anybody.
    """
    own_people = [one for one in people if one.standing is Standing.REQUESTER]
    # Where the requester lived on no known address then, each of theirs counts.
    own = [home for one in own_people for home, _ in _homes(one, on)] or [
        home for one in own_people for home, _ in _homes(one, None)
    ]
    homes = Counter(home for one in people for home in {home for home, _ in _homes(one, on)})
    everybody = [one for one in people if one.standing not in (Standing.REQUESTER, Standing.STAFF)]
    neighbours = [
        Resident(one.ref, home, since, sex_of(one.names), homes[home] == 1, one.date_of_birth)
        for one in everybody
        for home, since in _homes(one, on)
        if _in_house(home, own)
    ]
    readable = unmasked(text, spans)
    prose = Prose(readable, language)
    facts = remaining(prose)
    places = dwellings(readable, prose.apart)
    written = [parse(found.group()) for found in places if found.group("known", "house") == (None, None)]
    elsewhere = [one for one in written if one.exact and not any(one.agrees(home) for home in own)]
    if elsewhere:
        facts = (*facts, Fact.DWELLING)
    since = moved_in(prose, on, own_people)
    if since is not None:
        facts = (*facts, Fact.MOVED_IN)
    if any(_in_house(home, own) for one in everybody for home, _ in _homes(one, None) if not _homes(one, on)):
        facts = (*facts, Fact.THEN)
    fitting = frozenset(
        one.ref
        for one in neighbours
        if all(_fits(fact, one, own, on) for fact in facts)
        and all(there.agrees(one.home) for there in elsewhere[:1])
        and (since is None or one.since is None or abs(one.since.year - since) <= _YEARS_APART)
    )
    return Pointing((Fact.HOUSE, *facts), fitting)


def unmasked(text: str, spans: Sequence[Span]) -> str:
    """A text with blanks in place of all that is masked, at unchanged offsets."""
    parts: list[str] = []
    at = 0
    for span in (one for one in spans if one.decision is not Decision.KEEP):
        parts += (text[at : span.start], " " * (span.end - span.start))
        at = span.end
    return "".join((*parts, text[at:]))


def remaining(prose: Prose) -> tuple[Fact, ...]:
    """The facts about somebody else that can be read in a text."""
    read = prose.every_category
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


def moved_in(prose: Prose, on: date, own: Sequence[Known]) -> int | None:
    """The year since when somebody other than the requester lives there, as a text of the day `on` tells it.

    "Moved in in 2019", "has lived here for twelve years". A sentence that names the requester is about them.
    """
    mine = {part for one in own for name in one.names for part in name.casefold().split()}
    for at, _, _ in prose.marked_as(_TENURE):
        row = prose.sentences[prose.sentence_of[at]]
        if mine.isdisjoint(prose.small[row.start : row.stop]):
            (start, end), here = prose.whole(row), prose.words[at].start
            # What follows is nearer: "she, 82 years old, has lived here for ten years".
            if found := _year_in(prose.text[here:end], on) or _year_in(prose.text[start:here], on):
                return found
    return None


def _year_in(text: str, on: date) -> int | None:
    """A year, or that of so many years before a day."""
    if year := _YEAR.search(text):
        return int(year.group())
    lengths = (said_digits(found.group("many")) for found in _YEARS.finditer(text))
    return next((on.year - int(years) for years in lengths if years), None)


def _in_house(home: Dwelling, own: Sequence[Dwelling]) -> bool:
    return any(home.house == mine.house for mine in own)


def _fits(fact: Fact, one: Resident, own: Sequence[Dwelling], on: date) -> bool:
    if fact in _WHERE:
        floors = [_WHERE[fact](home.floor) for home in own if home.floor is not None]
        return not floors or one.home.floor is None or one.home.floor in floors
    if fact in (Fact.WOMAN, Fact.MAN):
        return one.sex in ("x", "f" if fact is Fact.WOMAN else "m")
    if fact is Fact.ALONE:
        return one.alone
    if fact is Fact.OLD:
        return one.born is None or (on - one.born).days > _OLD
    return True


def _homes(one: Known, on: date | None) -> list[tuple[Dwelling, date | None]]:
    """Where somebody may have lived on a day, and since when; every home of theirs without one."""
    stays = one.stays or ((None, None),) * len(one.addresses)
    return [
        (home_of(line, unit), since)
        for (line, unit), (since, until) in zip(one.addresses, stays, strict=True)
        if on is None or ((since is None or since <= on) and (until is None or until >= on))
    ]
