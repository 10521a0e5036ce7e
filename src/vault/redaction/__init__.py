"""Finding in a text what belongs to other people, and masking it. Knows no database."""

from vault.redaction.model import Decision, Ground, Kind, Known, Span, Standing

__all__ = ["Decision", "Ground", "Kind", "Known", "Span", "Standing"]
