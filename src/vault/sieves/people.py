"""Whether a record of a person could be that of whom a search looks for: by a word of a name, or by a number."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from vault import normal
from vault.linkage import Level
from vault.linkage.names import ALIKE, agreement, spoken
from vault.linkage.traits import tail
from vault.naming import MOST_SLIPS, nicknames
from vault.sieves.letters import digits

_REMEMBERED: Final = 300_000
"""How many words of names are remembered; memory stays bounded."""
_ONE_SOUND: Final = dict.fromkeys("iyj", "iyj")
"""First letters that sound alike."""
NOT_PLAIN: Final = (b"\xc3\x9f", b"\xc5", b"\xcd", b"\xe1", b"\xe2", b"\xef")
"""In UTF-8, how letters and signs begin that are no plain ones and become such in a normal form: "ſ", "ﬁ", "ß"."""


class SoughtPerson(msgspec.Struct, frozen=True, kw_only=True):
    """What a record of the person has at least one of, in the forms that linkage compares."""

    words: tuple[str, ...]
    """Folded words of their names."""
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    ids: tuple[str, ...]


class Names(msgspec.Struct, frozen=True):
    """Of a record of who somebody is, what a sieve reads."""

    name: str | None = None
    other_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()


class Reach(msgspec.Struct, frozen=True):
    """Of a record of where somebody is, what a sieve reads."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


_names: Final = msgspec.msgpack.Decoder(Names).decode
_reach: Final = msgspec.msgpack.Decoder(Reach).decode
_number: Final = msgspec.msgpack.Decoder(str).decode


class PeopleSieve:
    """Lets through whoever has a word of a name that is like one of theirs, or a number that is equal.

    What it holds back would be judged different whatever else it says. Every word is looked at once for a walk.
    """

    def __init__(self, sought: SoughtPerson) -> None:
        self._words = tuple(dict.fromkeys(word for word in sought.words if len(word) > 1))
        self._phones, self._emails, self._ids = set(sought.phones), set(sought.emails), set(sought.ids)
        self._tails = [one.encode() for one in sought.phones] if all(map(_plain, sought.phones)) else [b""]
        self._addresses = [one.encode() for one in sought.emails]
        self._nicknames = frozenset(nick for own in self._words for nick in (own, *nicknames(own)))
        self._spoken = frozenset(filter(None, map(spoken, self._words)))
        self._firsts = frozenset(first for own in self._words for first in _ONE_SOUND.get(own[0], own[0]))
        self._strange: set[str] = set()

    @property
    def asks_how_to_reach(self) -> bool:
        """Whether anything but names and the national id can tell."""
        return bool(self._phones or self._emails)

    @property
    def asks_for_id(self) -> bool:
        """Whether a national id can tell."""
        return bool(self._ids)

    def names_in(self, identity: bytes) -> list[str]:
        """Every word of a name in a packed record of who somebody is, as written."""
        found = _names(identity)
        said = [] if found.name is None else found.name.split()
        for name in (*found.other_names, *found.former_names):
            said += name.split()
        return said

    def learn(self, said: Iterable[str]) -> None:
        """Looks at words of names, many at once, before any of them is asked for."""
        new = set(said) - self._strange
        if len(self._strange) + len(new) > _REMEMBERED:
            self._strange.clear()
        self._strange |= new - self._alike(new)

    def knows(self, said: Iterable[str]) -> bool:
        """Whether one of these words is like one of theirs, or was not learnt."""
        return not self._strange.issuperset(said)

    def knows_how_to_reach(self, contact: bytes) -> bool:
        """Whether a packed record of where somebody is has a number or an address that is one of theirs."""
        if not self._could_reach(contact):
            return False
        found = _reach(contact)
        return any(tail(one) in self._phones for one in found.phones) or any(
            normal.email(one) in self._emails for one in found.emails
        )

    def knows_id(self, number: bytes) -> bool:
        """Whether a packed national id is one of theirs."""
        return normal.national_id(_number(number)) in self._ids

    def _could_reach(self, contact: bytes) -> bool:
        """The same from the bytes alone, and sometimes too much."""
        if self._tails and any(map(digits(contact).__contains__, self._tails)):
            return True
        if not self._addresses:
            return False
        small = contact.lower()
        return any(
            one in small or not one.isascii() or any(lead in contact for lead in NOT_PLAIN) for one in self._addresses
        )

    def _alike(self, said: set[str]) -> set[str]:
        """Which of these words are like one of theirs: what each way of being alike needs, and then the rule itself."""
        plain = [word for word in said if word.isalpha() and word.isascii()]
        other = [word for word in said if word.isalpha() and not word.isascii()]
        # Many words are folded in one go, a line each.
        folded = normal.folded("\n".join(plain)).split("\n") if plain else []
        folded += [normal.folded(unicodedata.normalize("NFC", word)) for word in other]
        near = set[str]()
        begin_alike = [word for word in folded if word[:1] in self._firsts]
        for own in self._words:
            near.update(_within(own, folded, JaroWinkler.similarity, ALIKE))
            near.update(_within(own, begin_alike, DamerauLevenshtein.distance, MOST_SLIPS))
        near |= self._nicknames | {word for word in begin_alike if spoken(word) in self._spoken}
        could = {written for written, word in zip((*plain, *other), folded, strict=True) if word in near}
        return {word for word in (*could, *said.difference(plain, other)) if self._is_alike(word)}

    def _is_alike(self, written: str) -> bool:
        return any(
            agreement(word, own) is not Level.DIFFERENT
            for word in normal.name_words(written)
            if len(word) > 1
            for own in self._words
        )


def _within(own: str, words: Sequence[str], scorer: Callable[..., Any], cutoff: float) -> Iterator[str]:
    """Which words are so near to one of theirs."""
    return (word for word, _, _ in process.extract(own, words, scorer=scorer, score_cutoff=cutoff, limit=None))


def _plain(number: str) -> bool:
    return number.isascii() and number.isdigit()
