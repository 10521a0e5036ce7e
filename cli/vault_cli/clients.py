"""`cvault client …`."""

from pathlib import Path

import click

from vault import accounts
from vault.accounts import Client, NewClient, NewClientKey, Rotation
from vault.ids import ClientId
from vault.policy import RoleName
from vault.wiring import Caller, Vault
from vault_cli import files, output, session
from vault_cli.exits import Group

_ROLES = click.Choice([role.value for role in RoleName])
_NAMES = f"One of: {', '.join(RoleName)}."
_PEM = click.Path(exists=True, dir_okay=False, path_type=Path)
_LIFE = click.IntRange(1, 1825)


@click.group(cls=Group)
def client() -> None:
    """API clients: other systems that act for an organisation."""


@client.command("create")
@click.argument("label")
@click.option("--role", "roles", multiple=True, required=True, type=_ROLES, metavar="ROLE", help=_NAMES)
@click.option("--purpose", "purposes", multiple=True, metavar="CODE", help="The only purpose it may state.")
@click.option("--network", "networks", multiple=True, metavar="CIDR", help="The only network it may call from.")
@click.option("--certificate", type=_PEM, help="It shows this certificate (PEM) in place of a key.")
@click.option("--days", default=365, show_default=True, type=_LIFE, help="How long the key is valid.")
@output.organisation
@output.as_json
def create_client(  # noqa: PLR0913 -- one parameter an option
    label: str,
    roles: tuple[str, ...],
    purposes: tuple[str, ...],
    networks: tuple[str, ...],
    certificate: Path | None,
    days: int,
    organisation: str | None,
    *,
    wants_json: bool,
) -> None:
    """Create a client; its key is shown once."""
    shown = certificate.read_text("utf-8", errors="replace") if certificate else None
    given = {"label": label, "roles": roles, "purposes": purposes, "networks": networks, "certificate": shown}
    new = files.checked({**given, "days_valid": days}, NewClient)
    with session.opened() as vault:
        made = vault.call(session.operator(session.chosen(vault, organisation)), accounts.create_client, new)
    _show_key(made, f"Client {made.client_id}, valid until {made.expires_at:%Y-%m-%d}", wants_json=wants_json)


@client.command("list")
@output.organisation
@output.as_json
def list_clients(organisation: str | None, *, wants_json: bool) -> None:
    """List an organisation's clients, revoked ones included; never their keys."""
    with session.opened() as vault:
        known = vault.call(_administrator(vault, organisation), accounts.clients)
    if wants_json:
        output.show(known, [], wants_json=True)
    else:
        output.table(("client", "label", "roles", "until", "used", "bound to"), [_row(one) for one in known])


@client.command()
@click.argument("client_id")
@click.option("--overlap", default=24, show_default=True, type=click.IntRange(0, 720), help="Hours of the old key.")
@click.option("--days", default=365, show_default=True, type=_LIFE, help="How long the key is valid.")
@output.organisation
@output.as_json
def rotate(client_id: str, overlap: int, days: int, organisation: str | None, *, wants_json: bool) -> None:
    """Give a client a new key; the present one stays valid for some hours."""
    wanted = ClientId(session.as_id(client_id, "CLIENT_ID"))
    how = Rotation(overlap_hours=overlap, days_valid=days)
    with session.opened() as vault:
        made = vault.call(_administrator(vault, organisation), accounts.rotate_client, wanted, how)
    until = f"{made.previous_until:%Y-%m-%d %H:%M} UTC"
    _show_key(made, f"Client {wanted}: the key before is valid until {until}", wants_json=wants_json)


@client.command()
@click.argument("client_id")
@output.organisation
@output.as_json
def revoke(client_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """End a client at once; its key opens nothing from now on."""
    wanted = ClientId(session.as_id(client_id, "CLIENT_ID"))
    with session.opened() as vault:
        vault.call(_administrator(vault, organisation), accounts.revoke_client, wanted)
    output.show({"client_id": wanted}, [f"Client {wanted} is revoked."], wants_json=wants_json)


def _administrator(vault: Vault, organisation: str | None) -> Caller:
    return session.acting(session.chosen(vault, organisation), RoleName.ORG_ADMIN, "administration")


def _show_key(made: NewClientKey, first: str, *, wants_json: bool) -> None:
    key = ["Its key, shown this once:", made.key] if made.key else ["It shows its certificate and has no key."]
    output.show(made, [first, *key], wants_json=wants_json)


def _row(one: Client) -> tuple[str, ...]:
    bound = [*sorted(one.purposes), *one.networks, *(["a certificate"] if one.certificate else [])]
    return (
        str(one.client_id),
        one.label,
        ", ".join(sorted(one.roles)),
        "revoked" if one.revoked_at else f"{one.expires_at:%Y-%m-%d}",
        f"{one.last_used_on}" if one.last_used_on else "never",
        ", ".join(bound),
    )
