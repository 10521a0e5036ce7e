"""What the server's own thread asks of the vault while it sends messages. The sending itself is in no transaction."""

import base64
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from vault.crypto import Secret, message_code
from vault.ids import DeliveryId
from vault.policy import Permission
from vault.webhooks import store
from vault.webhooks.model import KEPT, Delivery, DeliveryState, Happening, message, next_attempt
from vault.work import Work, writes

AT_ONCE: Final = 20
_CLAIMED_FOR: Final = timedelta(seconds=90)
"""Longer than an attempt can take: a process that is killed while it sends is followed by another after this."""


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is to be sent now, to one place."""

    delivery_id: DeliveryId
    url: str
    headers: dict[str, str]
    body: bytes
    attempts: int


@writes
def take_due(work: Work) -> list[Outgoing]:
    """Messages that are due, signed, and kept from every other sender for a while. Drops what is long done."""
    work.permit(Permission.WEBHOOK_DELIVER)
    store.forget(work, work.now - KEPT)
    return [_outgoing(work, one) for one in store.due(work, AT_ONCE) if store.claim(work, one, _until(work))]


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What came of sending a message. `failure` is a code or a status, never what the receiver said."""

    delivery_id: DeliveryId
    attempts: int
    failure: str | None = None
    gone: bool = False
    """The receiver said that it is there no more."""


@writes
def keep_attempts(work: Work, attempts: Sequence[Attempt], chance: float) -> None:
    """Keeps what came of messages: delivered, to be tried again, or given up where their time is up.

    `chance`, from 0 to 1, spreads when they are tried again.
    """
    work.permit(Permission.WEBHOOK_DELIVER)
    work.audit.involve(*(one.delivery_id for one in attempts))
    for one in attempts:
        if one.failure is None:
            store.settle(work, one.delivery_id, DeliveryState.DELIVERED, None, None)
        elif since := store.since_of(work, one.delivery_id):
            at = None if one.gone else next_attempt(since, work.now, one.attempts, chance)
            state = DeliveryState.DEAD if at is None else DeliveryState.WAITING
            store.settle(work, one.delivery_id, state, at, one.failure)


def _outgoing(work: Work, delivery: Delivery) -> Outgoing:
    url, secrets = store.target(work, delivery.webhook_id)
    body = message(delivery.delivery_id, work.organisation_id, Happening(delivery.type, delivery.subject), delivery.at)
    stamp = str(int(work.now.timestamp()))
    signed = f"{delivery.delivery_id}.{stamp}.".encode() + body
    codes = [message_code(Secret(one), signed) for one in secrets.valid(work.now)]
    headers = {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": "complaint-vault",
        "webhook-id": str(delivery.delivery_id),
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(code).decode()}" for code in codes),
    }
    return Outgoing(
        delivery_id=delivery.delivery_id, url=url, headers=headers, body=body, attempts=delivery.attempts + 1
    )


def _until(work: Work) -> datetime:
    return work.now + _CLAIMED_FOR
