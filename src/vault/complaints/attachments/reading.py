"""Verbs that show attachments: their list, their text, and their bytes, whole or in part.

A file cannot be masked as a text can. One by whoever spoke in confidence, or that names them, is therefore given only
to those who compose answers, in which the law decides what stays hidden (N-01, X-03).
"""

import msgspec

from vault.complaints import store as cases
from vault.complaints.access import reading
from vault.complaints.asking import permit
from vault.complaints.attachments import store
from vault.complaints.attachments.model import AttachmentFile, AttachmentText, AttachmentView, Part
from vault.complaints.attachments.upload import BATCH, Chunks, stream_place
from vault.complaints.codes import Lane
from vault.complaints.model import CaseFile
from vault.complaints.viewing import confidential_redactor, masked
from vault.crypto import StreamKey
from vault.errors import NotFound
from vault.ids import AttachmentId, CaseId, StreamId
from vault.media import FileKind
from vault.policy import Circumstances, Permission
from vault.redaction import Redactor
from vault.work import Run, Work, reads


class OpenedFile(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to give a file out: how it is called, what it is, and the key of its stream. Stays in memory."""

    name: str
    kind: FileKind
    size: int
    chunks: int
    stream_id: StreamId
    key: StreamKey


@reads
def list_attachments(work: Work, case_id: CaseId) -> list[AttachmentView]:
    """The attachments of a complaint in the lanes that the caller reads, by day. Raises NotFound."""
    given = permit(work, case_id, Permission.CASE_ATTACHMENTS_READ)
    file = _file(work, case_id)
    redactor = confidential_redactor(work, file)
    shown = [one.view for one in file.attachments if work.may(reading(one.lane), given)]
    work.audit.involve(*(one.attachment_id for one in shown))
    return [_masked(one, redactor) for one in shown]


@reads
def attachment_text(work: Work, case_id: CaseId, attachment_id: AttachmentId) -> AttachmentText:
    """The text of an attachment, with the identifiers of whoever spoke in confidence masked. Raises NotFound."""
    given = permit(work, case_id, Permission.CASE_ATTACHMENTS_READ)
    file = _file(work, case_id)
    one = _chosen(work, file, attachment_id, given)
    redactor = confidential_redactor(work, file)
    text = masked(one.content, redactor) if one.content is not None and redactor is not None else one.content
    return AttachmentText(attachment_id=attachment_id, state=one.view.text, text=text)


@reads
def open_attachment(work: Work, case_id: CaseId, attachment_id: AttachmentId, part: Part = Part.CLEAN) -> OpenedFile:
    """Opens an attachment to be read with `read_chunks`. Raises NotFound, also where this part of it is not kept."""
    given = permit(work, case_id, Permission.CASE_ATTACHMENTS_READ)
    file = _file(work, case_id)
    one = _chosen(work, file, attachment_id, given)
    if part is Part.ORIGINAL:
        work.permit(Permission.CASE_ATTACHMENTS_ORIGINAL_READ, case_id, attachment_id, given=given)
    if _betrays(work, file, one):
        work.permit(Permission.CASE_CONFIDENTIAL_IDENTITY_READ, case_id, attachment_id, given=given)
    row = store.row_of(work, case_id, attachment_id)
    key = work.keys.get(row.key_id)
    kept = store.open_record(key, row)
    stream = kept.stream(part)
    if stream is None:
        raise NotFound("clean copy of this attachment" if part is Part.CLEAN else "original of this attachment")
    return OpenedFile(
        name=kept.name,
        kind=FileKind(row.kind),
        size=stream.size,
        chunks=stream.chunks,
        stream_id=stream.stream_id,
        key=key.stream(stream_place(work.organisation_id, stream.stream_id)),
    )


@reads
def read_chunks(
    work: Work, case_id: CaseId, attachment_id: AttachmentId, stream_id: StreamId, first: int, count: int
) -> Chunks:
    """Sealed chunks of an attachment that was opened; without what opening gave they say nothing. Raises NotFound.

    That somebody looked stands in the log once, when they opened it; this goes on with it.
    """
    work.permit(Permission.CASE_ATTACHMENTS_READ, attachment_id)
    work.audit.note("goes on")
    return store.chunks(work, store.row_of(work, case_id, attachment_id), stream_id, first, count)


def read_file(run: Run, case_id: CaseId, attachment_id: AttachmentId, part: Part = Part.CLEAN) -> bytes:
    """The clean copy of an attachment, or itself, whole, for processes that send it on. Raises NotFound, Tampered."""
    opened = run(open_attachment, case_id, attachment_id, part)
    pieces: list[bytes] = []
    for first in range(0, opened.chunks, BATCH):
        some = range(first, min(first + BATCH, opened.chunks))
        sealed = run(read_chunks, case_id, attachment_id, opened.stream_id, first, len(some))
        pieces += opened.key.open_some(sealed, some, opened.chunks)
    return b"".join(pieces)


def _file(work: Work, case_id: CaseId) -> CaseFile:
    return cases.open_files(work, [case_id])[0]


def _chosen(work: Work, file: CaseFile, attachment_id: AttachmentId, given: Circumstances) -> AttachmentFile:
    """Raises NotFound, NotPermitted for one in a lane that the caller does not read."""
    for one in file.attachments:
        if one.view.attachment_id == attachment_id:
            work.audit.involve(attachment_id)
            work.permit(reading(Lane(one.lane)), file.case.case_id, given=given)
            return one
    raise NotFound("attachment")


def _betrays(work: Work, file: CaseFile, one: AttachmentFile) -> bool:
    """Whether a file is by somebody who spoke in confidence, or names them."""
    hidden = {party.party_id for party in file.parties if party.confidential}
    if one.view.author in hidden:
        return True
    redactor = confidential_redactor(work, file)
    told = (one.view.name, one.view.description, one.content)
    return redactor is not None and any(masked(text, redactor) != text for text in told if text)


def _masked(view: AttachmentView, redactor: Redactor | None) -> AttachmentView:
    if redactor is None:
        return view
    description = None if view.description is None else masked(view.description, redactor)
    return msgspec.structs.replace(view, name=masked(view.name, redactor), description=description)
