"""All finders together: one text in, one row of decided spans out."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from vault.redaction.model import Decision, Ground, Kind, Known, Mask, Segment, Span
from vault.redaction.names import Names
from vault.redaction.numbers import Numbers
from vault.redaction.people import People
from vault.redaction.places import Places
from vault.redaction.reading import Reading, read
from vault.redaction.strangers import strangers

_STRICTNESS: Final = {Decision.KEEP: 0, Decision.ASK: 1, Decision.HIDE: 2}


class Redactor:
    """Redacts any number of texts for one requester.

    `people` are all whom the vault knows in the matter, the requester among them; `familiar` are case-folded words
    that name nobody here (the organisation's own name, its departments).
    """

    def __init__(self, people: Sequence[Known], *, familiar: frozenset[str] = frozenset()) -> None:
        known = People([_as_read(one) for one in people])
        self._finders = (Numbers(known), Places(known), Names(known))
        self._familiar = familiar

    def propose(self, text: str) -> tuple[Span, ...]:
        """Spans in order, none overlapping another, each with its decision, ground and reason."""
        reading = read(text)
        certain = resolved(span for finder in self._finders for span in finder.spans(reading.text))
        taken = set().union(*(range(span.start, span.end) for span in certain)) if certain else set()
        unexplained = [span for span in strangers(reading.text, self._familiar) if span.start not in taken]
        return tuple(_placed(span, reading) for span in resolved((*certain, *unexplained)))


def resolved(spans: Iterable[Span]) -> tuple[Span, ...]:
    """One decision for each place.

    Of overlapping spans the longest speaks; where it would be shown and the other not, the stricter decision holds
    for the whole, except for a name inside an e-mail address.
    """
    out: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if out and span.start < out[-1].end:
            out[-1] = _joined(out[-1], span)
        else:
            out.append(span)
    return tuple(out)


def segments(text: str, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """What somebody receives of a text: kept stretches, and a mask in place of all that is hidden or undecided."""
    parts: list[Segment] = []
    at = 0
    for span in spans:
        if span.decision is Decision.KEEP:
            continue
        if text[at : span.start]:
            parts.append(text[at : span.start])
        parts.append(Mask(kind=span.kind, ground=span.ground or Ground.UNDECIDED))
        at = span.end
    if text[at:]:
        parts.append(text[at:])
    return tuple(parts)


def _as_read(known: Known) -> Known:
    return msgspec.structs.replace(
        known,
        names=tuple(read(name).text for name in known.names),
        addresses=tuple((read(line).text, unit and read(unit).text) for line, unit in known.addresses),
        emails=tuple(read(address).text for address in known.emails),
    )


def _placed(span: Span, reading: Reading) -> Span:
    start, end = reading.place(span.start, span.end)
    return msgspec.structs.replace(span, start=start, end=end)


def _joined(one: Span, other: Span) -> Span:
    longest = max(one, other, key=lambda span: span.end - span.start)
    decider = longest
    if {one.kind, other.kind} != {Kind.EMAIL, Kind.PERSON} and longest.decision is Decision.KEEP:
        decider = max(one, other, key=lambda span: _STRICTNESS[span.decision])
    return msgspec.structs.replace(
        longest,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        decision=decider.decision,
        ground=decider.ground,
        ref=decider.ref,
    )
