"""Attachments over HTTP. Bodies are streams here, and nowhere else."""

import re
from typing import Annotated, Any, Final
from urllib.parse import quote

import msgspec
from litestar import Response, Router, get, post
from litestar.exceptions import HTTPException
from litestar.params import HeaderParameter, JSONBody, QueryParameter
from litestar.response import Stream

from vault import complaints, files
from vault.api.callers import caller, made
from vault.api.forms import open_form
from vault.api.parameters import (
    AttachmentPath,
    CasePath,
    HttpRequest,
    KeyHeader,
    OpenVault,
    PurposeHeader,
)
from vault.complaints import AttachmentText, AttachmentView, NewAttachment, NewDeletion, OpenedFile, Part
from vault.errors import InvalidInput
from vault.ids import AttachmentId
from vault.media import MEDIA_TYPES, named
from vault.retention import delete_attachment

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_NOT_SATISFIABLE: Final = 416
RangeHeader = Annotated[
    str | None,
    HeaderParameter(name="Range", required=False, max_length=200, description="One range of bytes: `bytes=0-499`."),
]
IfRangeHeader = Annotated[
    str | None,
    HeaderParameter(
        name="If-Range", required=False, max_length=200, description="The `ETag` of what was fetched so far."
    ),
]
PartQuery = Annotated[
    Part, QueryParameter(description="`clean`, without what the file says of its making; or `original`.")
]


class KeptAttachment(msgspec.Struct, frozen=True):
    attachment_id: AttachmentId


@post(
    "/",
    operation_id="addAttachment",
    summary="Attach a file",
    request_max_body_size=None,
)
async def add_attachment(
    vault: OpenVault, request: HttpRequest, case_id: CasePath, purpose: PurposeHeader, key: KeyHeader = None
) -> Response[KeptAttachment]:
    """Takes a file with a complaint: encrypted while it arrives, examined, and kept with a clean copy of it.

    A form of two parts in this order: `about`, JSON that says what the file is to the complaint, and `file`. What kind
    of file it is, its content says; name and media type do not count.
    """
    who = caller(request, purpose)
    await vault.run(who, complaints.expect_attachment, case_id)
    about, name, pieces = await open_form(request, "about", NewAttachment)
    new = about if about.name is not None or name is None else _named(about, name)
    attachment_id = await files.attach(vault, who, case_id, new, pieces, key)
    return made(KeptAttachment(attachment_id), f"/v1/cases/{case_id}/attachments/{attachment_id}")


@get("/", operation_id="listAttachments", summary="List the files of a complaint")
async def list_attachments(
    vault: OpenVault, request: HttpRequest, case_id: CasePath, purpose: PurposeHeader
) -> list[AttachmentView]:
    """What is known of each file in the lanes that you read, by day."""
    return await vault.run(caller(request, purpose), complaints.list_attachments, case_id)


@get("/{attachment_id:uuid}", operation_id="readAttachment", summary="Fetch a file")
async def read_attachment(  # noqa: PLR0913, PLR0917 -- each is a part of the request
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    attachment_id: AttachmentPath,
    purpose: PurposeHeader,
    part: PartQuery = Part.CLEAN,
    wanted: RangeHeader = None,
    unchanged: IfRangeHeader = None,
) -> Response[Any]:
    """The file, whole or the one range of bytes that was asked for."""
    who = caller(request, purpose)
    opened = await vault.run(who, complaints.open_attachment, case_id, attachment_id, part)
    tag = f'"{opened.stream_id.hex}"'
    bounds = None if unchanged not in (None, tag) else _bounds(wanted, opened.size)
    chosen = range(opened.size) if bounds is None else bounds
    headers = _headers(opened, tag) | {"Content-Length": str(len(chosen))}
    if bounds is not None:
        headers["Content-Range"] = f"bytes {bounds.start}-{bounds.stop - 1}/{opened.size}"
    return Stream(
        files.content(vault, who, case_id, attachment_id, opened, chosen),
        status_code=200 if bounds is None else 206,
        media_type=MEDIA_TYPES[opened.kind],
        headers=headers,
    )


@get("/{attachment_id:uuid}/text", operation_id="readAttachmentText", summary="Read the text of a file")
async def read_text(
    vault: OpenVault, request: HttpRequest, case_id: CasePath, attachment_id: AttachmentPath, purpose: PurposeHeader
) -> AttachmentText:
    """The words in a file, as far as it has any, with whoever spoke in confidence masked."""
    return await vault.run(caller(request, purpose), complaints.attachment_text, case_id, attachment_id)


@post("/{attachment_id:uuid}/deletion", operation_id="deleteAttachment", summary="Delete a file", status_code=204)
async def remove_attachment(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    attachment_id: AttachmentPath,
    data: JSONBody[NewDeletion],
    purpose: PurposeHeader,
) -> None:
    """Erases a file for good, in every backup too, unless its complaint is kept from deletion."""
    await vault.run(caller(request, purpose), delete_attachment, case_id, attachment_id, data.reason)


def _named(about: NewAttachment, name: str) -> NewAttachment:
    try:
        return msgspec.convert(msgspec.to_builtins(about) | {"name": name}, NewAttachment)
    except msgspec.ValidationError:
        raise InvalidInput("name", "is not a file's name") from None


def _headers(opened: OpenedFile, tag: str) -> dict[str, str]:
    # A browser shows nothing of a stranger's file within our origin, and guesses nothing.
    return {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(named(opened.name, opened.kind), safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "ETag": tag,
    }


def _bounds(wanted: str | None, size: int) -> range | None:
    """The bytes of one range (RFC 9110, section 14); None where the whole is given. Raises HTTPException, 416."""
    found = _RANGE.fullmatch((wanted or "").replace(" ", ""))
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(size - int(last), 0)
    stop = min(int(last) + 1, size) if first and last else size
    if start >= size or (not first and int(last) == 0):
        raise HTTPException(status_code=_NOT_SATISFIABLE, headers={"Content-Range": f"bytes */{size}"})
    return range(start, stop)


router = Router(
    "/cases/{case_id:uuid}/attachments",
    route_handlers=[add_attachment, list_attachments, read_attachment, read_text, remove_attachment],
    tags=["Attachments"],
)
