"""Whether something is a word of Danish, Swedish or English: listed, joined of two, or inflected.

A list cannot hold every form of languages that join words at will. The lists come with their sources and licences in
docs/reference/word-lists.md.
"""

from functools import cache, lru_cache
from typing import Final, Protocol

from vault.naming.words import PackedWords, packed_list, unpacked

_LINKS: Final = ("", "s", "e", "o", "a")
_SHORTEST_HALF: Final = 3
_SHORTEST_RARE_HALF: Final = 5
_SHORTEST_INFLECTED: Final = 8
"""Shorter words that end so may well be names: "Bente", "Malte"."""
_SHORTEST_STEM: Final = 5
_ENDINGS: Final = frozenset(
    "s en et er ene erne ens ets ers enes ernes n t r ns ts rs ede te des nes ne rne rnes ende e es"
    " ar or na arna orna erna ars ors nas arnas ornas ernas at ade ad as are aren arens eren erens ere"
    " ing ingen inger ingar ingarna ingerne ning ningen ninger ningar ningarna ningerne ningens"
    " else elser elsen elserne igt iga ige ligt lig lige liga iske iska isk".split()
)
"""How nouns, verbs and adjectives end in Danish and Swedish; English has its s, es and ing among them."""
_LONGEST_ENDING: Final = max(map(len, _ENDINGS))


class Words(Protocol):
    """Whatever knows of a word whether it is in it: a set, or something smaller."""

    def __contains__(self, word: str, /) -> bool: ...


@lru_cache(maxsize=50_000)
def is_word(word: str) -> bool:
    """Whether a word is one of a language, or two of them joined ("cykelkælderen"), or a form of one."""
    text = word.casefold()
    plural = len(text) > _SHORTEST_STEM and text.endswith("s") and text[:-1] in _words()
    return plural or _is_known(text) or (len(text) >= _SHORTEST_INFLECTED and _is_inflected(text))


def is_listed(text: str) -> bool:
    """Whether a case-folded word stands in the lists as it is."""
    return text in _words()


def is_joined(text: str, known: Words) -> bool:
    """Whether a case-folded word is two known ones in a row, with a letter between them or without."""
    return any(text[:cut] in known and _goes_on(text[cut:], known) for cut in range(_SHORTEST_HALF, len(text) - 2))


def listed_words() -> frozenset[str]:
    """The words of the lists that come from texts."""
    return packed_list("small_words") | packed_list("common_words")


class _Known:
    """These, and the further forms that spelling dictionaries know, which are three times as many and said less often.

    The small words, which are asked for by themselves, stand in no second set of their own.
    """

    __slots__ = ("_common", "_forms", "_shortest_form", "_small")

    def __init__(self, forms: PackedWords, shortest_form: int) -> None:
        self._small = packed_list("small_words")
        self._common = packed_list("common_words")
        self._forms = forms
        self._shortest_form = shortest_form

    def __contains__(self, word: str) -> bool:
        if word in self._small or word in self._common:
            return True
        return len(word) >= self._shortest_form and word in self._forms


@cache
def _forms() -> PackedWords:
    return PackedWords(unpacked("word_forms"))


@cache
def _words() -> _Known:
    return _Known(_forms(), 0)


@cache
def _halves() -> _Known:
    """What words are joined of: a short rare form would make a word of many a name, such as "Fnugbert"."""
    return _Known(_forms(), _SHORTEST_RARE_HALF)


def _is_known(text: str) -> bool:
    return text in _words() or is_joined(text, _halves())


def _is_inflected(text: str) -> bool:
    longest = min(_LONGEST_ENDING, len(text) - _SHORTEST_STEM)
    stems = (text[:-length] for length in range(1, longest + 1) if text[-length:] in _ENDINGS)
    return any(_is_known(stem) or stem + "e" in _words() or stem + "a" in _words() for stem in stems)


def _goes_on(rest: str, known: Words) -> bool:
    return any(
        rest.startswith(link) and len(rest) - len(link) >= _SHORTEST_HALF and rest[len(link) :] in known
        for link in _LINKS
    )
