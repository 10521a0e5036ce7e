"""Every time that a row tells: in a column, and in an id, which is one to read."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from tests.world import TODAY, World

from vault.clock import legal_day
from vault.storage import Id, Instant, looking, metadata

Row = tuple[str, tuple[tuple[str, Any], ...]]


def rows(world: World) -> list[Row]:
    """The times and ids of every row of every table."""
    found: list[Row] = []
    with looking(world.vault.storage.engine) as connection:
        for table in metadata.sorted_tables:
            timed = [one for one in table.columns if isinstance(one.type, Id | Instant)]
            kept = connection.execute(select(*timed)) if timed else ()
            found += [(table.name, tuple((one.name, getattr(row, one.name)) for one in timed)) for row in kept]
    return found


def finer_than_the_day(world: World, made: Iterable[Row]) -> list[str]:
    """Where a row tells more than today's noon."""
    had = _known(world)
    return [
        f"{table}.{column}"
        for table, row in made
        for column, value in row
        if value not in had and (told := _told(value)) is not None and not _noon(told)
    ]


def _told(value: object) -> datetime | None:
    if isinstance(value, UUID) and value.version == 7:
        return datetime.fromtimestamp((value.int >> 80) / 1000, UTC)
    return value if isinstance(value, datetime) else None


def _noon(at: datetime) -> bool:
    return (legal_day(at), at.hour, at.minute, at.second, at.microsecond) == (TODAY, 12, 0, 0, 0)


def _known(world: World) -> set[UUID]:
    """What the organisation had before anybody came: itself, its epoch."""
    with looking(world.vault.storage.engine) as connection:
        epochs = connection.scalars(select(metadata.tables["epoch"].c.epoch_id))
        return {world.organisation, *epochs}
