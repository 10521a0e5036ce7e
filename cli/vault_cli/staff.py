"""`cvault staff …`: who of an organisation's people may sign in.

A name and an address are read from a file or from standard input and never from an argument, since arguments end up in
the shell's history.
"""

import click

from vault import accounts, complaints
from vault.accounts import Invitation, Left, NewStaff, StaffView
from vault.ids import AccountId, CaseId
from vault.policy import RoleName
from vault.wiring import Caller, Vault
from vault_cli import files, output, session
from vault_cli.exits import Group

_ROLES = click.Choice([role.value for role in RoleName])
_NAMES = f"One of: {', '.join(RoleName)}."


@click.group(cls=Group)
def staff() -> None:
    """Members of staff: invite them, give them roles, and end what they hold when they leave."""


@staff.command()
@click.argument("file")
@output.organisation
@output.as_json
def invite(file: str, organisation: str | None, *, wants_json: bool) -> None:
    """Invite somebody from a JSON file ("-" for standard input): name, email, roles. The invitation is shown once."""
    new = files.read(file, NewStaff)
    with session.opened() as vault:
        made = vault.call(_administrator(vault, organisation), accounts.invite_staff, new)
    _show_invitation(made, wants_json=wants_json)


@staff.command("list")
@output.organisation
@output.as_json
def list_staff(organisation: str | None, *, wants_json: bool) -> None:
    """List who has an account or had one, and with what they prove themselves."""
    with session.opened() as vault:
        known = vault.call(_administrator(vault, organisation), accounts.list_staff)
    if wants_json:
        output.show(known, [], wants_json=True)
    else:
        output.table(("account", "name", "e-mail", "state", "roles", "factors"), [_row(one) for one in known])


@staff.command()
@click.argument("account_id")
@click.option("--role", "roles", multiple=True, required=True, type=_ROLES, metavar="ROLE", help=_NAMES)
@output.organisation
@output.as_json
def roles(account_id: str, roles: tuple[str, ...], organisation: str | None, *, wants_json: bool) -> None:
    """Give somebody these roles in place of those they have, from their next call on."""
    wanted = AccountId(session.as_id(account_id, "ACCOUNT_ID"))
    chosen = frozenset(RoleName(one) for one in roles)
    with session.opened() as vault:
        vault.call(_administrator(vault, organisation), accounts.change_staff_roles, wanted, chosen)
    told = {"account_id": wanted, "roles": sorted(chosen)}
    output.show(told, [f"Account {wanted} has the roles {', '.join(sorted(chosen))}."], wants_json=wants_json)


@staff.command()
@click.argument("account_id")
@click.argument("departments", nargs=-1, metavar="[DEPARTMENT]...")
@output.organisation
@output.as_json
def departments(account_id: str, departments: tuple[str, ...], organisation: str | None, *, wants_json: bool) -> None:
    """Have somebody work for these departments, as cases name them; for rules that ask for it. None without any."""
    wanted = AccountId(session.as_id(account_id, "ACCOUNT_ID"))
    with session.opened() as vault:
        caller = _administrator(vault, organisation)
        vault.call(caller, accounts.change_staff_departments, wanted, frozenset(departments))
    told = {"account_id": wanted, "departments": sorted(departments)}
    output.show(told, [f"Account {wanted} works for {len(departments)} departments."], wants_json=wants_json)


@staff.command()
@click.argument("account_id")
@output.organisation
@output.as_json
def reset(account_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Have somebody begin anew who lost what proves them: all of it ends, and a new invitation is shown once."""
    wanted = AccountId(session.as_id(account_id, "ACCOUNT_ID"))
    with session.opened() as vault:
        made = vault.call(_administrator(vault, organisation), accounts.reset_staff, wanted)
    _show_invitation(made, wants_json=wants_json)


@staff.command("sign-out")
@click.argument("account_id")
@output.organisation
@output.as_json
def sign_out(account_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """End somebody's sessions at once; they may sign in again."""
    wanted = AccountId(session.as_id(account_id, "ACCOUNT_ID"))
    with session.opened() as vault:
        gone = vault.call(_administrator(vault, organisation), accounts.sign_staff_out, wanted)
    output.show({"account_id": wanted, "sessions": gone}, [f"{gone} sessions ended."], wants_json=wants_json)


@staff.command()
@click.argument("account_id")
@click.option("--revoke-clients", is_flag=True, help="Also revoke the API clients that they made.")
@output.organisation
@output.as_json
def leave(account_id: str, organisation: str | None, *, revoke_clients: bool, wants_json: bool) -> None:
    """End everything that somebody holds who leaves, at once; tell what they leave behind."""
    wanted = AccountId(session.as_id(account_id, "ACCOUNT_ID"))
    with session.opened() as vault:
        caller = _administrator(vault, organisation)
        left = vault.call(caller, accounts.end_staff, wanted, revoke_clients=revoke_clients)
        cases = vault.call(caller, complaints.open_cases_of, wanted)
    output.show({"left": left, "open_cases": cases}, _told(wanted, left, cases), wants_json=wants_json)


def _administrator(vault: Vault, organisation: str | None) -> Caller:
    return session.acting(session.chosen(vault, organisation), RoleName.ORG_ADMIN, "administration")


def _show_invitation(made: Invitation, *, wants_json: bool) -> None:
    lines = [
        f"Account {made.account_id}, to be taken up by {made.until:%Y-%m-%d %H:%M} UTC",
        "The invitation, shown this once; whoever has it becomes the account's owner:",
        made.invitation,
    ]
    output.show(made, lines, wants_json=wants_json)


def _row(one: StaffView) -> tuple[str, ...]:
    factors = [*sorted(one.factors), *(["single sign-on"] if one.single_sign_on else [])]
    return str(one.account_id), one.name, one.email, one.state, ", ".join(sorted(one.roles)), ", ".join(factors)


def _told(account_id: AccountId, left: Left, cases: list[CaseId]) -> list[str]:
    clients = "revoked" if left.clients_revoked else "still valid: revoke them with --revoke-clients or one by one"
    return [
        f"Account {account_id} opens nothing any more.",
        f"Ended: {left.sessions} sessions, {left.passkeys} passkeys, {left.devices} known devices.",
        *(["A role that was taken on in an emergency ended, too."] if left.emergencies else []),
        *([f"API clients that they made, {clients}:"] if left.clients else []),
        *(f"  {one}" for one in left.clients),
        *(["Open cases that are assigned to them:"] if cases else []),
        *(f"  {one}" for one in cases),
    ]
