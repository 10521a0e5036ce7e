"""Deletes and updates that are made once and run by the driver itself, as `prepared` has it for questions.

An erasure is some forty of them; making one anew costs more than all that the database does for it. Those that follow
each other go to PostgreSQL in one trip.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Delete, Dialect, Update, bindparam, delete

from vault.storage.gathering import waiting
from vault.storage.prepared import Compiled, compiled
from vault.storage.statements import among_ids
from vault.storage.types import Ids
from vault.storage.watching import as_ours, driver_of, run


class Command:
    """A delete or an update whose values are bound by name or stand in it."""

    def __init__(self, statement: Delete | Update) -> None:
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def run(self, connection: Connection, **values: Any) -> int:
        """Does it with these values; returns how many rows it met, where it returns no columns.

        Raises SQLAlchemyError as any statement does.
        """
        return int(_run(connection, [(self, values)])[0].rowcount)

    def returning(self, connection: Connection, **values: Any) -> list[Any]:
        """The same for one that returns columns: their values of each row that it met, as a named tuple."""
        (cursor,) = _run(connection, [(self, values)])
        return self.how(connection.dialect).rows(cursor.fetchall())

    def how(self, dialect: Dialect) -> Compiled:
        """The statement as this database is given it."""
        if (known := self._compiled.get(dialect.name)) is None:
            columns = list(self._statement.exported_columns)
            known = self._compiled[dialect.name] = compiled(self._statement, columns, dialect)
        return known


def erase_rows(connection: Connection, organisation: UUID, ids: Sequence[UUID], *columns: Column[Any]) -> None:
    """Deletes an organisation's rows that have one of these ids in a column: one column's after another's."""
    values = {"organisation": organisation, "ids": ids if isinstance(ids, Ids) else Ids(ids)}
    _run(connection, [(_deletion(column), values) for column in columns])


@cache
def _deletion(column: Column[Any]) -> Command:
    table = column.table
    return Command(delete(table).where(table.c.organisation_id == bindparam("organisation"), among_ids(column, "ids")))


def _run(connection: Connection, asked: Sequence[tuple[Command, dict[str, Any]]]) -> list[Any]:
    """The driver's cursor of each."""
    held, driver = waiting(connection), driver_of(connection)
    held.insert(connection)
    held.answers = {}
    held.touched += 1
    cursors = [driver.cursor() for _ in asked]

    def send() -> None:
        for cursor, (command, values) in zip(cursors, asked, strict=True):
            how = command.how(connection.dialect)
            run(connection, how.text, how.given(values), cursor.execute, watched=held.watched)

    if len(asked) > 1 and hasattr(driver, "pipeline"):
        with as_ours(connection), driver.pipeline():
            send()
    else:
        send()
    return cursors
