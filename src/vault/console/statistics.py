"""The report of a year as charts with their tables; every small count is hidden before it comes here."""

import asyncio
from typing import Any, Final

import msgspec
from litestar import Response, get, post

from vault.console.forms import convert
from vault.console.ongoing import Tell
from vault.console.sheets import shown_again
from vault.console.visiting import STATISTICS, Looking, Visit
from vault.errors import InvalidInput
from vault.statistics import REPORT, Report, Table, make_report, render, words
from vault.subject_requests import zipped

_SAVED: Final = {"pdf": "application/pdf", "zip": "application/zip", "json": "application/json"}


class _Year(msgspec.Struct, frozen=True):
    year: int


async def page(visit: Visit) -> Response[Any]:
    """A year to choose; a report is made when somebody asks for it, since what it shows is kept."""
    await visit.enter()
    made = visit.went_on("report")
    return _page(visit, visit.today.year if made is None else made.result.year, None if made is None else made.result)


@get("/statistics")
async def statistics_page(visit: Looking) -> Response[Any]:
    """A year to choose."""
    return await page(visit)


@post("/statistics")
@shown_again("f", page)
async def report(visit: Looking) -> Response[Any]:
    """The report of a year, to look at or to save."""
    await visit.enter()
    form = await visit.form()
    year = convert({"year": form.get("year")}, _Year).year

    async def act(_: Tell) -> Report:
        return await visit.changes(STATISTICS, make_report, year)

    made: Report = (await visit.at_length("report", act, "/statistics")).result
    if (kind := form.get("save")) is not None:
        return await _saved(visit, made, kind)
    return _page(visit, year, made)


async def _saved(visit: Visit, made: Report, kind: str) -> Response[bytes]:
    """The report as a file: to be read, with its tables for a spreadsheet, or for a program. Raises InvalidInput."""
    if kind not in _SAVED:
        raise InvalidInput("save", "is not one of the allowed values")
    content = msgspec.json.encode(made)
    if kind != "json":
        mine = visit.organisation_id
        name = next(one.profile.name for one in visit.vault.organisations() if one.organisation_id == mine)
        files = await asyncio.to_thread(render, made, visit.t.language, name)
        content = files[REPORT] if kind == "pdf" else zipped(files)
    headers = {"Content-Disposition": f'attachment; filename="statistics-{made.year}.{kind}"'}
    return Response(content, media_type=_SAVED[kind], headers=headers)


def _page(visit: Visit, year: int, made: Report | None) -> Response[Any]:
    return visit.page("statistics.html", report=made, year=year, words=words(visit.t.language), bars=bars)


def bars(table: Table) -> list[tuple[Any, int]]:
    """Each line with the length of its bar in tenths of a per cent of the longest."""
    longest = max((line.cases or 0 for line in table.lines), default=0)
    return [(line, round(1000 * (line.cases or 0) / longest) if longest else 0) for line in table.lines]


HANDLERS = (statistics_page, report)
