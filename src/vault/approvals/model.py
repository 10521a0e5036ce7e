"""What takes two people, and who the second may be: pure."""

import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.crypto import equal, sha256
from vault.errors import InvalidInput, Misconfigured
from vault.ids import ApprovalId, OrganisationId
from vault.parsing import rule_of
from vault.policy import Permission


class Act(StrEnum):
    """What nobody does alone."""

    CONFIDENTIAL_IDENTITY_OPEN = "confidential_identity_open"
    """Shows who spoke in confidence. Concerns a case and a party of it."""
    EPOCH_DESTROY = "epoch_destroy"
    """Destroys keys for good. Concerns an epoch, or a provider and the keys that were left there."""
    OFFBOARD = "offboard"
    """Returns and erases an organisation. Concerns it, and for whom its export is encrypted."""
    POLICY_WIDEN = "policy_widen"
    """Lets rules count that give somebody more. Concerns the installed access policy, by its hash."""

    REDACTION_OVERRIDE = "redaction_override"
    """Sends an answer in which a person keeps readable what would be hidden. Concerns a request and exactly that
    answer, by its hash."""

    @property
    def permission(self) -> Permission:
        """What it takes to do it, and to confirm that somebody else does."""
        return _PERMISSIONS[self]


_PERMISSIONS: Final = {
    Act.CONFIDENTIAL_IDENTITY_OPEN: Permission.CASE_CONFIDENTIAL_IDENTITY_OPEN,
    Act.EPOCH_DESTROY: Permission.KEY_DESTROY,
    Act.OFFBOARD: Permission.ORGANISATION_OFFBOARD,
    Act.POLICY_WIDEN: Permission.POLICY_APPROVE,
    Act.REDACTION_OVERRIDE: Permission.REQUEST_REVIEW_APPROVE,
}


class ApprovalState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    USED = "used"
    EXPIRED = "expired"
    """Nobody was in time; no row says so, since nobody is there to write it."""


OPEN: Final = frozenset({ApprovalState.ASKED, ApprovalState.CONFIRMED})


class Objection(StrEnum):
    """Why somebody may not decide, or an approval carries nothing; codes that the log may hold."""

    OWN = "nobody confirms their own"
    SAME_PERSON = "the same person through another credential"
    NOT_THE_ASKER = "it was asked for by somebody else"
    OTHER_ACT = "it is for something else"
    NOT_CONFIRMED = "nobody has confirmed it"
    CONFIRMED = "it is confirmed already"
    ENDED = "it is refused, withdrawn or used already"
    EXPIRED = "its time has run out"

    @property
    def personal(self) -> bool:
        """Whether it is about who asks, and not about how the approval stands."""
        return self in (Objection.OWN, Objection.SAME_PERSON, Objection.NOT_THE_ASKER)


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long an act may wait, in hours."""

    confirm_within: Annotated[int, Meta(ge=1, le=8760)]
    use_within: Annotated[int, Meta(ge=1, le=8760)]


@cache
def limits(policies: Path) -> dict[Act, Limit]:
    """`policies/approvals.toml`. Raises Misconfigured where it cannot be read or an act is missing."""
    try:
        found = msgspec.convert(tomllib.loads((policies / "approvals.toml").read_text("utf-8")), dict[Act, Limit])
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Misconfigured(f"the time limits of approvals cannot be read: {error}") from None
    if missing := set(Act) - set(found):
        raise Misconfigured(f"the time limits of approvals lack: {', '.join(sorted(missing))}")
    return found


class Person(msgspec.Struct, frozen=True):
    """Somebody by the credential that they use, and by those who had it in hand: who made it, who rotated it."""

    ref: str
    makers: frozenset[str] = frozenset()

    def same(self, other: "Person") -> bool:
        """Whether both credentials may be in one hand."""
        return bool((self.makers | {self.ref}) & (other.makers | {other.ref}))


Concerned = tuple[Annotated[str, Meta(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9_.:-]+$")], ...]
"""Ids, and names of providers; never a value of anybody's data."""
Reason = Annotated[str, Meta(min_length=8, max_length=2000, pattern=r"\S", description="Why, for whoever confirms.")]


class NewApproval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Asks for a second person."""

    act: Annotated[Act, Meta(description="What is to be done.")]
    concerned: Annotated[
        Concerned, Meta(min_length=1, max_length=500, description="The ids of what it is to be done with.")
    ]
    reason: Reason


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, as it is sealed: a row that says something else carries nothing."""

    act: Act
    concerned: tuple[str, ...]
    reason: str
    by: Person
    at: datetime


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it, as it is sealed. Once it is used, still by whom and when it was confirmed."""

    state: ApprovalState
    by: Person
    at: datetime


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, and how it stands."""

    approval_id: ApprovalId
    asked: Asked
    decided: Decided | None = None

    @property
    def state(self) -> ApprovalState:
        """As it was sealed; a row that says something else is not believed."""
        return ApprovalState.ASKED if self.decided is None else self.decided.state

    @property
    def act(self) -> Act:
        return self.asked.act

    @property
    def digest(self) -> bytes:
        return digest_of(self.act, self.asked.concerned)


class ApprovalView(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asked a second person for. `expired` where nobody was in time."""

    approval_id: ApprovalId
    organisation_id: OrganisationId
    act: Act
    concerned: tuple[str, ...]
    reason: str
    state: ApprovalState
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    until: Annotated[datetime, Meta(description="When it can no longer be confirmed, or, once confirmed, be used.")]
    mine: Annotated[bool, Meta(description="Whether the caller asked for it.")]
    may_decide: Annotated[bool, Meta(description="Whether the caller may confirm or refuse it.")]


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An act was not done: it waits for a second person."""

    approval_id: ApprovalId
    until: Annotated[datetime, Meta(description="By when somebody else must have confirmed it.")]
    mine: Annotated[bool, Meta(description="False where somebody else asked for the same, and may be confirmed.")]


def parse_reason(text: str) -> str:
    """A reason as it may be kept. Raises InvalidInput."""
    try:
        return msgspec.convert(text, Reason)
    except msgspec.ValidationError as error:
        raise InvalidInput("reason", rule_of(str(error))[1]) from None


def digest_of(act: Act, concerned: Sequence[str]) -> bytes:
    """Names an act and everything that it concerns, 32 bytes; no two alike (each part is encoded with its length)."""
    return sha256(msgspec.msgpack.encode([act.value, *concerned]))


def expires_at(approval: Approval, limit: Limit) -> datetime:
    """The first instant at which it can no longer be confirmed, or once it is confirmed, no longer be used."""
    if approval.decided is None:
        return approval.asked.at + timedelta(hours=limit.confirm_within)
    return approval.decided.at + timedelta(hours=limit.use_within)


def state_at(approval: Approval, limit: Limit, now: datetime) -> ApprovalState:
    """How it stands: what is still open when its time has run out has expired."""
    late = approval.state in OPEN and now >= expires_at(approval, limit)
    return ApprovalState.EXPIRED if late else approval.state


def against_confirming(approval: Approval, limit: Limit, by: Person, now: datetime) -> Objection | None:
    """Why somebody may not confirm; None where nothing speaks against it."""
    if by.ref == approval.asked.by.ref:
        return Objection.OWN
    if by.same(approval.asked.by):
        return Objection.SAME_PERSON
    if approval.state is ApprovalState.CONFIRMED:
        return Objection.CONFIRMED
    if approval.state is not ApprovalState.ASKED:
        return Objection.ENDED
    return Objection.EXPIRED if now >= expires_at(approval, limit) else None


def against_refusing(approval: Approval, by: Person) -> Objection | None:
    """Why somebody may not refuse. What was confirmed can be refused until it is used."""
    if by.ref == approval.asked.by.ref:
        return Objection.OWN
    return None if approval.state in OPEN else Objection.ENDED


def against_withdrawing(approval: Approval, by: Person) -> Objection | None:
    """Why somebody may not withdraw."""
    if by.ref != approval.asked.by.ref:
        return Objection.NOT_THE_ASKER
    return None if approval.state in OPEN else Objection.ENDED


def against_using(approval: Approval, limit: Limit, by: Person, digest: bytes, now: datetime) -> Objection | None:
    """Why an approval does not carry an act; None where it does, once."""
    if not equal(approval.digest, digest):
        return Objection.OTHER_ACT
    if by.ref != approval.asked.by.ref:
        return Objection.NOT_THE_ASKER
    if approval.state not in OPEN:
        return Objection.ENDED
    if approval.state is not ApprovalState.CONFIRMED:
        return Objection.NOT_CONFIRMED
    return Objection.EXPIRED if now >= expires_at(approval, limit) else None
