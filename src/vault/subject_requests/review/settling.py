"""What becomes of each place of a text once people have decided: proposals and rulings in, spans out. Pure.

Of several rulings about a place the narrowest counts, and of two of one reach the later. What a ruling hides may be
written in any form of the same words; what it keeps readable must be exactly the same words for the same person, since
"Andrea" may be a street and "Andreas" the neighbour.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from vault.complaints.texts import TextPlace
from vault.naming import stems, words
from vault.redaction import Confidence, Decision, Ground, Kind, Span
from vault.subject_requests.review.model import DECIDED, Choice, MaskDecision, Reach, Reading, hash_of

_NARROWEST: Final = {Reach.PLACE: 3, Reach.STRING: 2, Reach.PERSON: 1, Reach.TEXT: 0}
_NAMES: Final = frozenset((Kind.PERSON, Kind.NICKNAME))


class Rulings:
    """The rulings of one reading of a request, and the words that the organisation keeps readable."""

    def __init__(self, rulings: Iterable[MaskDecision] = (), kept_words: frozenset[str] = frozenset()) -> None:
        self._rulings = sorted(rulings, key=lambda one: (_NARROWEST[one.reach], one.at, str(one.ruling_id)))
        self._kept_words = kept_words

    def remembered(self, text: str, spans: Sequence[Span]) -> tuple[tuple[Span, ...], int]:
        """The machine's proposal with what the organisation decided before, and how many places that settles.

        Only what the machine knows nobody by: a word that was harmless once may be somebody's name by now.
        """
        found = [self._known_word(text, span) for span in spans]
        return tuple(found), sum(one is not span for one, span in zip(found, spans, strict=True))

    def settle(self, place: TextPlace, text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
        """Spans in order, none overlapping another, with every decision that applies."""
        mine = [one for one in self._rulings if one.place == place and one.sha256 == hash_of(text)]
        whole = [one for one in mine if one.reach is Reach.TEXT]
        if whole and whole[-1].choice is Choice.HIDE and text:
            return (_whole(text, whole[-1]),)
        decided = [self._decided(text, span, mine) for span in spans]
        return overlaid(decided, self._added(text, mine))

    def approves(self, place: TextPlace, text_hash: str) -> bool:
        """Whether somebody decided about a text as a whole."""
        return any(one.reach is Reach.TEXT and one.place == place and one.sha256 == text_hash for one in self._rulings)

    def ruled(self, place: TextPlace, text: str, span: Span) -> MaskDecision | None:
        """The ruling by which a span of the machine's is decided."""
        mine = [one for one in self._rulings if one.place == place and one.sha256 == hash_of(text)]
        return self._ruling_for(text[span.start : span.end], span, mine)

    def _known_word(self, text: str, span: Span) -> Span:
        if span.decision is not Decision.ASK or span.ref is not None or not self._kept_words:
            return span
        if text[span.start : span.end].casefold() not in self._kept_words:
            return span
        return msgspec.structs.replace(
            span, decision=Decision.KEEP, ground=None, reason="kept readable by an earlier decision"
        )

    def _decided(self, text: str, span: Span, mine: Sequence[MaskDecision]) -> Span:
        ruling = self._ruling_for(text[span.start : span.end], span, mine)
        if ruling is None:
            return span
        hidden = ruling.choice is Choice.HIDE
        ground = (ruling.ground or _ground_of(span)) if hidden else None
        return msgspec.structs.replace(
            span,
            decision=Decision.HIDE if hidden else Decision.KEEP,
            ground=ground,
            confidence=Confidence.CERTAIN,
            reason=f"{DECIDED}: {ruling.ruling_id}",
        )

    def _ruling_for(self, string: str, span: Span, mine: Sequence[MaskDecision]) -> MaskDecision | None:
        found = [one for one in mine if one.reach is Reach.PLACE and (one.start, one.end) == (span.start, span.end)]
        found = found or [one for one in self._rulings if one.reach is Reach.STRING and _same_string(one, string, span)]
        found = found or [one for one in self._rulings if one.reach is Reach.PERSON and _same_person(one, span)]
        return found[-1] if found else None

    def _added(self, text: str, mine: Sequence[MaskDecision]) -> Iterator[Span]:
        """What people hide that no finder found; of the same words everywhere, if the ruling says so."""
        for one in mine:
            if one.proposed is None and one.reach is Reach.PLACE and one.end <= len(text):
                yield _hidden(one, one.start, one.end)
        for one in self._rulings:
            if one.proposed is None and one.reach is Reach.STRING and one.string.strip():
                yield from (_hidden(one, *found.span()) for found in _pattern(one.string).finditer(text))


def of_reading(rulings: Iterable[MaskDecision], reading: Reading) -> list[MaskDecision]:
    return [one for one in rulings if one.reading is reading]


def overlaid(spans: Iterable[Span], added: Iterable[Span]) -> tuple[Span, ...]:
    """Spans with what a person hides laid over them: whatever an addition touches goes with it."""
    out: list[Span] = []
    extra = _joined(added)
    for span in spans:
        for at, one in enumerate(extra):
            if span.start < one.end and one.start < span.end:
                extra[at] = msgspec.structs.replace(one, start=min(one.start, span.start), end=max(one.end, span.end))
                break
        else:
            out.append(span)
    return tuple(sorted((*out, *_joined(extra)), key=lambda one: (one.start, one.end)))


def _joined(spans: Iterable[Span]) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if out and span.start < out[-1].end:
            out[-1] = msgspec.structs.replace(out[-1], end=max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _same_string(ruling: MaskDecision, string: str, span: Span) -> bool:
    if ruling.proposed is None:
        return False
    exact = string.casefold() == ruling.string.casefold()
    if ruling.choice is Choice.KEEP:
        return exact and span.ref == ruling.ref and _alike(span.kind, ruling.kind)
    return exact or (span.kind in _NAMES and bool(_key(string)) and _key(string) == _key(ruling.string))


def _same_person(ruling: MaskDecision, span: Span) -> bool:
    return ruling.ref is not None and span.ref == ruling.ref and _alike(span.kind, ruling.kind)


def _alike(one: Kind, other: Kind) -> bool:
    """A decision about somebody's name says nothing of their telephone."""
    return one is other or (one in _NAMES and other in _NAMES)


@lru_cache(maxsize=20_000)
def _key(string: str) -> str:
    """The words of a name without genitives."""
    return " ".join(stems(word.text)[-1] for word in words(string))


@lru_cache(maxsize=1_000)
def _pattern(string: str) -> re.Pattern[str]:
    spelt = r"\s+".join(re.escape(part) for part in string.split())
    return re.compile(rf"(?<!\w){spelt}(?!\w)", re.IGNORECASE)


def _hidden(ruling: MaskDecision, start: int, end: int) -> Span:
    return Span(
        start=start,
        end=end,
        kind=ruling.kind,
        decision=Decision.HIDE,
        ground=ruling.ground or Ground.RIGHTS_OF_OTHERS,
        ref=ruling.ref,
        reason=f"{DECIDED}: {ruling.ruling_id}",
    )


def _whole(text: str, ruling: MaskDecision) -> Span:
    return msgspec.structs.replace(_hidden(ruling, 0, len(text)), kind=Kind.STATEMENT)


def _ground_of(span: Span) -> Ground:
    return span.ground if span.ground not in (None, Ground.UNDECIDED) else Ground.RIGHTS_OF_OTHERS
