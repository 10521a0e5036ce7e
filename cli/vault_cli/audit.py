"""`cvault audit …`: the log and its proof."""

import sys
from datetime import datetime
from pathlib import Path

import click

from vault import evidence
from vault.audit import checkpoint, inclusion, note
from vault.audit.inclusion import ProvenEvent, ProvenGrowth
from vault.errors import InvalidInput, NotFound, Unavailable
from vault.ids import PLATFORM, EventId, OrganisationId, SubjectId
from vault.policy import RoleName
from vault.sealing import seal_log
from vault.wiring import Caller, Vault
from vault.witnesses import Courier
from vault.witnesses import load as load_witnesses
from vault_cli import exits, output, session
from vault_cli.exits import Group

_platform = click.option("--platform", is_flag=True, help="The installation's own log instead of an organisation's.")


@click.group(cls=Group)
def audit() -> None:
    """The log of who did what, and proof that nobody changed it."""


@audit.command()
@click.option("--since", metavar="FILE", multiple=True, help="An earlier checkpoint, or a witness's file of them.")
@_platform
@output.organisation
@output.as_json
def verify(since: tuple[str, ...], organisation: str | None, *, platform: bool, wants_json: bool) -> None:
    """Seal what waits, then prove every event against the signed checkpoints. Exit code 7 if it does not hold."""
    with session.opened() as vault:
        chosen = _chosen(vault, organisation, platform=platform)
        seal_log(vault, chosen)
        earlier = [one for file in since for one in _of(chosen, file)]
        kept = vault.kept_checkpoints.everyone()
        proven = vault.call(_auditor(chosen), evidence.verify, kept, earlier)
    lines = [
        f"The log holds: {proven.sealed} events, {proven.checkpoints} signed checkpoints",
        f"Compared with {proven.outside} checkpoints from outside of the database",
        f"Root {proven.root}",
    ]
    output.show(proven, lines, wants_json=wants_json)


@audit.command()
@_platform
@output.organisation
@output.as_json
def seal(organisation: str | None, *, platform: bool, wants_json: bool) -> None:
    """Put what waits into the tree now, and sign a checkpoint over it."""
    with session.opened() as vault:
        count = seal_log(vault, _chosen(vault, organisation, platform=platform))
    output.show({"sealed": count}, [f"{count} events sealed"], wants_json=wants_json)


@audit.command("checkpoint")
@_platform
@output.organisation
def print_checkpoint(organisation: str | None, *, platform: bool) -> None:
    """Print the newest checkpoint, to be kept elsewhere and given to `verify --since` later."""
    with session.opened() as vault:
        chosen = _chosen(vault, organisation, platform=platform)
        seal_log(vault, chosen)
        newest = vault.call(_auditor(chosen), evidence.newest_checkpoint)
    if newest is None:
        raise NotFound("checkpoint")
    click.echo(newest.note, nl=False)


@audit.command()
@_platform
@output.organisation
def key(organisation: str | None, *, platform: bool) -> None:
    """Print the public keys that checkpoints are checked with, the newest first."""
    with session.opened() as vault:
        chosen = _chosen(vault, organisation, platform=platform)
        click.echo("\n".join(vault.call(_auditor(chosen), evidence.verifier_keys)))


@audit.command()
@click.argument("event", required=False)
@click.option("--since", metavar="FILE", help="Prove instead that the log grew from this checkpoint.")
@_platform
@output.organisation
def prove(event: str | None, since: str | None, organisation: str | None, *, platform: bool) -> None:
    """Print a proof that an EVENT stands in the log, or that the log only grew."""
    if (event is None) == (since is None):
        raise InvalidInput("EVENT", "or --since is needed, and not both")
    with session.opened() as vault:
        chosen = _chosen(vault, organisation, platform=platform)
        seal_log(vault, chosen)
        if event is not None:
            wanted = EventId(session.as_id(event, "EVENT"))
            proof = vault.call(_auditor(chosen), evidence.prove_event, wanted)
        else:
            earlier = _of(chosen, since or "")[-1]
            proof = vault.call(_auditor(chosen), evidence.prove_growth, checkpoint.head_of(earlier).size)
            inclusion.check(proof.proof, [note.parse_vkey(one) for one in proof.keys], earlier)
    click.echo(proof.proof, nl=False)


@audit.command("check-proof")
@click.argument("file")
@click.option("--key", "keys", metavar="VKEY", multiple=True, required=True, help="A key that you trust, or its file.")
@click.option("--since", metavar="FILE", help="The earlier checkpoint, for a proof that the log grew.")
@output.as_json
def check_proof(file: str, keys: tuple[str, ...], since: str | None, *, wants_json: bool) -> None:
    """Check a proof with public keys alone: no vault is needed. Exit code 7 if it proves nothing."""
    known = trusted_keys(keys)
    earlier = checkpoint.several(_read(since))[-1] if since is not None else None
    shown = inclusion.check(_read(file), known, earlier)
    output.show(shown, _lines(shown), wants_json=wants_json)


@audit.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@output.organisation
@output.as_json
def show(limit: int, organisation: str | None, *, wants_json: bool) -> None:
    """Show the newest events."""
    with session.opened() as vault:
        caller = _auditor(session.chosen(vault, organisation))
        events = vault.call(caller, evidence.read_log, limit=limit)
    if wants_json:
        output.show(events, [], wants_json=True)
    else:
        output.table(
            ("event", "at", "actor", "permission", "purpose", "outcome"),
            [
                (str(one.event_id), f"{one.at:%Y-%m-%d %H:%M:%S}", one.actor, one.permission, one.purpose, one.outcome)
                for one in events
            ],
        )


@audit.command("who-saw")
@click.argument("subject")
@click.option("--for-subject", is_flag=True, help="As it may go to the person: without who.")
@output.organisation
@output.as_json
def who_saw(subject: str, organisation: str | None, *, for_subject: bool, wants_json: bool) -> None:
    """Show when and why the records of a person were consulted, and under which reference."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "accountability")
        found = vault.call(caller, evidence.who_saw, SubjectId(session.as_id(subject, "SUBJECT")))
    if for_subject:
        shown = [evidence.told(one) for one in found]
        if wants_json:
            output.show(shown, [], wants_json=True)
        else:
            output.table(("at", "purpose"), [(f"{one.at:%Y-%m-%d %H:%M:%S}", one.purpose) for one in shown])
    elif wants_json:
        output.show(found, [], wants_json=True)
    else:
        output.table(
            ("at", "purpose", "actor", "what"),
            [(f"{one.at:%Y-%m-%d %H:%M:%S}", one.purpose, one.actor, " ".join(one.permissions)) for one in found],
        )


@audit.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Which day; yesterday unless one is named.")
@output.organisation
@output.as_json
def review(day: datetime | None, organisation: str | None, *, wants_json: bool) -> None:
    """Look for unusual access on a day. Exit code 10 if there is any, for a timer to notice."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "accountability")
        found = vault.call(caller, evidence.review, None if day is None else day.date())
    if wants_json:
        output.show(found, [], wants_json=True)
    elif found.findings:
        output.table(
            ("what", "actor", "times", "usual", "concerning"),
            [
                (
                    one.kind.value,
                    one.actor,
                    str(one.count),
                    "" if one.usual is None else f"{one.usual:g}",
                    " ".join(map(str, one.concerning)),
                )
                for one in found.findings
            ],
        )
    else:
        click.echo(f"{found.day}: {found.looks} looks, nothing unusual")
    if found.findings:
        raise SystemExit(exits.UNUSUAL)


@audit.command()
@output.organisation
@output.as_json
def witness(organisation: str | None, *, wants_json: bool) -> None:
    """Tell witnesses what they lack, and show how each stands. Exit code 8 if one does not do its part."""
    with session.opened() as vault:
        chosen = session.chosen(vault, organisation)
        seal_log(vault, chosen)
        courier = Courier(vault, load_witnesses(vault.settings.witnesses))
        courier.deliver()
        courier.close()
        found = vault.call(_auditor(chosen), evidence.witness_standings)
    if wants_json:
        output.show(found, [], wants_json=True)
    else:
        output.table(
            ("witness", "events", "taken", "cosigned", "failure"),
            [
                (
                    one.witness,
                    str(one.size),
                    "" if one.taken_at is None else f"{one.taken_at:%Y-%m-%d %H:%M:%S}",
                    "yes" if one.cosignatures else "",
                    one.failure,
                )
                for one in found
            ],
        )
    if any(one.failing_since for one in found):
        raise SystemExit(exits.code_of(Unavailable("")))


def _chosen(vault: Vault, organisation: str | None, *, platform: bool) -> OrganisationId:
    return PLATFORM if platform else session.chosen(vault, organisation)


def _auditor(organisation: OrganisationId) -> Caller:
    return session.acting(organisation, RoleName.AUDITOR, "accountability")


def _of(organisation: OrganisationId, file: str) -> list[str]:
    """The checkpoints of one log in a file. Raises InvalidInput where there is none of it."""
    name = checkpoint.origin(organisation)
    found = [one for one in checkpoint.several(_read(file)) if one.startswith(f"{name}\n")]
    if not found:
        raise InvalidInput("--since", "holds no checkpoint of this log")
    return found


def trusted_keys(given: tuple[str, ...]) -> list[note.Verifier]:
    """Public keys from words and from files with one on each line. Raises InvalidInput."""
    return [note.parse_vkey(line) for one in given for line in _key_lines(one)]


def _key_lines(given: str) -> list[str]:
    """A key as it was given, or those that stand in a file, one a line."""
    return [line for line in _read(given).splitlines() if line.strip()] if Path(given).is_file() else [given]


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise InvalidInput("FILE", "cannot be read") from None


def _lines(shown: ProvenEvent | ProvenGrowth) -> list[str]:
    if isinstance(shown, ProvenGrowth):
        return [f"Proven: the log {shown.log} of {shown.size} events begins with the {shown.old} of the checkpoint"]
    lines = [f"Proven: event {shown.index} of {shown.size} in the log {shown.log}"]
    if shown.event is None:
        return [*lines, "Its body was dropped; its leaf is in the tree"]
    event = shown.event
    return [
        *lines,
        f"{event.at.isoformat()}  {event.actor}  {event.permission}  {event.purpose}  {event.outcome}  {event.detail}",
        *(f"  {entity}" for entity in event.entities),
    ]
