"""What the log says of itself when it is asked."""

from datetime import datetime
from uuid import UUID

import msgspec

from vault.ids import EventId


class LoggedEvent(msgspec.Struct, frozen=True, kw_only=True):
    event_id: EventId
    at: datetime
    actor: str
    permission: str
    purpose: str
    outcome: str
    detail: str
    entities: tuple[UUID, ...]
    sealed: bool


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed state of the log: `at` is the time of its newest event, `note` the signed text."""

    size: int
    at: datetime
    note: str


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was verified: every sealed event against its leaf, every leaf against the tree, every checkpoint."""

    events: int
    sealed: int
    unsealed: int
    dropped: int
    """Sealed events of which the leaf is all that is left, since their retention period is over."""
    checkpoints: int
    outside: int
    """Checkpoints from outside of the database that the log was compared with."""
    root: str
