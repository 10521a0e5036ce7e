"""The log's rows: the only SQL about them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from vault.audit.event import Event, Outcome
from vault.audit.merkle import HASH_BYTES, Tree
from vault.audit.model import Checkpoint, LoggedEvent
from vault.audit.tables import audit_checkpoint, audit_event, audit_mention, audit_tree
from vault.ids import EventId, OrganisationId

_ID_BYTES = 16
_PAGE = 2_000


def append(connection: Connection, events: Sequence[Event]) -> None:
    """Adds events, unsealed as yet."""
    if not events:
        return
    connection.execute(insert(audit_event), [_row(event) for event in events])
    mentions = [
        {"organisation_id": event.organisation_id, "entity_id": entity, "event_id": event.event_id}
        for event in events
        for entity in event.entities
    ]
    if mentions:
        connection.execute(insert(audit_mention), mentions)


def unsealed(connection: Connection, organisation: OrganisationId, limit: int) -> list[Row[tuple[UUID, bytes]]]:
    """Events without a position, oldest first: (event id, leaf)."""
    query = (
        select(audit_event.c.event_id, audit_event.c.leaf)
        .where(audit_event.c.organisation_id == organisation, audit_event.c.position.is_(None))
        .order_by(audit_event.c.event_id)
        .limit(limit)
    )
    return list(connection.execute(query))


def count_unsealed(connection: Connection, organisation: OrganisationId) -> int:
    query = select(func.count()).where(audit_event.c.organisation_id == organisation, audit_event.c.position.is_(None))
    return connection.execute(query).scalar_one()


def place(connection: Connection, organisation: OrganisationId, positions: Iterable[tuple[UUID, int]]) -> None:
    """Gives sealed events their position in the tree."""
    statement = (
        update(audit_event)
        .where(audit_event.c.organisation_id == organisation, audit_event.c.event_id == bindparam("event"))
        .values(position=bindparam("at_position"))
    )
    connection.execute(statement, [{"event": event, "at_position": position} for event, position in positions])


def load_tree(connection: Connection, organisation: OrganisationId) -> Tree:
    """The tree as last sealed; locked against another sealer until the transaction ends."""
    query = select(audit_tree).where(audit_tree.c.organisation_id == organisation).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        connection.execute(insert(audit_tree).values(organisation_id=organisation, size=0, edge=b""))
        return Tree()
    edge = [row.edge[start : start + HASH_BYTES] for start in range(0, len(row.edge), HASH_BYTES)]
    return Tree(row.size, edge)


def save_tree(connection: Connection, organisation: OrganisationId, tree: Tree) -> None:
    connection.execute(
        update(audit_tree)
        .where(audit_tree.c.organisation_id == organisation)
        .values(size=tree.size, edge=b"".join(tree.edge))
    )


def save_checkpoint(connection: Connection, organisation: OrganisationId, checkpoint: Checkpoint) -> None:
    connection.execute(
        insert(audit_checkpoint).values(
            organisation_id=organisation, size=checkpoint.size, at=checkpoint.at, note=checkpoint.note
        )
    )


def checkpoints(connection: Connection, organisation: OrganisationId) -> list[Checkpoint]:
    """Every checkpoint, smallest first."""
    query = (
        select(audit_checkpoint)
        .where(audit_checkpoint.c.organisation_id == organisation)
        .order_by(audit_checkpoint.c.size)
    )
    return [Checkpoint(size=row.size, at=row.at, note=row.note) for row in connection.execute(query)]


def sealed_events(connection: Connection, organisation: OrganisationId) -> Iterator[tuple[int, Event, bytes]]:
    """Every sealed event in the order of the tree, with the leaf that was stored for it. Reads page by page."""
    last = -1
    while True:
        query = (
            select(audit_event)
            .where(audit_event.c.organisation_id == organisation, audit_event.c.position > last)
            .order_by(audit_event.c.position)
            .limit(_PAGE)
        )
        rows = connection.execute(query).all()
        for row in rows:
            yield row.position, _event(row), row.leaf
        if len(rows) < _PAGE:
            return
        last = rows[-1].position


def recent(
    connection: Connection, organisation: OrganisationId, before: EventId | None, limit: int
) -> list[LoggedEvent]:
    """Events, newest first, from behind `before`."""
    query = (
        select(audit_event)
        .where(audit_event.c.organisation_id == organisation)
        .order_by(audit_event.c.event_id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(audit_event.c.event_id < before)
    return [
        LoggedEvent(
            event_id=row.event_id,
            at=row.at,
            actor=row.actor,
            permission=row.permission,
            purpose=row.purpose,
            outcome=row.outcome,
            detail=row.detail,
            entities=_entities(row.entities),
            sealed=row.position is not None,
        )
        for row in connection.execute(query)
    ]


def reads_about(
    connection: Connection, organisation: OrganisationId, entity: UUID, permissions: Sequence[str]
) -> list[tuple[datetime, str]]:
    """When, and for which purpose, something about an entity was read."""
    query = (
        select(audit_event.c.at, audit_event.c.purpose)
        .join(
            audit_mention,
            (audit_mention.c.organisation_id == audit_event.c.organisation_id)
            & (audit_mention.c.event_id == audit_event.c.event_id),
        )
        .where(
            audit_mention.c.organisation_id == organisation,
            audit_mention.c.entity_id == entity,
            audit_event.c.permission.in_(permissions),
            audit_event.c.outcome == Outcome.DONE.value,
        )
    )
    return [(row.at, row.purpose) for row in connection.execute(query)]


def _row(event: Event) -> dict[str, object]:
    return {
        "organisation_id": event.organisation_id,
        "event_id": event.event_id,
        "at": event.at,
        "actor": event.actor,
        "permission": event.permission,
        "purpose": event.purpose,
        "outcome": event.outcome.value,
        "detail": event.detail,
        "entities": b"".join(entity.bytes for entity in event.entities),
        "leaf": event.leaf(),
        "position": None,
    }


def _event(row: Row[tuple[object, ...]]) -> Event:
    return Event(
        organisation_id=row.organisation_id,
        event_id=row.event_id,
        at=row.at,
        actor=row.actor,
        permission=row.permission,
        purpose=row.purpose,
        outcome=Outcome(row.outcome),
        detail=row.detail,
        entities=_entities(row.entities),
    )


def _entities(packed: bytes) -> tuple[UUID, ...]:
    return tuple(UUID(bytes=packed[at : at + _ID_BYTES]) for at in range(0, len(packed), _ID_BYTES))
