"""An upload in progress: bytes in, sealed chunks out. Does no input and output of its own.

It lives in the memory of one process. What was begun in one that ended is never gone on with, so no number of a chunk
is ever sealed twice.
"""

from collections.abc import Iterator
from typing import Final

from vault.complaints.attachments.intake import MEGABYTE, Intake
from vault.complaints.attachments.model import Stream
from vault.crypto import Chunk, Context, RecordKey, StreamKey, StreamSealer
from vault.errors import InvalidInput, TooLarge
from vault.ids import AttachmentId, CaseId, OrganisationId, StreamId, new_id
from vault.media import FileKind
from vault.media.kinds import HEAD_BYTES
from vault.records import place

BATCH: Final = 16
"""So many chunks are written together: four megabytes, which are what an upload or download holds in memory."""

_BITS_BEHIND_TIME: Final = 80
"""Of a UUIDv7 the first 48 bits are milliseconds (RFC 9562, section 5.7)."""

Chunks = tuple[Chunk, ...]


def stream_place(organisation: OrganisationId, stream_id: StreamId) -> Context:
    return place(organisation, "attachment_chunk", stream_id, "content")


class Sealing:
    """A stream that is being written, in batches."""

    def __init__(self, key: RecordKey, organisation: OrganisationId, beside: StreamId | None = None) -> None:
        """`beside` is the stream that it is made from: its id tells no other time than that one's (N-03)."""
        self.stream_id = StreamId(new_id() if beside is None else new_id(beside.int >> _BITS_BEHIND_TIME))
        self.key: StreamKey = key.stream(stream_place(organisation, self.stream_id))
        self.sealer = StreamSealer(self.key)
        self._batch: list[Chunk] = []

    def take(self, piece: bytes) -> Iterator[Chunks]:
        """The batches that are full with this piece."""
        for chunk in self.sealer.take(piece):
            self._batch.append(chunk)
            if len(self._batch) == BATCH:
                yield self._full()

    def finish(self) -> Chunks:
        """The last batch."""
        self._batch.append(self.sealer.finish())
        return self._full()

    def stream(self) -> Stream:
        """What was written, once it is finished."""
        sealer = self.sealer
        return Stream(stream_id=self.stream_id, size=sealer.size, chunks=sealer.count, sha256=sealer.sha256)

    def _full(self) -> Chunks:
        batch, self._batch = tuple(self._batch), []
        return batch


class Upload:
    """A file that arrives. Refuses it as soon as its beginning or its size says that it is not taken."""

    def __init__(
        self, case_id: CaseId, attachment_id: AttachmentId, key: RecordKey, organisation: OrganisationId, policy: Intake
    ) -> None:
        self.case_id = case_id
        self.attachment_id = attachment_id
        self.original = Sealing(key, organisation)
        self.policy = policy
        self._key = key
        self._organisation = organisation
        self._head = bytearray()
        self._kind: FileKind | None = None

    @property
    def kind(self) -> FileKind:
        """What it is by its beginning. Raises InvalidInput."""
        if self._kind is None:
            self._kind = self.policy.recognise(bytes(self._head))
        return self._kind

    def take(self, piece: bytes) -> Iterator[Chunks]:
        """The batches that are full with this piece. Raises InvalidInput, TooLarge."""
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
        known = len(self._head) == HEAD_BYTES
        largest = self.policy.largest(self.kind) if known else self.policy.largest_of_all
        if self.original.sealer.size + len(piece) > largest:
            raise TooLarge(f"a file like this may have {largest // MEGABYTE} MB")
        yield from self.original.take(piece)

    def finish(self) -> Chunks:
        """The last batch. Raises InvalidInput, also for a file with nothing in it."""
        if not self._head:
            raise InvalidInput("body", "is a file with nothing in it")
        if self.original.sealer.size > self.policy.largest(self.kind):
            raise TooLarge("a file like this may not be so large")
        return self.original.finish()

    def copying(self) -> Sealing:
        """Where its clean copy is written."""
        return Sealing(self._key, self._organisation, self.original.stream_id)
