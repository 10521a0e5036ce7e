"""Names of known people in a text: full, partial, in the genitive, misspelt, as initials."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import msgspec

from vault.naming import ORDINARY_NAMES, Word, misspells, slips_in, stems, words
from vault.redaction.model import Decision, Ground, Kind, Span, Standing
from vault.redaction.people import People

_BETWEEN_PARTS: Final = re.compile(r"(?:[ \t]|-|[ \t][A-ZÆØÅÄÖÉ]\.[ \t])+")
_INITIAL_BEFORE: Final = re.compile(r"(?:^|(?<=[\s(/\"]))(?:[A-ZÆØÅÄÖÉ]\.\s?){1,2}$")
_INITIAL_AFTER: Final = re.compile(r"[ \t][A-ZÆØÅÄÖÉ](?:\.|\b(?![\w'’]))")
_INITIALS: Final = re.compile(r"(?<![\w.])[A-ZÆØÅÄÖ]{2,4}(?:s|'s|:s)?(?![\w])|(?<![\w/])/(?P<signed>[a-zæøåäö]{2,4})\b")
_SHORTEST_LOWER_CASE: Final = 4


class Names:
    """Finds known people's names; decides by whom the found words fit best."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._vocabulary = tuple(word for word in people.by_word if slips_in(word))
        self._nearest = lru_cache(maxsize=20_000)(self._find_nearest)

    def spans(self, text: str) -> Iterator[Span]:
        yield from self._named(text)
        yield from self._initialled(text)

    def _named(self, text: str) -> Iterator[Span]:
        """Rows of words that are all of one person's name; where two people's names meet, each has its own."""
        run: list[Word] = []
        owners: frozenset[str] = frozenset()
        for word in words(text):
            joined = bool(run) and _joined(text, run[-1], word)
            refs = frozenset(self._refs(word, after_name=joined))
            if run and joined and refs & owners:
                run.append(word)
                owners &= refs
                continue
            if run:
                yield self._span(text, run, owners)
            run, owners = ([word], refs) if refs else ([], frozenset())
        if run:
            yield self._span(text, run, owners)

    def _refs(self, word: Word, *, after_name: bool) -> tuple[str, ...]:
        """Whose name a word is part of; nobody's where it is more likely an ordinary word."""
        found = next((refs for stem in stems(word.text) if (refs := self._people.by_word.get(stem))), ())
        if found:
            return found if after_name or _reads_as_name(word) else ()
        if word.capital:
            return self._nearest(word.text)
        return ()

    def _find_nearest(self, text: str) -> tuple[str, ...]:
        """Whose name a word misspells by one letter, or by two where it is long."""
        for stem in stems(text):
            for known in self._vocabulary:
                if misspells(stem, known):
                    return self._people.by_word[known]
        return ()

    def _span(self, text: str, run: list[Word], owners: frozenset[str]) -> Span:
        start, end = run[0].start, run[-1].end
        if before := _INITIAL_BEFORE.search(text[max(0, start - 8) : start]):
            start -= len(before.group())
        if after := _INITIAL_AFTER.match(text, end):
            end = after.end()
        ref = self._people.likeliest(owners)
        found = self._decided(start, end, ref, "name of a known person")
        if reason := self._doubt(run, owners, ref):
            return msgspec.structs.replace(found, decision=Decision.ASK, ground=Ground.UNDECIDED, reason=reason)
        return found

    def _doubt(self, run: list[Word], owners: frozenset[str], ref: str) -> str | None:
        """Why a person must look at a name that was found; None where its owner is clear."""
        stands = self._people.standing(ref)
        if stands is Standing.REQUESTER:
            others = [one for one in owners if self._people.standing(one) is not Standing.REQUESTER]
            # A surname alone that is shared, as in a household, stays the requester's.
            doubled = len(run) > 1 or any(self._people.is_given_name(one, run[0]) for one in others)
            return "a name that the requester shares with somebody" if others and doubled else None
        if stands is Standing.OTHER and len(run) == 1 and _may_be_ordinary(run[0]):
            return "a name of somebody known, or a word"
        return None

    def _initialled(self, text: str) -> Iterator[Span]:
        for found in _INITIALS.finditer(text):
            letters = (found.group("signed") or found.group()).rstrip("s':").upper()
            refs = self._people.by_initials.get(letters, ())
            start = found.start("signed") if found.group("signed") else found.start()
            if refs:
                yield self._decided(start, found.end(), self._people.likeliest(refs), "initials of a known person")

    def _decided(self, start: int, end: int, ref: str, reason: str) -> Span:
        shown = self._people.standing(ref) in (Standing.REQUESTER, Standing.STAFF, Standing.NAMED)
        return Span(
            start=start,
            end=end,
            kind=Kind.PERSON,
            decision=Decision.KEEP if shown else Decision.HIDE,
            ground=None if shown else self._people.ground(ref, Kind.PERSON),
            ref=ref,
            reason=reason,
        )


def _joined(text: str, one: Word, other: Word) -> bool:
    return _BETWEEN_PARTS.fullmatch(text, one.end, other.start) is not None


def _may_be_ordinary(word: Word) -> bool:
    """Whether a capital proves nothing: an ordinary word where every word has one."""
    return word.opens_sentence and word.text.casefold() in ORDINARY_NAMES


def _reads_as_name(word: Word) -> bool:
    if word.text.casefold() in ORDINARY_NAMES:
        return word.capital
    return word.capital or len(word.text) >= _SHORTEST_LOWER_CASE
