"""A text with the places where its rows of digits begin: most patterns need to be tried nowhere else. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

_DIGITS: Final = re.compile(r"\d+")
_BEFORE_DIGITS: Final = 60
"""How many characters before a number the words stand that say what it is."""

Place = tuple[int, int]


class Numbered:
    """A text from which what was found is taken away, so that no part of it passes for something else."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.small = text.casefold()
        self.starts = [found.start() for found in _DIGITS.finditer(text)]
        self.near = " ".join([text[max(0, at - _BEFORE_DIGITS) : at] for at in self.starts]).casefold() + " "
        """What stands before numbers, in small letters."""
        self._aligned = len(self.small) == len(text)

    def remove(self, places: Iterable[Place]) -> None:
        """Makes some stretches unreadable to every pattern, at unchanged offsets."""
        for start, end in places:
            self.text = self.text[:start] + "\0" * (end - start) + self.text[end:]
            rest = [end] if self.text[end : end + 1].isdigit() else []
            self.starts = sorted([at for at in self.starts if not start <= at < end] + rest)

    def beginning(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Matches of a pattern that begins with a row of digits, none within another."""
        return self.tried(pattern, self.starts)

    def opening(
        self, pattern: re.Pattern[str], openings: Iterable[str], also: Iterable[int] = ()
    ) -> Iterator[re.Match[str]]:
        """Matches of a pattern that begins with one of some small words, or in another place, none within another.

        To look for the words and try the pattern there alone takes a tenth of trying it everywhere.
        """
        if not self._aligned:  # a letter became two where the text was made small
            return pattern.finditer(self.text)
        return self.tried(pattern, sorted({*also, *(at for one in openings for at in places_of(one, self.small))}))

    def tried(self, pattern: re.Pattern[str], places: Iterable[int]) -> Iterator[re.Match[str]]:
        """Matches of a pattern that begin in one of some places in order, none within another."""
        return tried(pattern, self.text, places)


def tried(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """Matches of a pattern that begin in one of some places of a text in order, none within another."""
    after = 0
    for at in places:
        if at >= after and (found := pattern.match(text, at)) is not None:
            after = found.end()
            yield found


def places_of(word: str, text: str) -> Iterator[int]:
    """Where some letters stand in a text."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
