"""`cvault approvals …`: what one person asked for and another must confirm."""

from collections.abc import Callable
from typing import Final

import click

from vault import approvals as capability
from vault.approvals import ApprovalView, Waiting
from vault.errors import NotFound
from vault.ids import PLATFORM, ApprovalId, OrganisationId
from vault.policy import RoleName
from vault.wiring import Caller, Vault
from vault_cli import output, session
from vault_cli.exits import Group

_PURPOSES: Final = {
    RoleName.CUSTODIAN: ("administration", "rights_fulfilment"),
    RoleName.OPERATOR: ("administration",),
    RoleName.DPO: ("rights_fulfilment",),
}
"""For which a role confirms: an act is confirmed for a purpose that covers what it touches."""
_role = click.option(
    "--as",
    "role",
    type=click.Choice([one.value for one in _PURPOSES]),
    default=RoleName.CUSTODIAN.value,
    show_default=True,
    help="In which role to act.",
)


@click.group(cls=Group)
def approvals() -> None:
    """Confirm or refuse what somebody else asked for, and see what waits."""


@approvals.command("list")
@click.option("--ended", is_flag=True, help="Also those that are refused, withdrawn, used or expired.")
@_role
@output.organisation
@output.as_json
def list_waiting(role: str, organisation: str | None, *, ended: bool, wants_json: bool) -> None:
    """Show what waits for a second person, with the reason that was given."""
    with session.opened() as vault:
        wanted = [session.chosen(vault, organisation)] if organisation else _everyone(vault)
        found = _visible(vault, wanted, role, ended=ended)
    if wants_json:
        output.show([view for _, view in found], [], wants_json=True)
        return
    for _, view in found:
        for line in _told(view):
            output.say(line)
    if not found:
        output.say("Nothing waits.")


@approvals.command()
@click.argument("approval_id", nargs=-1, required=True)
@_role
@output.as_json
def confirm(approval_id: tuple[str, ...], role: str, *, wants_json: bool) -> None:
    """Agree to what somebody else asked for. They then repeat their command, in time."""
    _each(approval_id, role, capability.confirm)
    lines = ["Confirmed. Whoever asked repeats the command now."]
    output.show({"confirmed": approval_id}, lines, wants_json=wants_json)


@approvals.command()
@click.argument("approval_id", nargs=-1, required=True)
@_role
@output.as_json
def refuse(approval_id: tuple[str, ...], role: str, *, wants_json: bool) -> None:
    """Say no, or take a confirmation back before it is used."""
    _each(approval_id, role, capability.refuse)
    output.show({"refused": approval_id}, ["Refused."], wants_json=wants_json)


@approvals.command()
@click.argument("approval_id", nargs=-1, required=True)
@_role
@output.as_json
def withdraw(approval_id: tuple[str, ...], role: str, *, wants_json: bool) -> None:
    """Take back what you asked for."""
    _each(approval_id, role, capability.withdraw)
    output.show({"withdrawn": approval_id}, ["Withdrawn."], wants_json=wants_json)


def asked(waiting: list[Waiting]) -> list[str]:
    """What a command that was not done tells whoever ran it."""
    mine, theirs = ([one for one in waiting if one.mine is mine] for mine in (True, False))
    lines = []
    if mine:
        ids, until = " ".join(str(one.approval_id) for one in mine), min(one.until for one in mine)
        lines += [
            f"Asked. A second person confirms until {until:%Y-%m-%d %H:%M} UTC with:",
            f"  cvault approvals confirm {ids}",
            "Then run this command again.",
        ]
    if theirs:
        ids = " ".join(str(one.approval_id) for one in theirs)
        lines += ["Somebody else asked for this already. If you agree:", f"  cvault approvals confirm {ids}"]
    return lines


def _each(given: tuple[str, ...], role: str, verb: Callable[..., None]) -> None:
    """Runs a verb for each of some approvals, wherever they were asked for. Raises NotFound before anything is done."""
    ids = [ApprovalId(session.as_id(one, "APPROVAL_ID")) for one in given]
    with session.opened() as vault:
        known = {view.approval_id: caller for caller, view in _visible(vault, _everyone(vault), role, ended=True)}
        if missing := [one for one in ids if one not in known]:
            raise NotFound(f"approval {missing[0]}")
        for one in ids:
            vault.call(known[one], verb, one)


def _everyone(vault: Vault) -> list[OrganisationId]:
    return [PLATFORM, *(one.organisation_id for one in vault.organisations())]


def _visible(
    vault: Vault, organisations: list[OrganisationId], role: str, *, ended: bool
) -> list[tuple[Caller, ApprovalView]]:
    """What this machine's user asked for or may confirm, each once, with on whose behalf."""
    found: dict[ApprovalId, tuple[Caller, ApprovalView]] = {}
    for organisation in organisations:
        for purpose in _PURPOSES[RoleName(role)]:
            caller = session.acting(organisation, RoleName(role), purpose)
            for view in vault.call(caller, capability.list_approvals, ended=ended):
                if view.may_decide or view.approval_id not in found:
                    found[view.approval_id] = (caller, view)
    return list(found.values())


def _told(view: ApprovalView) -> list[str]:
    organisation = view.organisation_id
    where = "the installation" if organisation == PLATFORM else f"organisation {organisation}"
    whose = "you" if view.mine else view.asked_by
    return [
        f"{view.approval_id}  {view.act.value}  {view.state.value}",
        f"  asked by {whose} on {view.asked_at:%Y-%m-%d %H:%M} UTC in {where}; until {view.until:%Y-%m-%d %H:%M} UTC",
        f"  concerns {' '.join(view.concerned)}",
        f"  because {view.reason}",
    ]
