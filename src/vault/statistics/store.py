"""Rows of statistics: the only SQL about them."""

from collections.abc import Mapping
from typing import Final

import msgspec
from sqlalchemy import insert, select

from vault.ids import new_id
from vault.statistics.model import Cell, Count, TableName
from vault.statistics.report import Report
from vault.statistics.tables import statistic, statistics_report
from vault.storage import add_up
from vault.work import Work

_KEY: Final = (statistic.c.year, statistic.c.table_name, statistic.c.row_code, statistic.c.column_code)


def keep(work: Work, year: int, counts: Mapping[Cell, Count]) -> None:
    """Adds to what is kept of a year."""
    rows = [
        {
            "organisation_id": work.organisation_id,
            **dict(zip((column.name for column in _KEY), (year, *cell), strict=True)),
            "cases": count.cases,
            "amount": count.amount,
        }
        # In one order for everybody, so that two who count at once wait for each other and never for ever.
        for cell, count in sorted(counts.items())
    ]
    add_up(work.connection, statistic, rows, "cases", "amount")


def kept(work: Work, year: int) -> dict[Cell, Count]:
    """What is kept of the cases of a year that are gone."""
    query = select(statistic).where(statistic.c.organisation_id == work.organisation_id, statistic.c.year == year)
    return {
        (TableName(row.table_name), row.row_code, row.column_code): Count(row.cases, row.amount)
        for row in work.connection.execute(query)
    }


def reports(work: Work, year: int) -> list[Report]:
    """Every report of a year, oldest first."""
    query = (
        select(statistics_report.c.shown)
        .where(statistics_report.c.organisation_id == work.organisation_id, statistics_report.c.year == year)
        .order_by(statistics_report.c.report_id)
    )
    return [msgspec.json.decode(shown, type=Report) for shown in work.connection.scalars(query)]


def add_report(work: Work, made: Report) -> None:
    work.connection.execute(
        insert(statistics_report).values(
            organisation_id=work.organisation_id,
            report_id=new_id(),
            year=made.year,
            as_of=made.as_of,
            made_at=work.now,
            shown=msgspec.json.encode(made).decode(),
        )
    )
