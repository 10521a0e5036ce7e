"""Whether a text could speak of somebody: by the words of their names, by the digits and letters of their numbers."""

import re
from collections.abc import Callable, Iterable
from typing import Final

import msgspec

from vault.naming import misspells, slips_in, stems, words
from vault.sieves.letters import UNKNOWN, digits, plain_letters

_REMEMBERED: Final = 300_000
"""How many words are remembered as saying nothing of the person; memory stays bounded."""
_MOST_FINDERS: Final = 6
"""Looking for words by so many first letters takes less than cutting a text into its words."""
_STRAY: Final = re.compile(rb"['-]['-]*(?:(?<=['-]['-])|(?<![a-z]['-])|(?![a-z]))")
"""Strokes that join no two words: dashes, quotes, and whatever stands doubled."""
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
        self._by_first = {one[:1]: tuple(k for k in self._misspelt if k[:1] == one[:1]) for one in self._misspelt}
        """A slip of the pen leaves the first letter."""
        self._initials = frozenset(plain_letters(one.encode()) for one in sought.initials)
        self._everything = any(UNKNOWN in one for one in self._initials)
        self._needles = tuple(dict.fromkeys(filter(None, map(self._needle, sought.needles))))
        self._finders = [
            (letter, find)
            for letter in (bytes((code,)) for code in range(ord("a"), ord("z") + 1))
            if (find := self._beginning_with(letter)) is not None
        ]
        """What finds the words that begin as one of theirs; for some letters at most, of which one is not there."""
        self._firsts = frozenset(first for first, _ in self._finders)
        self._strange: set[bytes] = set()

    def lets_through(self, text: bytes) -> bool:
        """Whether a text in UTF-8 could speak of the person."""
        if self._everything:
            return True
        letters = plain_letters(text)
        if UNKNOWN in letters or self._speaks(b" " + letters):
            return True
        if not self._needles:
            return False
        numbers = digits(text)
        for one, written in self._needles:
            if one in numbers and (not written or any(map(letters.__contains__, written))):
                return True
        return False

    def _speaks(self, letters: bytes) -> bool:
        """Whether a word could be of the person's name."""
        if len(self._finders) > _MOST_FINDERS:
            said = letters.split()
            return not self._strange.issuperset(said) and self._is_new(said)
        if b"'" in letters or b"-" in letters:
            letters = _STRAY.sub(b" ", letters)
        for begins, find in self._finders:
            if begins in letters:
                said = find(letters)
                if not self._strange.issuperset(said) and self._is_new(said):
                    return True
        return False

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
        if not joined and word[:1] not in self._firsts:
            return False
        each = [one.text for one in words(word.decode())] if joined else [word.decode()]
        return any(self._is_name(one) for one in each) or any(one.encode() in self._initials for one in each)

    def _beginning_with(self, letter: bytes) -> Callable[[bytes], list[bytes]] | None:
        """What finds the words that begin with a letter and could be of the name; None where none could.

        Such a word is as long at least as the shortest name: folding makes none longer, and a slip of the pen takes one
        letter away. Initials stand alone.
        """
        first = letter.decode()
        folded = tuple(filter(None, (_FOLDS_TO.get(first, first), _FOLDS_TO_AS_WELL.get(first))))
        lengths = [len(one) for one in self._names if one.startswith(folded)]
        lengths += [len(one) - slips_in(one) for one in self._misspelt if one.startswith(folded)]
        rests = [re.escape(one[1:]) + rb"(?![^ ])" for one in sorted(self._initials) if one.startswith(letter)]
        rests += [rb"[^ ]{%d,}" % (min(lengths) - 1)] if lengths else []
        return re.compile(rb" (%s(?:%s))" % (letter, b"|".join(rests))).findall if rests else None

    def _is_name(self, word: str) -> bool:
        forms = stems(word)
        return not self._names.isdisjoint(forms) or any(
            misspells(form, known) for form in forms for known in self._by_first.get(form[:1], ())
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
