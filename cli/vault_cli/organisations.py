"""`cvault organisation …`."""

import click

from vault import organisations
from vault.organisations import Organisation, Profile
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
