"""`cvault init`, `cvault migrate`, `cvault grants` and `cvault distribution`."""

import click

from vault.opening import initialise
from vault.settings import from_environment
from vault.storage import distribution as distributing
from vault.storage import grants as granting
from vault.storage import migrate as migrate_schema
from vault.storage import open_engine
from vault_cli import output


@click.command()
@output.as_json
def init(*, wants_json: bool) -> None:
    """Make a new vault.

    A keystore, an erasure ledger, the database's schema and the installation's own log.
    """
    settings = from_environment()
    initialise(settings)
    made = {"home": str(settings.home), "keystore": str(settings.keystore)}
    output.show(
        made,
        [
            f"A vault was made in {settings.home}",
            f"Its keys are in {settings.keystore}",
            "Back the keystore up apart from the database: who holds both can read everything, who loses it, nothing.",
            "Next: cvault organisation create FILE",
        ],
        wants_json=wants_json,
    )


@click.command()
@click.option("--to", "revision", default="head", show_default=True, help="The schema to go to.")
@click.option("--down", is_flag=True, help="Go to an older schema, and delete what it cannot hold.")
@output.as_json
def migrate(revision: str, *, down: bool, wants_json: bool) -> None:
    """Bring the database to the schema of this version."""
    engine = open_engine(from_environment().database_url)
    try:
        migrate_schema(engine, revision, down=down)
    finally:
        engine.dispose()
    output.show({"revision": revision}, [f"The database has schema {revision}."], wants_json=wants_json)


@click.command()
@output.as_json
def distribution(*, wants_json: bool) -> None:
    """Print what has Citus keep each organisation on one machine of several.

    For an administrator of PostgreSQL, with psql, once the schema stands. Needs no vault and changes nothing.
    """
    told = distributing()
    output.show({"statements": told}, told, wants_json=wants_json)


@click.command()
@click.argument("role", metavar="ROLE")
@click.option("--reads-only", is_flag=True, help="For the role that scans a replica.")
@output.as_json
def grants(role: str, *, reads_only: bool, wants_json: bool) -> None:
    """Print what lets ROLE of PostgreSQL serve the vault and change no schema.

    For the owner of the database, with psql, after each `cvault migrate`. Needs no vault and changes nothing.
    """
    told = granting(role, reads_only=reads_only)
    output.show({"statements": told}, told, wants_json=wants_json)
