"""Parts of a stranger's full name that a text says again: "Per Lund … Per asked". Pure.

Alone they may be words that a sentence begins with or that dictionaries have; beside each other they were a name.
"""

from collections.abc import Iterator, Sequence
from itertools import compress, count
from typing import Final

import msgspec

from vault.naming import PARTICLES, is_small, stems
from vault.redaction.model import Confidence, Decision, Ground, Kind, Span, covered
from vault.redaction.prose import Prose
from vault.redaction.tense import is_verb

_SHORTEST: Final = 2
_LINKING: Final = frozenset(("prepositions", "places", "conjunctions", "articles", "impersonal"))
"""What follows a small word with which a sentence begins: "Dag for dag", "Per se"."""
_REASON: Final = "part of a name that the text has in full"


def again(prose: Prose, found: Sequence[Span]) -> Iterator[Span]:
    """Words with a capital that a stranger's name of several words has, outside of what is decided already."""
    parts = {part: span for span in found for part in _parts(prose.text[span.start : span.end], span)}
    if not parts:
        return
    taken = covered(found)
    for at in compress(count(), prose.apart.capital):
        word = prose.words[at]
        if word.start in taken:
            continue
        span = next((parts[stem] for stem in stems(word.text) if stem in parts), None)
        if span is None or span.start <= word.start < span.end:
            continue
        if not word.opens_sentence or not is_small(word.text):
            yield msgspec.structs.replace(span, start=word.start, end=word.end, reason=_REASON)
        elif at + 1 < len(prose.words) and (is_verb(prose, at + 1) or prose.categories[at + 1].isdisjoint(_LINKING)):
            yield msgspec.structs.replace(
                span,
                start=word.start,
                end=word.end,
                decision=Decision.ASK,
                ground=Ground.UNDECIDED,
                reason=_REASON,
                confidence=Confidence.POSSIBLE,
            )


def _parts(name: str, span: Span) -> Iterator[str]:
    """The folded words of a name of at least two that is hidden or asked."""
    if span.kind is not Kind.PERSON or span.ref is not None or span.decision is Decision.KEEP:
        return
    words = [word.strip(".,") for word in name.split()]
    if len(words) < _SHORTEST:
        return
    for word in words:
        stem = stems(word)[0] if len(word) >= _SHORTEST else ""
        if stem and stem not in PARTICLES:
            yield stem
