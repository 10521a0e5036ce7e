"""Passages that need a ground to stay, and what was decided about them: pure shapes and one rule."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.complaints.codes import Lane
from vault.errors import InvalidInput
from vault.redaction.hygiene import Remark, RemarkKind

TEXT = "text"
"""The field in which a document's words stand."""


class RemarkDecision(StrEnum):
    """What was decided about a passage. `corrected`: another text was written that stands in its place."""

    KEPT = "kept"
    CORRECTED = "corrected"
    NO_SUCH_THING = "no_such_thing"


class NewRemarkDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is decided about a passage, by its place. To keep it takes one of its grounds."""

    text_id: Annotated[UUID, Meta(description="The document or entry in which it stands.")]
    field: Annotated[str, Meta(min_length=1, max_length=40, pattern="^[a-z_]+$")] = TEXT
    start: Annotated[int, Meta(ge=0, le=200_000)]
    end: Annotated[int, Meta(ge=1, le=200_000)]
    kind: RemarkKind
    decision: RemarkDecision
    ground: Annotated[str, Meta(min_length=1, max_length=40, pattern="^[a-z_]+$")] | None = None


class DecidedRemark(msgspec.Struct, frozen=True, kw_only=True):
    """Who decided what about a passage, and when."""

    decision: RemarkDecision
    ground: str | None
    by: Annotated[str, Meta(description="As the log knows them.")]
    at: datetime


class RemarkView(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that needs a ground to stay, and what was decided about it; null while nobody has."""

    text_id: UUID
    field: str
    lane: Lane
    start: int
    end: int
    kind: RemarkKind
    grounds: tuple[str, ...]
    decided: DecidedRemark | None


def refuse_groundless(new: NewRemarkDecision, remark: Remark) -> None:
    """Raises InvalidInput where a passage is kept on no ground of its own; nothing justifies some kinds (S-03)."""
    if new.decision is not RemarkDecision.KEPT:
        if new.ground is not None:
            raise InvalidInput("ground", "is for what is kept")
    elif new.ground not in remark.grounds:
        allowed = ", ".join(remark.grounds) or "nothing: describe what was done, not the person"
        raise InvalidInput("ground", f"must be one of: {allowed}")
