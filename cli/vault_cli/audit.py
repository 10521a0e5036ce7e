"""`cvault audit …`: the log and its proof."""

import click

from vault import evidence
from vault.ids import PLATFORM
from vault.policy import RoleName
from vault.serving import seal_log
from vault_cli import output, session
from vault_cli.exits import Group


@click.group(cls=Group)
def audit() -> None:
    """The log of who did what, and proof that nobody changed it."""


@audit.command()
@click.option("--platform", is_flag=True, help="The installation's own log instead of an organisation's.")
@output.organisation
@output.as_json
def verify(organisation: str | None, *, platform: bool, wants_json: bool) -> None:
    """Seal what waits, then prove every event against the signed checkpoints. Exit code 7 if it does not hold."""
    with session.opened() as vault:
        chosen = PLATFORM if platform else session.chosen(vault, organisation)
        seal_log(vault, chosen)
        proven = vault.call(session.acting(chosen, RoleName.AUDITOR, "accountability"), evidence.verify)
    lines = [
        f"The log holds: {proven.sealed} events, {proven.checkpoints} signed checkpoints",
        f"Root {proven.root}",
    ]
    output.show(proven, lines, wants_json=wants_json)


@audit.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@output.organisation
@output.as_json
def show(limit: int, organisation: str | None, *, wants_json: bool) -> None:
    """Show the newest events."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.AUDITOR, "accountability")
        events = vault.call(caller, evidence.read_log, limit=limit)
    if wants_json:
        output.show(events, [], wants_json=True)
    else:
        output.table(
            ("at", "actor", "permission", "purpose", "outcome"),
            [(f"{one.at:%Y-%m-%d %H:%M:%S}", one.actor, one.permission, one.purpose, one.outcome) for one in events],
        )
