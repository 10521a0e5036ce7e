"""Rows of a table as its bytes arrive: the same however they are cut, in bounded memory, and nothing but text."""

import csv
import io
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import InvalidInput
from vault.imports import RowMapping
from vault.imports.mapping import Column
from vault.imports.table import LARGEST_ROW, Table

CELLS = st.lists(st.lists(st.text(st.sampled_from('ab\u00f8;,"\n \t')), min_size=2, max_size=2), max_size=12)
SIZES = st.lists(st.integers(1, 9), min_size=1)


def mapping(**options: str) -> RowMapping:
    columns = {"Klage": Column(field="documents.0.text")}
    return RowMapping(**{"key": "Nr", "columns": columns, "delimiter": ";"} | options)  # type: ignore[arg-type]


def rows(content: bytes, sizes: list[int], of: RowMapping) -> list[tuple[int, dict[str, str]]]:
    table, found, at = Table(of), [], 0
    while at < len(content):
        size = sizes[at % len(sizes)]
        found += list(table.take(content[at : at + size]))
        at += size
    return [(one.line, one.cells) for one in [*found, *table.end()]]


@given(
    CELLS,
    SIZES,
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "cp1252", "utf-16"]),
    st.sampled_from((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
)
def test_rows_are_those_of_the_library_however_the_bytes_are_cut(
    cells: list[list[str]], sizes: list[int], end: str, encoding: str, quoting: Literal[0, 1]
) -> None:
    # The writer of this Python quotes of itself no other line break than that which ends its lines.
    old, new = ("\t", "\r") if quoting == csv.QUOTE_ALL else ("\n", end)
    cells = [[cell.replace(old, new) for cell in row] for row in cells]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator=end, quoting=quoting)
    writer.writerows([["Nr", "Klage"], *cells])
    content = file.getvalue().encode(encoding)
    found = rows(content, sizes, mapping(encoding=encoding))
    assert [[one["Nr"], one["Klage"]] for _, one in found] == cells
    lines = [line for line, _ in found]
    assert lines == sorted(lines)


def test_a_row_is_named_by_the_line_where_it_begins() -> None:
    content = b'Nr;Klage\n1;"to\nlinjer"\n\n2;kort'
    assert rows(content, [3], mapping()) == [(2, {"Nr": "1", "Klage": "to\nlinjer"}), (5, {"Nr": "2", "Klage": "kort"})]


@pytest.mark.parametrize(
    ("content", "options", "field", "rule"),
    [
        (b"Nr;Andet\n1;2", {}, 'column "Klage"', "is not in the table"),
        (b"Nr;Klage;Klage\n1;2;3", {}, 'column "Klage"', "stands twice"),
        (b"", {}, 'column "Nr"', "is not in the table"),
        (b"Nr;Klage\n1;\xff", {}, "file", "is not written in utf-8-sig"),
        (b'Nr;Klage\n1;"a"b', {}, "line 2", "is not CSV"),
        (b'Nr;Klage\n1;a\n2;"ab', {}, "line 3", "is not CSV"),
        (b'Nr;Klage\n1;"' + b"a\n" * LARGEST_ROW, {}, "line 2", f"is longer than {LARGEST_ROW} characters"),
        (b"Nr;Klage\n" + b"a" * (LARGEST_ROW + 9), {}, "line 2", f"is longer than {LARGEST_ROW} characters"),
        *(
            (b"", {"encoding": one}, "mapping.encoding", None)
            for one in ("zlib_codec", "rot13", "punycode", "unicode_escape", "none", "\x00")
        ),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, options: dict[str, str], field: str, rule: str | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        rows(content, [65_536], mapping(**options))
    assert refused.value.field == field
    assert rule is None or refused.value.rule == rule
