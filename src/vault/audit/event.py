"""An event and its canonical bytes, which are what the Merkle tree holds."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from vault.crypto import leaf_hash
from vault.ids import EventId, OrganisationId


class Outcome(StrEnum):
    DONE = "done"
    DENIED = "denied"
    FAILED = "failed"


class Event(msgspec.Struct, frozen=True, array_like=True):
    """One thing that was done or refused. `detail` is a code or a rule, never a value."""

    organisation_id: OrganisationId
    event_id: EventId
    at: datetime
    actor: str
    permission: str
    purpose: str
    outcome: Outcome
    detail: str
    entities: tuple[UUID, ...]

    def leaf(self) -> bytes:
        """The event's leaf hash, 32 bytes."""
        return leaf_hash(msgspec.msgpack.encode(self))
