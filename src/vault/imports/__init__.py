"""Importing many complaints as a stream of lines: each wholly or not at all, and gone on with after an interruption.

A batch of lines shares a transaction, and each line has a savepoint in it. Which lines were taken is kept by a keyed
hash of their keys, in the transaction that stored them, so that sending a stream again stores nothing twice.
"""

from vault.imports.actions import begin_import, read_import, take_lines
from vault.imports.mapping import RowMapping
from vault.imports.model import (
    LARGEST_LINE,
    ImportLine,
    ImportView,
    LineOutcome,
    LineProblem,
    LineResult,
    Misfit,
    NewImport,
    Numbered,
)
from vault.imports.splitting import LINES_AT_ONCE, Splitter, batches
from vault.imports.table import table_batches

__all__ = [
    "LARGEST_LINE",
    "LINES_AT_ONCE",
    "ImportLine",
    "ImportView",
    "LineOutcome",
    "LineProblem",
    "LineResult",
    "Misfit",
    "NewImport",
    "Numbered",
    "RowMapping",
    "Splitter",
    "batches",
    "begin_import",
    "read_import",
    "table_batches",
    "take_lines",
]
