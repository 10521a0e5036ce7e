"""`cvault report …`: reports without a name or in confidence, as staff are told of them.

What somebody told stands in a JSON file or comes on standard input, and never in an argument.
"""

import click

from vault import anonymous
from vault.anonymous import MailboxQuestion, NewReport
from vault.ids import CaseId
from vault.language import Language
from vault.policy import RoleName
from vault_cli import files, output, session
from vault_cli.exits import Group

_PURPOSE = "complaint_handling"


@click.group(cls=Group)
def report() -> None:
    """Reports without a name or in confidence."""


@report.command()
@click.option(
    "--language", type=click.Choice([one.value for one in Language]), help="The organisation's own if absent."
)
@output.organisation
@output.as_json
def policy(language: str | None, organisation: str | None, *, wants_json: bool) -> None:
    """Print what to read out before somebody tells you something without their name."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.CASE_WORKER, _PURPOSE)
        front = vault.call(caller, anonymous.read_front)
    said, stance = Language(language) if language else front.language, front.stance
    lines = [f"{stance.version}, {stance.takes.value}", stance.about[said], stance.can[said], stance.cannot[said]]
    lines += [f"{state.value}: {stance.promise[state][said]}" for state in stance.states]
    output.show(front, lines, wants_json=wants_json)


@report.command()
@click.argument("file")
@output.organisation
@output.as_json
def add(file: str, organisation: str | None, *, wants_json: bool) -> None:
    """Store what somebody told, from a JSON file ("-" for standard input), and print the receipt to give them."""
    new = files.read(file, NewReport)
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.CASE_WORKER, _PURPOSE)
        handed = vault.call(caller, anonymous.hand_in, new)
    lines = [f"Case {handed.case_id}"]
    if handed.receipt is not None:
        lines += [
            f"Receipt {handed.receipt}",
            "Give it to whoever told it: it is shown this once, and nobody can find it.",
        ]
    output.show(handed, lines, wants_json=wants_json)


@report.command()
@click.argument("case_id")
@output.organisation
@output.as_json
def mailbox(case_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Show the messages of a report; their words are documents of the complaint."""
    wanted = CaseId(session.as_id(case_id, "CASE_ID"))
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.CASE_WORKER, _PURPOSE)
        found = vault.call(caller, anonymous.read_mailbox, wanted)
    if wants_json:
        output.show(found, [], wants_json=True)
        return
    output.table(
        ("number", "on", "kind", "document"),
        [(str(one.number), str(one.on), one.kind.value, str(one.document_id)) for one in found.messages],
    )


@report.command()
@click.argument("case_id")
@click.argument("file")
@output.organisation
@output.as_json
def ask(case_id: str, file: str, organisation: str | None, *, wants_json: bool) -> None:
    """Write to a reporter, from a JSON file ("-" for standard input). It waits in the mailbox and is sent nowhere."""
    wanted, new = CaseId(session.as_id(case_id, "CASE_ID")), files.read(file, MailboxQuestion)
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.CASE_WORKER, _PURPOSE)
        asked = vault.call(caller, anonymous.ask, wanted, new)
    output.show({"document_id": asked}, [f"Document {asked}"], wants_json=wants_json)
