"""What is looked up in the log: pages of it, what concerns an id, what an actor did. Dropped bodies are not found."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from vault.audit.event import Outcome
from vault.audit.model import LoggedEvent
from vault.audit.store import entities_of
from vault.audit.tables import audit_event, audit_mention
from vault.ids import EventId, OrganisationId
from vault.storage import among, batches

_PAGE = 2_000


class About(NamedTuple):
    """An event that mentions an entity."""

    entity: UUID
    at: datetime
    actor: str
    permission: str
    purpose: str


class Trace(NamedTuple):
    """An event that mentions an entity, without who acted; `position` is its place in the sealed log, if it has one."""

    event_id: EventId
    at: datetime
    permission: str
    purpose: str
    outcome: str
    leaf: bytes
    position: int | None


class Deed(NamedTuple):
    """What an actor did or was refused, without the rest."""

    at: datetime
    actor: str
    permission: str
    outcome: str
    detail: str
    entities: tuple[UUID, ...]


def recent(
    connection: Connection, organisation: OrganisationId, before: EventId | None, limit: int
) -> list[LoggedEvent]:
    """Events, newest first, from behind `before`."""
    query = (
        select(audit_event)
        .where(audit_event.c.organisation_id == organisation, audit_event.c.at.is_not(None))
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
            entities=entities_of(row.entities),
            sealed=row.position is not None,
        )
        for row in connection.execute(query)
    ]


def about(
    connection: Connection, organisation: OrganisationId, entities: Sequence[UUID], permissions: Sequence[str]
) -> Iterator[About]:
    """What was done with these permissions about these entities, in no order."""
    for some in batches(entities):
        query = (
            select(
                audit_mention.c.entity_id,
                audit_event.c.at,
                audit_event.c.actor,
                audit_event.c.permission,
                audit_event.c.purpose,
            )
            .join(
                audit_mention,
                (audit_mention.c.organisation_id == audit_event.c.organisation_id)
                & (audit_mention.c.event_id == audit_event.c.event_id),
            )
            .where(
                audit_mention.c.organisation_id == organisation,
                among(audit_mention.c.entity_id, some),
                audit_event.c.permission.in_(permissions),
                audit_event.c.outcome == Outcome.DONE.value,
            )
        )
        for row in connection.execute(query):
            yield About(*row)


def traces(connection: Connection, organisation: OrganisationId, entity: UUID) -> list[Trace]:
    """Every event that mentions an entity and whose body is still there, in order."""
    query = (
        select(
            audit_event.c.event_id,
            audit_event.c.at,
            audit_event.c.permission,
            audit_event.c.purpose,
            audit_event.c.outcome,
            audit_event.c.leaf,
            audit_event.c.position,
        )
        .join(
            audit_mention,
            (audit_mention.c.organisation_id == audit_event.c.organisation_id)
            & (audit_mention.c.event_id == audit_event.c.event_id),
        )
        .where(
            audit_mention.c.organisation_id == organisation,
            audit_mention.c.entity_id == entity,
            audit_event.c.at.is_not(None),
        )
        .order_by(audit_event.c.event_id)
    )
    return [Trace(*row) for row in connection.execute(query)]


def deeds(
    connection: Connection,
    organisation: OrganisationId,
    since: datetime,
    until: datetime,
    actors: Collection[str] | None = None,
) -> Iterator[Deed]:
    """Every event from `since` up to, and without, `until`, in the order of time; of some actors, or of all."""
    at = audit_event.c.at
    query = (
        select(
            at,
            audit_event.c.actor,
            audit_event.c.permission,
            audit_event.c.outcome,
            audit_event.c.detail,
            audit_event.c.entities,
        )
        .where(audit_event.c.organisation_id == organisation, at >= since, at < until)
        .order_by(at)
    )
    if actors is not None:
        query = query.where(audit_event.c.actor.in_(sorted(actors)))
    # Closed also where whoever asked does not come to the end.
    with connection.execute(query.execution_options(yield_per=_PAGE)) as found:
        for row in found:
            yield Deed(row.at, row.actor, row.permission, row.outcome, row.detail, entities_of(row.entities))
