"""`cvault break-glass …`: what members of staff took on in an emergency, and what others think of it."""

import click

from vault import accounts
from vault.accounts import EmergencyReview, EmergencyView
from vault.ids import EmergencyId
from vault.policy import RoleName
from vault.wiring import Caller, Vault
from vault_cli import files, output, session
from vault_cli.exits import Group


@click.group("break-glass", cls=Group)
def break_glass() -> None:
    """Roles that somebody took on in an emergency: see, end and review them."""


@break_glass.command("list")
@click.option("--reviewed", is_flag=True, help="Also those that somebody reviewed.")
@output.organisation
@output.as_json
def list_uses(organisation: str | None, *, reviewed: bool, wants_json: bool) -> None:
    """Show what is open or waits for a review, and why it was taken on."""
    with session.opened() as vault:
        found = vault.call(_auditor(vault, organisation), accounts.list_emergencies, reviewed=reviewed)
    lines = [line for one in found for line in _told(one)] or ["Nothing waits."]
    output.show(found, lines, wants_json=wants_json)


@break_glass.command()
@click.argument("emergency_id")
@output.organisation
@output.as_json
def end(emergency_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """End a use before its time."""
    wanted = EmergencyId(session.as_id(emergency_id, "EMERGENCY_ID"))
    with session.opened() as vault:
        vault.call(_auditor(vault, organisation), accounts.end_emergency, wanted)
    output.show({"emergency_id": wanted}, [f"{wanted} is over."], wants_json=wants_json)


@break_glass.command()
@click.argument("emergency_id")
@click.option("--finding", required=True, metavar="TEXT", help="What you found; no names.")
@click.option("--unjustified", is_flag=True, help="It was not justified.")
@output.organisation
@output.as_json
def review(emergency_id: str, finding: str, organisation: str | None, *, unjustified: bool, wants_json: bool) -> None:
    """Say what you think of a use that is over. Nobody reviews their own."""
    wanted = EmergencyId(session.as_id(emergency_id, "EMERGENCY_ID"))
    found = files.checked({"justified": not unjustified, "finding": finding}, EmergencyReview)
    with session.opened() as vault:
        vault.call(_auditor(vault, organisation), accounts.review_emergency, wanted, found)
    told = {"emergency_id": wanted, "justified": not unjustified}
    output.show(told, [f"{wanted} is reviewed."], wants_json=wants_json)


def _auditor(vault: Vault, organisation: str | None) -> Caller:
    return session.acting(session.chosen(vault, organisation), RoleName.AUDITOR, "accountability")


def _told(one: EmergencyView) -> list[str]:
    verdict = "" if one.justified is None else ", justified" if one.justified else ", not justified"
    return [
        f"{one.emergency_id}  {one.state.value}{verdict}",
        f"  staff:{one.account_id} took on {', '.join(sorted(one.roles))}",
        f"  from {one.opened_at:%Y-%m-%d %H:%M} to {one.over_at:%Y-%m-%d %H:%M} UTC",
        f"  because {one.reason}",
        *([] if one.finding is None else [f"  {one.reviewed_by} found: {one.finding}"]),
    ]
