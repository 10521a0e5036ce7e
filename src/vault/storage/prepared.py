"""Questions that are asked with every unit of work: compiled once, and read by the driver itself.

SQLAlchemy writes the statement and knows the types, as everywhere; what is left out is what it does each time anew. A
point read by primary key takes a tenth of the time then.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select

from vault.storage.gathering import Bind, bind_of, waiting
from vault.storage.watching import driver_of, run


class _Compiled(NamedTuple):
    text: str
    order: tuple[str, ...] | None
    """Of the values, where the driver takes them by place."""
    binds: dict[str, Bind | None]
    fixed: dict[str, Any]
    """Values that stand in the statement itself."""
    results: tuple[Bind | None, ...]
    row: Callable[..., Any]


class Query:
    """A select whose values are bound by name or stand in it. Its rows are named tuples of its columns."""

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}
        self._tables = frozenset(statement.get_final_froms())

    def all(self, connection: Connection, **values: Any) -> list[Any]:
        """Every row, for these values. Raises SQLAlchemyError as any statement does.

        SQLite lets nobody else write while the writer does. So what one unit of a group read, its neighbours need not
        read again, unless something was written between them that could have changed it.
        """
        held = waiting(connection)
        asked = (self._tables, id(self), *values.items())
        if (known := held.answers.get(asked)) is not None:
            return known.copy()
        how = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        rows = [
            how.row(*[read(value) if read else value for read, value in zip(how.results, row, strict=True)])
            for row in self._fetched(connection, how, values)
        ]
        if how.order is not None:
            held.answers[asked] = rows.copy()
        return rows

    def tuples(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Every row, as a plain tuple and not remembered: for walks through everything."""
        how = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        return self._read(how, self._fetched(connection, how, values))

    @staticmethod
    def _read(how: _Compiled, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not any(how.results):
            return rows
        return [
            tuple([read(value) if read else value for read, value in zip(how.results, row, strict=True)])
            for row in rows
        ]

    def streamed(self, connection: Connection, at_once: int, **values: Any) -> Iterator[list[tuple[Any, ...]]]:
        """The same, so many at a time, while nothing else is asked. On PostgreSQL the driver has them all at once."""
        how = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        cursor = self._asked(connection, how, values)
        while rows := cursor.fetchmany(at_once):
            yield self._read(how, rows)

    def _fetched(self, connection: Connection, how: _Compiled, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Rows as the driver gives them."""
        rows: list[tuple[Any, ...]] = self._asked(connection, how, values).fetchall()
        return rows

    def _asked(self, connection: Connection, how: _Compiled, values: dict[str, Any]) -> Any:
        """The driver's cursor, once it was asked."""
        held = waiting(connection)
        held.insert(connection)
        if how.fixed:
            values |= how.fixed
        bound = {name: bind(values[name]) if bind else values[name] for name, bind in how.binds.items()}
        given: Any = bound if how.order is None else tuple([bound[name] for name in how.order])
        return run(connection, how.text, given, driver_of(connection).execute, watched=held.watched)

    def first(self, connection: Connection, **values: Any) -> Any:
        """The first row, or None where there is none."""
        rows = self.all(connection, **values)
        return rows[0] if rows else None

    def _compile(self, dialect: Dialect) -> _Compiled:
        made: Any = self._statement.compile(dialect=dialect)
        columns = list(self._statement.selected_columns)
        binds = {name: bind_of(one.type, dialect) for name, one in made.binds.items()}
        fixed = {name: one.value for name, one in made.binds.items() if not one.required}
        results = tuple(one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns)
        order = None if made.positiontup is None else tuple(made.positiontup)
        names = [one.key or "" for one in columns]
        row = namedtuple("Row", names)  # type: ignore[misc]  # noqa: PYI024 -- its names are the statement's
        found = self._compiled[dialect.name] = _Compiled(str(made), order, binds, fixed, results, row)
        return found
