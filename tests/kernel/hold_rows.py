"""A row of a table that many tests of statements fill."""

from datetime import UTC, date, datetime
from uuid import UUID


def held(whose: UUID, one: UUID) -> dict[str, object]:
    """A hold of an organisation, on a record of the same id."""
    return {
        "organisation_id": whose,
        "hold_id": one,
        "record_id": one,
        "kind": "audit",
        "cause_id": one,
        "owner": "somebody",
        "started_at": datetime(2026, 11, 30, tzinfo=UTC),
        "review_on": date(2027, 1, 1),
        "until": date(2028, 1, 1),
    }
