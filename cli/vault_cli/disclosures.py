"""`cvault disclosures …`: what sharing still owes, and the notices to recipients."""

import click

from vault import complaints, disclosures
from vault.clock import legal_day
from vault.disclosures import NoticeOutcome
from vault.ids import NoticeId
from vault.language import Language
from vault.policy import RoleName
from vault_cli import files, output, session
from vault_cli.exits import Group


@click.group("disclosures", cls=Group)
def group() -> None:
    """What was shared with others: who must be told, who owes an answer, which notices are open."""


@group.command()
@output.organisation
@output.as_json
def due(organisation: str | None, *, wants_json: bool) -> None:
    """Show who must be told that data about them are kept, which recipients owe an answer, and open notices."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        found = vault.call(caller, complaints.list_due)
        today = legal_day(vault.clock.now())
    if wants_json:
        output.show(found, [], wants_json=True)
        return
    rows = [(str(one.due_on), "tell a party", str(one.case_id), one.because) for one in found.information]
    rows += [(str(one.due_on), "recipient owes an answer", str(one.case_id), "") for one in found.answers]
    rows += [(str(one.due_on), f"notice: {one.change}", str(one.notice_id), one.state) for one in found.notices]
    if not rows:
        output.say("Nothing is due")
        return
    late = sum(row[0] < str(today) for row in rows)
    output.table(("due", "what", "id", "because"), sorted(rows))
    output.say(f"{len(rows)} in all, {late} of them late")


@group.command()
@click.argument("notice_id")
@click.argument("file")
@output.organisation
@output.as_json
def settle(notice_id: str, file: str, organisation: str | None, *, wants_json: bool) -> None:
    """Record from a JSON file ("-" for standard input) that a notice was sent, answered or not needed."""
    outcome = files.read(file, NoticeOutcome)
    wanted = NoticeId(session.as_id(notice_id, "NOTICE_ID"))
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        done = vault.call(caller, disclosures.settle_notice, wanted, outcome)
    output.show(done, [f"Notice {done.notice_id}: {done.state.value}"], wants_json=wants_json)


@group.command()
@click.option("--language", type=click.Choice(["da", "sv", "en"]), metavar="CODE", help="da, sv or en.")
@output.organisation
@output.as_json
def scenarios(language: str | None, organisation: str | None, *, wants_json: bool) -> None:
    """Show in which situations something may be shared: with whom, on which basis, what goes."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.ORG_ADMIN, "administration")
        found = vault.call(caller, disclosures.list_scenarios, Language(language) if language else None)
    if wants_json:
        output.show(found, [], wants_json=True)
        return
    output.table(
        ("scenario", "basis", "purpose", "gives"),
        [(one.code, one.basis.value, one.purpose, ", ".join(one.gives)) for one in found],
    )
