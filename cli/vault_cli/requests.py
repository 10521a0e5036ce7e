"""`cvault request …`: requests from a terminal; the steps between are in `request_steps`.

What a person said and gave is read from a file or from standard input and never from an argument, since arguments end
up in the shell's history.
"""

from pathlib import Path

import click

from vault import subject_requests
from vault.ids import RequestId
from vault.policy import RoleName
from vault.subject_requests import NewRequest, Package
from vault_cli import files, output, request_steps, session
from vault_cli.exits import Group


@click.group(cls=Group)
def request() -> None:
    """Requests of data subjects under Articles 15 to 21 GDPR."""


_HINTS = {
    "names_public_documents": "It speaks of public documents: another law may apply besides",
    "about_themselves": "It asks for the sender's own data: answer it by Art. 15 GDPR as well",
    "other_rights": "It may ask for another right too: register that as a request of its own",
}
"""What the words of a request call for (A-04)."""


@request.command("open")
@click.argument("file")
@output.organisation
@output.as_json
def open_request(file: str, organisation: str | None, *, wants_json: bool) -> None:
    """Register a request from a JSON file ("-" for standard input): the clock runs, what is found is held."""
    new = files.read(file, NewRequest)
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        made = vault.call(caller, subject_requests.open_request, new)
    lines = [
        f"Request {made.request_id}",
        f"Answer by {made.due_on}; aim for {made.internal_target}",
        f"Cases found and kept from deletion: {made.cases_held}",
    ]
    if made.candidates_to_confirm:
        lines.append(f"Records and cases that a person must confirm: {made.candidates_to_confirm}")
    lines += [_HINTS[one] for one in made.triage]
    output.show(made, lines, wants_json=wants_json)


_folder = click.option(
    "--output", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to put it."
)


@request.command()
@click.argument("request_id")
@_folder
@output.organisation
@output.as_json
def answer(request_id: str, folder: Path, organisation: str | None, *, wants_json: bool) -> None:
    """Answer a request and write the package: letter, data, manifest. The files are personal data."""
    wanted = RequestId(session.as_id(request_id, "REQUEST_ID"))
    files.ready(folder)
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        done = vault.call(caller, subject_requests.answer_request, wanted)
        package = vault.call(caller, subject_requests.read_package, wanted)
    _write(package, folder)
    lines = [
        f"{done.documents} documents from {done.cases} cases, {done.masked} places masked",
        f"Undecided: {done.undecided} places, files or extracts; what is masked stays so until then",
        f"{'In time' if done.in_time else 'LATE: the deadline has passed'}",
        f"The package is in {folder}: " + ", ".join(sorted(package.files)),
    ]
    output.show(done, lines, wants_json=wants_json)


@request.command()
@click.argument("request_id")
@_folder
@output.organisation
@output.as_json
def fetch(request_id: str, folder: Path, organisation: str | None, *, wants_json: bool) -> None:
    """Write the package of an answered request once more. The files are personal data."""
    wanted = RequestId(session.as_id(request_id, "REQUEST_ID"))
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        package = vault.call(caller, subject_requests.read_package, wanted)
    _write(package, folder)
    names = sorted(package.files)
    output.show({"folder": str(folder), "files": names}, [f"In {folder}: {', '.join(names)}"], wants_json=wants_json)


@request.command()
@click.argument("request_id", required=False)
@output.organisation
@output.as_json
def show(request_id: str | None, organisation: str | None, *, wants_json: bool) -> None:
    """Show a request, or list all, the soonest due first."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        if request_id is not None:
            wanted = RequestId(session.as_id(request_id, "REQUEST_ID"))
            one = vault.call(caller, subject_requests.read_request, wanted)
            output.show(one, _lines(one), wants_json=wants_json)
            return
        every = vault.call(caller, subject_requests.list_requests)
    if wants_json:
        output.show(every, [], wants_json=True)
    else:
        output.table(
            ("request", "state", "received", "due"),
            [(str(one.request_id), one.state.value, str(one.received_on), str(one.due_on)) for one in every],
        )


def _lines(view: subject_requests.RequestView) -> list[str]:
    one = view.request
    return [
        f"Request {one.request_id}: {one.state.value}",
        f"Received {one.received_on} by {one.channel.value}, to be answered in {one.language.value}",
        f"Due {one.due_on}, aim for {one.internal_target}, with an extension {one.extended_due_on}",
        f"Scope at receipt {view.scope_at_receipt[:16]}…, at answer {(view.scope_at_answer or 'none yet')[:16]}",
        f"Package {view.package_id or 'not made yet'}",
    ]


def _write(package: Package, folder: Path) -> None:
    for name, content in package.files.items():
        files.write_private(folder / name, content)


request_steps.add_steps(request)
