"""`cvault organisation …` and `cvault client …`."""

import click

from vault import accounts, organisations
from vault.accounts import NewClient
from vault.ids import ClientId
from vault.organisations import Organisation, Profile
from vault.policy import RoleName
from vault_cli import files, output, session
from vault_cli.exits import Group


@click.group(cls=Group)
def organisation() -> None:
    """The controllers whose complaints are kept apart."""


@organisation.command()
@click.argument("file")
@output.as_json
def create(file: str, *, wants_json: bool) -> None:
    """Add an organisation from a JSON file ("-" for standard input)."""
    profile = files.read(file, Profile)
    with session.opened() as vault:
        organisation_id = vault.call(session.operator(), organisations.create, profile)
    made = Organisation(organisation_id=organisation_id, profile=profile)
    output.show(made, [f"{organisation_id}  {profile.name}"], wants_json=wants_json)


@organisation.command("list")
@output.as_json
def list_organisations(*, wants_json: bool) -> None:
    """List the organisations of this vault."""
    with session.opened() as vault:
        known = vault.organisations()
    lines = [f"{one.organisation_id}  {one.profile.name}" for one in known]
    output.show(known, lines or ["There is no organisation yet."], wants_json=wants_json)


@click.group(cls=Group)
def client() -> None:
    """API clients: other systems that act for an organisation."""


@client.command("create")
@click.argument("label")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in RoleName]))
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 1825), help="How long the key is valid.")
@output.organisation
@output.as_json
def create_client(label: str, roles: tuple[str, ...], days: int, organisation: str | None, *, wants_json: bool) -> None:
    """Create a client; its key is shown once."""
    new = files.checked({"label": label, "roles": roles, "days_valid": days}, NewClient)
    with session.opened() as vault:
        made = vault.call(session.operator(session.chosen(vault, organisation)), accounts.create_client, new)
    lines = [f"Client {made.client_id}, valid until {made.expires_at:%Y-%m-%d}", "Its key, shown this once:", made.key]
    output.show(made, lines, wants_json=wants_json)


@client.command("list")
@output.organisation
@output.as_json
def list_clients(organisation: str | None, *, wants_json: bool) -> None:
    """List an organisation's clients, revoked ones included; never their keys."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.ORG_ADMIN, "administration")
        known = vault.call(caller, accounts.clients)
    if wants_json:
        output.show(known, [], wants_json=True)
    else:
        output.table(
            ("client", "label", "roles", "until", ""),
            [
                (
                    str(one.client_id),
                    one.label,
                    ", ".join(sorted(one.roles)),
                    f"{one.expires_at:%Y-%m-%d}",
                    "revoked" if one.revoked_at else "",
                )
                for one in known
            ],
        )


@client.command()
@click.argument("client_id")
@output.organisation
@output.as_json
def revoke(client_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """End a client at once; its key opens nothing from now on."""
    wanted = ClientId(session.as_id(client_id, "CLIENT_ID"))
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.ORG_ADMIN, "administration")
        vault.call(caller, accounts.revoke_client, wanted)
    output.show({"client_id": wanted}, [f"Client {wanted} is revoked."], wants_json=wants_json)
