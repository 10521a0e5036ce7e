"""`cvault webhook …`: where other systems are told what happens, and what became of the messages."""

from datetime import UTC, datetime

import click

from vault import webhooks
from vault.dispatching import allowed_networks
from vault.ids import DeliveryId, WebhookId
from vault.policy import RoleName
from vault.webhooks import (
    Delivery,
    DeliveryState,
    EventType,
    NewWebhook,
    Replay,
    SecretRotation,
    Webhook,
    WebhookSecret,
)
from vault.wiring import Caller, Vault
from vault_cli import files, output, session
from vault_cli.exits import Group

_TYPES = click.Choice([one.value for one in EventType])
_STATES = click.Choice([one.value for one in DeliveryState])


@click.group(cls=Group)
def webhook() -> None:
    """Webhooks: other systems that are told what happens, in signed messages of ids."""


@webhook.command("create")
@click.argument("url")
@click.option("--type", "types", multiple=True, type=_TYPES, metavar="TYPE", help="Only messages of this type.")
@click.option("--label", metavar="TEXT", help="What it is, in your words.")
@output.organisation
@output.as_json
def create(url: str, types: tuple[str, ...], label: str | None, organisation: str | None, *, wants_json: bool) -> None:
    """Have messages sent to URL; the secret that signs them is shown once."""
    new = files.checked({"url": url, "types": types, "label": label or ""}, NewWebhook)
    with session.opened() as vault:
        caller = _administrator(vault, organisation)
        made = vault.call(caller, webhooks.create_webhook, new, allowed_networks(vault))
    _show_secret(made, f"Webhook {made.webhook_id}", wants_json=wants_json)


@webhook.command("list")
@output.organisation
@output.as_json
def list_webhooks(organisation: str | None, *, wants_json: bool) -> None:
    """List webhooks, and how many messages wait or were given up; never their secrets."""
    with session.opened() as vault:
        known = vault.call(_administrator(vault, organisation), webhooks.list_webhooks)
    if wants_json:
        output.show(known, [], wants_json=True)
    else:
        output.table(("webhook", "label", "waiting", "dead", "url"), [_endpoint(one) for one in known])


@webhook.command()
@click.argument("webhook_id")
@click.option("--overlap", default=24, show_default=True, type=click.IntRange(0, 720), help="Hours of the old key.")
@output.organisation
@output.as_json
def rotate(webhook_id: str, overlap: int, organisation: str | None, *, wants_json: bool) -> None:
    """Give a webhook a new secret; for some hours messages are signed with both."""
    how = SecretRotation(overlap_hours=overlap)
    with session.opened() as vault:
        made = vault.call(_administrator(vault, organisation), webhooks.rotate_webhook, _id(webhook_id), how)
    _show_secret(made, f"Webhook {made.webhook_id}", wants_json=wants_json)


@webhook.command()
@click.argument("webhook_id")
@output.organisation
@output.as_json
def remove(webhook_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """End a webhook at once; messages that wait for it are dropped."""
    wanted = _id(webhook_id)
    with session.opened() as vault:
        vault.call(_administrator(vault, organisation), webhooks.remove_webhook, wanted)
    output.show({"webhook_id": wanted}, [f"Webhook {wanted} is removed."], wants_json=wants_json)


@webhook.command()
@click.argument("webhook_id")
@output.organisation
@output.as_json
def ping(webhook_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Send a message that tells of nothing, to see whether messages arrive. A server must be running."""
    wanted = _id(webhook_id)
    with session.opened() as vault:
        sent = vault.call(_administrator(vault, organisation), webhooks.ping_webhook, wanted)
    output.show({"delivery_id": sent}, [f"Message {sent} waits for the server to send it."], wants_json=wants_json)


@webhook.command()
@click.argument("webhook_id")
@click.option("--state", type=_STATES, metavar="STATE", help="Only messages in this state.")
@output.organisation
@output.as_json
def deliveries(webhook_id: str, state: str | None, organisation: str | None, *, wants_json: bool) -> None:
    """List the messages of the last thirty days and what became of them."""
    wanted, only = _id(webhook_id), DeliveryState(state) if state else None
    found: list[Delivery] = []
    with session.opened() as vault:
        caller = _administrator(vault, organisation)
        while page := vault.call(
            caller, webhooks.list_deliveries, wanted, only, found[-1].delivery_id if found else None
        ):
            found += page
    if wants_json:
        output.show(found, [], wants_json=True)
    else:
        rows = [_row(one) for one in found]
        output.table(("message", "type", "at", "state", "sent", "failure"), rows)


@webhook.command()
@click.argument("webhook_id")
@click.option("--delivery", metavar="ID", help="Only this message.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only of what happened since this day.")
@click.option("--state", default="dead", show_default=True, type=_STATES, help="Only messages in this state.")
@output.organisation
@output.as_json
def replay(
    webhook_id: str,
    delivery: str | None,
    since: datetime | None,
    state: str,
    organisation: str | None,
    *,
    wants_json: bool,
) -> None:
    """Send messages once more: those that were given up, if nothing else is said."""
    what = Replay(
        delivery_id=DeliveryId(session.as_id(delivery, "--delivery")) if delivery else None,
        since=since.replace(tzinfo=UTC) if since else None,
        state=DeliveryState(state),
    )
    with session.opened() as vault:
        done = vault.call(_administrator(vault, organisation), webhooks.replay, _id(webhook_id), what)
    output.show(done, [f"{done.messages} messages are sent once more."], wants_json=wants_json)


def _administrator(vault: Vault, organisation: str | None) -> Caller:
    return session.acting(session.chosen(vault, organisation), RoleName.ORG_ADMIN, "administration")


def _id(text: str) -> WebhookId:
    return WebhookId(session.as_id(text, "WEBHOOK_ID"))


def _show_secret(made: WebhookSecret, first: str, *, wants_json: bool) -> None:
    output.show(made, [first, "Its secret, shown this once:", made.secret], wants_json=wants_json)


def _row(one: Delivery) -> tuple[str, ...]:
    return (
        str(one.delivery_id),
        one.type.value,
        f"{one.at:%Y-%m-%d %H:%M}",
        one.state.value,
        f"{one.attempts}",
        one.failure or "",
    )


def _endpoint(one: Webhook) -> tuple[str, ...]:
    return str(one.webhook_id), one.label, str(one.waiting), str(one.dead), one.url
