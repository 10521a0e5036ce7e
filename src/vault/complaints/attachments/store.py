"""Attachments' rows: the only SQL about them, and the place where they are sealed and opened."""

from collections.abc import Callable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, delete, insert, select, update

from vault.complaints.attachments.model import (
    AttachmentFile,
    AttachmentView,
    Examined,
    Kept,
    NewAttachment,
    Part,
    State,
)
from vault.complaints.attachments.upload import Chunks
from vault.complaints.codes import Lane, Role
from vault.complaints.store.rows import asked_of as rows_asked_of
from vault.complaints.store.rows import belonging, grouped, insert_all, next_number, of_cases, rows_of, seal
from vault.complaints.tables import attachment, attachment_chunk
from vault.crypto import Chunk, RecordKey, in_version
from vault.errors import NotFound
from vault.ids import AttachmentId, CaseId, OrganisationId, StreamId, new_id
from vault.language import Language
from vault.media import FileKind
from vault.records import changed, opened, place
from vault.storage import Asked, batches, erase_rows
from vault.work import Work

_ALL: Final = select(attachment)
_IDS: Final = select(attachment.c.case_id, attachment.c.attachment_id)
_KEPT: Final = (
    select(attachment)
    .where(attachment.c.state == State.KEPT.value)
    .order_by(attachment.c.dated_on, attachment.c.number)
)


def begin(
    work: Work, case_id: CaseId, new: NewAttachment, name: str, language: Language
) -> tuple[AttachmentId, RecordKey]:
    """A row for what is about to arrive, under a key of its own."""
    attachment_id = AttachmentId(new_id())
    key = work.keys.create("attachment", attachment_id)
    said = Kept(name=name, description=new.description)
    row = belonging(work, case_id) | {
        "attachment_id": attachment_id,
        "key_id": key.id,
        "number": next_number(work, attachment, case_id),
        "stored_at": work.now,
        "state": State.INCOMPLETE.value,
        "author_role": new.author_role.value,
        "author_party_id": new.author_party_id,
        "language": language.value,
        "dated_on": new.dated_on,
        "lane": new.lane.value,
        "record": seal(work, key, "attachment", attachment_id, "record", said),
    }
    work.connection.execute(insert(attachment).values(**row))
    return attachment_id, key


def row_of(work: Work, case_id: CaseId, attachment_id: AttachmentId, state: State = State.KEPT) -> Row[Any]:
    """Raises NotFound."""
    mine = (*of_cases(work, attachment, [case_id]), attachment.c.attachment_id == attachment_id)
    row = work.connection.execute(select(attachment).where(*mine, attachment.c.state == state.value)).one_or_none()
    if row is None:
        raise NotFound("attachment")
    return row


def add_chunks(work: Work, row: Row[Any], stream_id: StreamId, chunks: Chunks) -> None:
    rows = [
        belonging(work, row.case_id)
        | {
            "attachment_id": row.attachment_id,
            "stream_id": stream_id,
            "number": one.number,
            "last": one.last,
            "content": one.content,
        }
        for one in chunks
    ]
    insert_all(work, attachment_chunk, rows)


def chunks(work: Work, row: Row[Any], stream_id: StreamId, first: int, count: int) -> Chunks:
    """Some of a stream's chunks, sealed, in their order."""
    query = (
        select(attachment_chunk.c.number, attachment_chunk.c.last, attachment_chunk.c.content)
        .where(
            attachment_chunk.c.organisation_id == work.organisation_id,
            attachment_chunk.c.stream_id == stream_id,
            attachment_chunk.c.attachment_id == row.attachment_id,
            attachment_chunk.c.number >= first,
            attachment_chunk.c.number < first + count,
        )
        .order_by(attachment_chunk.c.number)
    )
    return tuple(Chunk(one.number, one.last, one.content) for one in work.connection.execute(query))


def keep(work: Work, row: Row[Any], found: Examined, *, with_original: bool) -> None:
    """Ends an arrival: from now on the attachment is there. What is not kept of it goes."""
    key, attachment_id = work.keys.get(row.key_id), row.attachment_id
    kept = Kept(
        name=(said := open_record(key, row)).name,
        description=said.description,
        clean_state=found.clean_state,
        text_state=found.text_state,
        scanned=found.scanned,
        original=found.original if with_original else None,
        clean=found.clean,
    )
    if not with_original:
        drop_stream(work, found.original.stream_id)
    mine = (*of_cases(work, attachment, [row.case_id]), attachment.c.attachment_id == attachment_id)
    work.connection.execute(
        update(attachment)
        .where(*mine)
        .values(
            state=State.KEPT.value,
            kind=found.kind.value,
            stored_at=work.now,
            **changed(key, row, attachment, record=kept, text=found.text or None),
        )
    )


def drop_stream(work: Work, stream_id: StreamId) -> None:
    mine = attachment_chunk.c.organisation_id == work.organisation_id
    work.connection.execute(delete(attachment_chunk).where(mine, attachment_chunk.c.stream_id == stream_id))


def open_record(key: RecordKey, row: Row[Any]) -> Kept:
    where = place(row.organisation_id, "attachment", row.attachment_id, in_version("record", row.changes))
    return opened(key, where, row.record, Kept)


def open_text(key: RecordKey, row: Row[Any]) -> str | None:
    where = place(row.organisation_id, "attachment", row.attachment_id, in_version("text", row.changes))
    return None if row.text is None else opened(key, where, row.text, str)


def view(row: Row[Any], kept: Kept) -> AttachmentView:
    clean = kept.stream(Part.CLEAN)
    return AttachmentView(
        attachment_id=row.attachment_id,
        kind=FileKind(row.kind),
        name=kept.name,
        description=kept.description,
        author_role=Role(row.author_role),
        author=row.author_party_id,
        language=Language(row.language),
        dated_on=row.dated_on,
        lane=Lane(row.lane),
        stored_at=row.stored_at,
        clean=kept.clean_state,
        size=None if clean is None else clean.size,
        original_size=None if kept.original is None else kept.original.size,
        text=kept.text_state,
        scanned=kept.scanned,
    )


def files(work: Work, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[AttachmentFile, ...]]:
    """The attachments of cases, without their content, by day."""
    rows = rows_of(work, _KEPT, attachment, case_ids)
    keys = work.keys.get_all(row.key_id for row in rows)
    return grouped((row.case_id, opened_row(keys[row.key_id], row)) for row in rows)


def asked_of(organisation: OrganisationId, case_id: CaseId) -> Asked:
    """That `files` will be asked for a case."""
    return rows_asked_of(organisation, _KEPT, attachment, case_id)


def opened_row(key: RecordKey, row: Row[Any]) -> AttachmentFile:
    """An attachment without its content. Raises Tampered."""
    return AttachmentFile(view=view(row, open_record(key, row)), content=open_text(key, row))


def every(work: Work, attachment_id: UUID | None = None, state: State | None = None) -> list[Row[Any]]:
    """The attachments of the organisation, of one state or of both, or the one named."""
    query = select(attachment).where(attachment.c.organisation_id == work.organisation_id)
    if attachment_id is not None:
        query = query.where(attachment.c.attachment_id == attachment_id)
    if state is not None:
        query = query.where(attachment.c.state == state.value)
    return list(work.connection.execute(query.order_by(attachment.c.attachment_id)))


def erase(work: Work, attachment_id: AttachmentId) -> int:
    """Destroys an attachment's key, then its rows; returns how many keys."""
    destroyed = work.keys.destroy(attachment_id)
    mine = (attachment.c.organisation_id == work.organisation_id, attachment.c.attachment_id == attachment_id)
    # Chunks are found by the case as well: by the attachment alone, those of every case would be read.
    for case_id in work.connection.scalars(select(attachment.c.case_id).where(*mine)).all():
        within = (*of_cases(work, attachment_chunk, [case_id]), attachment_chunk.c.attachment_id == attachment_id)
        work.connection.execute(delete(attachment_chunk).where(*within))
    work.connection.execute(delete(attachment).where(*mine))
    return destroyed


def erase_of_lane(work: Work, case_id: CaseId, lane: str) -> tuple[int, tuple[UUID, ...]]:
    """Erases the attachments of one lane of a case; returns how many keys, and which attachments."""
    query = select(attachment.c.attachment_id).where(*of_cases(work, attachment, [case_id]), attachment.c.lane == lane)
    gone = tuple(work.connection.scalars(query))
    return sum(erase(work, AttachmentId(one)) for one in gone), gone


def erase_of(work: Work, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[int, tuple[UUID, ...]]]:
    """Erases the attachments of cases in few statements; of each that had some how many keys, and which attachments."""
    found = rows_of(work, _IDS, attachment, case_ids)
    gone = grouped((CaseId(row.case_id), row.attachment_id) for row in found)
    keys = work.keys.destroy_all([row.attachment_id for row in found])
    cases = sorted(gone)
    for some in batches(cases):
        erase_rows(work.connection, work.organisation_id, some, attachment_chunk.c.case_id, attachment.c.case_id)
    return {case_id: (sum(keys.get(one, 0) for one in ids), ids) for case_id, ids in gone.items()}


def rewrite(work: Work, case_id: CaseId, without: Callable[[str], str]) -> None:
    """Leaves of the attachments of a case their names, descriptions and texts as `without` makes them.

    The files themselves stay as they came.
    """
    for row in rows_of(work, _ALL, attachment, [case_id]):
        key, attachment_id = work.keys.get(row.key_id), row.attachment_id
        kept, text = open_record(key, row), open_text(key, row)
        said = msgspec.structs.replace(
            kept, name=without(kept.name), description=without(kept.description) if kept.description else None
        )
        read = without(text) if text else text
        if (said, read) != (kept, text):
            values = changed(key, row, attachment, record=said, text=read)
            mine = (*of_cases(work, attachment, [case_id]), attachment.c.attachment_id == attachment_id)
            work.connection.execute(update(attachment).where(*mine).values(**values))
