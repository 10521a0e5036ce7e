"""Long work: jobs, and imports of many complaints."""

from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO, Final

import msgspec

from vault.client.calls.call import Call, Form, Page, Parts, making, reading, shaped, written
from vault.ids import ImportId, JobId
from vault.imports import ImportLine, ImportView, LineResult, NewImport, RowMapping
from vault.jobs import JobView

LINES_AT_ONCE: Final = 1000
_TABLE_WITHIN: Final = 3600.0
"""Seconds in which a vault has taken a whole table; it answers once the last row was taken."""


def read_job(job_id: JobId) -> Call[JobView]:
    """How far work is."""
    return reading(f"/v1/jobs/{job_id}", JobView)


def cancel_job(job_id: JobId) -> Call[JobView]:
    """Ends work; what was done stays done."""
    return Call(method="POST", path=f"/v1/jobs/{job_id}/cancellation", read=shaped(JobView), safe=False)


def begin_import(*, dry_run: bool = False, key: str | None = None) -> Call[ImportId]:
    """Begins an import; with its id it can be gone on with after an interruption."""
    return making("/v1/imports", NewImport(dry_run=dry_run), _id, key)


def read_import(import_id: ImportId) -> Call[ImportView]:
    """How far an import is."""
    return reading(f"/v1/imports/{import_id}", ImportView)


def import_cases(import_id: ImportId, lines: Iterable[ImportLine]) -> Parts[LineResult]:
    """Sends complaints some at a time, in bounded memory; gives what became of each, numbered from 1."""
    waiting, before = iter(lines), 0
    while some := list(islice(waiting, LINES_AT_ONCE)):
        yield _sent(import_id, some, before)
        before += len(some)


def import_table(import_id: ImportId, mapping: RowMapping, file: BinaryIO) -> Call[LineResult]:
    """Sends a table (CSV) as it is; gives what became of each row as it comes, by the line where the row begins.

    Neither table nor results are held in memory. `file` is open for reading bytes and seekable: where a connection
    breaks it is sent again from its beginning, and rows that were stored and not told of come back as `known`.
    """
    return Call(
        method="POST",
        path=f"/v1/imports/{import_id}/tables",
        read=shaped(LineResult),
        safe=True,
        body=Form(written(mapping), file, "mapping"),
        patience=_TABLE_WITHIN,
    )


def _id(content: bytes) -> ImportId:
    return msgspec.json.decode(content, type=ImportView).import_id


def _sent(import_id: ImportId, lines: list[ImportLine], before: int) -> Call[Page[LineResult]]:
    """Safe, since each line has a key by which it is known when it comes again."""

    def read(content: bytes) -> Page[LineResult]:
        results = msgspec.json.Decoder(LineResult).decode_lines(content)
        return Page([msgspec.structs.replace(one, line=before + one.line) for one in results], None)

    return Call(
        method="POST",
        path=f"/v1/imports/{import_id}/lines",
        read=read,
        safe=True,
        body=b"".join(written(one) + b"\n" for one in lines),
        headers={"Content-Type": "application/x-ndjson"},
    )
