"""Questions that are asked with every unit of work: compiled once, and read by the driver itself.

SQLAlchemy writes the statement and knows the types, as everywhere; what is left out is what it does each time anew. A
point read by primary key takes a tenth of the time then.
"""

from collections import namedtuple
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Dialect, Select, Table, UpdateBase, bindparam
from sqlalchemy.sql.visitors import iterate

from vault.storage.arrays import one_of, packed_ids
from vault.storage.gathering import Bind, Remembers, Waiting, bind_of, waiting
from vault.storage.watching import as_ours, driver_of, run

_TURN: Final = "SELECT pg_advisory_xact_lock(%s)"


class Compiled(NamedTuple):
    """A statement as a database is given it, and how values come in and out."""

    text: str
    order: tuple[str, ...] | None
    """Of the values, where the driver takes them by place."""
    binds: dict[str, Bind | None]
    fixed: dict[str, Any]
    """Values that stand in the statement itself, as the driver takes them."""
    results: tuple[Bind | None, ...]
    row: Callable[..., Any]

    def given(self, values: dict[str, Any]) -> Any:
        """The values as the driver takes them."""
        bound = {name: bind(values[name]) if bind else values[name] for name, bind in self.binds.items()} | self.fixed
        return bound if self.order is None else tuple([bound[name] for name in self.order])

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Any]:
        return [
            self.row(*[read(value) if read else value for read, value in zip(self.results, row, strict=True)])
            for row in found
        ]

    def tuples(self, found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        if not any(self.results):
            return found
        return [
            tuple([read(value) if read else value for read, value in zip(self.results, row, strict=True)])
            for row in found
        ]


def compiled(statement: Select[Any] | UpdateBase, columns: Sequence[ColumnElement[Any]], dialect: Dialect) -> Compiled:
    """A statement that gives these columns, for one database."""
    made: Any = statement.compile(dialect=dialect)
    binds = {name: bind_of(one.type, dialect) for one, name in made.bind_names.items()}
    known = {name: one.value for one, name in made.bind_names.items() if not one.required}
    fixed = {name: bind(value) if (bind := binds.pop(name)) else value for name, value in known.items()}
    results = tuple(one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns)
    order = None if made.positiontup is None else tuple(made.positiontup)
    row = namedtuple("Row", [one.key or "" for one in columns])  # type: ignore[misc]  # noqa: PYI024 -- the statement's
    return Compiled(str(made), order, binds, fixed, results, row)


class Query:
    """A select whose values are bound by name or stand in it. Its rows are named tuples of its columns."""

    def __init__(self, statement: Select[Any], *, steady: bool = False, by: tuple[str, ...] = ()) -> None:
        """`steady` is what nearly every unit asks for: those that share a transaction ask for it once.

        None of them was asked for before it began, so each could have been answered as it was. `by` names columns of
        the only table that must equal the values of their names: rows with others concern nobody who asks.
        """
        self._by = by
        self._statement = statement
        self._steady = steady
        self._compiled: dict[str, Compiled] = {}
        self._tables = frozenset(one for one in iterate(statement) if isinstance(one, Table))
        self._each: tuple[str, Query] | None = None

    @classmethod
    def of_each(cls, statement: Select[Any], name: str, column: Column[Any]) -> Self:
        """A question about one id at a time, by `name`, that `foresee` can ask about many at once."""
        query = cls(statement.where(column == bindparam(name)))
        query._each = (name, Query(statement.where(column == one_of(name)).add_columns(column.label("of_which"))))
        return query

    def all(self, connection: Connection, **values: Any) -> list[Any]:
        """Every row, for these values. Raises SQLAlchemyError as any statement does.

        What one unit of a group read, its neighbours need not read again (see `Remembers`), unless something was
        written between them that could have changed it. Rows of other tables may go on waiting.
        """
        held = waiting(connection)
        if (known := held.answers.get(self.asked(values))) is not None:
            return known.copy()
        self.insert_first(connection, held, values)
        return self.read(held, connection.dialect, values, self._cursor(connection, values).fetchall())

    def afresh(self, connection: Connection, **values: Any) -> list[Any]:
        """Every row, and not remembered: a list of ids is hardly asked about twice, and long to compare."""
        waiting(connection).insert(connection)
        return self.how(connection.dialect).rows(self._cursor(connection, values).fetchall())

    def tuples(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Every row, as a plain tuple and not remembered: for walks through everything."""
        waiting(connection).insert(connection)
        return self.how(connection.dialect).tuples(self._cursor(connection, values).fetchall())

    def streamed(self, connection: Connection, at_once: int, **values: Any) -> Iterator[list[tuple[Any, ...]]]:
        """The same, so many at a time, while nothing else is asked. On PostgreSQL the driver has them all at once."""
        waiting(connection).insert(connection)
        cursor, how = self._cursor(connection, values), self.how(connection.dialect)
        while rows := cursor.fetchmany(at_once):
            yield how.tuples(rows)

    def insert_first(self, connection: Connection, held: Waiting, values: dict[str, Any]) -> None:
        """Sends rows that wait to the database, if one of them could be missed."""
        if held.wait_for(self._tables, {name: values[name] for name in self._by}):
            held.insert(connection)

    def read(
        self, held: Waiting, dialect: Dialect, values: dict[str, Any], found: Sequence[Sequence[Any]]
    ) -> list[Any]:
        """Rows as the driver gave them, as an answer; kept as one where that may be."""
        rows = self.how(dialect).rows(found)
        if held.remembers is Remembers.EVERYTHING or (self._steady and held.remembers is Remembers.STEADY):
            held.answers[self.asked(values)] = rows.copy()
        return rows

    def each(self) -> "tuple[str, Query]":
        """The name of the id, and the same question about many. Raises TypeError where it was not made for that."""
        if self._each is None:
            raise TypeError("the question is not one about each of several ids")
        return self._each

    def keep(
        self, connection: Connection, organisation: UUID, found: dict[UUID, list[Any]], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Gives each id its rows of those that were read for all of them, and has them ready as its answer."""
        name, _ = self.each()
        how, held = self.how(connection.dialect), waiting(connection)
        for row in rows:
            found[row[-1]].append(row[:-1])
        for which, some in found.items():
            answer = found[which] = how.rows(some)
            held.answers[self.asked({"organisation": organisation, name: which})] = answer

    def asked(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """What its answer is remembered by."""
        return (self._tables, id(self), *values.items())

    def first(self, connection: Connection, **values: Any) -> Any:
        """The first row, or None where there is none."""
        rows = self.all(connection, **values)
        return rows[0] if rows else None

    def how(self, dialect: Dialect) -> Compiled:
        """The statement as this database is given it."""
        return self._compiled.get(dialect.name) or self._compile(dialect)

    def _cursor(self, connection: Connection, values: dict[str, Any]) -> Any:
        """The driver's cursor, once it was asked."""
        how, watched = self.how(connection.dialect), waiting(connection).watched
        return run(connection, how.text, how.given(values), driver_of(connection).execute, watched=watched)

    def _compile(self, dialect: Dialect) -> Compiled:
        columns = list(self._statement.selected_columns)
        found = self._compiled[dialect.name] = compiled(self._statement, columns, dialect)
        return found


def ask_in_turn(connection: Connection, name: bytes, query: Query, values: dict[str, Any]) -> list[Any]:
    """As `Query.all`, once nobody else who names the same is between asking so and the end of their transaction.

    `name` is eight bytes; of SQLite's writers there is one.
    """
    held, driver = waiting(connection), driver_of(connection)
    if not hasattr(driver, "pipeline"):
        return query.all(connection, **values)
    query.insert_first(connection, held, values)
    how, turn, cursor = query.how(connection.dialect), driver.cursor(), driver.cursor()
    # Two statements, since one would see what was there before it waited.
    with as_ours(connection), driver.pipeline():
        run(connection, _TURN, (int.from_bytes(name, "big", signed=True),), turn.execute, watched=held.watched)
        run(connection, how.text, how.given(values), cursor.execute, watched=held.watched)
    return how.rows(cursor.fetchall())


def ask(connection: Connection, *asked: tuple[Query, dict[str, Any]]) -> list[list[Any]]:
    """As `Query.all` of each, with these values: on PostgreSQL in one trip, which begins the transaction as well."""
    held, driver = waiting(connection), driver_of(connection)
    known = [held.answers.get(query.asked(values)) for query, values in asked]
    if None not in known or not hasattr(driver, "pipeline"):
        return [query.all(connection, **values) for query, values in asked]
    for query, values in asked:
        query.insert_first(connection, held, values)
    cursors = []
    with as_ours(connection), driver.pipeline():
        for query, values in asked:
            how, cursor = query.how(connection.dialect), driver.cursor()
            run(connection, how.text, how.given(values), cursor.execute, watched=held.watched)
            cursors.append(cursor)
    return [
        query.read(held, connection.dialect, values, cursor.fetchall())
        for cursor, (query, values) in zip(cursors, asked, strict=True)
    ]


class Asked(NamedTuple):
    """A question that is sure to be asked, made with `Query.of_each`."""

    query: Query
    organisation: UUID
    which: UUID


Foresight = Generator[list[Asked], list[list[Any]], None]
"""Says what will be asked, and once it is told the answers, what follows from them."""


def foresee(connection: Connection, asked: Sequence[Asked]) -> list[list[Any]]:
    """The answers to many questions in one trip, in their order; whoever asks one later in the snapshot has it.

    A question that is asked about several ids of an organisation is one statement. Only on PostgreSQL, where a
    transaction sees one snapshot throughout.
    """
    held, driver = waiting(connection), driver_of(connection)
    together: dict[tuple[Query, UUID], dict[UUID, list[Any]]] = {}
    for one in asked:
        together.setdefault((one.query, one.organisation), {})[one.which] = []
    cursors = []
    held.insert(connection)
    with as_ours(connection), driver.pipeline():
        for (query, organisation), found in together.items():
            name, each = query.each()
            how, cursor = each.how(connection.dialect), driver.cursor()
            values = how.given({"organisation": organisation, name: packed_ids(list(found))})
            run(connection, how.text, values, cursor.execute, watched=held.watched)
            cursors.append(cursor)
    for cursor, ((query, organisation), found) in zip(cursors, together.items(), strict=True):
        query.keep(connection, organisation, found, cursor.fetchall())
    return [together[one.query, one.organisation][one.which] for one in asked]
