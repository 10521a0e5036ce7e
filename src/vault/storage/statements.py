"""Statements that both databases know and that SQLAlchemy spells apart for each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from vault.storage.gathering import waiting


def add(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """Inserts a row, with others that are added until somebody looks; see `gathering`."""
    waiting(connection).add(table, (row,))


def add_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows in the same way, if there are any."""
    if rows:
        waiting(connection).add(table, rows)


def add_unless_there(connection: Connection, table: Table, **values: Any) -> bool:
    """Inserts a row unless its key is taken; waits for a transaction that is taking it. Whether it was inserted."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(statement).first() is not None
