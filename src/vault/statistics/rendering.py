"""A report as files that people open: an accessible PDF, a chart and a CSV file for each table. Knows no database."""

import csv
import io
from functools import cache
from importlib.resources import files
from typing import Final
from xml.etree import ElementTree as ET

import msgspec

from vault.errors import VaultError
from vault.language import Language
from vault.statistics.model import WHOLE
from vault.statistics.report import SMALLEST_DEPARTMENT, Line, Report, Table
from vault.statistics.suppression import SMALLEST
from vault.statistics.words import Words, words

REPORT: Final = "report.pdf"
_WIDTH, _ROW, _LABEL, _VALUE, _TOP, _GAP = 760, 30, 250, 70, 46, 12
_INK, _BAR, _QUIET = "#1c2530", "#1d4d5c", "#56616c"


class _Row(msgspec.Struct, frozen=True):
    cells: tuple[str, ...]
    share: float | None
    """How long its bar is, of the longest."""


class _Shown(msgspec.Struct, frozen=True):
    title: str
    note: str
    head: tuple[str, ...]
    rows: tuple[_Row, ...]


class _Page(msgspec.Struct, frozen=True):
    lang: str
    title: str
    author: str
    page_of: str
    paragraphs: tuple[str, ...]
    tables: tuple[_Shown, ...]


def render(report: Report, language: Language, author: str) -> dict[str, bytes]:
    """Every file of a report, by name: `report.pdf`, and for each table a `.csv` and, if it is a list, a `.svg`."""
    say = words(language)
    made = {REPORT: pdf(report, language, author)}
    for table in report.tables:
        made[f"{table.name.value}.csv"] = as_csv(table, say).encode("utf-8-sig")
        if not _crossed(table):
            made[f"{table.name.value}.svg"] = chart(table, say)
    return made


def pdf(report: Report, language: Language, author: str) -> bytes:
    """The report as a tagged PDF (PDF/UA-1). Raises VaultError if it cannot be set."""
    import typst

    page = msgspec.json.encode(_page(report, words(language), author)).decode()
    try:
        return typst.compile(
            _template(), format="pdf", sys_inputs={"page": page}, pdf_standards="ua-1", ignore_system_fonts=True
        )
    except typst.TypstError:
        raise VaultError("the report cannot be typeset", hint="look for characters that no font has") from None


def as_csv(table: Table, say: Words) -> str:
    """A table as CSV in words, with codes in the first columns; a hidden number is empty."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    amount = say.amount(table.name)
    writer.writerow(["row", "column", say.title(table.name), "", say("cases"), *([amount] if amount else [])])
    for line in table.lines:
        said = "" if line.column == WHOLE else say.column(table.name, line.column)
        numbers = [line.cases, *([line.amount] if amount else [])]
        row = [line.row, line.column, say.row(table.name, line.row), said]
        # A spreadsheet runs a cell that begins like a formula.
        safe = [f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text for text in row]
        writer.writerow([*safe, *("" if one is None else one for one in numbers)])
    return file.getvalue()


def chart(table: Table, say: Words) -> bytes:
    """A list as horizontal bars in SVG, with its title and every number as text for whoever cannot see it."""
    height = _TOP + _ROW * len(table.lines) + _GAP
    picture = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_WIDTH} {height}",
            "role": "img",
            "font-family": "system-ui, sans-serif",
            "font-size": "15",
            "fill": _INK,
        },
    )
    ET.SubElement(picture, "title").text = say.title(table.name)
    ET.SubElement(picture, "desc").text = "; ".join(_spoken(table, line, say) for line in table.lines)
    _text(picture, 0, 22, say.title(table.name), size="18", weight="600")
    longest = max((line.cases or 0 for line in table.lines), default=0) or 1
    for number, line in enumerate(table.lines):
        top = _TOP + number * _ROW
        _text(picture, 0, top + 17, _capital(say.row(table.name, line.row)))
        length = (_WIDTH - _LABEL - _VALUE) * (line.cases or 0) / longest
        bar = {"x": str(_LABEL), "y": str(top + 3), "height": str(_ROW - 10), "rx": "2", "fill": _BAR}
        ET.SubElement(picture, "rect", bar | {"width": f"{length:.1f}"})
        _text(picture, _LABEL + length + 8, top + 17, say.number(line.cases), fill=_QUIET)
    made: bytes = ET.tostring(picture, encoding="utf-8", xml_declaration=True)
    return made


def _text(picture: ET.Element, x: float, y: float, text: str, **style: str) -> None:
    attributes = {"size": "font-size", "weight": "font-weight", "fill": "fill"}
    place = {"x": f"{x:.1f}", "y": f"{y:.1f}"}
    ET.SubElement(picture, "text", place | {attributes[name]: value for name, value in style.items()}).text = text


def _spoken(table: Table, line: Line, say: Words) -> str:
    number = say("hidden_spoken") if line.cases is None else say.number(line.cases)
    return f"{say.row(table.name, line.row)}: {number}"


def _page(report: Report, say: Words, author: str) -> _Page:
    note = say("hidden_note", mark=say("hidden"), smallest=SMALLEST, homes=SMALLEST_DEPARTMENT)
    opening = (
        say("too_few", year=report.year)
        if report.total is None
        else say("total", year=report.year, total=say.number(report.total))
    )
    return _Page(
        lang=say.language.value,
        title=say("title", year=report.year),
        author=author,
        page_of=say("page_of", page="{page}", pages="{pages}"),
        paragraphs=(say("as_of", day=say.day(report.as_of)), opening, note),
        tables=tuple(_crossed_table(one, say) if _crossed(one) else _list(one, say) for one in report.tables),
    )


def _list(table: Table, say: Words) -> _Shown:
    amount = say.amount(table.name)
    longest = max((line.cases or 0 for line in table.lines), default=0) or 1
    rows = [
        _Row(
            cells=(
                _capital(say.row(table.name, line.row)),
                say.number(line.cases),
                *((say.number(line.amount),) if amount else ()),
            ),
            share=(line.cases or 0) / longest,
        )
        for line in table.lines
    ]
    if table.total is not None:
        rows.append(_Row(cells=(say("all"), say.number(table.total)), share=None))
    return _Shown(
        title=say.title(table.name),
        note="" if table.total is not None or len(rows) == 1 else say("no_total"),
        head=("", say("cases"), *((amount,) if amount else ())),
        rows=tuple(rows),
    )


def _crossed_table(table: Table, say: Words) -> _Shown:
    columns = list(dict.fromkeys(line.column for line in table.lines))
    numbers = {(line.row, line.column): line.cases for line in table.lines}
    return _Shown(
        title=say.title(table.name),
        note="",
        head=("", *(_capital(say.column(table.name, one)) for one in columns)),
        rows=tuple(
            _Row(
                cells=(
                    _capital(say.row(table.name, row)),
                    *(say.number(numbers.get((row, column), 0)) for column in columns),
                ),
                share=None,
            )
            for row in dict.fromkeys(line.row for line in table.lines)
        ),
    )


def _crossed(table: Table) -> bool:
    return any(line.column != WHOLE for line in table.lines)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _template() -> bytes:
    return (files("vault.statistics") / "report.typ").read_bytes()
