"""Which words of a text may speak of somebody: most need no closer look. Knows words, and nobody. Pure."""

from collections.abc import Iterable
from itertools import compress, count
from typing import Final

from vault.redaction.lexicon import Doing
from vault.redaction.prose import Prose
from vault.redaction.voices import Voices

_SPEAKS: Final = Doing.SPEAKS


def noticed(prose: Prose, voices: Voices, names: Iterable[int], *, openings: bool) -> list[int]:
    """The words that may speak of somebody or begin a name; with the capitals that begin sentences, or without them.

    `names` are the places where names begin.
    """
    found = {at for at, bits in enumerate(prose.bits) if bits & _SPEAKS}.union(prose.phrases)
    found.update(map(prose.index_of_start, names))
    if voices.parts:
        found.update(at for at, word in enumerate(prose.small) if voices.part(word))
    if openings:
        found.update(at for at in compress(count(), prose.apart.capital) if prose.words[at].opens_sentence)
    found.discard(len(prose.words))
    return sorted(found)


def speaks(prose: Prose, voices: Voices, at: int) -> bool:
    """Whether a word that is no name may speak of somebody."""
    if prose.bits[at] & _SPEAKS or at in prose.phrases:
        return True
    return bool(voices.parts) and voices.part(prose.small[at]) is not None
