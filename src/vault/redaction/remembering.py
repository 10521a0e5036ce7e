"""Decisions that a person took before about a string, offered again wherever it would be asked. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from vault.normal import folded
from vault.redaction.model import Confidence, Decision, Ground, Span

_MARKS: Final = "'’\"“”.,;:!?()[]"


class Remembered(msgspec.Struct, frozen=True):
    """What was decided about a string, and why, in words without the string."""

    decision: Decision
    reason: str


Memory = Mapping[str, Remembered]
"""By `remembered_as`: within an organisation a string is kept or hidden as it was decided last."""


def remembered_as(text: str) -> str:
    """The form under which a decision about a string is kept: folded, its blanks made one, without marks around it."""
    return " ".join(folded(word.strip(_MARKS)) for word in text.split())


def recalled(spans: Iterable[Span], memory: Memory, text: str) -> Iterator[Span]:
    """Spans with the questions answered that were answered before. What is hidden or kept anyway is left alone."""
    for span in spans:
        before = memory.get(remembered_as(text[span.start : span.end])) if memory else None
        if before is None or span.decision is not Decision.ASK:
            yield span
            continue
        hidden = before.decision is not Decision.KEEP
        yield msgspec.structs.replace(
            span,
            decision=before.decision,
            ground=Ground.RIGHTS_OF_OTHERS if hidden else None,
            reason=before.reason,
            confidence=Confidence.LIKELY,
        )
