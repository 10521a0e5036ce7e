"""`cvault policy …`: what the access rules come to, before and after somebody changes them.

All but `pending` and `approve` read policy files and nothing else: they open no vault and see nobody's data.
"""

from pathlib import Path

import click

from vault import adoption
from vault.adoption import Adoption
from vault.approvals import parse_reason
from vault.clock import SystemClock
from vault.errors import InvalidInput
from vault.ids import PLATFORM, OrganisationId
from vault.opening import read_policies
from vault.policy import AccessQuestion, Circumstance, Policy, RoleName
from vault.policy import explain as explained
from vault.policy.comparing import Difference, differences
from vault.policy.matrix import Entry, matrix
from vault.policy.truth import check
from vault.settings import from_environment
from vault_cli import approvals, output, session
from vault_cli.exits import Group

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_DISAGREES = 3
_LOOKED_AT = "The change was looked at with cvault policy diff."


@click.group(cls=Group)
def policy() -> None:
    """Access rules: explain, test, compare and report them."""


@policy.command()
@click.argument("actor")
@click.argument("resource")
@click.argument("action")
@click.option(
    "--purpose", "purposes", multiple=True, metavar="CODE", help="For this purpose; every one if none is named."
)
@click.option(
    "--when", "holds", multiple=True, type=click.Choice([one.value for one in Circumstance]), help="What holds."
)
@output.organisation
@output.as_json
def explain(
    actor: str,
    resource: str,
    action: str,
    purposes: tuple[str, ...],
    holds: tuple[str, ...],
    organisation: str | None,
    *,
    wants_json: bool,
) -> None:
    """Say whether roles (joined by +) may do something, and by which rule."""
    within = OrganisationId(session.as_id(organisation, "--organisation")) if organisation else PLATFORM
    question = AccessQuestion(
        roles=_roles(actor),
        resource=resource,
        action=action,
        purposes=purposes,
        holds=frozenset(map(Circumstance, holds)),
    )
    try:
        found = explained(_in_use(), question, within)
    except InvalidInput as error:
        if error.field != "resource":
            raise
        raise InvalidInput("RESOURCE ACTION", "is no permission; cvault policy report lists them") from None
    lines = [
        f"{'allowed' if one.allowed else 'denied '}  {one.purpose}: {one.reason}"
        + (f" ({one.rule})" if one.rule else "")
        for one in found
    ]
    output.show(found, lines, wants_json=wants_json)


@policy.command()
@click.argument("before", type=_FOLDER)
@click.argument("after", type=_FOLDER)
@output.as_json
def diff(before: Path, after: Path, *, wants_json: bool) -> None:
    """Show whose access would change between two folders of policy files."""
    found = list(differences(Policy.load(before), Policy.load(after)))
    lines = [_told(one) for one in found] or ["Nobody's access changes."]
    output.show(found, lines, wants_json=wants_json)


@policy.command()
@output.as_json
def test(*, wants_json: bool) -> None:
    """Put every line of the truth tables in policies/tests/ to the access rules."""
    outcomes = check(_in_use())
    wrong = [one for one in outcomes if not one.agrees]
    lines = [
        f"{one.case.place}: should be {'allowed' if one.case.allowed else 'denied'}: {one.verdict.reason}"
        for one in wrong
    ]
    lines.append(f"{len(outcomes)} lines, {len(wrong)} of which the rules do not agree with")
    output.show(outcomes, lines, wants_json=wants_json)
    if wrong:
        raise SystemExit(_DISAGREES)


@policy.command()
@output.as_json
def report(*, wants_json: bool) -> None:
    """Print the access matrix for the records of processing, as Markdown or JSON."""
    entries = matrix(_in_use())
    head = ["| category | action | role | | conditions | purposes | why |", "|---|---|---|---|---|---|---|"]
    output.show(entries, [*head, *(_row(one) for one in entries)], wants_json=wants_json)


@policy.command()
@output.as_json
def pending(*, wants_json: bool) -> None:
    """Show what the installed rules would give somebody, and two people have yet to agree to."""
    with session.opened() as vault:
        found = vault.call(session.operator(), adoption.pending)
    output.show(found, _waits(found), wants_json=wants_json)


@policy.command()
@click.option("--reason", default=_LOOKED_AT, show_default=False, help="Why, for whoever confirms; no names.")
@output.as_json
def approve(reason: str, *, wants_json: bool) -> None:
    """Agree to the installed rules; where somebody gains by them, once a second person confirmed it."""
    with session.opened() as vault:
        found = vault.call(session.operator(), adoption.adopt, parse_reason(reason))
    lines = [*_waits(found), *approvals.asked([found.waiting])] if found.waiting else ["The installed rules count now."]
    output.show(found, lines, wants_json=wants_json)


def _waits(found: Adoption) -> list[str]:
    if not found.agreed:
        return ["Nobody agreed to any rules yet; the installed ones count unchecked.", f"policy {found.digest}"]
    gains = [_told(one) for one in found.gains] or ["Nobody gains anything."]
    return [*gains, f"policy {found.digest}"]


def _in_use() -> Policy:
    return read_policies(from_environment(), SystemClock())


def _roles(named: str) -> frozenset[RoleName]:
    try:
        return frozenset(RoleName(one) for one in named.split("+"))
    except ValueError:
        raise InvalidInput("ACTOR", f"must be roles joined by +; known are {', '.join(RoleName)}") from None


def _told(one: Difference) -> str:
    where = "" if one.organisation == "*" else f" in {one.organisation}"
    when = f", when {' and '.join(one.circumstances)}" if one.circumstances else ""
    return (
        f"{'gains' if one.gains else 'loses'}  {' + '.join(one.roles)}{where}: {one.permission} for {one.purpose}{when}"
    )


def _row(one: Entry) -> str:
    where = "" if one.organisation == "*" else f" in {one.organisation}"
    cells = (
        one.category,
        one.action,
        one.role + where,
        one.effect,
        " ".join(one.conditions),
        ", ".join(one.purposes),
        one.why,
    )
    return f"| {' | '.join(cells)} |"
