"""`cvault request …`: the steps between receipt and the end. Words are read from files, never from arguments."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from vault import subject_requests
from vault.errors import InvalidInput
from vault.ids import HandoverId, LetterId, RequestId
from vault.language import Language
from vault.organisations import profile
from vault.policy import RoleName
from vault.subject_requests import (
    Closed,
    Collected,
    DocumentWithheld,
    DueRequest,
    FileDecided,
    HitAllowed,
    Identified,
    NewAnnouncement,
    NewCode,
    NewDecision,
    NewDelivery,
    NewExtension,
    NewFulfilment,
    NewQuestion,
    PickUp,
    QueueItem,
    Represented,
    Resolved,
    ScopeAgreed,
    TypedCode,
)
from vault_cli import files, output, session

_request_id = click.argument("request_id")
_file = click.argument("file")
_folder = click.option(
    "--output", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to put it."
)
_STEPS: tuple[tuple[str, Callable[..., Any], type[msgspec.Struct], str], ...] = (
    ("ask", subject_requests.ask_person, NewQuestion, "Ask who somebody is or what they mean: the clock stands still."),
    ("resume", subject_requests.resume_clock, Resolved, "Record that the question about the scope is answered."),
    ("extend", subject_requests.extend_request, NewExtension, "Extend the time, with reasons, and write the letter."),
    ("scope", subject_requests.agree_scope, ScopeAgreed, "Record how the request is understood."),
    ("identify", subject_requests.identify_person, Identified, "Record how identity was established, or that not."),
    ("represent", subject_requests.represent_person, Represented, "Record who acts for the person."),
    ("send-code", subject_requests.send_code, NewCode, "Make a code for the address or phone on record."),
    ("enter-code", subject_requests.enter_code, TypedCode, "Enter the code that the person tells."),
    (
        "withhold",
        subject_requests.withhold_document,
        DocumentWithheld,
        "Keep one document out, on a ground of its own.",
    ),
    ("file", subject_requests.decide_file, FileDecided, "Decide whether a picture, recording or other file goes out."),
    ("allow", subject_requests.allow_finding, HitAllowed, "Let out something that the check stopped, with a reason."),
    ("decide", subject_requests.decide_request, NewDecision, "Refuse or grant by letter, and carry it out with it."),
    (
        "fulfil",
        subject_requests.fulfil_request,
        NewFulfilment,
        "Carry out what does not wait for the decision: restrict meanwhile, note an objection, lift a restriction.",
    ),
    (
        "announce-lifting",
        subject_requests.announce_lifting,
        NewAnnouncement,
        "Write the letter that a restriction will be lifted.",
    ),
    ("receipt", subject_requests.confirm_receipt, Collected, "Record that the person has the answer."),
    ("close", subject_requests.close_request, Closed, "End the work on a request."),
)


def add_steps(group: click.Group) -> None:
    """Puts the steps into a group of commands."""
    for name, verb, shape, words in _STEPS:
        group.add_command(_step(name, verb, shape, words))
    for command in (acknowledge, prepare, approve, run, due, calendar, findings, history, letter, deliver, collect):
        group.add_command(command)
    for command in (evidence, import_opendsr, status, export):
        group.add_command(command)


def _step(name: str, verb: Callable[..., Any], shape: type[msgspec.Struct], words: str) -> click.Command:
    @click.command(name, help=f'{words} FILE is JSON ("-" for standard input).')
    @_request_id
    @_file
    @output.organisation
    @output.as_json
    def command(request_id: str, file: str, organisation: str | None, *, wants_json: bool) -> None:
        given = files.read(file, shape)
        done = _call(organisation, verb, _id(request_id), given)
        output.show(done, _lines(done), wants_json=wants_json)

    return command


@click.command()
@_request_id
@output.organisation
@output.as_json
def acknowledge(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Write the letter that a request was received and by when it is answered."""
    done = _call(organisation, subject_requests.acknowledge_request, _id(request_id))
    output.show(done, _lines(done), wants_json=wants_json)


@click.command()
@_request_id
@output.organisation
@output.as_json
def prepare(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Compose and check an answer; it waits for approval then. May be done again until it is approved."""
    done = _call(organisation, subject_requests.prepare_request, _id(request_id))
    lines = [
        f"{done.documents} documents from {done.cases} cases, {done.masked} places masked",
        f"Undecided: {done.undecided} places, files or extracts, {done.candidates_to_confirm} records or cases",
        "It is ordinary: one approval and it can go" if done.ordinary else "Read it before approving it",
    ]
    output.show(done, lines, wants_json=wants_json)


@click.command()
@_request_id
@output.organisation
@output.as_json
def approve(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Approve a composed answer as it is."""
    done = _call(organisation, subject_requests.approve_request, _id(request_id))
    output.show(done, [f"Request {done.request.request_id} is answered"], wants_json=wants_json)


@click.command()
@output.organisation
@output.as_json
def run(organisation: str | None, *, wants_json: bool) -> None:
    """Prepare every open request whose clock runs, up to approval."""
    items: list[QueueItem] = _call(organisation, subject_requests.run_queue)
    if wants_json:
        output.show(items, [], wants_json=True)
        return
    rows: list[tuple[str, ...]] = [
        (str(one.request_id), one.state.value, "yes" if one.ordinary else "no", one.stopped_by or "") for one in items
    ]
    output.table(("request", "state", "ordinary", "stopped by"), rows)


@click.command()
@click.option("--within", default=400, type=click.IntRange(0, 400), help="In how many days at most.")
@output.organisation
@output.as_json
def due(within: int, organisation: str | None, *, wants_json: bool) -> None:
    """Show what is due, the most urgent first, with the date that holds without a pause beside it."""
    items: list[DueRequest] = _call(organisation, subject_requests.requests_due, within)
    if wants_json:
        output.show(items, [], wants_json=True)
        return
    rows: list[tuple[str, ...]] = [
        (
            str(one.request_id),
            one.right.value,
            str(one.due_on),
            str(one.unpaused_due_on),
            str(one.days_left),
            one.waits_for.value,
            ", ".join(one.alerts),
        )
        for one in items
    ]
    output.table(("request", "right", "due", "without pause", "days", "waits for", "look at"), rows)


@click.command()
@output.organisation
def calendar(organisation: str | None) -> None:
    """Print the due dates as an iCalendar file: ids and days, nobody's name."""
    with session.opened() as vault:
        chosen = session.chosen(vault, organisation)
        caller = session.acting(chosen, RoleName.DPO, "rights_fulfilment")
        items = vault.call(caller, subject_requests.requests_due)
        of = vault.call(caller, profile).profile
        click.echo(subject_requests.calendar(items, of.name, vault.clock.now(), of.language).decode(), nl=False)


@click.command()
@_request_id
@output.organisation
@output.as_json
def findings(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Show what of other people the check stopped. What it shows is personal data."""
    hits = _call(organisation, subject_requests.read_findings, _id(request_id))
    lines = [f"{hit.digest} {hit.kind} in {hit.file}, {hit.place}: {hit.excerpt}" for hit in hits]
    output.show(hits, lines or ["Nothing waits for a decision"], wants_json=wants_json)


@click.command()
@_request_id
@output.organisation
@output.as_json
def history(request_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """Show everything that happened to a request. What it shows is personal data."""
    kept = _call(organisation, subject_requests.read_history, _id(request_id))
    lines = [f"{one.at:%Y-%m-%d %H:%M} {type(one.entry).__struct_config__.tag} by {one.by}" for one in kept]
    output.show(kept, lines or ["Nothing yet"], wants_json=wants_json)


@click.command()
@_request_id
@click.argument("letter_id")
@_folder
@output.organisation
def letter(request_id: str, letter_id: str, folder: Path, organisation: str | None) -> None:
    """Write a letter about a request as PDF. It is personal data."""
    wanted = LetterId(session.as_id(letter_id, "LETTER_ID"))
    content = _call(organisation, subject_requests.read_letter, _id(request_id), wanted)
    files.write_private(folder / f"{wanted}.pdf", content)
    output.say(f"In {folder}: {wanted}.pdf")


@click.command()
@_request_id
@_file
@_folder
@output.organisation
def deliver(request_id: str, file: str, folder: Path, organisation: str | None) -> None:
    """Make what goes out of an approved answer: an encrypted PDF, an age file, or a code to collect it with."""
    new = files.read(file, NewDelivery)
    # The secret is shown once, and what is given for a code is given once: first see that it can be kept.
    files.ready(folder)
    made = _call(organisation, subject_requests.deliver_request, _id(request_id), new)
    if made.file is not None and made.content is not None:
        files.write_private(folder / made.file, made.content)
        output.say(f"In {folder}: {made.file}")
    if made.delivery_id is not None:
        output.say(f"Delivery {made.delivery_id}")
    if made.secret is not None:
        output.say(f"Shown once, to be sent by another way than the file: {made.secret}")


@click.command()
@click.argument("delivery_id")
@_file
@_folder
@output.organisation
def collect(delivery_id: str, file: str, folder: Path, organisation: str | None) -> None:
    """Give a package to whoever brings the code, once. FILE holds the code; the package is personal data."""
    wanted = HandoverId(session.as_id(delivery_id, "DELIVERY_ID"))
    code = files.read(file, PickUp)
    files.ready(folder)
    package = _call(organisation, subject_requests.collect_package, wanted, code)
    for name, content in package.files.items():
        files.write_private(folder / name, content)
    output.say(f"In {folder}: {', '.join(sorted(package.files))}")


@click.command()
@_request_id
@output.organisation
def evidence(request_id: str, organisation: str | None) -> None:
    """Print the file of a request for a supervisory authority, as JSON: it names nobody."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.AUDITOR, "accountability")
        made = vault.call(caller, subject_requests.request_evidence, _id(request_id))
    output.show(made, [], wants_json=True)


@click.command()
@_request_id
@_folder
@output.organisation
def export(request_id: str, folder: Path, organisation: str | None) -> None:
    """Write what a person provided, to be taken elsewhere (Art. 20 GDPR), as JSON. It is personal data."""
    content = _call(organisation, subject_requests.export_portable, _id(request_id))
    files.write_private(folder / "portable.json", content)
    output.say(f"In {folder}: portable.json")


@click.command("import")
@_file
@click.option(
    "--answer-in", "language", required=True, type=click.Choice([one.value for one in Language]), help="Of the answer."
)
@output.organisation
@output.as_json
def import_opendsr(file: str, language: str, organisation: str | None, *, wants_json: bool) -> None:
    """Register a request that another system sent on in the form of OpenDSR 2.0."""
    content = sys.stdin.buffer.read() if file == "-" else _bytes(Path(file))
    new = subject_requests.read_opendsr(content, Language(language))
    made = _call(organisation, subject_requests.open_request, new)
    output.show(made, [f"Request {made.request_id}", f"Answer by {made.due_on}"], wants_json=wants_json)


@click.command()
@_request_id
@output.organisation
def status(request_id: str, organisation: str | None) -> None:
    """Print the status of a request in the words of OpenDSR 2.0, as JSON."""
    with session.opened() as vault:
        chosen = session.chosen(vault, organisation)
        caller = session.acting(chosen, RoleName.DPO, "rights_fulfilment")
        view = vault.call(caller, subject_requests.read_request, _id(request_id))
    output.show(subject_requests.opendsr_status(view.request, str(chosen)), [], wants_json=True)


def _call(organisation: str | None, verb: Callable[..., Any], *arguments: Any) -> Any:
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        return vault.call(caller, verb, *arguments)


def _id(text: str) -> RequestId:
    return RequestId(session.as_id(text, "REQUEST_ID"))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise InvalidInput("FILE", "cannot be read") from None


def _lines(done: Any) -> list[str]:
    if done is None:
        return ["Recorded"]
    if not isinstance(done, msgspec.Struct):
        return [f"Letter {done}"]
    return [f"{name.replace('_', ' ')}: {value}" for name, value in msgspec.structs.asdict(done).items() if value]
