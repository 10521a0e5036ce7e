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
    """A sealed state of the log; `note` is the signed text."""

    size: int
    at: datetime
    note: str


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What was verified: every sealed event against its leaf, every leaf against the tree, every checkpoint."""

    events: int
    sealed: int
    unsealed: int
    checkpoints: int
    root: str


class Consulted(msgspec.Struct, frozen=True):
    """Reads about somebody: a time and a purpose, without who (A-66)."""

    at: datetime
    purpose: str
