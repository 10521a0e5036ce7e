"""`cvault import`: complaints from files, each wholly or not at all."""

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from vault import complaints
from vault.complaints import NewCase
from vault.errors import InvalidInput, NotFound
from vault.policy import RoleName
from vault.wiring import Caller, Vault
from vault_cli import files, output, session


class Refused(msgspec.Struct, frozen=True):
    """A case that was not stored: where it stands, which field breaks which rule."""

    file: str
    line: int
    problem: str


class Imported(msgspec.Struct, frozen=True):
    stored: int
    refused: list[Refused]


@click.command("import")
@click.argument(
    "paths", metavar="FILES...", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Check every case and store none.")
@output.organisation
@output.as_json
def import_cases(paths: tuple[Path, ...], organisation: str | None, *, dry_run: bool, wants_json: bool) -> None:
    """Store complaints from FILES.

    A .json file holds one, an .ndjson file one a line, each as the API takes it.
    What is well-formed is stored; what is not is named with its line, and the exit code is then 3.
    """
    lines = [line for path in paths for line in _lines(path)]
    with session.opened() as vault, output.progress("Storing complaints") as advance:
        caller = session.acting(session.chosen(vault, organisation), RoleName.INGEST, "complaint_handling")
        refused: list[Refused] = []
        for done, (path, number, content) in enumerate(lines, start=1):
            if problem := _take(vault, caller, content, dry_run=dry_run):
                refused.append(Refused(path.name, number, problem))
            advance(done, len(lines))
    result = Imported(len(lines) - len(refused), refused)
    verb = "well-formed" if dry_run else "stored"
    report = [f"{result.stored} of {len(lines)} complaints {verb}."]
    report += [f"  {one.file} line {one.line}: {one.problem}" for one in refused]
    output.show(result, report, wants_json=wants_json)
    if refused:
        raise SystemExit(3)


def _lines(path: Path) -> Iterator[tuple[Path, int, bytes]]:
    if path.suffix == ".ndjson":
        with path.open("rb") as file:
            yield from ((path, number, line) for number, line in enumerate(file, start=1) if line.strip())
    else:
        yield path, 1, path.read_bytes()


def _take(vault: Vault, caller: Caller, content: bytes, *, dry_run: bool) -> str | None:
    """What is wrong with a case, or None once it is stored."""
    try:
        case = files.decode(content, NewCase)
        if not dry_run:
            vault.call(caller, complaints.store_case, case)
    except (InvalidInput, NotFound) as error:
        return error.detail
    return None
