"""`cvault attachment …`: files of complaints from a terminal.

What is said of a file stands in a JSON file, or comes on standard input, and never in an argument.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import click
import msgspec

from vault import complaints
from vault import files as transfers
from vault.complaints import Deletion, NewAttachment, Part
from vault.errors import InvalidInput
from vault.ids import AttachmentId, CaseId
from vault.policy import RoleName
from vault.retention import delete_attachment
from vault.wiring import Vault
from vault_cli import files, output, session
from vault_cli.exits import Group

_PIECE = 1024 * 1024
_OWNER_ONLY = 0o600


@click.group(cls=Group)
def attachment() -> None:
    """Files of complaints: photographs, recordings, letters."""


@attachment.command()
@click.argument("case_id")
@click.argument("about")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@output.organisation
@output.as_json
def add(case_id: str, about: str, file: Path, organisation: str | None, *, wants_json: bool) -> None:
    """Attach a file to a complaint; ABOUT is a JSON file that says what it is ("-" for standard input)."""
    wanted, new = CaseId(session.as_id(case_id, "CASE_ID")), files.read(about, NewAttachment)
    if new.name is None:
        new = files.checked(msgspec.to_builtins(new) | {"name": file.name}, NewAttachment)
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.INGEST, _purpose(vault, new))
        kept = asyncio.run(transfers.attach(vault, caller, wanted, new, _pieces(file)))
    output.show({"attachment_id": kept}, [f"Attachment {kept}"], wants_json=wants_json)


@attachment.command("list")
@click.argument("case_id")
@output.organisation
@output.as_json
def list_them(case_id: str, organisation: str | None, *, wants_json: bool) -> None:
    """List the files of a complaint. Their names are personal data."""
    wanted = CaseId(session.as_id(case_id, "CASE_ID"))
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        every = vault.call(caller, complaints.list_attachments, wanted)
    if wants_json:
        output.show(every, [], wants_json=True)
        return
    output.table(
        ("attachment", "kind", "of", "bytes", "clean", "text", "name"),
        [
            (
                str(one.attachment_id),
                one.kind.value,
                str(one.dated_on),
                str(one.size or one.original_size),
                one.clean.value,
                one.text.value,
                one.name,
            )
            for one in every
        ],
    )


@attachment.command()
@click.argument("case_id")
@click.argument("attachment_id")
@click.option("--output", "file", required=True, type=click.Path(path_type=Path), help="The file to write.")
@click.option("--original", is_flag=True, help="The file as it came, with all that it says of its making.")
@output.organisation
@output.as_json
def get(
    case_id: str, attachment_id: str, file: Path, organisation: str | None, *, original: bool, wants_json: bool
) -> None:
    """Write a file of a complaint, cleaned of what it says of its making. It is personal data."""
    wanted = CaseId(session.as_id(case_id, "CASE_ID"))
    chosen = AttachmentId(session.as_id(attachment_id, "ATTACHMENT_ID"))
    part = Part.ORIGINAL if original else Part.CLEAN
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.DPO, "rights_fulfilment")
        found = vault.call(caller, complaints.open_attachment, wanted, chosen, part)
        content = transfers.content(vault, caller, wanted, chosen, found, range(found.size))
        asyncio.run(_write(file, content))
    output.show({"file": str(file), "size": found.size}, [f"{found.size} bytes in {file}"], wants_json=wants_json)


@attachment.command()
@click.argument("case_id")
@click.argument("attachment_id")
@click.argument("reason", metavar="REASON", type=click.Choice([one.value for one in Deletion]))
@output.organisation
@output.as_json
def delete(case_id: str, attachment_id: str, reason: str, organisation: str | None, *, wants_json: bool) -> None:
    """Erase a file of a complaint for good, in every backup too; REASON is a code that the log keeps."""
    wanted = CaseId(session.as_id(case_id, "CASE_ID"))
    chosen = AttachmentId(session.as_id(attachment_id, "ATTACHMENT_ID"))
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.CASE_WORKER, "complaint_handling")
        vault.call(caller, delete_attachment, wanted, chosen, Deletion(reason))
    output.show({"deleted": chosen}, [f"Erased {chosen}"], wants_json=wants_json)


def _purpose(vault: Vault, new: NewAttachment) -> str:
    """The purpose that a lane stands for; the complaint's own where it is the legal matter."""
    return next((one.code for one in vault.policy.register if new.lane.value in one.lanes), "complaint_handling")


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    try:
        with file.open("rb") as opened:
            while piece := opened.read(_PIECE):
                yield piece
    except OSError:
        raise InvalidInput("FILE", "cannot be read") from None


async def _write(file: Path, content: AsyncIterator[bytes]) -> None:
    """Writes beside the file first, so that one that does not open leaves nothing that looks whole."""
    beside = file.with_name(file.name + ".part")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            async for piece in content:
                opened.write(piece)
        beside.replace(file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
