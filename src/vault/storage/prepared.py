"""Questions that are asked with every unit of work: compiled once, and read by the driver itself.

SQLAlchemy writes the statement and knows the types, as everywhere; what is left out is what it does each time anew. A
point read by primary key takes a tenth of the time then.
"""

from collections import namedtuple
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Select, Table
from sqlalchemy.sql.visitors import iterate

from vault.storage.gathering import Bind, Remembers, Waiting, bind_of, waiting
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

    def __init__(self, statement: Select[Any], *, steady: bool = False) -> None:
        """`steady` is what nearly every unit asks for: those that share a transaction ask for it once.

        None of them was asked for before it began, so each could have been answered as it was.
        """
        self._statement = statement
        self._steady = steady
        self._compiled: dict[str, _Compiled] = {}
        self._tables = frozenset(one for one in iterate(statement) if isinstance(one, Table))

    def all(self, connection: Connection, **values: Any) -> list[Any]:
        """Every row, for these values. Raises SQLAlchemyError as any statement does.

        What one unit of a group read, its neighbours need not read again (see `Remembers`), unless something was
        written between them that could have changed it. Rows of other tables may go on waiting.
        """
        held = waiting(connection)
        asked = (self._tables, id(self), *values.items())
        if (known := held.answers.get(asked)) is not None:
            return known.copy()
        if held.wait_for(self._tables):
            held.insert(connection)
        how = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        if how.fixed:
            values |= how.fixed
        bound = {name: bind(values[name]) if bind else values[name] for name, bind in how.binds.items()}
        given: Any = bound if how.order is None else tuple([bound[name] for name in how.order])
        found = run(connection, how.text, given, driver_of(connection).execute, watched=held.watched)
        rows = [
            how.row(*[read(value) if read else value for read, value in zip(how.results, row, strict=True)])
            for row in found.fetchall()
        ]
        if self._remembered(held):
            held.answers[asked] = rows.copy()
        return rows

    def _remembered(self, held: Waiting) -> bool:
        return held.remembers is Remembers.EVERYTHING or (self._steady and held.remembers is Remembers.STEADY)

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
