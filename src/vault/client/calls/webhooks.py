"""Webhooks, and what became of their messages."""

from vault.client.calls.call import Call, Page, Parts, making, nothing, only, paged, reading, shaped, written
from vault.ids import DeliveryId, WebhookId
from vault.webhooks import Delivery, DeliveryState, NewWebhook, Replay, Replayed, SecretRotation, Webhook, WebhookSecret


def create_webhook(new: NewWebhook) -> Call[WebhookSecret]:
    """Has messages sent to an address; keep the secret, which is shown once."""
    return Call(method="POST", path="/v1/webhooks", read=shaped(WebhookSecret), safe=False, body=written(new))


def list_webhooks() -> Call[list[Webhook]]:
    """Where messages are sent."""
    return reading("/v1/webhooks", list[Webhook])


def rotate_webhook(webhook_id: WebhookId, how: SecretRotation) -> Call[WebhookSecret]:
    """A new secret; the present one counts beside it for a while."""
    path = f"/v1/webhooks/{webhook_id}/secrets"
    return Call(method="POST", path=path, read=shaped(WebhookSecret), safe=False, body=written(how))


def remove_webhook(webhook_id: WebhookId) -> Call[None]:
    """Ends a webhook."""
    return Call(method="DELETE", path=f"/v1/webhooks/{webhook_id}", read=nothing, safe=False)


def ping_webhook(webhook_id: WebhookId, *, key: str | None = None) -> Call[DeliveryId]:
    """Sends a message that tells of nothing."""
    return making(f"/v1/webhooks/{webhook_id}/pings", None, only(DeliveryId), key)


def deliveries(webhook_id: WebhookId, state: DeliveryState | None = None) -> Parts[Delivery]:
    """Every message of a webhook, oldest first, a page at a time; those that nobody took are `dead`."""
    chosen = {} if state is None else {"only": state.value}
    return paged(lambda where: reading(f"/v1/webhooks/{webhook_id}/deliveries", Page[Delivery], where | chosen))


def replay(webhook_id: WebhookId, what: Replay) -> Call[Replayed]:
    """Has messages sent once more."""
    path = f"/v1/webhooks/{webhook_id}/replays"
    return Call(method="POST", path=path, read=shaped(Replayed), safe=False, body=written(what))
