"""`cvault statistics …`: counts for boards and guidance, in which nobody can be recognised."""

from datetime import UTC, datetime
from pathlib import Path

import click

from vault import complaints
from vault import statistics as verbs
from vault.language import Language
from vault.policy import RoleName
from vault_cli import output, session
from vault_cli.exits import Group


@click.group(cls=Group)
def statistics() -> None:
    """Counts in which nobody can be recognised; they outlive the cases."""


@statistics.command()
@click.option("--year", type=int, help="The year of receipt; the present one if you say nothing.")
@click.option("--language", type=click.Choice([one.value for one in Language]), help="Else the organisation's own.")
@click.option("--output", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write files here.")
@output.organisation
@output.as_json
def report(
    year: int | None, language: str | None, folder: Path | None, organisation: str | None, *, wants_json: bool
) -> None:
    """Count a year's complaints and arrears, also those deleted since. Small groups are hidden."""
    with session.opened() as vault:
        chosen = session.chosen(vault, organisation)
        caller = session.acting(chosen, RoleName.BOARD, "statistics")
        made = vault.call(caller, verbs.make_report, year or datetime.now(UTC).year)
        profile = next(one.profile for one in vault.organisations() if one.organisation_id == chosen)
    spoken = Language(language) if language is not None else profile.language
    if folder is not None:
        _write(verbs.render(made, spoken, profile.name), folder)
    if wants_json:
        output.show(made, [], wants_json=True)
        return
    _print(made, spoken)
    if folder is not None:
        output.say(f"The report is in {folder}: begin with {verbs.REPORT}")


@statistics.command()
@output.organisation
@output.as_json
def anonymised(organisation: str | None, *, wants_json: bool) -> None:
    """Show what stayed of cases that were anonymised: how many were alike, never fewer than five."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.BOARD, "statistics")
        found = vault.call(caller, complaints.read_anonymised)
    if wants_json:
        output.show(found, [], wants_json=True)
        return
    rows: list[tuple[str, ...]] = [
        (
            f"{one.year}" if one.month is None else f"{one.year}-{one.month:02}",
            one.department or "",
            one.category,
            one.severity or "",
            one.outcome or "",
            str(one.cases),
        )
        for one in found
    ]
    output.table(("received", "department", "category", "severity", "outcome", "cases"), rows)


def _write(files: dict[str, bytes], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _print(made: verbs.Report, language: Language) -> None:
    say = verbs.words(language)
    if made.total is None:
        output.say(say("too_few", year=made.year))
        return
    output.say(say("total", year=made.year, total=say.number(made.total)))
    for table in made.tables:
        output.say("")
        output.say(say.title(table.name))
        rows: list[tuple[str, ...]] = [
            (
                say.row(table.name, line.row),
                say.column(table.name, line.column) if line.column else "",
                say.number(line.cases),
            )
            for line in table.lines
            if line.cases != 0
        ]
        output.table(("", "", say("cases")), rows)
