"""Rows of endpoints and messages: the only SQL about them, and where addresses and secrets are sealed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from vault.errors import NotFound
from vault.ids import DeliveryId, OrganisationId, WebhookId, new_id
from vault.records import changed, opened, place, place_of, sealed
from vault.storage import Query, add_all
from vault.webhooks.model import Delivery, DeliveryState, EventType, Happening, NewWebhook, Secrets, Webhook, wanted
from vault.webhooks.tables import webhook, webhook_delivery
from vault.work import Work

_OPEN = DeliveryState.WAITING.value


def add(work: Work, new: NewWebhook, secrets: Secrets) -> WebhookId:
    webhook_id = WebhookId(new_id())
    key = work.keys.create("webhook", webhook_id)
    work.connection.execute(
        insert(webhook).values(
            organisation_id=work.organisation_id,
            webhook_id=webhook_id,
            key_id=key.id,
            types=" ".join(sorted(new.types)),
            label=new.label,
            created_at=work.now,
            url=sealed(key, place(work.organisation_id, "webhook", webhook_id, "url"), new.url),
            secrets=sealed(key, place(work.organisation_id, "webhook", webhook_id, "secrets"), secrets),
        )
    )
    return webhook_id


def ids(work: Work) -> list[WebhookId]:
    query = select(webhook.c.webhook_id).where(webhook.c.organisation_id == work.organisation_id)
    return [WebhookId(one) for one in work.connection.scalars(query.order_by(webhook.c.webhook_id))]


def require(work: Work, webhook_id: WebhookId) -> None:
    """Raises NotFound."""
    _row(work, webhook_id)


def everyone(work: Work) -> list[Webhook]:
    counts = _counts(work)
    return [_webhook(work, one, counts) for one in ids(work)]


def target(work: Work, webhook_id: WebhookId) -> tuple[str, Secrets]:
    """Where the messages of an endpoint go, and what they are signed with. Raises NotFound."""
    row = _row(work, webhook_id)
    key = work.keys.get(row.key_id)
    secrets = opened(key, place_of(row, webhook.c.secrets), row.secrets, Secrets)
    return opened(key, place_of(row, webhook.c.url), row.url, str), secrets


def replace_secrets(work: Work, webhook_id: WebhookId, secrets: Secrets) -> None:
    """Raises NotFound."""
    row = _row(work, webhook_id, lock=True)
    values = changed(work.keys.get(row.key_id), row, webhook, secrets=secrets)
    work.connection.execute(update(webhook).where(*_is(work, webhook_id)).values(**values))


def erase(work: Work, webhook_id: WebhookId) -> int:
    """Destroys the secret of an endpoint, its row and its messages; returns how many keys."""
    destroyed = work.keys.destroy(webhook_id)
    mine = (
        webhook_delivery.c.organisation_id == work.organisation_id,
        webhook_delivery.c.webhook_id == webhook_id,
    )
    work.connection.execute(delete(webhook_delivery).where(*mine))
    work.connection.execute(delete(webhook).where(*_is(work, webhook_id)))
    return destroyed


_ENDPOINTS: Final = Query(
    select(webhook.c.webhook_id, webhook.c.types).where(webhook.c.organisation_id == bindparam("organisation")),
    steady=True,
)


def put(connection: Connection, organisation: OrganisationId, happened: Sequence[Happening], now: datetime) -> None:
    """Writes what happened into the outbox of every endpoint that wants it, in the transaction that did it."""
    if not happened:
        return
    rows = [
        _waiting(organisation, endpoint.webhook_id, one, now)
        for endpoint in _ENDPOINTS.all(connection, organisation=organisation)
        for one in happened
        if wanted([EventType(name) for name in endpoint.types.split()], one.type)
    ]
    add_all(connection, webhook_delivery, rows)


def put_for(work: Work, webhook_id: WebhookId, happened: Happening) -> DeliveryId:
    """Writes one message for one endpoint."""
    row = _waiting(work.organisation_id, webhook_id, happened, work.now)
    work.connection.execute(insert(webhook_delivery), [row])
    return DeliveryId(row["delivery_id"])


def due(work: Work, limit: int) -> list[Delivery]:
    """Messages that are to be sent now, the oldest first."""
    query = (
        select(webhook_delivery)
        .where(*_mine(work), webhook_delivery.c.state == _OPEN, webhook_delivery.c.next_at <= work.now)
        .order_by(webhook_delivery.c.next_at, webhook_delivery.c.delivery_id)
        .limit(limit)
    )
    return [_delivery(row) for row in work.connection.execute(query)]


def is_due(connection: Connection, organisation: OrganisationId, now: datetime) -> bool:
    """Whether a message is to be sent now; asked every second, so that it leaves no event."""
    query = select(webhook_delivery.c.delivery_id).where(
        webhook_delivery.c.organisation_id == organisation,
        webhook_delivery.c.state == _OPEN,
        webhook_delivery.c.next_at <= now,
    )
    return connection.execute(query.limit(1)).first() is not None


def claim(work: Work, delivery: Delivery, until: datetime) -> datetime | None:
    """Takes a message for sending, so that no other process sends it before `until`; since when it is tried."""
    statement = (
        update(webhook_delivery)
        .where(
            *_mine(work),
            webhook_delivery.c.delivery_id == delivery.delivery_id,
            webhook_delivery.c.state == _OPEN,
            webhook_delivery.c.next_at <= work.now,
        )
        .values(next_at=until, attempts=webhook_delivery.c.attempts + 1)
        .returning(webhook_delivery.c.since)
    )
    return work.connection.execute(statement).scalar_one_or_none()


def settle(
    work: Work, delivery_id: DeliveryId, state: DeliveryState, next_at: datetime | None, failure: str | None
) -> None:
    """Keeps what became of an attempt. A message whose endpoint was removed meanwhile is gone, which is right."""
    work.connection.execute(
        update(webhook_delivery)
        .where(*_mine(work), webhook_delivery.c.delivery_id == delivery_id, webhook_delivery.c.state == _OPEN)
        .values(state=state.value, next_at=next_at, failure=failure)
    )


def since_of(work: Work, delivery_id: DeliveryId) -> datetime | None:
    query = select(webhook_delivery.c.since).where(*_mine(work), webhook_delivery.c.delivery_id == delivery_id)
    return work.connection.execute(query).scalar_one_or_none()


def page(
    work: Work, webhook_id: WebhookId, state: DeliveryState | None, after: DeliveryId | None, limit: int
) -> list[Delivery]:
    """Messages of an endpoint in the order in which they were written, from behind `after`."""
    query = select(webhook_delivery).where(*_mine(work), webhook_delivery.c.webhook_id == webhook_id)
    if state is not None:
        query = query.where(webhook_delivery.c.state == state.value)
    if after is not None:
        query = query.where(webhook_delivery.c.delivery_id > after)
    rows = work.connection.execute(query.order_by(webhook_delivery.c.delivery_id).limit(limit))
    return [_delivery(row) for row in rows]


def again(
    work: Work, webhook_id: WebhookId, state: DeliveryState, delivery_id: DeliveryId | None, since: datetime | None
) -> int:
    """Has messages sent once more; returns how many."""
    statement = update(webhook_delivery).where(
        *_mine(work), webhook_delivery.c.webhook_id == webhook_id, webhook_delivery.c.state == state.value
    )
    if delivery_id is not None:
        statement = statement.where(webhook_delivery.c.delivery_id == delivery_id)
    if since is not None:
        statement = statement.where(webhook_delivery.c.at >= since)
    again = {"state": _OPEN, "attempts": 0, "since": work.now, "next_at": work.now, "failure": None}
    return work.connection.execute(statement.values(**again)).rowcount


def forget(work: Work, before: datetime) -> int:
    """Drops messages older than this that do not wait any more; returns how many."""
    old = (webhook_delivery.c.at < before, webhook_delivery.c.state != _OPEN)
    return work.connection.execute(delete(webhook_delivery).where(*_mine(work), *old)).rowcount


def _waiting(organisation: OrganisationId, webhook_id: WebhookId, one: Happening, now: datetime) -> dict[str, Any]:
    return {
        "organisation_id": organisation,
        "delivery_id": new_id(),
        "webhook_id": webhook_id,
        "type": one.type.value,
        "subject_id": one.subject,
        "at": now,
        "state": _OPEN,
        "attempts": 0,
        "since": now,
        "next_at": now,
    }


def _row(work: Work, webhook_id: WebhookId, *, lock: bool = False) -> Row[Any]:
    query = select(webhook).where(*_is(work, webhook_id))
    row = work.connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise NotFound("webhook")
    return row


def _webhook(work: Work, webhook_id: WebhookId, counts: dict[tuple[WebhookId, str], int]) -> Webhook:
    row = _row(work, webhook_id)
    url, _ = target(work, webhook_id)
    return Webhook(
        webhook_id=webhook_id,
        url=url,
        label=row.label,
        types=tuple(EventType(name) for name in row.types.split()),
        created_at=row.created_at,
        waiting=counts.get((webhook_id, _OPEN), 0),
        dead=counts.get((webhook_id, DeliveryState.DEAD.value), 0),
    )


def _counts(work: Work) -> dict[tuple[WebhookId, str], int]:
    columns = (webhook_delivery.c.webhook_id, webhook_delivery.c.state)
    query = select(*columns, func.count()).where(*_mine(work)).group_by(*columns)
    return {(WebhookId(one), state): count for one, state, count in work.connection.execute(query)}


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        delivery_id=row.delivery_id,
        webhook_id=row.webhook_id,
        type=EventType(row.type),
        subject=row.subject_id,
        at=row.at,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        next_at=row.next_at,
        failure=row.failure,
    )


def _mine(work: Work) -> Iterable[Any]:
    return (webhook_delivery.c.organisation_id == work.organisation_id,)


def _is(work: Work, webhook_id: WebhookId) -> tuple[Any, Any]:
    return webhook.c.organisation_id == work.organisation_id, webhook.c.webhook_id == webhook_id
