"""Statements that both databases know and that SQLAlchemy spells apart for each."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite


def add(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """Inserts a row. The statement is made once for each table: making it anew costs more than running it."""
    connection.execute(_insertion(table), row)


def add_all(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Inserts rows that name the same columns, if there are any."""
    if rows:
        connection.execute(_insertion(table), rows if len(rows) > 1 else rows[0])


@cache
def _insertion(table: Table) -> Insert:
    return insert(table)


def add_unless_there(connection: Connection, table: Table, **values: Any) -> bool:
    """Inserts a row unless its key is taken; waits for a transaction that is taking it. Whether it was inserted."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(statement).first() is not None


def add_up(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *amounts: str) -> None:
    """Inserts rows, and where one is there already adds these columns to it; all in one statement."""
    if not rows:
        return
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    more = {name: table.c[name] + statement.excluded[name] for name in amounts}
    connection.execute(statement.on_conflict_do_update(index_elements=[*table.primary_key], set_=more), list(rows))
