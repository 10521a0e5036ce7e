"""Words of a text, and the forms in which a name can stand there. Pure."""

import gzip
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from vault.normal import folded as _folded

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’´`-][^\W\d_]+)*")
# What opens a sentence before a word: the beginning of the text, or one of these marks, and blanks.
_OPENING: Final = re.compile(r"(?:\A|[.!?:;\n\r\"”»•/(–—])[ \t]*(?=[^\W\d_])")
_APOSTROPHE: Final = re.compile(r"['’´`:](?:s|er|en|ne)?$", re.IGNORECASE)
_SHORTEST_STEM: Final = 3
folded = lru_cache(maxsize=50_000)(_folded)
"""`vault.normal.folded`, remembered: a text says the same words again and again."""


def word_list(name: str) -> frozenset[str]:
    """A shipped list of words, case-folded; lines that begin with # are comments."""
    lines = (files("vault.naming") / "data" / name).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def packed_list(name: str) -> frozenset[str]:
    """A shipped list that is packed; one word a line, case-folded."""
    packed = (files("vault.naming") / "data" / f"{name}.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").splitlines())


# Names that are ordinary words as well. They count as names where a capital stands inside a sentence, or beside
# another part of the same person's name.
ORDINARY_NAMES: Final = word_list("ordinary_names.txt")


class Word(NamedTuple):
    """A word of a text with its place."""

    start: int
    end: int
    text: str
    opens_sentence: bool
    capital: bool
    small: str
    """The text, case-folded."""


_made: Final = tuple.__new__
"""What `Word(...)` comes to, at half its price: a text has hundreds of words."""


def words(text: str) -> Iterator[Word]:
    """The words of a text in order; letters only, with inner hyphens and apostrophes."""
    opened = {found.end() for found in _OPENING.finditer(text)}
    for found in _WORD.finditer(text):
        start, end = found.span()
        word = found.group()
        yield _made(Word, (start, end, word, start in opened, word[0].isupper(), word.casefold()))


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """What a word may be a form of, folded: itself, and itself without a genitive ending.

    Danish and Swedish add an s, English an apostrophe and an s; names in s, x and z take an apostrophe alone, or
    nothing. A Danish apostrophe may carry "er" or "en" as well ("CPR'en").
    """
    bare = _APOSTROPHE.sub("", word)
    forms = {folded(word): None, folded(bare): None}
    if bare[-1:].casefold() == "s" and len(bare) > _SHORTEST_STEM:
        forms[folded(bare[:-1])] = None
    return tuple(forms)


@lru_cache(maxsize=20_000)
def name_parts(name: str) -> tuple[str, ...]:
    """The words of a name, folded, with the halves of a double name as well."""
    parts: dict[str, None] = {}
    for word in _WORD.findall(name):
        parts[folded(word)] = None
        for half in re.split(r"[-'’]", word):
            if len(half) > 1:
                parts[folded(half)] = None
    return tuple(parts)
