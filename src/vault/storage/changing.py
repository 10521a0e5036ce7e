"""Many rows changed alike: by one statement on PostgreSQL, with an array for each column; on SQLite by the driver."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import Column, Connection, Dialect, Table, bindparam, cast, column, func, update
from sqlalchemy.types import NullType

from vault.storage.arrays import array_type, packed_column
from vault.storage.gathering import waiting
from vault.storage.watching import driver_of, run

_OF: Final = "of_organisation"


class _Compiled(NamedTuple):
    text: str
    order: tuple[str, ...]
    """Of the values, where the driver takes them by place."""


class Change:
    """What changes in rows of one organisation that are found by some columns.

    `types` are those in which values of columns are given, where that is not the column's own; of every type that
    arrays know, SQLite's driver takes values as they are given.
    """

    def __init__(self, table: Table, *, by: Sequence[str], to: Sequence[str], **types: Any) -> None:
        self._table = table
        self._by = {f"by_{name}": table.c[name] for name in by}
        self._to = {f"to_{name}": table.c[name] for name in to}
        self._named: dict[str, Column[Any]] = self._by | self._to
        self._types = [types.get(one.name, one.type) for one in self._named.values()]
        self._compiled: dict[str, _Compiled] = {}

    def all(self, connection: Connection, organisation: UUID, rows: Sequence[Sequence[Any]]) -> int:
        """Changes rows, each given as what it is found by and then what it holds from now on; returns how many.

        Raises SQLAlchemyError as any statement does.
        """
        if not rows:
            return 0
        held, driver = waiting(connection), driver_of(connection)
        held.insert(connection)
        held.answers = {}
        held.touched += 1
        how, cursor = self._how(connection.dialect), driver.cursor()
        if how.order:
            of = (organisation.bytes,)
            in_order = itemgetter(*[[*self._named, _OF].index(one) for one in how.order])
            many = [in_order((*row, *of)) for row in rows]
            run(connection, how.text, many, cursor.executemany, watched=held.watched, many=True)
        else:
            by_column = zip(self._named, self._types, zip(*rows, strict=True), strict=True)
            values = {name: packed_column(kind, some) for name, kind, some in by_column} | {_OF: organisation}
            run(connection, how.text, values, cursor.execute, watched=held.watched, many=True)
        return int(cursor.rowcount)

    def _how(self, dialect: Dialect) -> _Compiled:
        return self._compiled.get(dialect.name) or self._compiled.setdefault(dialect.name, self._compile(dialect))

    def _compile(self, dialect: Dialect) -> _Compiled:
        own = self._table.c.organisation_id
        given: dict[str, Any] = {name: bindparam(name, type_=one.type) for name, one in self._named.items()}
        if dialect.name != "sqlite":
            arrays = [
                cast(bindparam(name, type_=NullType()), array_type(kind))
                for name, kind in zip(self._named, self._types, strict=True)
            ]
            columns = [column(name, one.type) for name, one in self._named.items()]
            given = dict(func.unnest(*arrays).table_valued(*columns).render_derived().c)
        statement = (
            update(self._table)
            .where(own == bindparam(_OF, type_=own.type), *[one == given[name] for name, one in self._by.items()])
            .values({one.name: given[name] for name, one in self._to.items()})
        )
        made: Any = statement.compile(dialect=dialect)
        return _Compiled(str(made), tuple(made.positiontup or ()))
