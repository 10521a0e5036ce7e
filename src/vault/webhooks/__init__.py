"""Messages to other systems of what happened: ids only, signed, sent until they arrive or are given up.

What happened is written into an outbox in the transaction that did it, so that no crash loses a message and none
tells of what was rolled back.
"""

from vault.webhooks.actions import (
    create_webhook,
    list_deliveries,
    list_webhooks,
    ping_webhook,
    remove_webhook,
    replay,
    rotate_webhook,
)
from vault.webhooks.delivering import Attempt, Outgoing, keep_attempts, take_due
from vault.webhooks.holding import WebhookHolding
from vault.webhooks.model import (
    Delivery,
    DeliveryState,
    EventType,
    NewWebhook,
    Replay,
    Replayed,
    SecretRotation,
    Webhook,
    WebhookSecret,
)
from vault.webhooks.store import is_due, put
from vault.webhooks.telling import happenings

__all__ = [
    "Attempt",
    "Delivery",
    "DeliveryState",
    "EventType",
    "NewWebhook",
    "Outgoing",
    "Replay",
    "Replayed",
    "SecretRotation",
    "Webhook",
    "WebhookHolding",
    "WebhookSecret",
    "create_webhook",
    "happenings",
    "is_due",
    "keep_attempts",
    "list_deliveries",
    "list_webhooks",
    "ping_webhook",
    "put",
    "remove_webhook",
    "replay",
    "rotate_webhook",
    "take_due",
]
