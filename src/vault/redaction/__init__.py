"""Finding in a text what belongs to other people, and masking it. Knows no database."""

from vault.redaction.model import Decision, Ground, Kind, Known, Mask, Segment, Span, Standing
from vault.redaction.redactor import Redactor, segments

__all__ = [
    "Decision",
    "Ground",
    "Kind",
    "Known",
    "Mask",
    "Redactor",
    "Segment",
    "Span",
    "Standing",
    "segments",
]
