"""Verbs about endpoints of other systems and the messages to them."""

import base64
from datetime import timedelta
from typing import Final

from vault.accounts.networks import Network
from vault.crypto import Secret
from vault.errors import Conflict, NotFound
from vault.ids import DeliveryId, WebhookId
from vault.policy import Permission
from vault.webhooks import store
from vault.webhooks.addresses import endpoint
from vault.webhooks.model import (
    Delivery,
    DeliveryState,
    EventType,
    Happening,
    NewWebhook,
    Replay,
    Replayed,
    SecretRotation,
    Secrets,
    Webhook,
    WebhookSecret,
)
from vault.work import Work, reads, writes

PAGE = 100
_MOST: Final = 20
_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


@writes
def create_webhook(work: Work, new: NewWebhook, networks: tuple[Network, ...] = ()) -> WebhookSecret:
    """Adds an endpoint, to which every message of these types is sent from now on. The secret is shown this once.

    `networks` are those of the operator's own to which messages may go. Raises InvalidInput for an address that
    messages are not sent to, Conflict where there are many already.
    """
    work.permit(Permission.WEBHOOK_CREATE)
    endpoint(new.url, networks)
    if len(store.ids(work)) >= _MOST:
        raise Conflict(f"there are {_MOST} webhooks already", hint="remove one")
    secret = Secret.generate(_SECRET_BYTES)
    webhook_id = store.add(work, new, Secrets(current=secret.reveal()))
    work.audit.involve(webhook_id)
    return WebhookSecret(webhook_id=webhook_id, secret=_written(secret))


@reads
def list_webhooks(work: Work) -> list[Webhook]:
    """Every endpoint of the organisation, and how many messages wait for it or were given up."""
    work.permit(Permission.WEBHOOK_LIST)
    return store.everyone(work)


@writes
def rotate_webhook(work: Work, webhook_id: WebhookId, how: SecretRotation) -> WebhookSecret:
    """Gives an endpoint a new secret; for the overlap messages are signed with both. Raises NotFound."""
    work.permit(Permission.WEBHOOK_ROTATE, webhook_id)
    _, held = store.target(work, webhook_id)
    secret, until = Secret.generate(_SECRET_BYTES), work.now + timedelta(hours=how.overlap_hours)
    kept = Secrets(current=secret.reveal(), previous=held.current, previous_until=until)
    store.replace_secrets(work, webhook_id, kept if how.overlap_hours else Secrets(current=secret.reveal()))
    return WebhookSecret(webhook_id=webhook_id, secret=_written(secret), previous_until=until)


@writes
def remove_webhook(work: Work, webhook_id: WebhookId) -> None:
    """Ends an endpoint at once; what waits for it is dropped. Raises NotFound."""
    work.permit(Permission.WEBHOOK_REMOVE, webhook_id)
    store.require(work, webhook_id)
    store.erase(work, webhook_id)


@writes
def ping_webhook(work: Work, webhook_id: WebhookId) -> DeliveryId:
    """Sends a message that tells of nothing, to see whether messages arrive. Raises NotFound."""
    work.permit(Permission.WEBHOOK_REPLAY, webhook_id)
    store.require(work, webhook_id)
    return store.put_for(work, webhook_id, Happening(EventType.WEBHOOK_PINGED, webhook_id))


@reads
def list_deliveries(
    work: Work,
    webhook_id: WebhookId,
    state: DeliveryState | None = None,
    after: DeliveryId | None = None,
    limit: int = PAGE,
) -> list[Delivery]:
    """A page of an endpoint's messages, oldest first. `after` is the last id of the page before. Raises NotFound."""
    work.permit(Permission.WEBHOOK_LIST, webhook_id)
    store.require(work, webhook_id)
    return store.page(work, webhook_id, state, after, limit)


@writes
def replay(work: Work, webhook_id: WebhookId, what: Replay) -> Replayed:
    """Has messages sent once more, under the ids that they had. Raises NotFound, also where that one is not so."""
    work.permit(Permission.WEBHOOK_REPLAY, webhook_id)
    store.require(work, webhook_id)
    count = store.again(work, webhook_id, what.state, what.delivery_id, what.since)
    if what.delivery_id is not None and not count:
        raise NotFound("message in this state")
    return Replayed(count)


def _written(secret: Secret) -> str:
    """The secret as Standard Webhooks writes it."""
    return _PREFIX + base64.b64encode(secret.reveal()).decode()
