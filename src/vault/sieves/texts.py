"""Whether a text could speak of somebody: by the words of their names, and by the digits and letters of their numbers."""

from collections.abc import Iterable
from typing import Final

import msgspec

from vault.naming import misspells, stems, words
from vault.sieves.letters import UNKNOWN, digits, plain_letters

_REMEMBERED: Final = 300_000
"""How many words are remembered as saying nothing of the person; memory stays bounded."""
_FOLDS_TO: Final = {"c": "k", "q": "k", "z": "s", "w": "v"}
_FOLDS_TO_AS_WELL: Final = {"p": "f", "u": "y"}
"""What a word's first letter may become when it is folded, with the letter behind it."""


class Needle(msgspec.Struct, frozen=True):
    """What a number or an address has in every writing: its digits in a row, and one of these words or beginnings."""

    digits: str = ""
    """Whatever stands between them."""
    letters: tuple[str, ...] = ()
    """None where the digits say enough."""


class SoughtWords(msgspec.Struct, frozen=True, kw_only=True):
    """What a text that speaks of somebody holds at least one of."""

    names: tuple[str, ...]
    """Folded; a word of the text is one of these but for its ending."""
    misspelt: tuple[str, ...]
    """Folded; a word may be one of these with a slip of the pen."""
    initials: tuple[str, ...]
    needles: tuple[Needle, ...]


class TextSieve:
    """Lets through every text that speaks of somebody, and few others. Made once for a walk."""

    def __init__(self, sought: SoughtWords) -> None:
        self._names = frozenset(map(_joined_alike, sought.names))
        self._misspelt = tuple(dict.fromkeys(map(_joined_alike, sought.misspelt)))
        self._initials = frozenset(plain_letters(one.encode()) for one in sought.initials)
        self._everything = any(UNKNOWN in one for one in self._initials)
        self._needles = tuple(dict.fromkeys(filter(None, map(self._needle, sought.needles))))
        firsts = {one[0] for one in (*self._names, *self._misspelt) if one}
        self._firsts = frozenset(
            code
            for code in range(ord("a"), ord("z") + 1)
            if not firsts.isdisjoint({_FOLDS_TO.get(chr(code), chr(code)), _FOLDS_TO_AS_WELL.get(chr(code), "")})
        )
        self._strange: set[bytes] = set()

    def lets_through(self, text: bytes) -> bool:
        """Whether a text in UTF-8 could speak of the person."""
        if self._everything:
            return True
        letters = plain_letters(text)
        if UNKNOWN in letters or not self._strange.issuperset(said := letters.split()) and self._is_new(said):
            return True
        if not self._needles:
            return False
        numbers = digits(text)
        return any(
            one in numbers and (not words or any(word in letters for word in words)) for one, words in self._needles
        )

    def _is_new(self, said: Iterable[bytes]) -> bool:
        """Whether a word that was not met before could be of the person's name; remembers those that could not."""
        new = set(said) - self._strange
        mine = {word for word in new if self._could_be(word)}
        if len(self._strange) + len(new) > _REMEMBERED:
            self._strange.clear()
        self._strange |= new - mine
        return bool(mine)

    def _could_be(self, word: bytes) -> bool:
        if word in self._initials:
            return True
        joined = not word.isalpha()
        if not joined and word[0] not in self._firsts:
            return False
        each = [one.text for one in words(word.decode())] if joined else [word.decode()]
        return any(self._is_name(one) for one in each) or any(one.encode() in self._initials for one in each)

    def _is_name(self, word: str) -> bool:
        forms = stems(word)
        return not self._names.isdisjoint(forms) or any(
            misspells(form, known) for form in forms for known in self._misspelt
        )

    def _needle(self, one: Needle) -> tuple[bytes, tuple[bytes, ...]] | None:
        written = tuple(plain_letters(word.encode()) for word in one.letters)
        number = digits(one.digits.encode())
        if any(UNKNOWN in word for word in written) or not (number or any(word.strip() for word in written)):
            # Of such a thing nothing can be said, and so of no text.
            self._everything = True
            return None
        return number, written


def _joined_alike(name: str) -> str:
    return name.replace("’", "'").replace("`", "'")
