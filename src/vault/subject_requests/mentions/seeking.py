"""One person's forms, looked for in any number of texts. Pure.

A text is cut into words at once, and only words that were not met before are looked at closely: the same few thousand
words make up most of what is written. What is left of a text that mentions nobody costs no more than that.
"""

import re
from collections.abc import Iterator, Sequence
from enum import IntFlag
from typing import Final

from vault.linkage.traits import unit_key
from vault.naming import (
    PARTICLES,
    Word,
    called,
    given_name,
    given_parts,
    initials,
    is_ordinary,
    is_surname,
    is_word,
    misspells,
    name_parts,
    stems,
    words,
)
from vault.redaction.dwellings import Dwelling, dwellings, parse
from vault.redaction.places import home_of
from vault.sieves import SoughtWords
from vault.subject_requests.mentions.model import Clue, Hit, Sought
from vault.subject_requests.mentions.numbers import needles, patterns, streets

_REMEMBERED: Final = 400_000
"""How many words of texts are remembered as having nothing to do with the person; memory stays bounded."""
_JOINS: Final = re.compile(r"(?:[ \t]|-|[ \t][A-ZÆØÅÄÖ]\.?[ \t])+")
_TURNED: Final = re.compile(r",[ \t]")
_INITIAL_BEFORE: Final = re.compile(r"(?:^|(?<=[\s(/\"]))([A-ZÆØÅÄÖ])\.?\s?$")
_UNIT_BEHIND: Final = 30
_HOUSEHOLD: Final = re.compile(
    r"(?:famili\w*|familj\w*|family|husstand\w*|hushåll\w*|household|nabo\w*|beboer\w*|lejer\w*|genbo\w*|overbo\w*"
    r"|underbo\w*|gran[n]\w*|hyresgäst\w*|boende|folkene|parret|paret|dem|damen|manden|mannen|kvinden|kvinnan|tenant\w*"
    r"|resident\w*|neighbour\w*|couple|people|man|woman|lady)(?:\W+\w+){0,2}\W{1,3}$",
    re.IGNORECASE,
)
_HOUSEHOLD_BEFORE: Final = 45
_SHORTEST_LOWER_CASE: Final = 4


class _Part(IntFlag):
    """What a word is of the person's name."""

    NONE = 0
    GIVEN = 1
    SURNAME = 2
    NICKNAME = 4
    SLIP = 8
    FIRST = 16
    """The first of the given names."""


class Seeker:
    """Looks for one person. Made once, used for every text of an organisation."""

    def __init__(self, sought: Sought) -> None:
        self.sought = sought
        self._given = {part for name in sought.names for part in given_parts(name)} - PARTICLES
        self._first = {parts[0] for name in sought.names if (parts := given_parts(name))}
        self._first |= {"".join(name.split()[:1]).casefold() for name in sought.names}
        self._surnames = {part for name in sought.names for part in _surname(name)} - PARTICLES
        self._called = {nick for name in sought.names for nick in called(name)} - self._given - self._surnames
        self._initials = {letters for name in sought.names for letters in initials(name)}
        self._letters = {name[0].upper() for name in sought.names if name}
        self._numbers = patterns(sought)
        self._streets = streets(sought)
        self._homes = tuple(
            home_of(address.line, address.unit)
            for person in sought.people
            for address in person.addresses
            if address.unit or "," in address.line
        )
        self._units = frozenset(
            unit_key(address.unit) for person in sought.people for address in person.addresses if address.unit
        )
        self._strange: set[str] = set()
        self._parts: dict[str, _Part] = {}

    def words(self) -> SoughtWords:
        """What every text has in which `hits` finds anything, as long as it is not known to be about their house."""
        known = self._given | self._surnames
        return SoughtWords(
            names=tuple(known | self._first | self._called),
            misspelt=tuple(known),
            initials=tuple(self._initials),
            needles=tuple(needles(self.sought)),
        )

    def hits(self, text: str, *, about_house: bool = False) -> tuple[Hit, ...]:
        """Everything in a text that could mean the person; `about_house` where it is known to be about their house."""
        folded = text.casefold()
        found = [Hit(*span, one.clue) for one in self._numbers for span in one.places(text, folded)]
        houses = [span for one in self._streets for span in one.places(text, folded)]
        found += [Hit(*span, Clue.HOUSE) for span in houses]
        if houses or about_house:
            found += self._dwelt(text, houses)
        if self._touches(text):
            found += self._named(text)
        return tuple(sorted(found))

    def _dwelt(self, text: str, houses: Sequence[tuple[int, int]]) -> Iterator[Hit]:
        """The person's dwelling: with its street, with words for who lives there, or alone."""
        for one in dwellings(text):
            if one.group("house") is not None:
                continue  # "in 14" says too little to look for somebody by it
            written = parse(one.group())
            if not self._is_home(written):
                continue
            start, end = one.span()
            if written.side is None and written.number is None:
                # A floor or a house by its number is home to several.
                yield Hit(start, end, Clue.HOUSE)
                continue
            # The number of the house may be read as part of the dwelling.
            street = next((at for at, behind in houses if at <= start <= behind + _UNIT_BEHIND), None)
            if street is not None:
                yield Hit(street, end, Clue.HOME)
            elif before := _HOUSEHOLD.search(text[max(0, start - _HOUSEHOLD_BEFORE) : start]):
                yield Hit(start - len(before.group()), end, Clue.HOUSEHOLD)
            else:
                yield Hit(start, end, Clue.UNIT)

    def _is_home(self, written: Dwelling) -> bool:
        """Whether a dwelling is the person's. Of whom only the house is known, no dwelling in it is."""
        homes = (home for home in self._homes if home.exact and (home.inside or not written.inside))
        return written.exact and any(written.agrees(home) for home in homes)

    def _touches(self, text: str) -> bool:
        """Whether any word of a text could be of the person's name."""
        new = set(text.split()) - self._strange
        if not new:
            return False
        mine = {token for token in new if self._is_mine(token)}
        if len(self._strange) > _REMEMBERED:
            self._strange.clear()
        self._strange |= new - mine
        return bool(mine)

    def _is_mine(self, token: str) -> bool:
        return any(self._part_of(word.text) or self._is_initials(word.text) for word in words(token))

    def _is_initials(self, word: str) -> bool:
        return word.isupper() and word in self._initials

    def _part_of(self, word: str) -> _Part:
        found = self._parts.get(word)
        if found is None:
            if len(self._parts) > _REMEMBERED:
                self._parts.clear()
            found = self._parts[word] = self._looked_up(word)
        return found

    def _looked_up(self, word: str) -> _Part:
        forms = stems(word)
        part = _Part.NONE
        for form in forms:
            part |= (_Part.GIVEN if form in self._given else _Part.NONE) | (
                _Part.SURNAME if form in self._surnames else _Part.NONE
            )
            part |= _Part.FIRST if form in self._first else _Part.NONE
        if part & (_Part.GIVEN | _Part.SURNAME):
            return part
        if any(form in self._called for form in forms):
            return _Part.NICKNAME
        if any(misspells(form, known) for form in forms for known in self._given):
            part |= _Part.GIVEN | _Part.FIRST | _Part.SLIP
        if any(misspells(form, known) for form in forms for known in self._surnames):
            part |= _Part.SURNAME | _Part.SLIP
        return part

    def _named(self, text: str) -> Iterator[Hit]:
        row = list(words(text))
        at = 0
        while at < len(row):
            if part := self._part_of(row[at].text):
                length, hit = self._run(text, row, at, part)
                at += length
                if hit is not None:
                    yield hit
                continue
            if self._is_initials(row[at].text):
                yield Hit(row[at].start, row[at].end, Clue.INITIALS)
            at += 1

    def _run(self, text: str, row: Sequence[Word], at: int, part: _Part) -> tuple[int, Hit | None]:
        """The words from `at` on that make one name, how many, and what they say."""
        run, parts = [row[at]], [part]
        stranger = False
        behind = at + 1
        while behind < len(row) and len(run) < len(self._given) + len(self._surnames) + 2:
            gap = text[run[-1].end : row[behind].start]
            if not (_JOINS.fullmatch(gap) or (len(run) == 1 and _TURNED.fullmatch(gap))):
                break
            after = self._part_of(row[behind].text)
            if not after:
                # One unknown name may stand between theirs: a middle name that nobody told.
                follows = row[behind + 1 : behind + 2]
                if row[behind].capital and follows and self._part_of(follows[0].text) and _near(text, row, behind):
                    run += [row[behind], follows[0]]
                    parts.append(self._part_of(follows[0].text))
                    behind += 2
                    continue
                stranger = row[behind].capital and not _TURNED.fullmatch(gap) and _is_name(row[behind].text)
                break
            run.append(row[behind])
            parts.append(after)
            behind += 1
        before = row[at - 1] if at and _JOINS.fullmatch(text[row[at - 1].end : row[at].start]) else None
        return behind - at, self._judged(text, run, parts, before, stranger=stranger)

    def _judged(
        self, text: str, run: Sequence[Word], parts: Sequence[_Part], before: Word | None, *, stranger: bool
    ) -> Hit | None:
        start, end = run[0].start, run[-1].end
        exact = [one for one in parts if not one & (_Part.SLIP | _Part.NICKNAME)]
        given = any(one & _Part.GIVEN and not one & _Part.SLIP for one in parts)
        surname = any(one & _Part.SURNAME for one in exact)
        if len(parts) > 1 and _two_sided(parts):
            first = any(one & _Part.FIRST for one in exact)
            whole = first and surname and not stranger and _two_sided(exact)
            return Hit(start, end, Clue.FULL_NAME if whole else Clue.NAME_ALIKE)
        word, part = run[0], parts[0]
        initial = _INITIAL_BEFORE.search(text[max(0, start - 3) : start])
        if surname and initial is not None:
            # Another initial is another person.
            mine = initial.group(1) in self._letters
            return Hit(start - len(initial.group()), end, Clue.NAME_ALIKE) if mine else None
        if stranger or (before is not None and _is_anothers(before)):
            # A given name before another surname, or a surname behind another given name: somebody else.
            return None
        return self._alone(word, part, given=given, surname=surname)

    def _alone(self, word: Word, part: _Part, *, given: bool, surname: bool) -> Hit | None:
        reads = word.capital and not (word.opens_sentence and is_ordinary(word.text))
        reads = reads or (len(word.text) >= _SHORTEST_LOWER_CASE and not is_word(word.text))
        if not reads or part & _Part.SLIP:
            return None
        clue = Clue.GIVEN_NAME if given else Clue.SURNAME if surname else Clue.NICKNAME
        return Hit(word.start, word.end, clue)


def _surname(name: str) -> tuple[str, ...]:
    found = name.split()
    return name_parts(found[-1]) if len(found) > 1 else ()


def _near(text: str, row: Sequence[Word], at: int) -> bool:
    return bool(_JOINS.fullmatch(text[row[at].end : row[at + 1].start]))


def _two_sided(parts: Sequence[_Part]) -> bool:
    """Whether one word is of the given names and another of the surname."""
    given = [at for at, one in enumerate(parts) if one & (_Part.GIVEN | _Part.NICKNAME)]
    surname = [at for at, one in enumerate(parts) if one & _Part.SURNAME]
    return any(one != other for one in given for other in surname)


def _is_anothers(before: Word) -> bool:
    """Whether the word before is somebody else's name; where a sentence begins, only if it is nothing but a name."""
    if not before.capital:
        return False
    return _is_name(before.text) if not before.opens_sentence else _is_only_a_name(before.text)


def _is_only_a_name(word: str) -> bool:
    return given_name(word) is not None and not is_ordinary(word) and not is_word(word)


def _is_name(word: str) -> bool:
    bare = word.removesuffix("s")
    return any(is_surname(one) or given_name(one) is not None for one in (word, bare)) or not is_word(word)
