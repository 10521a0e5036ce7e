"""Attachments as a holding. One that is kept goes with its complaint or its lane; a broken arrival goes by itself."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Row

from vault.clock import legal_day
from vault.complaints.attachments import store
from vault.complaints.attachments.model import State, Stream
from vault.complaints.attachments.upload import BATCH, stream_place
from vault.crypto import Chunk, RecordKey
from vault.errors import NotFound, Tampered
from vault.holdings import Erased, Facts, Terms
from vault.ids import AttachmentId
from vault.work import Work


class AttachmentHolding:
    """A file of a complaint, under a key of its own, so that it can be erased for good before the complaint is."""

    kind = "attachment"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"attachment", "attachment_chunk"}),
        events=frozenset({"begun"}),
        codes={"state": frozenset(one.value for one in State)},
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.every(work, record, State.INCOMPLETE):
            begun = {"begun": legal_day(row.stored_at)}
            codes = {"state": row.state}
            yield Facts(kind=self.kind, id=row.attachment_id, version=1, codes=codes, events=begun, within=row.case_id)

    def everything(self, work: Work) -> list[UUID]:
        return [row.attachment_id for row in store.every(work, state=State.KEPT)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            rows = store.every(work, record, State.KEPT)
            if not rows:
                raise NotFound("attachment")
            _check(work, rows[0])

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=store.erase(work, AttachmentId(record)), entities=(record,))


def _check(work: Work, row: Row[Any]) -> None:
    key = work.keys.get(row.key_id)
    kept = store.open_record(key, row)
    store.open_text(key, row)
    for stream in filter(None, (kept.original, kept.clean)):
        _check_stream(work, row, key, stream)


def _check_stream(work: Work, row: Row[Any], key: RecordKey, stream: Stream) -> None:
    """Opens a stream, chunk by chunk, and forgets it. Raises Tampered unless it is all that was sealed."""
    where = stream_place(work.organisation_id, stream.stream_id)
    size = sum(len(piece) for piece in key.stream(where).open_all(_chunks(work, row, stream)))
    if size != stream.size:
        raise Tampered(f"{where} has another length than was kept")


def _chunks(work: Work, row: Row[Any], stream: Stream) -> Iterator[Chunk]:
    for first in range(0, stream.chunks, BATCH):
        yield from store.chunks(work, row, stream.stream_id, first, BATCH)
