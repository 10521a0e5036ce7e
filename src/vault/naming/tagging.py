"""How likely a capitalised word is a person's name, by itself and by what stands around it. Pure.

The weights are a logistic regression over features of the word and its neighbours, trained by `tools/name_tagger.py` on
open sentences. They only tell what to ask about: without the file nothing is asked for their sake.
"""

import gzip
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from math import exp
from typing import Final

from vault.naming.dictionary import is_word
from vault.naming.registers import given_name, is_explained, is_ordinary, is_small, is_surname
from vault.naming.words import Word

MODEL: Final = "name_tagger.txt.gz"
_SCALE: Final = 100
"""The weights are kept as hundredths."""
_EDGE: Final = "^"
_LONGEST: Final = 18


def likelihood(text: str, row: Sequence[Word], at: int) -> float | None:
    """From 0 to 1; None where no weights are shipped."""
    weights = _weights()
    if not weights:
        return None
    word = row[at]
    total = _by_itself(word.text, opens=word.opens_sentence) + sum(map(_weight, _around(text, row, at)))
    return 1 / (1 + exp(-max(-_LONGEST * _SCALE, total) / _SCALE))


def features(text: str, row: Sequence[Word], at: int) -> Iterator[str]:
    """What is looked at. The training and the program see the same."""
    yield from _of_word(row[at].text, opens=row[at].opens_sentence)
    for group in _around(text, row, at):
        yield from _spelt(group)


@lru_cache(maxsize=50_000)
def _by_itself(word: str, *, opens: bool) -> int:
    """What a word weighs whatever stands around it."""
    weights = _weights()
    return sum(weights.get(feature, 0) for feature in _of_word(word, opens=opens))


def _of_word(word: str, *, opens: bool) -> Iterator[str]:
    plain = word.casefold()
    place = "o" if opens else "i"
    yield "b" + place
    yield f"w{plain}"
    yield f"s{_sort(word)}{place}"
    yield f"x{_shape(word)}{place}"
    for length in (2, 3, 4):
        yield f"e{plain[-length:]}"
    yield f"a{plain[:3]}"


def _around(text: str, row: Sequence[Word], at: int) -> Iterator[tuple[str, ...]]:
    """What is looked at around a word, in groups that come again: what each weighs is remembered."""
    word = row[at]
    before = row[at - 1] if at else None
    after = row[at + 1] if at + 1 < len(row) else None
    sort, opens = _sort(word.text), "o" if word.opens_sentence else "i"
    last, following = _beside(text, before, word), _beside(text, word, after)
    left = _sort(before.text) if before and last != "|" else _EDGE
    right = _sort(after.text) if after and following != "|" else _EDGE
    yield "l", before.small if before else _EDGE, "m", sort
    yield "r", after.small if after else _EDGE, "n", sort
    yield left, last, sort, following, right, opens
    if at > 1:
        yield "k", row[at - 2].small
    if at + 2 < len(row):
        yield "q", row[at + 2].small


def _spelt(group: tuple[str, ...]) -> Iterator[str]:
    """The features of a group."""
    match group:
        case near, word, sorted_, sort:
            yield near + word
            yield sorted_ + word + sort
        case left, last, sort, following, right, opens:
            yield f"L{left}{last}{sort}"
            yield f"R{sort}{following}{right}"
            yield f"B{left}{last}{sort}{following}{right}"
            yield f"p{last}{following}{opens}"
        case _:
            yield "".join(group)


@lru_cache(maxsize=50_000)
def _weight(group: tuple[str, ...]) -> int:
    weights = _weights()
    return sum(weights.get(feature, 0) for feature in _spelt(group))


def _beside(text: str, one: Word | None, other: Word | None) -> str:
    """What stands between two words, as far as it tells: nothing but a blank, a mark, or the end of a sentence."""
    if one is None or other is None:
        return "|"
    gap = text[one.end : other.start].strip(" ")
    return "|" if other.opens_sentence else gap[:1]


@lru_cache(maxsize=50_000)
def _sort(word: str) -> str:
    """What the lists say of a word, and whether it has a capital."""
    bare = word[:-1] if word.endswith("s") and given_name(word) is None else word
    given = given_name(word) or given_name(bare)
    marks = (
        ("A" if word.isupper() and len(word) > 1 else "C") if word[0].isupper() else "c",
        f"g{given.size}" if given else "",
        "s" if is_surname(word) or is_surname(bare) else "",
        "o" if is_ordinary(word) else "",
        "w" if is_word(word) else "",
        "l" if is_small(word) else "",
        "e" if is_explained(word) else "",
    )
    return "".join(marks)


@lru_cache(maxsize=20_000)
def _shape(word: str) -> str:
    shape = ""
    for letter in word:
        kind = "X" if letter.isupper() else "x" if letter.isalpha() else letter
        shape += kind if shape[-1:] != kind else ""
    return shape[:6] + ("1" if len(word) == 1 else "")


@cache
def _weights() -> dict[str, int]:
    file = files("vault.naming") / "data" / MODEL
    if not file.is_file():
        return {}
    lines = gzip.decompress(file.read_bytes()).decode("utf-8").splitlines()
    rows = (line.rpartition("\t") for line in lines if not line.startswith("#"))
    return {feature: int(weight) for feature, _, weight in rows}
