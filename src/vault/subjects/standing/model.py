"""Restrictions, objections and ties between people: pure shapes and rules."""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.errors import InvalidInput
from vault.ids import FlagId, SubjectId, TieId

Words = Annotated[str, Meta(min_length=1, max_length=2_000)]


class FlagKind(StrEnum):
    """What keeps a person's data from being used: a restriction, or an objection that is not answered yet."""

    RESTRICTION = "restriction"
    OBJECTION = "objection"


class FlagGround(StrEnum):
    """Why the use of data is restricted or objected to."""

    ACCURACY_CONTESTED = "accuracy_contested"
    UNLAWFUL = "unlawful"
    NEEDED_FOR_CLAIMS = "needed_for_claims"
    OBJECTION_PENDING = "objection_pending"
    OWN_SITUATION = "own_situation"


class NewFlag(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when the use of somebody's data is restricted, or that they objected, and why."""

    kind: FlagKind
    ground: FlagGround
    on: date
    reason: Words | None = None


class FlagEnd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The end of a restriction, of which the person was told before, or the answer to an objection."""

    on: date
    told_on: date
    decision: Words | None = None


class FlagView(msgspec.Struct, frozen=True, kw_only=True):
    """A restriction or an objection."""

    flag_id: FlagId
    flag: NewFlag
    end: FlagEnd | None


class TieKind(StrEnum):
    """How somebody belongs to somebody else."""

    HOUSEHOLD = "household"
    REPRESENTATIVE = "representative"


class Power(StrEnum):
    """On what a representative's power rests."""

    POWER_OF_ATTORNEY = "power_of_attorney"
    LAWYER = "lawyer"
    GUARDIAN = "guardian"
    PARENT = "parent"
    DIGITAL_POWER = "digital_power"


class NewTie(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody of the household, or who may act for a person: on which authority, how far, until when."""

    kind: TieKind
    other: Annotated[SubjectId, Meta(description="Who lives with them, or acts for them.")]
    since: date | None = None
    until: date | None = None
    authority: Power | None = None
    scope: Words | None = None


class TieView(msgspec.Struct, frozen=True, kw_only=True):
    """A tie, and whether it holds today."""

    tie_id: TieId
    tie: NewTie
    valid: bool


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a person's data from use, who belongs to them, and which records were joined with theirs."""

    flags: tuple[FlagView, ...]
    ties: tuple[TieView, ...]
    joined: tuple[SubjectId, ...]


def refuse_strange_tie(tie: NewTie, of: SubjectId) -> None:
    """Raises InvalidInput for a tie to oneself, a representative without authority, and days out of order (A-12)."""
    if tie.other == of:
        raise InvalidInput("other", "is the same person")
    if (tie.kind is TieKind.REPRESENTATIVE) != (tie.authority is not None):
        raise InvalidInput("authority", "is for representatives, and they need one")
    if tie.since and tie.until and tie.until < tie.since:
        raise InvalidInput("until", "is before since")


def refuse_silent_end(flag: NewFlag, end: FlagEnd) -> None:
    """Raises InvalidInput where the person was not told before a restriction was lifted (Art. 18(3) GDPR)."""
    if end.on < flag.on:
        raise InvalidInput("on", "is before it began")
    if end.told_on > end.on:
        raise InvalidInput("told_on", "must not be later than the end: the person is told before")


def valid(tie: NewTie, today: date) -> bool:
    """Whether a tie holds on a day; both its first and its last day count."""
    return (tie.since is None or tie.since <= today) and (tie.until is None or today <= tie.until)
