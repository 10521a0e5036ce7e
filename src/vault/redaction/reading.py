"""A text as a reader sees it, whatever its characters are made of.

An accent may be a character of its own ("A" and a ring), and a word may hold what is not seen at all (a soft hyphen).
The finders look for what is read, so every text is brought to one form first, with the places that it came from.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from vault.redaction.scanning import unscanned

# Soft hyphens, joiners, direction marks: category Cf of what word processors and web pages leave within words.
_UNSEEN: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


class Reading(NamedTuple):
    """A text composed and without what is not seen; the start and end in the original of each character."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original a stretch of the reading lies, with every mark that belongs to its letters."""
        return self.starts[start], self.ends[end - 1]


def read(text: str) -> Reading:
    """How a text reads: composed, and with letters for the digits that a scanner took them for.

    Most are composed already and come back as they are.
    """
    reading = _composed(text)
    return reading._replace(text=unscanned(reading.text))


def _composed(text: str) -> Reading:
    if _is_plain(text):
        return Reading(text, range(len(text)), range(1, len(text) + 1))
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _clusters(text):
        composed = unicodedata.normalize("NFC", _UNSEEN.sub("", text[cluster.start : cluster.stop]))
        for letter in composed:
            if not unicodedata.combining(letter):
                letters.append(letter)
                starts.append(cluster.start)
                ends.append(cluster.stop)
    return Reading("".join(letters), starts, ends)


def _is_plain(text: str) -> bool:
    return text.isascii() or (unicodedata.is_normalized("NFC", text) and not _UNSEEN.search(text))


def _clusters(text: str) -> list[range]:
    """Each letter with the marks and the unseen characters that follow it."""
    begins = [at for at, letter in enumerate(text) if not (unicodedata.combining(letter) or _UNSEEN.match(letter))]
    if not begins or begins[0] != 0:
        begins.insert(0, 0)
    return [range(one, other) for one, other in zip(begins, [*begins[1:], len(text)], strict=True)]
