"""Webhooks over HTTP: where other systems are told, and what became of the messages."""

from typing import Annotated

import msgspec
from litestar import Router, delete, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from vault import webhooks
from vault.api.callers import caller, caller_once
from vault.api.parameters import PAGE, HttpRequest, KeyHeader, LimitQuery, OpenVault, PurposeHeader
from vault.dispatching import allowed_networks
from vault.ids import DeliveryId, WebhookId
from vault.webhooks import (
    Delivery,
    DeliveryState,
    NewWebhook,
    Replay,
    Replayed,
    SecretRotation,
    Webhook,
    WebhookSecret,
)

WebhookPath = Annotated[WebhookId, PathParameter(description="A webhook.")]


class DeliveryPage(msgspec.Struct, frozen=True):
    """A page of messages. Give `next` as `after` for the page behind it; null is the end."""

    items: list[Delivery]
    next: DeliveryId | None


class SentMessage(msgspec.Struct, frozen=True):
    delivery_id: DeliveryId


@post("/", operation_id="createWebhook", summary="Create a webhook")
async def create_webhook(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewWebhook], purpose: PurposeHeader
) -> WebhookSecret:
    """Sends every message of these types there from now on. The secret that signs them is shown this once."""
    networks = allowed_networks(vault)
    return await vault.run(caller(request, purpose), webhooks.create_webhook, data, networks)


@get("/", operation_id="listWebhooks", summary="List webhooks")
async def list_webhooks(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[Webhook]:
    """Every webhook, without its secret, and how many messages wait for it or were given up."""
    return await vault.run(caller(request, purpose), webhooks.list_webhooks)


@delete("/{webhook_id:uuid}", operation_id="removeWebhook", summary="Remove a webhook")
async def remove_webhook(
    vault: OpenVault, request: HttpRequest, webhook_id: WebhookPath, purpose: PurposeHeader
) -> None:
    """Ends it at once; messages that wait for it are dropped."""
    await vault.run(caller(request, purpose), webhooks.remove_webhook, webhook_id)


@post("/{webhook_id:uuid}/secrets", operation_id="rotateWebhook", summary="Rotate a webhook's secret")
async def rotate_webhook(
    vault: OpenVault,
    request: HttpRequest,
    webhook_id: WebhookPath,
    data: JSONBody[SecretRotation],
    purpose: PurposeHeader,
) -> WebhookSecret:
    """Gives it a new secret. For the overlap, messages carry a signature by each."""
    return await vault.run(caller(request, purpose), webhooks.rotate_webhook, webhook_id, data)


@post("/{webhook_id:uuid}/pings", operation_id="pingWebhook", summary="Send a message that tells of nothing")
async def ping_webhook(
    vault: OpenVault, request: HttpRequest, webhook_id: WebhookPath, purpose: PurposeHeader, key: KeyHeader = None
) -> SentMessage:
    """Sends a message of the type `webhook.pinged`, to see whether messages arrive."""
    who = await caller_once(request, purpose, key)
    return SentMessage(await vault.run(who, webhooks.ping_webhook, webhook_id))


@get("/{webhook_id:uuid}/deliveries", operation_id="listDeliveries", summary="See what became of messages")
async def list_deliveries(
    vault: OpenVault,
    request: HttpRequest,
    webhook_id: WebhookPath,
    purpose: PurposeHeader,
    only: Annotated[DeliveryState | None, QueryParameter(description="Only those in this state.")] = None,
    after: Annotated[DeliveryId | None, QueryParameter(description="The last id of the page before.")] = None,
    limit: LimitQuery = PAGE,
) -> DeliveryPage:
    """Messages of the last thirty days, the oldest first; `dead` are those that were given up."""
    items = await vault.run(caller(request, purpose), webhooks.list_deliveries, webhook_id, only, after, limit)
    return DeliveryPage(items, items[-1].delivery_id if len(items) == limit else None)


@post("/{webhook_id:uuid}/replays", operation_id="replayDeliveries", summary="Send messages once more", status_code=200)
async def replay(
    vault: OpenVault, request: HttpRequest, webhook_id: WebhookPath, data: JSONBody[Replay], purpose: PurposeHeader
) -> Replayed:
    """Sends messages once more, under the ids that they had: by default those that were given up."""
    return await vault.run(caller(request, purpose), webhooks.replay, webhook_id, data)


router = Router(
    "/webhooks",
    route_handlers=[
        create_webhook,
        list_webhooks,
        remove_webhook,
        rotate_webhook,
        ping_webhook,
        list_deliveries,
        replay,
    ],
    tags=["Webhooks"],
)
