"""What registers and dictionaries say of a word: how many are called so, of which sex, whether a capital says anything.

The lists come with their sources and licences in docs/reference/word-lists.md and load when first asked for.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from vault.naming.dictionary import is_listed
from vault.naming.recall import Recall
from vault.naming.words import ORDINARY_NAMES, packed_list, word_list

_SURNAME: Final = re.compile(
    r".{2,}(?:sson|sen|ström|strøm|gren|qvist|kvist|quist|berg|bergh|lund|stedt|strand|blom|holm|dahl|gaard|gård|skov|toft"
    r"|ović|ovic|ević|evic|wska|wski|ski|oğlu|oglu|yan|idze|shvili|enko|dóttir|dottir|son)"
)
_EXPLAINED: Final = word_list("explained_capitals.txt")
_COMMON: Final = 3
"""The power of ten of bearers that a common name has."""


class Given(NamedTuple):
    """A given name: "m", "f" or "x" for both, and the power of ten of its bearers in Denmark and Sweden."""

    sex: str
    size: int


def given_name(word: str) -> Given | None:
    """What the registers know of a given name, in any case; both halves of a double name must be known."""
    return _GIVEN_NAMES[word]


def _find_given_name(word: str) -> Given | None:
    name = word.casefold()
    if (found := _given().get(name)) is not None or "-" not in name:
        return found
    halves = [_given().get(half) for half in name.split("-")]
    return next((half for half in halves), None) if all(halves) else None


_GIVEN_NAMES: Final = Recall(_find_given_name)


def is_surname(word: str) -> bool:
    """Whether a word is a family name by the register or by its ending."""
    name = word.casefold()
    if name in packed_list("surnames"):
        return True
    definite = name.endswith("sen") and is_listed(name[:-1])  # "ledelsen", "påminnelsen"
    return _SURNAME.fullmatch(name) is not None and not definite


def is_small(word: str) -> bool:
    """Whether edited prose writes the word with a small letter: then it is a word, whatever else it is."""
    return word.casefold() in packed_list("small_words")


def is_ordinary(word: str) -> bool:
    """Whether a name is an ordinary word as well, so that a capital where a sentence begins says nothing."""
    name = word.casefold()
    return name in ORDINARY_NAMES or name in packed_list("names_that_are_words") or is_small(name)


def is_said_with_capital(word: str) -> bool:
    """Whether a word stands in the list of what may have a capital anywhere: days, authorities, forms of address."""
    return word.casefold() in _EXPLAINED


def is_explained(word: str) -> bool:
    """Whether a capital within a sentence says nothing: places, authorities, days, and words that are only words."""
    text = word.casefold()
    if text in _EXPLAINED:
        return True
    return (text in packed_list("places") or is_small(text)) and text not in ORDINARY_NAMES and given_name(text) is None


@cache
def _given() -> dict[str, Given]:
    """The registers' names; an English one that few bear in Denmark and Sweden counts as common all the same."""
    rows = (line.rsplit(" ", 2) for line in packed_list("given_names"))
    found = {name: Given(sex, int(size)) for name, sex, size in rows}
    for line in (files("vault.naming") / "data" / "english_given_names.txt").read_text("utf-8").splitlines():
        sex, _, names = line.partition(": ")
        for name in names.split() if sex in ("m", "f") else ():
            known = found.get(name, Given(sex, 0))
            found[name] = known._replace(size=max(known.size, _COMMON))
    return found
