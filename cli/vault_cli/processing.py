"""`cvault processing …`: the record of processing activities."""

import click

from vault import processing as records
from vault.language import Language
from vault.policy import RoleName
from vault.processing.words import Words
from vault_cli import output, session
from vault_cli.exits import Group


@click.group(cls=Group)
def processing() -> None:
    """The record of processing activities (Article 30 GDPR)."""


@processing.command()
@click.option(
    "--language", type=click.Choice([one.value for one in Language]), help="The organisation's own if absent."
)
@output.organisation
@output.as_json
def record(language: str | None, organisation: str | None, *, wants_json: bool) -> None:
    """Print the record, as Markdown or JSON."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        found = vault.call(caller, records.read_record, Language(language) if language else None)
        words = Words.load(vault.settings.policies)
    output.show(found, [records.markdown(found, words).rstrip()], wants_json=wants_json)
