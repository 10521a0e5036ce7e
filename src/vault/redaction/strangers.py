"""Capitalised words that nothing explains: they could name somebody, so a person is asked."""

from collections.abc import Iterator
from typing import Final

from vault.naming import word_list, words
from vault.redaction.model import Decision, Ground, Kind, Span

_EXPLAINED: Final = word_list("explained_capitals.txt")
_SHORTEST: Final = 2


def strangers(text: str, familiar: frozenset[str]) -> Iterator[Span]:
    """Capitalised words inside sentences, except those that everybody knows and the case-folded `familiar`."""
    for word in words(text):
        known = word.text.casefold() in _EXPLAINED or word.text.casefold() in familiar
        if word.capital and not word.opens_sentence and not known and len(word.text) >= _SHORTEST:
            yield Span(
                start=word.start,
                end=word.end,
                kind=Kind.PERSON,
                decision=Decision.ASK,
                ground=Ground.UNDECIDED,
                ref=None,
                reason="a capitalised word that nothing explains",
            )
