"""Files of complaints: sent while they are read, and fetched in pieces."""

from typing import BinaryIO, Final

from vault.client.calls.call import Call, Form, doing, nothing, only, reading, written
from vault.complaints import AttachmentText, AttachmentView, Deletion, NewAttachment, NewDeletion, Part
from vault.ids import AttachmentId, CaseId, new_id

_EXAMINED_WITHIN: Final = 900.0
"""Seconds in which a vault has scanned and cleaned the largest file; it says nothing meanwhile."""


def add_attachment(
    case_id: CaseId, about: NewAttachment, file: BinaryIO, *, key: str | None = None
) -> Call[AttachmentId]:
    """Attaches a file, in constant memory however large it is; once however often it is tried.

    `file` is open for reading bytes and seekable: where a connection breaks it is sent again from its beginning, since
    a vault goes on with no upload that broke off. Its name is what `about` says, and none otherwise.
    """
    return Call(
        method="POST",
        path=_of(case_id),
        read=only(AttachmentId),
        safe=True,
        body=Form(written(about), file),
        headers={"Idempotency-Key": key or str(new_id())},
        patience=_EXAMINED_WITHIN,
    )


def list_attachments(case_id: CaseId) -> Call[list[AttachmentView]]:
    """What is known of each file of a complaint."""
    return reading(_of(case_id), list[AttachmentView])


def read_attachment_text(case_id: CaseId, attachment_id: AttachmentId) -> Call[AttachmentText]:
    """The words in a file, as far as it has any."""
    return reading(f"{_of(case_id)}/{attachment_id}/text", AttachmentText)


def delete_attachment(case_id: CaseId, attachment_id: AttachmentId, reason: Deletion) -> Call[None]:
    """Erases a file for good, before its complaint."""
    return doing(f"{_of(case_id)}/{attachment_id}/deletion", NewDeletion(reason=reason), nothing)


def fetch(case_id: CaseId, attachment_id: AttachmentId, part: Part, headers: dict[str, str]) -> Call[None]:
    """A file's bytes, which are read as they come; see `vault.client.downloading`."""
    return Call(
        method="GET",
        path=f"{_of(case_id)}/{attachment_id}",
        read=nothing,
        safe=True,
        headers=headers,
        parameters={"part": part.value},
    )


def _of(case_id: CaseId) -> str:
    return f"/v1/cases/{case_id}/attachments"
