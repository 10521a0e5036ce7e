"""`cvault hold …`: what is kept although its period is over, and why.

A reason may speak of people, so it is read from standard input or a file and never from an argument, since arguments
end up in the shell's history.
"""

from datetime import datetime

import click

from vault import retention
from vault.ids import HoldId
from vault.retention import HoldEnd, HoldKind, HoldReview, HoldView, NewHold
from vault_cli import files, output, session
from vault_cli.exits import Group

_day = click.DateTime(("%Y-%m-%d",))


@click.group(cls=Group)
def hold() -> None:
    """Keep what a court, the police, an authority or an audit needs; a hold extends storage and never use."""


@hold.command()
@click.argument("record_id")
@click.option("--kind", type=click.Choice([one.value for one in HoldKind]), required=True, help="Why it is kept.")
@click.option("--review-on", type=_day, required=True, help="When to look at it again; within a year.")
@click.option("--because", "reason_file", default="-", show_default=True, metavar="FILE", help='"-": standard input.')
@output.organisation
@output.as_json
def place(
    record_id: str, kind: str, review_on: datetime, reason_file: str, organisation: str | None, *, wants_json: bool
) -> None:
    """Keep a complaint, or every complaint of a person. The reason comes from a file and is stored encrypted."""
    wanted = session.as_id(record_id, "RECORD_ID")
    said = {"record_id": wanted, "kind": kind, "reason": files.text(reason_file), "review_on": review_on.date()}
    new = files.checked(said, NewHold)
    with session.opened() as vault:
        made = vault.call(session.officer(vault, organisation), retention.place_hold, new)
    output.show(made, [f"Hold {made.hold_id}: look at it again by {made.review_on}"], wants_json=wants_json)


@hold.command("list")
@click.option("--ended", is_flag=True, help="Also those that are over.")
@output.organisation
@output.as_json
def list_holds(organisation: str | None, *, ended: bool, wants_json: bool) -> None:
    """List holds, the oldest first. Those that somebody should have looked at are marked as forgotten."""
    with session.opened() as vault:
        found = vault.call(session.officer(vault, organisation), retention.list_holds, ended=ended)
    if wants_json:
        output.show(found, [], wants_json=True)
        return
    for one in found:
        for line in _lines(one):
            output.say(line)
    if not found:
        output.say("There are none.")


@hold.command()
@click.argument("hold_id")
@click.option("--review-on", type=_day, required=True, help="When to look at it again; within a year.")
@output.organisation
@output.as_json
def review(hold_id: str, review_on: datetime, organisation: str | None, *, wants_json: bool) -> None:
    """Say that you looked at a hold and that it goes on."""
    wanted = HoldId(session.as_id(hold_id, "HOLD_ID"))
    with session.opened() as vault:
        caller = session.officer(vault, organisation)
        kept = vault.call(caller, retention.review_hold, wanted, HoldReview(review_on=review_on.date()))
    output.show(kept, [f"It goes on; look at it again by {kept.review_on}"], wants_json=wants_json)


@hold.command()
@click.argument("hold_id")
@click.option("--until", type=_day, help="The last day; today if you say nothing.")
@output.organisation
@output.as_json
def end(hold_id: str, until: datetime | None, organisation: str | None, *, wants_json: bool) -> None:
    """End a hold. What is due then goes with the next purge."""
    wanted = HoldId(session.as_id(hold_id, "HOLD_ID"))
    with session.opened() as vault:
        last = HoldEnd(until=None if until is None else until.date())
        ended = vault.call(session.officer(vault, organisation), retention.end_hold, wanted, last)
    output.show(ended, [f"It ends after {ended.until}"], wants_json=wants_json)


def _lines(one: HoldView) -> list[str]:
    until = "open" if one.until is None else f"until {one.until}"
    mark = "  FORGOTTEN" if one.forgotten else ""
    lines = [
        f"{one.hold_id}  {one.kind.value}  {until}{mark}",
        f"  keeps {one.record_id}",
        f"  placed by {one.owner} on {one.started_at:%Y-%m-%d}; look at it again by {one.review_on}",
    ]
    return [*lines, f"  because {one.reason}"] if one.reason else lines
