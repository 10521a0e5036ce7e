"""Finding in a text what belongs to other people, and masking it. Knows no database."""

from vault.redaction.inference import Fact, Inference, Reader, infer
from vault.redaction.model import Confidence, Decision, Ground, Kind, Known, Mask, Part, Segment, Span, Standing
from vault.redaction.redactor import Redactor, segments
from vault.redaction.whose import Telling

__all__ = [
    "Confidence",
    "Decision",
    "Fact",
    "Ground",
    "Inference",
    "Kind",
    "Known",
    "Mask",
    "Part",
    "Reader",
    "Redactor",
    "Segment",
    "Span",
    "Standing",
    "Telling",
    "infer",
    "segments",
]
