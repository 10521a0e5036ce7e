"""Words of a text, and the forms in which a name can stand there. Pure."""

import gzip
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import accumulate, repeat
from typing import Final, NamedTuple

from vault.normal import folded as _folded

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’´`-][^\W\d_]+)*")
_PARTED: Final = re.compile(rf"({_WORD.pattern})")
# What opens a sentence before a word: the beginning of the text, or one of these marks, and blanks.
_OPENING: Final = frozenset('.!?:;\n\r"”»•/(–—')
_BLANKS: Final = " \t"
_APOSTROPHE: Final = re.compile(r"['’´`:](?:s|er|en|ne)?$", re.IGNORECASE)
_SHORTEST_STEM: Final = 3
_ALIKE: Final = 3
"""Words that share so many first letters stand together where they are packed: some fifty."""
folded = lru_cache(maxsize=50_000)(_folded)
"""`vault.normal.folded`, remembered: a text says the same words again and again."""


def word_list(name: str) -> frozenset[str]:
    """A shipped list of words, case-folded; lines that begin with # are comments."""
    lines = (files("vault.naming") / "data" / name).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def packed_list(name: str) -> frozenset[str]:
    """A shipped list that is packed, kept from then on; one word a line, case-folded."""
    return frozenset(unpacked(name))


def unpacked(name: str) -> Iterator[str]:
    """The words of a list that is packed, read anew: for whoever makes something else of them and keeps that."""
    packed = (files("vault.naming") / "data" / f"{name}.txt.gz").read_bytes()
    with gzip.open(BytesIO(packed), "rt", encoding="utf-8") as lines:
        yield from map(str.rstrip, lines)


class PackedWords:
    """Whether a word is one of very many, in a tenth of the memory of a set and five times its time.

    Words that begin alike stand in one text, each on a line of its own; a word has no line break in it.
    """

    __slots__ = ("_lines",)

    def __init__(self, words: Iterable[str]) -> None:
        alike: dict[str, list[str]] = {}
        for word in words:
            alike.setdefault(word[:_ALIKE], []).append(word)
        self._lines = {beginning: "\n".join(("", *some, "")) for beginning, some in alike.items()}

    def __contains__(self, word: str) -> bool:
        lines = self._lines.get(word[:_ALIKE])
        return lines is not None and f"\n{word}\n" in lines


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


class Parted(NamedTuple):
    """A text taken apart: a row for each thing that is asked of its words, all of one length."""

    words: list[Word]
    gaps: list[str]
    """What stands before each word, behind the one before it."""
    starts: list[int]
    written: list[str]
    capital: list[bool]
    small: list[str]


_made: Final = tuple.__new__
"""What `Word(...)` comes to, at half its price: a text has hundreds of words."""


def parted(text: str) -> Parted:
    """The words of a text in order; letters only, with inner hyphens and apostrophes.

    By whole rows and no loop over the words, which costs a third: every text that is redacted comes through here.
    """
    parts = _PARTED.split(text)
    gaps, written = parts[:-1:2], parts[1::2]
    ends = list(accumulate(map(len, parts)))
    starts = ends[:-1:2]
    small = list(map(str.casefold, written))
    opens = [gap != " " and gap.rstrip(_BLANKS)[-1:] in _OPENING for gap in gaps]
    if gaps and not gaps[0].strip(_BLANKS):
        opens[0] = True
    capital = [word[0].isupper() for word in written]
    rows = zip(starts, ends[1::2], written, opens, capital, small, strict=True)
    return Parted(list(map(_made, repeat(Word), rows)), gaps, starts, written, capital, small)


def words(text: str) -> list[Word]:
    """The words of a text in order; see `parted`."""
    return parted(text).words


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
