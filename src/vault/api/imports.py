"""Imports over HTTP: a stream of lines in, what became of each line out."""

import tempfile
from collections.abc import AsyncIterator
from typing import IO, Annotated, Final

import msgspec
from litestar import Response, Router, get, post
from litestar.params import JSONBody, PathParameter
from litestar.response import Stream

from vault import imports
from vault.api.callers import STREAMED, caller, caller_once, made
from vault.api.forms import open_form
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PurposeHeader
from vault.ids import ImportId
from vault.imports import ImportView, LineResult, Misfit, NewImport, Numbered, RowMapping
from vault.wiring import Caller, Vault

NDJSON: Final = "application/x-ndjson"
_IN_MEMORY: Final = 1024 * 1024
_PIECE: Final = 64 * 1024
_LARGEST_MAPPING: Final = 256 * 1024

ImportPath = Annotated[ImportId, PathParameter(description="An import, by the id that beginning it answered with.")]


@post("/", operation_id="beginImport", summary="Begin an import")
async def begin_import(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewImport], purpose: PurposeHeader, key: KeyHeader = None
) -> Response[ImportView]:
    """Gives the id under which lines are sent. With it an import goes on after an interruption."""
    begun = await vault.run(await caller_once(request, purpose, key), imports.begin_import, data)
    return made(begun, f"/v1/imports/{begun.import_id}")


@get("/{import_id:uuid}", operation_id="readImport", summary="See how far an import is")
async def read_import(
    vault: OpenVault, request: HttpRequest, import_id: ImportPath, purpose: PurposeHeader
) -> ImportView:
    """Counts, also while lines are being sent. An import is forgotten after thirty days without a line."""
    return await vault.run(caller(request, purpose), imports.read_import, import_id)


@post(
    "/{import_id:uuid}/lines",
    operation_id="sendLines",
    summary="Send lines of an import",
    status_code=200,
    request_max_body_size=None,
    opt={STREAMED: NDJSON},
)
async def send_lines(vault: OpenVault, request: HttpRequest, import_id: ImportPath, purpose: PurposeHeader) -> Stream:
    """Stores the complaint of each line as it arrives, each wholly or not at all; answers what became of each line.

    The body is NDJSON of any length, an `ImportLine` on each line. So is the answer: a `LineResult` for each line, in
    their order, once the last line was taken. After an interruption send everything again: what was stored is
    `known`, and nothing is stored twice.
    """
    who = caller(request, purpose)
    await vault.run(who, imports.read_import, import_id)
    return await _taken(vault, who, import_id, imports.batches(request.stream()))


@post(
    "/{import_id:uuid}/tables",
    operation_id="sendTable",
    summary="Send a table for an import",
    status_code=200,
    request_max_body_size=None,
)
async def send_table(vault: OpenVault, request: HttpRequest, import_id: ImportPath, purpose: PurposeHeader) -> Stream:
    """Stores the complaint that each row of a table becomes by a mapping, each wholly or not at all.

    A form of two parts in this order: `mapping`, JSON that says what the columns are, and `file`, CSV of any length.
    The answer is NDJSON, a `LineResult` for each row by the line where it begins. After an interruption send
    everything again: what was stored is `known`.
    """
    who = caller(request, purpose)
    await vault.run(who, imports.read_import, import_id)
    mapping, _, pieces = await open_form(request, "mapping", RowMapping, _LARGEST_MAPPING)
    return await _taken(vault, who, import_id, imports.table_batches(mapping, pieces))


async def _taken(
    vault: Vault, who: Caller, import_id: ImportId, batches: AsyncIterator[list[Numbered | Misfit]]
) -> Stream:
    """What became of each line, once the last was taken."""
    # What is answered are ids and codes; a stream without end must not fill the memory with them.
    results = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 -- closed by whoever reads it to its end
    try:
        async for lines in batches:
            _write(results, await vault.run(who, imports.take_lines, import_id, lines))
    except BaseException:
        results.close()
        raise
    results.seek(0)
    return Stream(_read(results), media_type=NDJSON)


def _write(file: IO[bytes], results: list[LineResult]) -> None:
    file.writelines(msgspec.json.encode(one) + b"\n" for one in results)


async def _read(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


router = Router("/imports", route_handlers=[begin_import, read_import, send_lines, send_table], tags=["Imports"])
