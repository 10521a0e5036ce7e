"""A year's counts as they may be shown: small groups are hidden, and what else would tell them. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from vault.complaints import Anonymity, Category, Severity, Source
from vault.statistics.model import ARREARS, CROSSED, FIRST_REPLY, NOTICE, PARTITIONS, WHOLE, Cell, Count, TableName
from vault.statistics.suppression import SMALLEST, Place, exposed_by_growth, hidden, small

SMALLEST_DEPARTMENT: Final = 20
"""Homes that a department must have to be shown by itself (T-13)."""
OTHER: Final = "other_rows"
"""The row or column in which those stand together that are not shown by themselves."""

_ROWS: Final[Mapping[TableName, Sequence[str]]] = {
    TableName.MONTH: [f"{month:02}" for month in range(1, 13)],
    TableName.CATEGORY: [one.value for one in Category],
    TableName.ANONYMITY: [one.value for one in Anonymity],
    TableName.SOURCE: [one.value for one in Source],
    TableName.FIRST_REPLY: FIRST_REPLY,
    TableName.ARREARS: ARREARS,
    TableName.EVICTION_NOTICE: NOTICE,
}
"""Rows that stand in a table even where nothing was counted, in their order."""
_AMOUNTS: Final = frozenset({TableName.CONTACT, TableName.LANE})
"""Tables in which it is told how many of something there were, beside how many cases."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A number of a table. `cases` is null where it is hidden: it, or what it would tell, is of few people."""

    row: str
    column: str = WHOLE
    cases: int | None
    amount: int | None = None
    """Attempts, or days; null where they are not counted or are hidden."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table with its total; null where the rows do not add up to one."""

    name: TableName
    lines: tuple[Line, ...]
    total: int | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to the complaints that were received in a year, as of a day.

    `total` is null, and there are no tables, where there were so few complaints that nothing can be told.
    """

    year: int
    as_of: date
    total: int | None
    tables: tuple[Table, ...]

    def table(self, name: TableName) -> Table | None:
        return next((one for one in self.tables if one.name is name), None)


def report(
    cells: Mapping[Cell, Count],
    *,
    year: int,
    as_of: date,
    homes: Mapping[str, int],
    before: Sequence[Report] = (),
) -> Report:
    """The report of a year, given every report of it that was made before.

    Where so few complaints were added since the newest that a difference would tell of them, that one is given again.
    """
    total = sum(count.cases for (name, _, _), count in cells.items() if name is TableName.MONTH)
    earlier = [one for one in before if one.total is not None]
    if earlier and small(abs(total - (earlier[-1].total or 0))):
        return earlier[-1]
    if total < SMALLEST:
        return Report(year=year, as_of=as_of, total=None, tables=())
    return _Maker(_coarse(cells, homes), total, earlier).made(year, as_of)


class _Maker:
    """Makes the tables in an order in which each knows what the ones before it show."""

    def __init__(self, cells: Mapping[Cell, Count], total: int, earlier: Sequence[Report]) -> None:
        self._cells = cells
        self._total = total
        self._earlier = earlier
        self._shown: dict[TableName, frozenset[str]] = {}

    def made(self, year: int, as_of: date) -> Report:
        tables: list[Table | None] = [self._list(name) for name in TableName if name in PARTITIONS]
        tables += [self._crossed(name, rows, columns) for name, (rows, columns) in CROSSED.items()]
        tables += [self._dependent(TableName.ARREARS, TableName.CATEGORY, Category.ARREARS)]
        tables += [self._dependent(TableName.EVICTION_NOTICE, TableName.ARREARS, "eviction")]
        tables += [self._alone(name) for name in (TableName.LANE, TableName.CONTACT, TableName.UNFOUNDED)]
        order = list(TableName)
        there = sorted((one for one in tables if one is not None), key=lambda one: order.index(one.name))
        return Report(year=year, as_of=as_of, total=self._total, tables=tuple(there))

    def _list(self, name: TableName) -> Table:
        """A table in which each case stands once."""
        values = self._values(name)
        return self._table(name, values, hidden(values, also=self._grown(name, values)), total=sum(values.values()))

    def _dependent(self, name: TableName, on: TableName, row: str) -> Table | None:
        """A table whose total stands as a row in another: shown where that row is."""
        if row not in self._shown.get(on, frozenset()):
            return None
        values = self._values(name)
        return self._list(name) if sum(values.values()) >= SMALLEST else None

    def _alone(self, name: TableName) -> Table | None:
        """A table whose rows add up to nothing that is known."""
        values = self._values(name)
        if not values:
            return None
        found = {place for place, value in values.items() if small(value)} | self._grown(name, values)
        return self._table(name, values, found, total=None)

    def _crossed(self, name: TableName, rows: TableName, columns: TableName | None) -> Table | None:
        """A table of rows and columns, in which those that are not shown by themselves stand together."""
        values = self._values(name)
        shown_columns = self._severities(values) if columns is None else self._shown[columns]
        shown_rows = self._shown[rows]
        if not shown_rows or len(shown_columns) < 2:  # noqa: PLR2004 -- one column says nothing more than the total
            return None
        merged: dict[Place, int] = {}
        for (row, column), value in values.items():
            place = (row if row in shown_rows else OTHER, column if column in shown_columns else OTHER)
            merged[place] = merged.get(place, 0) + value
        every_row, every_column = {row for row, _ in merged}, {column for _, column in merged}
        whole = {(row, column): merged.get((row, column), 0) for row in every_row for column in every_column}
        found = hidden(whole, also=self._grown(name, whole))
        return None if len(found) == len(whole) else self._table(name, whole, found, total=self._total)

    def _severities(self, values: Mapping[Place, int]) -> frozenset[str]:
        """The degrees of severity, if each of them may be shown by itself."""
        sums = {(one.value, WHOLE): 0 for one in Severity}
        for (_, column), value in values.items():
            sums[column, WHOLE] += value
        return frozenset() if hidden(sums) else frozenset(row for row, _ in sums)

    def _values(self, name: TableName) -> dict[Place, int]:
        values = {(row, WHOLE): 0 for row in _ROWS.get(name, ())}
        for (table, row, column), count in self._cells.items():
            if table is name:
                values[row, column] = values.get((row, column), 0) + count.cases
        return values

    def _grown(self, name: TableName, values: Mapping[Place, int]) -> frozenset[Place]:
        """What every earlier report of the year makes it necessary to hide."""
        found: set[Place] = set()
        for one in self._earlier:
            table = one.table(name)
            if table is not None:
                then = {(line.row, line.column): line.cases for line in table.lines}
                found |= exposed_by_growth(values, then, grown=max(self._total - (one.total or 0), 0))
        return frozenset(found)

    def _table(
        self, name: TableName, values: Mapping[Place, int], found: Collection[Place], *, total: int | None
    ) -> Table:
        self._shown[name] = frozenset(row for row, column in values if (row, column) not in found)
        lines = [
            Line(
                row=row,
                column=column,
                cases=None if (row, column) in found else value,
                amount=self._amount(name, row) if name in _AMOUNTS and (row, column) not in found else None,
            )
            for (row, column), value in values.items()
        ]
        of_rows, of_columns = CROSSED.get(name, (name, None))
        rows = {row: number for number, row in enumerate(_ROWS.get(of_rows, ()))}
        columns = {column: number for number, column in enumerate(_ROWS.get(of_columns or name, ()))}
        lines.sort(
            key=lambda line: (
                rows.get(line.row, len(rows)),
                line.row == OTHER,
                line.row,
                columns.get(line.column, len(columns)),
                line.column,
            )
        )
        return Table(name=name, lines=tuple(lines), total=total)

    def _amount(self, name: TableName, row: str) -> int:
        return self._cells[name, row, WHOLE].amount


def _coarse(cells: Mapping[Cell, Count], homes: Mapping[str, int]) -> dict[Cell, Count]:
    """The counts with small departments, and those of which it is not known, put together."""
    coarse: dict[Cell, Count] = {}
    for (table, row, column), count in cells.items():
        by_department = table in (TableName.DEPARTMENT, TableName.DEPARTMENT_BY_CATEGORY)
        kept = OTHER if by_department and homes.get(row, 0) < SMALLEST_DEPARTMENT else row
        cell = (table, kept, column)
        coarse[cell] = coarse[cell] + count if cell in coarse else count
    return coarse
