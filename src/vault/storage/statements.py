"""Statements that both databases know and that SQLAlchemy spells apart for each."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Row,
    Table,
    any_,
    bindparam,
    func,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import Boolean

from vault.ids import OrganisationId
from vault.storage.gathering import waiting
from vault.storage.types import Ids, IdT, ManyIdBytes, ManyIds

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

_AT_ONCE: Final = 1_000
"""So many ids stand in one statement: what it costs whatever it does is shared, and its answer is no burden."""
_FEW: Final = 20
_ID_BYTES: Final = 16


def add(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """Inserts a row, with others that are added until somebody looks; see `gathering`."""
    waiting(connection).add(table, (row,))


def add_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows in the same way, if there are any."""
    if rows:
        waiting(connection).add(table, rows)


def add_unless_there(connection: Connection, table: Table, **values: Any) -> bool:
    """Inserts a row unless its key is taken; waits for a transaction that is taking it. Whether it was inserted."""
    statement = _insert(connection, table).values(**values).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(statement).first() is not None


def add_up(connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *amounts: str) -> None:
    """Inserts rows, and where one is there already adds these columns to it; all in one statement."""
    if not rows:
        return
    statement = _insert(connection, table)
    more = {name: table.c[name] + statement.excluded[name] for name in amounts}
    connection.execute(statement.on_conflict_do_update(index_elements=[*table.primary_key], set_=more), list(rows))


def _insert(connection: Connection, table: Table) -> "SqliteInsert | PostgresqlInsert":
    """An insert that knows what to do about a key that is taken, in the words of this database alone."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def pages(
    connection: Connection,
    record_id: Column[Any],
    organisation: OrganisationId,
    columns: Sequence[Column[Any]],
    only: Sequence[UUID] | None,
    at_once: int,
) -> Iterator[Sequence[Row[Any]]]:
    """Rows of a table, so many at a time, in the order of their ids: all that an organisation has, or `only` these.

    `only` is in the order of the ids. Each page is a statement of its own, so that nothing is held open between them.
    """
    table = record_id.table
    query = select(*columns).where(table.c.organisation_id == organisation).order_by(record_id)
    if only is not None:
        for start in range(0, len(only), at_once):
            yield connection.execute(query.where(among(record_id, only[start : start + at_once]))).all()
        return
    behind = query
    while True:
        rows = connection.execute(behind.limit(at_once)).all()
        yield rows
        if len(rows) < at_once:
            return
        behind = query.where(record_id > getattr(rows[-1], record_id.name))


def batches(ids: Sequence[IdT]) -> Iterator[Ids[IdT]]:
    """Ids in the pieces in which statements about very many take them."""
    if isinstance(ids, Ids) and len(ids) <= _AT_ONCE:
        yield ids
        return
    for start in range(0, len(ids), _AT_ONCE):
        yield Ids(ids[start : start + _AT_ONCE])


def among(column: ColumnElement[Any], ids: Sequence[UUID]) -> ColumnElement[bool]:
    """That a column is one of these ids. Many are bound as one value: binding each costs more than finding its row."""
    return column.in_(ids) if len(ids) < _FEW else _Among(column, ids)


def among_ids(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The same for what is prepared; what is bound to `name` are `Ids`."""
    return _Among(column, bindparam(name, type_=ManyIds()))


def among_bytes(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """The same, where the bytes of ids are bound."""
    return _Among(column, bindparam(name, type_=ManyIdBytes()))


class _Among(ColumnElement[bool]):
    """A column is one of many ids; a statement with it is compiled once, however many there are."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 -- SQLAlchemy declares it so
        ("column", InternalTraversal.dp_clauseelement),
        ("ids", InternalTraversal.dp_clauseelement),
    ]
    type = Boolean()

    def __init__(self, column: ColumnElement[Any], ids: Sequence[UUID] | BindParameter[Any]) -> None:
        self.column = column
        if not isinstance(ids, BindParameter):
            ids = bindparam(None, ids if isinstance(ids, Ids) else Ids(ids), ManyIds(), unique=True)
        self.ids = ids

    def self_group(self, against: Any = None) -> "_Among":
        """It stands among other conditions as it is; SQLAlchemy would compare it with 1, and no index would be used."""
        del against
        return self


@compiles(_Among)
@compiles(_Among, "postgresql")
def _is_any(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.column == any_(element.ids), **how)


@compiles(_Among, "sqlite")
def _is_in(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    """SQLite knows no arrays: the ids come as the bytes of one behind the other, and are cut apart again."""
    # Nested, so that the statement still begins with its verb, by which the driver knows to count rows.
    piece = select(literal(1).label("at")).cte(recursive=True, nesting=True)
    following = select(piece.c.at + _ID_BYTES).where(piece.c.at + _ID_BYTES < func.length(element.ids))
    cut = select(func.substr(element.ids, piece.union_all(following).c.at, _ID_BYTES))
    return compiler.process(element.column.in_(cut), **how)
