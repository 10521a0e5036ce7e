"""The log's rows: the only SQL that writes them, and that reads what is sealed and what waits."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from vault.audit.event import Event, Outcome
from vault.audit.merkle import HASH_BYTES, Subtree, Tree
from vault.audit.model import Checkpoint
from vault.audit.tables import audit_checkpoint, audit_event, audit_mention, audit_subtree, audit_tree
from vault.ids import EventId, OrganisationId
from vault.storage import add_all, add_unless_there

ID_BYTES = 16
_PAGE = 2_000
_PLACE: Final = (
    update(audit_event)
    .where(audit_event.c.organisation_id == bindparam("organisation"), audit_event.c.event_id == bindparam("event"))
    .values(position=bindparam("at_position"))
)
BODY = ("at", "actor", "permission", "purpose", "outcome", "detail", "entities")


class Stored(NamedTuple):
    """An event's row: its body, unless that was dropped, and what never goes."""

    event_id: EventId
    event: Event | None
    leaf: bytes
    position: int | None


def append(connection: Connection, events: Sequence[Event]) -> None:
    """Adds events, unsealed as yet."""
    if not events:
        return
    add_all(connection, audit_event, [_row(event) for event in events])
    mentions = [
        {"organisation_id": event.organisation_id, "entity_id": entity, "event_id": event.event_id}
        for event in events
        for entity in event.entities
    ]
    add_all(connection, audit_mention, mentions)


def unsealed(
    connection: Connection, organisation: OrganisationId, limit: int
) -> list[Row[tuple[UUID, bytes, datetime]]]:
    """Events without a position, oldest first: (event id, leaf, time)."""
    query = (
        select(audit_event.c.event_id, audit_event.c.leaf, audit_event.c.at)
        .where(audit_event.c.organisation_id == organisation, audit_event.c.position.is_(None))
        .order_by(audit_event.c.event_id)
        .limit(limit)
    )
    return list(connection.execute(query))


def waiting(connection: Connection, organisation: OrganisationId) -> tuple[int, datetime | None]:
    """How many events are not sealed yet, and since when the oldest of them waits."""
    query = select(func.count(), func.min(audit_event.c.at)).where(
        audit_event.c.organisation_id == organisation, audit_event.c.position.is_(None)
    )
    count, oldest = connection.execute(query).one()
    return count, oldest


def place(connection: Connection, organisation: OrganisationId, positions: Iterable[tuple[UUID, int]]) -> None:
    """Gives sealed events their position in the tree."""
    rows = [{"organisation": organisation, "event": event, "at_position": position} for event, position in positions]
    connection.execute(_PLACE, rows)


def lock_tree(connection: Connection, organisation: OrganisationId) -> Tree:
    """The tree as last sealed; locked against every other sealer until the transaction ends."""
    # Two sealers may both find that there is no tree yet.
    add_unless_there(connection, audit_tree, organisation_id=organisation, size=0, edge=b"")
    query = select(audit_tree).where(audit_tree.c.organisation_id == organisation).with_for_update()
    return _tree(connection.execute(query).one())


def find_tree(connection: Connection, organisation: OrganisationId) -> Tree | None:
    """The tree as last sealed. Raises ValueError where the row is no tree at all."""
    query = select(audit_tree).where(audit_tree.c.organisation_id == organisation)
    row = connection.execute(query).one_or_none()
    return None if row is None else _tree(row)


def save_tree(connection: Connection, organisation: OrganisationId, tree: Tree, completed: Sequence[Subtree]) -> None:
    """Keeps a tree that has grown, and the subtrees that were completed by it."""
    connection.execute(
        update(audit_tree)
        .where(audit_tree.c.organisation_id == organisation)
        .values(size=tree.size, edge=b"".join(tree.edge))
    )
    if completed:
        rows = [{"organisation_id": organisation} | one._asdict() for one in completed]
        connection.execute(insert(audit_subtree), rows)


def subtrees(
    connection: Connection, organisation: OrganisationId, level: int | None = None, start: int = 0, end: int = 0
) -> list[Subtree]:
    """The subtrees that are kept, in order; those of one level from `start` up to `end`, or all of them."""
    query = (
        select(audit_subtree)
        .where(audit_subtree.c.organisation_id == organisation)
        .order_by(audit_subtree.c.level, audit_subtree.c.number)
    )
    if level is not None:
        number = audit_subtree.c.number
        query = query.where(audit_subtree.c.level == level, number >= start, number < end)
    return [Subtree(row.level, row.number, row.hash) for row in connection.execute(query)]


def leaves(connection: Connection, organisation: OrganisationId, start: int, end: int) -> list[bytes]:
    """The leaf hashes of a range of positions, in order."""
    position = audit_event.c.position
    query = (
        select(audit_event.c.leaf)
        .where(audit_event.c.organisation_id == organisation, position >= start, position < end)
        .order_by(position)
    )
    return list(connection.scalars(query))


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


def newest_checkpoint(connection: Connection, organisation: OrganisationId) -> Checkpoint | None:
    query = (
        select(audit_checkpoint)
        .where(audit_checkpoint.c.organisation_id == organisation)
        .order_by(audit_checkpoint.c.size.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Checkpoint(size=row.size, at=row.at, note=row.note)


def newest_backup(
    connection: Connection, organisation: OrganisationId, permission: str, *, since: datetime
) -> datetime | None:
    """When something was last done under a permission, with a hash as its detail; None if not since then."""
    query = (
        select(audit_event.c.at)
        .where(
            audit_event.c.organisation_id == organisation,
            audit_event.c.at >= since,
            audit_event.c.permission == permission,
            audit_event.c.outcome == Outcome.DONE.value,
            audit_event.c.detail.startswith("sha256 "),
        )
        .order_by(audit_event.c.at.desc())
        .limit(1)
    )
    return connection.scalar(query)


def find(connection: Connection, organisation: OrganisationId, event_id: EventId) -> Stored | None:
    """One event by its id. Raises ValueError where half of its body is there."""
    query = select(audit_event).where(audit_event.c.organisation_id == organisation, audit_event.c.event_id == event_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else _stored(row)


def sealed_events(connection: Connection, organisation: OrganisationId) -> Iterator[Stored]:
    """Every sealed event in the order of the tree. Reads page by page. Raises ValueError as `find`."""
    last = -1
    while True:
        query = (
            select(audit_event)
            .where(audit_event.c.organisation_id == organisation, audit_event.c.position > last)
            .order_by(audit_event.c.position)
            .limit(_PAGE)
        )
        rows = connection.execute(query).all()
        yield from map(_stored, rows)
        if len(rows) < _PAGE:
            return
        last = rows[-1].position


def waiting_events(connection: Connection, organisation: OrganisationId) -> Iterator[Stored]:
    """Every event that is not sealed yet. Raises ValueError as `find`."""
    query = select(audit_event).where(audit_event.c.organisation_id == organisation, audit_event.c.position.is_(None))
    yield from map(_stored, connection.execute(query))


def mentions(connection: Connection, organisation: OrganisationId) -> Iterator[tuple[UUID, UUID]]:
    """Every (entity, event) of the index, in no order."""
    query = select(audit_mention.c.entity_id, audit_mention.c.event_id).where(
        audit_mention.c.organisation_id == organisation
    )
    with connection.execute(query.execution_options(yield_per=_PAGE)) as found:
        yield from ((row.entity_id, row.event_id) for row in found)


def entities_of(packed: bytes) -> tuple[UUID, ...]:
    """The ids that stand one behind the other in a column. Raises ValueError where they do not fill it."""
    return tuple(UUID(bytes=packed[at : at + ID_BYTES]) for at in range(0, len(packed), ID_BYTES))


def _tree(row: Row[Any]) -> Tree:
    edge = [row.edge[start : start + HASH_BYTES] for start in range(0, len(row.edge), HASH_BYTES)]
    return Tree(row.size, edge)


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


def _stored(row: Row[Any]) -> Stored:
    body = [getattr(row, column) for column in BODY]
    if all(value is None for value in body):
        return Stored(row.event_id, None, row.leaf, row.position)
    if any(value is None for value in body):
        raise ValueError(f"half of event {row.event_id} is gone")
    event = Event(
        organisation_id=row.organisation_id,
        event_id=row.event_id,
        at=row.at,
        actor=row.actor,
        permission=row.permission,
        purpose=row.purpose,
        outcome=Outcome(row.outcome),
        detail=row.detail,
        entities=entities_of(row.entities),
    )
    return Stored(row.event_id, event, row.leaf, row.position)
