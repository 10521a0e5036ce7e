"""Words that carry meaning for redaction, by language: who is spoken of, kinship, health, offences, circumstances.

A word is looked up whole and by its beginnings, so that a text of any length costs a look-up for each word.
"""

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Final

from vault.language import Language
from vault.naming import Recall, Word
from vault.redaction.speaking import BECAUSE, BEGINNERS, SPEAKING

_CATEGORY_SEPARATOR: Final = re.compile(r"\s*,\s*")
_ENOUGH: Final = 120
"""How many words tell a language."""
_SHORTEST_BEGINNING: Final = 2
_TWO: Final = 2
"""With how many words a phrase is looked up."""
_BODY: Final = "body"
"""The topic of health that is a category of its own as well: a part of a body may be no more than what was hit."""
_AS_WRITTEN: Final = "as_written"
"""The row that tells how words are written that people write as they say them: "e är"."""

Categories = frozenset[str]
Phrase = tuple[tuple[str, ...], str]
"""Its words, and its category."""


class Following:
    """The phrases that begin with one word, by the second: as it is, or by what it begins with."""

    def __init__(self) -> None:
        self._whole: defaultdict[str, list[Phrase]] = defaultdict(list)
        self._beginnings: list[tuple[str, Phrase]] = []
        self.with_second = Recall(self._find, 1_000).__getitem__
        """Phrases whose second word a word may be."""

    def add(self, words: tuple[str, ...], category: str) -> None:
        if words[1].endswith("*"):
            self._beginnings.append((words[1][:-1], (words, category)))
        else:
            self._whole[words[1]].append((words, category))

    def _find(self, word: str) -> tuple[Phrase, ...]:
        begun = (phrase for begins, phrase in self._beginnings if word.startswith(begins))
        return (*self._whole.get(word, ()), *begun)


class Doing:
    """What a word may do, so that most words of a text need no closer look."""

    JOINS: Final = 1
    """Begin a clause."""
    SAYS: Final = 2
    NOMINATIVE: Final = 4
    SPEAKS: Final = 8
    """Speak of somebody."""


class Lexicon:
    """The categories of words and phrases of one language."""

    def __init__(self, rows: dict[str, str | dict[str, str]]) -> None:
        self._whole: defaultdict[str, set[str]] = defaultdict(set)
        self._beginnings: defaultdict[str, set[str]] = defaultdict(set)
        self._endings: defaultdict[str, set[str]] = defaultdict(set)
        self._phrases: defaultdict[str, Following] = defaultdict(Following)
        written = str(rows.get(_AS_WRITTEN, ""))
        self._as_written = dict(_pair(item) for item in written.split(",") if item)
        for category, topics in rows.items():
            if category == _AS_WRITTEN:
                continue
            for topic, items in topics.items() if isinstance(topics, dict) else (("", topics),):
                for item in _CATEGORY_SEPARATOR.split(items.strip()):
                    self._add(item.strip(), category)
                    if topic:
                        self._add(item.strip(), f"{category}:{topic}")
                    if topic == _BODY:
                        self._add(item.strip(), _BODY)
        self.categories = Recall(self._find).__getitem__
        self.bits = Recall(self._bits).__getitem__
        """What a word may do in a text, as bits of a number: see `Doing`."""
        self.going_on = {word: following.with_second for word, following in self._phrases.items()}
        """By the case-folded words with which phrases begin: tells which of them a second word may be of."""

    def _add(self, item: str, category: str) -> None:
        # The pronouns that are told from other words by their capital keep it: "De", "Deres", "I".
        words = tuple(item.split() if category.startswith("second") or item[:1] == "I" else item.casefold().split())
        if len(words) > 1:
            self._phrases[words[0]].add(words, category)
        elif item.startswith("*"):
            self._endings[words[0][1:]].add(category)
        elif item.endswith("*"):
            self._beginnings[words[0][:-1]].add(category)
        elif words:
            self._whole[words[0]].add(category)

    def _find(self, word: str) -> Categories:
        """The categories of a single word."""
        plain = word.replace("’", "'")
        text = plain.casefold()
        if text in self._as_written:
            return self._find(self._as_written[text])
        found = self._whole.get(text, set()) | self._whole.get(plain, set())
        for length in range(_SHORTEST_BEGINNING, len(text) + 1):
            found |= self._beginnings.get(text[:length], set()) | self._endings.get(text[-length:], set())
        return frozenset(found)

    def _bits(self, word: str) -> int:
        found, small = self.categories(word), word.casefold()
        return (
            (Doing.JOINS if "conjunctions" in found or small in BECAUSE else 0)
            | (Doing.SAYS if "says" in found else 0)
            | (Doing.NOMINATIVE if small in BEGINNERS else 0)
            | (0 if found.isdisjoint(SPEAKING) else Doing.SPEAKS)
        )

    def phrases(self, words: list[str], at: int) -> list[tuple[int, str]]:
        """Phrases that begin with one of a row of case-folded words: how many words each has, and its category."""
        following = self._phrases.get(words[at])
        if following is None or at + 1 >= len(words):
            return []
        found = following.with_second(words[at + 1])
        return [
            (len(phrase), category)
            for phrase, category in found
            if len(phrase) == _TWO
            or (at + len(phrase) <= len(words) and all(map(_fits, words[at + _TWO : at + len(phrase)], phrase[_TWO:])))
        ]


@cache
def lexicon(language: Language) -> Lexicon:
    """The shipped words of a language."""
    text = (files("vault.redaction") / "lexicon" / f"{language.value}.toml").read_text("utf-8")
    return Lexicon(tomllib.loads(text))


def language_of(words: list[Word], otherwise: Language) -> Language:
    """In which language a text is written, by its small words; `otherwise` where nothing tells."""
    counts = {
        language: sum("function_words" in lexicon(language).categories(word.text) for word in words[:_ENOUGH])
        for language in (otherwise, *(one for one in Language if one is not otherwise))
    }
    return max(counts, key=lambda one: counts[one])


def _pair(item: str) -> tuple[str, str]:
    said, written = item.split()
    return said, written


def _fits(word: str, part: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part
