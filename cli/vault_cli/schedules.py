"""`cvault retention …`: the schedule in force, and whom another would affect."""

from pathlib import Path

import click

from vault import retention as capability
from vault.ids import OrganisationId
from vault.retention import Change, Schedule
from vault_cli import output, session
from vault_cli.exits import Group

_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group(cls=Group)
def retention() -> None:
    """How long what is kept: the rules, and what another set of them would change."""


@retention.command()
@output.organisation
@output.as_json
def show(organisation: str | None, *, wants_json: bool) -> None:
    """Print the schedule in force for an organisation: rule, period, who decided, how sure it is."""
    with session.opened() as vault:
        chosen = session.chosen(vault, organisation)
        country = next(one.profile.country for one in vault.organisations() if one.organisation_id == chosen)
        rules = vault.call(session.job(vault, organisation), capability.read_schedule)
    if wants_json:
        output.show(rules, [], wants_json=True)
        return
    rows: list[tuple[str, ...]] = [
        (one.cluster, one.holding, one.action.value, one.period[country], one.certainty, one.approver or "")
        for one in rules
    ]
    output.table(("cluster", "kind", "action", "period", "sure", "decided by"), rows)


@retention.command()
@click.argument("record_id")
@output.organisation
@output.as_json
def when(record_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Print when a record and its parts go, as things stand today."""
    wanted = session.as_id(record_id, "RECORD_ID")
    with session.opened() as vault:
        found = vault.call(session.job(vault, organisation), capability.read_deletions, [wanted])
    if wants_json:
        output.show(found, [], wants_json=True)
        return
    rows: list[tuple[str, ...]] = [
        (str(one.record_id), one.kind, one.cluster or "", str(one.last_day or ""), "on hold" if one.held else "")
        for one in found
    ]
    output.table(("record", "kind", "rule", "last day", ""), rows)


@retention.command()
@click.argument("old", type=_folder)
@click.argument("new", type=_folder)
@output.organisation
@output.as_json
def diff(old: Path, new: Path, organisation: str | None, *, wants_json: bool) -> None:
    """Show who is affected by a change, before it takes effect. OLD and NEW are folders of policies."""
    compared(old, new, organisation, wants_json=wants_json)


def compared(old: Path | None, new: Path, organisation: str | None, *, wants_json: bool) -> None:
    """Compares two schedules over every record, and prints what differs."""
    with session.opened() as vault:
        chosen = session.chosen(vault, organisation)
        before = None if old is None else _read(old, chosen)
        found = vault.call(session.job(vault, organisation), capability.compare, before, _read(new, chosen))
    lines = [f"{found.affected} of {found.records} records are affected"]
    lines += [line for change in found.changes for line in _told(change)]
    output.show(found, lines, wants_json=wants_json)


def _read(policies: Path, organisation: OrganisationId) -> Schedule:
    """The schedule of a folder as it will stand once everything that was decided counts."""
    return capability.read(policies).schedule(organisation)


def _told(change: Change) -> list[str]:
    moved = change.cluster or "no rule"
    if change.new_cluster != change.cluster:
        moved += f" → {change.new_cluster or 'no rule'}"
    at_once = f"{len(change.due_at_once)} would be due at once, {change.due_no_more} no longer"
    line = f"{change.kind}  {moved}: {change.sooner} go sooner, {change.later} later, {at_once}"
    return [line, *(f"    {record}" for record in change.due_at_once)]
