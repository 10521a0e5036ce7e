"""Dropping the bodies of old events. Their leaves, their ids and their places stay, so the tree is what it was."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from vault.audit.store import BODY
from vault.audit.tables import audit_event, audit_mention
from vault.ids import OrganisationId


def first_at(connection: Connection, organisation: OrganisationId, since: datetime | None) -> datetime | None:
    """The time of the first sealed event with a body, of all or from an instant on; None where there is none."""
    at = audit_event.c.at
    query = select(func.min(at)).where(audit_event.c.organisation_id == organisation, *_sealed())
    found: datetime | None = connection.execute(query if since is None else query.where(at >= since)).scalar_one()
    return found


def place_of(connection: Connection, organisation: OrganisationId, instant: datetime) -> int:
    """How many sealed events stand before the first one from an instant on."""
    position = audit_event.c.position
    later = select(func.min(position)).where(
        audit_event.c.organisation_id == organisation, audit_event.c.at >= instant, position.is_not(None)
    )
    found = connection.execute(later).scalar_one()
    if found is not None:
        return int(found)
    last = select(func.max(position)).where(audit_event.c.organisation_id == organisation)
    return int(connection.execute(last).scalar_one()) + 1


def drop(connection: Connection, organisation: OrganisationId, below: int) -> int:
    """Empties every event that stands below a position, and the index of what it mentioned; returns how many."""
    theirs = (audit_event.c.organisation_id == organisation, audit_event.c.position < below, *_sealed())
    mentioning = select(audit_event.c.event_id).where(*theirs)
    connection.execute(
        delete(audit_mention).where(
            audit_mention.c.organisation_id == organisation, audit_mention.c.event_id.in_(mentioning)
        )
    )
    return connection.execute(update(audit_event).where(*theirs).values(dict.fromkeys(BODY))).rowcount


def _sealed() -> tuple[ColumnElement[bool], ...]:
    return audit_event.c.position.is_not(None), audit_event.c.at.is_not(None)
