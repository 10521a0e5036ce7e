"""Statements that both databases know and that SQLAlchemy spells apart for each."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def add_unless_there(connection: Connection, table: Table, **values: Any) -> bool:
    """Inserts a row unless its key is taken; waits for a transaction that is taking it. Whether it was inserted."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(statement).first() is not None
