"""A table (CSV, RFC 4180) as its bytes arrive: whole rows, in bounded memory. Pure."""

import codecs
import csv
import re
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from typing import Final

from vault.errors import InvalidInput
from vault.imports.mapping import Row, RowMapping, mapped_all
from vault.imports.model import Misfit, Numbered
from vault.imports.splitting import LINES_AT_ONCE

LARGEST_ROW: Final = 2_000_000
"""Characters."""
ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "iso8859-1", "iso8859-15", "cp1252", "cp850", "cp865", "mac-roman")
"""What spreadsheets are saved in, as Python names it. Every other codec stays out: some of them unpack or execute."""
_END: Final = re.compile(r"\r\n|\n|\r(?!\Z)")


class _MoreToCome(Exception):
    """The rest of a row has not arrived."""


class Table:
    """Takes pieces as they arrive; gives rows, their cells by the columns that the first line names.

    Raises InvalidInput for what is no table, or lacks a column that the mapping needs; nothing behind it can be read.
    """

    def __init__(self, mapping: RowMapping) -> None:
        self._mapping = mapping
        self._decoder = _decoder(mapping.encoding)
        self._lines: list[str] = []
        self._rest: list[str] = []
        """The line that has not ended, in pieces."""
        self._size = 0
        """How many characters are held."""
        self._waiting_for = 0
        """How many must be held before it is worth while to look for the end of a row again."""
        self._number = 1
        self._columns: list[str] | None = None

    def take(self, piece: bytes) -> Iterator[Row]:
        """The rows that end within a piece."""
        self._hold(piece, last=False)
        yield from self._rows(last=False)

    def end(self) -> Iterator[Row]:
        """The last row, where the table does not end with a line break."""
        self._hold(b"", last=True)
        yield from self._rows(last=True)
        if self._columns is None:
            self._name([])

    def _hold(self, piece: bytes, *, last: bool) -> None:
        try:
            text = self._decoder.decode(piece, final=last)
        except UnicodeDecodeError:
            raise InvalidInput("file", f"is not written in {self._mapping.encoding}") from None
        self._size += len(text)
        self._rest.append(text)
        if last or "\n" in text or "\r" in text:
            text = "".join(self._rest)
            ends = [0, *(one.end() for one in _END.finditer(text))]
            self._lines += [text[start:stop] for start, stop in pairwise(ends)]
            rest = text[ends[-1] :]
            if last and rest:
                self._lines.append(rest)
            self._rest = [rest]

    def _rows(self, *, last: bool) -> Iterator[Row]:
        if not last and self._size < self._waiting_for:
            return
        at = 0
        try:
            while at < len(self._lines):
                line = self._number
                cells, used = self._row(at, last=last)
                self._size -= sum(map(len, self._lines[at : at + used]))
                at += used
                self._number += used
                if self._columns is None:
                    self._name(cells)
                elif cells:
                    yield self._fitted(line, cells, self._columns)
        except _MoreToCome:
            # Looking at what is held only once it has doubled keeps the work in proportion to what was sent.
            self._waiting_for = 2 * self._size
        finally:
            del self._lines[:at]
        if self._size > LARGEST_ROW:
            raise InvalidInput(f"line {self._number}", f"is longer than {LARGEST_ROW} characters")

    def _row(self, at: int, *, last: bool) -> tuple[list[str], int]:
        """The cells of the row that begins with a line, and how many lines it has. Raises _MoreToCome."""
        used = 0

        def lines() -> Iterator[str]:
            nonlocal used
            for index in range(at, len(self._lines)):
                used += 1
                yield self._lines[index]
            if not last:
                raise _MoreToCome

        csv.field_size_limit(2 * LARGEST_ROW)
        try:
            cells = next(csv.reader(lines(), delimiter=self._mapping.delimiter, strict=True))
        except csv.Error:
            raise InvalidInput(f"line {self._number}", "is not CSV") from None
        return cells, used

    def _name(self, columns: list[str]) -> None:
        for name in (self._mapping.key, *self._mapping.columns):
            if "*" not in name and columns.count(name) != 1:
                raise InvalidInput(f'column "{name}"', "is not in the table" if name not in columns else "stands twice")
        self._columns = columns

    def _fitted(self, line: int, cells: list[str], columns: list[str]) -> Row:
        filled = cells + [""] * (len(columns) - len(cells))
        return Row(line, dict(zip(columns, filled, strict=False)), surplus=len(cells) > len(columns))


async def table_batches(mapping: RowMapping, pieces: AsyncIterator[bytes]) -> AsyncIterator[list[Numbered | Misfit]]:
    """Rows of a table as lines of an import, some at a time. Raises InvalidInput, as Table."""
    table, held = Table(mapping), list[Numbered | Misfit]()
    async for piece in pieces:
        held += mapped_all(mapping, table.take(piece))
        while len(held) >= LINES_AT_ONCE:
            yield held[:LINES_AT_ONCE]
            del held[:LINES_AT_ONCE]
    held += mapped_all(mapping, table.end())
    for first in range(0, len(held), LINES_AT_ONCE):
        yield held[first : first + LINES_AT_ONCE]


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError):
        found = None
    if found is None or found.name not in ENCODINGS:
        raise InvalidInput("mapping.encoding", "is not one of " + ", ".join(ENCODINGS))
    return codecs.getincrementaldecoder(found.name)()
