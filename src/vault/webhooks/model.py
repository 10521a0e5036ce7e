"""What other systems are told, and in which form: CloudEvents 1.0, signed as Standard Webhooks says. Pure.

A message holds ids and nothing else of anybody: what the ids stand for is read through the API, by who may.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.ids import DeliveryId, OrganisationId, WebhookId
from vault.parsing import ONE_LINE

DEADLINE: Final = timedelta(days=3)
"""How long a message is tried again before it is given up."""
KEPT: Final = timedelta(days=30)
"""How long is kept what became of a message."""
_FIRST_PAUSE: Final = timedelta(seconds=5)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_DOUBLINGS: Final = 16


class EventType(StrEnum):
    """What can happen that other systems are told of."""

    CASE_STORED = "case.stored"
    CASE_CHANGED = "case.changed"
    CASE_CLOSED = "case.closed"
    CASE_ERASED = "case.erased"
    SUBJECT_STORED = "subject.stored"
    SUBJECT_CHANGED = "subject.changed"
    SUBJECT_RESTRICTED = "subject.restricted"
    """A restriction or an objection was recorded, or ended: read the person's standing."""
    SUBJECT_ERASED = "subject.erased"
    REQUEST_OPENED = "request.opened"
    REQUEST_ANSWERED = "request.answered"
    PURGE_CERTIFIED = "purge.certified"
    WEBHOOK_PINGED = "webhook.pinged"
    """Asked for, to see whether messages arrive."""

    @property
    def noun(self) -> str:
        """What the id of its messages is of."""
        return self.value.partition(".")[0]


class DeliveryState(StrEnum):
    """`waiting`: to be sent, again or for the first time. `delivered`: the receiver took it. `dead`: given up."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where messages are to be sent, and which."""

    url: Annotated[str, Meta(min_length=1, max_length=500, pattern=ONE_LINE)]
    types: Annotated[tuple[EventType, ...], Meta(max_length=50)] = ()
    label: Annotated[str, Meta(max_length=80, pattern=ONE_LINE)] = ""


class WebhookSecret(msgspec.Struct, frozen=True, kw_only=True):
    """The only time that a signing secret is shown."""

    webhook_id: WebhookId
    secret: str
    previous_until: datetime | None = None


class SecretRotation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    overlap_hours: Annotated[int, Meta(ge=0, le=720)] = 24


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint of another system, without its secret."""

    webhook_id: WebhookId
    url: str
    label: str
    types: tuple[EventType, ...]
    created_at: datetime
    waiting: int
    dead: int


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A message to one endpoint, and what became of it."""

    delivery_id: DeliveryId
    webhook_id: WebhookId
    type: EventType
    subject: UUID
    at: datetime
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    failure: str | None


class Replay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which messages are to be sent once more: one, or every one since, by default those that were given up."""

    delivery_id: DeliveryId | None = None
    since: datetime | None = None
    state: DeliveryState = DeliveryState.DEAD


class Replayed(msgspec.Struct, frozen=True):
    messages: int


class Secrets(msgspec.Struct, frozen=True, kw_only=True):
    """The signing secrets of an endpoint: the one in use, and the one before until when it counts as well."""

    current: bytes
    previous: bytes | None = None
    previous_until: datetime | None = None

    def valid(self, now: datetime) -> tuple[bytes, ...]:
        """Those that messages are signed with, the newest first."""
        if self.previous is None or self.previous_until is None or self.previous_until <= now:
            return (self.current,)
        return self.current, self.previous


class Happening(msgspec.Struct, frozen=True):
    """Something that happened to one thing."""

    type: EventType
    subject: UUID


def wanted(types: Sequence[EventType], happened: EventType) -> bool:
    """Whether an endpoint asked for messages of this type; one that named none gets every one."""
    return not types or happened in types or happened is EventType.WEBHOOK_PINGED


def message(delivery_id: DeliveryId, organisation: OrganisationId, happened: Happening, at: datetime) -> bytes:
    """The message as structured CloudEvents JSON. Byte for byte the same each time it is sent.

    Its id is that of the delivery, which `webhook-id` repeats: by it the receiver knows what it has seen.
    """
    body: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(delivery_id),
        "source": f"urn:uuid:{organisation}",
        "type": happened.type.value,
        "subject": str(happened.subject),
        "time": at,
        "datacontenttype": "application/json",
        "data": {f"{happened.type.noun}_id": str(happened.subject)},
    }
    return msgspec.json.encode(body)


def pause_after(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts: doubling, to six hours, less up to half of it by `chance` (0 to 1).

    Without chance, every message that failed while a receiver was down would come back in the same instant.
    """
    whole = min(_LONGEST_PAUSE, _FIRST_PAUSE * (1 << min(attempts - 1, _DOUBLINGS)))
    return whole * (0.5 + chance / 2)


def next_attempt(since: datetime, now: datetime, attempts: int, chance: float) -> datetime | None:
    """When a message that failed is tried again, or None where its time is up."""
    at = now + pause_after(attempts, chance)
    return at if at < since + DEADLINE else None


def distinct(happened: Iterable[Happening]) -> list[Happening]:
    """Each happening once, and no change of what was stored, closed or erased in the same breath."""
    found = list(dict.fromkeys(happened))
    outdone = {
        one.subject
        for one in found
        if one.type in (EventType.CASE_STORED, EventType.CASE_CLOSED, EventType.CASE_ERASED, EventType.SUBJECT_ERASED)
    }
    changes = (EventType.CASE_CHANGED, EventType.SUBJECT_CHANGED)
    return [one for one in found if one.type not in changes or one.subject not in outdone]
