"""New rows, gathered within a transaction and inserted together.

A row that is added waits until somebody looks, marks a savepoint or commits; then all that wait go to the database at
once, in an order in which no row comes before the one that it refers to. Every later statement of the connection sees
them, and a rollback forgets them. A hundred complaints cost as many statements as one, and on PostgreSQL one trip.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Engine, LargeBinary, Table, event, insert
from sqlalchemy.types import TypeEngine

from vault.storage import arrays
from vault.storage.metadata import metadata
from vault.storage.types import bound
from vault.storage.watching import as_ours, driver_of, run

_WAITING = "vault_rows"
Bind = Callable[[Any], Any]
Columns = tuple[str, ...]


class _Insertion(NamedTuple):
    """How rows of a table that name these columns are inserted on one dialect."""

    text: str
    binds: tuple[tuple[str, Bind | None], ...]
    named: bool

    def values(self, row: dict[str, Any]) -> Any:
        if self.named:
            return {name: bind(row[name]) if bind else row[name] for name, bind in self.binds}
        return tuple([bind(row[name]) if bind else row[name] for name, bind in self.binds])

    def many(self, rows: Sequence[dict[str, Any]]) -> list[Any]:
        """The same of many rows, column by column."""
        if self.named:
            return [self.values(row) for row in rows]
        by_column = []
        for name, bind in self.binds:
            values = [row[name] for row in rows]
            by_column.append(bound(bind, values) if bind else values)
        return list(zip(*by_column, strict=True))


class Remembers(Enum):
    """Which answers of a transaction are given again within it."""

    NOTHING = 0
    STEADY = 1
    """Those that nearly every unit asks for: of a group on PostgreSQL, beside which others write."""
    EVERYTHING = 2
    """Nobody else's change can be seen: of SQLite's one writer, and of a snapshot."""


class Waiting:
    """The rows of one connection that are not inserted yet, and what was read and cannot have changed since."""

    def __init__(self) -> None:
        self.watched = True
        """Whether somebody listens to statements, beside what is here."""
        self.answers: dict[Any, list[Any]] = {}
        """Of questions that were asked in this transaction; emptied by whatever may change one."""
        self.remembers = Remembers.NOTHING
        self._rows: dict[tuple[Table, Columns], list[dict[str, Any]]] = {}
        self.touched = 0
        """How often the database was spoken to: where it was since a mark, more than `forget` is to be undone."""

    def add(self, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        if self.answers:
            self._changed(table)
        for row in rows:
            key = (table, tuple(row))
            if (held := self._rows.get(key)) is None:
                self._rows[key] = [row]
            else:
                held.append(row)

    def wait_for(self, tables: frozenset[Any], having: dict[str, Any]) -> bool:
        """Whether a row of one of these tables that has these values is not inserted yet."""
        if not self._rows:
            return False
        waiting = [rows for (table, _), rows in self._rows.items() if table in tables]
        if not having:
            return bool(waiting)
        wanted = having.items()
        return any(all(row.get(name) == value for name, value in wanted) for rows in waiting for row in rows)

    def mark(self) -> dict[tuple[Table, Columns], int]:
        """How many rows wait in each table, for `forget`."""
        return {key: len(rows) for key, rows in self._rows.items()}

    def forget(self, since: dict[tuple[Table, Columns], int] | None = None) -> None:
        """Rows that were added since a mark, or all of them, are never inserted."""
        if since is None:
            self._rows = {}
            return
        for key, rows in self._rows.items():
            del rows[since.get(key, 0) :]

    def insert(self, connection: Connection) -> None:
        if not self._rows:
            return
        waiting, self._rows = self._rows, {}
        self.touched += 1
        order = _order(len(metadata.tables))
        groups = sorted(waiting.items(), key=lambda group: order.get(group[0][0].name, -1))
        driver = driver_of(connection)
        if len(groups) > 1 and hasattr(driver, "pipeline"):
            with as_ours(connection), driver.pipeline():
                _insert(connection, driver, groups, watched=self.watched)
        else:
            _insert(connection, driver, groups, watched=self.watched)

    def _changed(self, table: Table) -> None:
        """Whoever asks about this table again must look."""
        for tables, *_ in self.answers:
            if table in tables:
                self.answers = {asked: rows for asked, rows in self.answers.items() if table not in asked[0]}
                return


def waiting(connection: Connection) -> Waiting:
    """The rows that wait on a connection, in a transaction that has begun, as any statement would begin it."""
    if not connection.in_transaction():
        connection.begin()
    # Asked for with every row: `connection.info` leads there as well, through five others.
    found: Waiting | None = getattr(connection, _WAITING, None)
    return found or _waiting_on(connection)


def _waiting_on(connection: Connection) -> Waiting:
    """Found anew when a transaction begins, since a connection that was lost is given another of the driver's."""
    found: Waiting = connection.info.setdefault(_WAITING, Waiting())
    setattr(connection, _WAITING, found)
    return found


def watch(engine: Engine) -> None:
    """Has rows inserted before anybody could miss them, on every connection of an engine."""

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        rows = _waiting_on(connection)
        rows.answers = {}
        rows.remembers = Remembers.EVERYTHING if connection.dialect.name == "sqlite" else Remembers.NOTHING
        rows.watched = len(connection.dispatch.before_cursor_execute) > 1

    @event.listens_for(engine, "before_cursor_execute")
    def _before(connection: Connection, _cursor: object = None, text: str = "", *_more: object) -> None:
        if (rows := connection.info.get(_WAITING)) is not None:
            if not text.startswith("SELECT"):
                rows.answers = {}
            rows.touched += 1
            rows.insert(connection)

    @event.listens_for(engine, "commit")
    def _commit(connection: Connection) -> None:
        try:
            _before(connection)
        except BaseException:
            _end(connection)
            raise

    @event.listens_for(engine, "rollback")
    def _rollback(connection: Connection) -> None:
        if not connection.invalidated and (rows := connection.info.get(_WAITING)) is not None:
            rows.answers = {}
            rows.forget()

    @event.listens_for(engine, "rollback_savepoint")
    def _rollback_savepoint(connection: Connection, *_savepoint: object) -> None:
        _rollback(connection)


def _end(connection: Connection) -> None:
    """Rolls back what could not begin to be committed.

    SQLAlchemy takes a transaction whose commit raises for ended, and would begin the next one within this.
    """
    if not connection.invalidated:
        with suppress(Exception):
            connection.dialect.do_rollback(connection.connection)


def _insert(
    connection: Connection,
    driver: Any,
    groups: Sequence[tuple[tuple[Table, Columns], list[dict[str, Any]]]],
    *,
    watched: bool,
) -> None:
    cursor = driver.cursor()
    for (table, columns), rows in groups:
        together = arrays.insertion(table, columns, connection.dialect) if hasattr(driver, "pipeline") else None
        if together is not None and (arrayed := together.values(rows)) is not None:
            run(connection, together.text, arrayed, cursor.execute, watched=watched, many=len(rows) > 1)
            continue
        how = _insertion(table, columns, connection.dialect)
        if len(rows) == 1:
            run(connection, how.text, how.values(rows[0]), cursor.execute, watched=watched)
        else:
            run(connection, how.text, how.many(rows), cursor.executemany, watched=watched, many=True)
    cursor.close()


@cache
def _order(_tables: int) -> dict[str, int]:
    """The place of each table behind those that it refers to; found anew where tables were added."""
    return {table.name: place for place, table in enumerate(metadata.sorted_tables)}


@cache
def _insertion(table: Table, columns: Columns, dialect: Dialect) -> _Insertion:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    order = columns if compiled.positiontup is None else compiled.positiontup
    binds = tuple((one, bind_of(table.c[one].type, dialect)) for one in order)
    return _Insertion(str(compiled), binds, named=compiled.positiontup is None)


def bind_of(kind: TypeEngine[Any], dialect: Dialect) -> Bind | None:
    """What makes the driver's value of a column's; nothing where they are the same."""
    if type(kind) is LargeBinary and dialect.name == "sqlite":
        # The driver takes bytes as they are; SQLAlchemy would lay a view on each value first.
        return None
    return kind.dialect_impl(dialect).bind_processor(dialect)
