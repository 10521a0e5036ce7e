"""`cvault import`: complaints from files, each wholly or not at all, by the same verbs as an import over the API."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from vault import imports
from vault.errors import InvalidInput
from vault.ids import ImportId
from vault.imports import LINES_AT_ONCE, LineOutcome, LineResult, Misfit, NewImport, Numbered
from vault.imports.mapping import RowMapping, mapped_all, read_mapping
from vault.imports.sources import rows_of
from vault.policy import RoleName
from vault.wiring import Caller, Vault
from vault_cli import output, session


class Refused(msgspec.Struct, frozen=True):
    """A case that was not stored: where it stands, which field breaks which rule."""

    file: str
    line: int
    problem: str


class Imported(msgspec.Struct, frozen=True):
    import_id: ImportId
    stored: int
    known: int
    refused: list[Refused]


class _Piece(NamedTuple):
    """A line of an import, and the file in which it stands."""

    file: str
    line: Numbered | Misfit


@click.command("import")
@click.argument(
    "paths", metavar="FILES...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Check every case and store none.")
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What the columns of FILES are (TOML or JSON).",
)
@click.option("--resume", metavar="IMPORT_ID", help="Go on with an import that was interrupted.")
@output.organisation
@output.as_json
def import_cases(
    paths: tuple[Path, ...],
    mapping_file: Path | None,
    resume: str | None,
    organisation: str | None,
    *,
    dry_run: bool,
    wants_json: bool,
) -> None:
    """Store complaints from FILES.

    A .json file holds one, an .ndjson file one a line, each as the API takes it.
    With --mapping: tables (.csv), mailboxes (.mbox, .eml), dumps (.json, .ndjson).
    What is well-formed is stored; what is not is named with its line, and the exit code is then 3.
    """
    mapping = read_mapping(mapping_file) if mapping_file else None
    with session.opened() as vault, output.progress("Storing complaints") as advance:
        caller = session.acting(session.chosen(vault, organisation), RoleName.INGEST, "complaint_handling")
        import_id = _begun(vault, caller, resume, dry_run=dry_run)
        counts = dict.fromkeys(LineOutcome, 0)
        refused: list[Refused] = []
        for file, result in _take_all(vault, caller, import_id, _pieces(paths, mapping)):
            counts[result.outcome] += 1
            if result.problem:
                refused.append(Refused(file, result.line, result.problem.detail.removeprefix("case.")))
            done = sum(counts.values())
            advance(done, done)
    taken = counts[LineOutcome.STORED] + counts[LineOutcome.WELL_FORMED]
    imported = Imported(import_id, taken, counts[LineOutcome.KNOWN], refused)
    output.show(imported, _report(imported, sum(counts.values()), dry_run=dry_run), wants_json=wants_json)
    if refused:
        raise SystemExit(3)


def _report(result: Imported, total: int, *, dry_run: bool) -> list[str]:
    lines = [f"{result.stored} of {total} complaints {'well-formed' if dry_run else 'stored'}."]
    if result.known:
        lines.append(f"{result.known} were stored before.")
    return lines + [f"  {one.file} line {one.line}: {one.problem}" for one in result.refused]


def _begun(vault: Vault, caller: Caller, resume: str | None, *, dry_run: bool) -> ImportId:
    if resume is not None:
        wanted = ImportId(session.as_id(resume, "--resume"))
        return vault.call(caller, imports.read_import, wanted).import_id
    return vault.call(caller, imports.begin_import, NewImport(dry_run=dry_run)).import_id


def _pieces(paths: tuple[Path, ...], mapping: RowMapping | None) -> Iterator[_Piece]:
    for path in paths:
        if mapping is not None:
            yield from (_Piece(path.name, one) for one in mapped_all(mapping, rows_of(path, mapping)))
        elif path.suffix == ".ndjson":
            with path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    if line.strip():
                        yield _Piece(path.name, Numbered(number, _enveloped(f"{path.name} {number}", line)))
        elif path.suffix in (".json", ""):
            yield _Piece(path.name, Numbered(1, _enveloped(path.name, path.read_bytes())))
        else:
            raise InvalidInput("FILES", "other than .json and .ndjson need a --mapping")


def _enveloped(key: str, line: bytes) -> bytes:
    """A complaint with a key of its own: the line's own, if it is an import's already, or else where it stands."""
    try:
        if set(msgspec.json.decode(line, type=dict[str, msgspec.Raw])) == {"key", "case"}:
            return line
        return msgspec.json.encode({"key": key, "case": msgspec.Raw(line)})
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # What is no JSON is refused by whoever reads it for good.
        return line


def _take_all(
    vault: Vault, caller: Caller, import_id: ImportId, pieces: Iterable[_Piece]
) -> Iterator[tuple[str, LineResult]]:
    """What became of each line, with its file."""
    waiting = iter(pieces)
    while some := list(islice(waiting, LINES_AT_ONCE)):
        results = vault.call(caller, imports.take_lines, import_id, [one.line for one in some])
        yield from zip((one.file for one in some), results, strict=True)
