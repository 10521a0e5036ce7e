"""Files into an open vault and out of it, in pieces: what doors have in common, since a file is no single call.

However large a file is, one upload or download holds a few megabytes of it. What is broken off is erased at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final, NamedTuple

import msgspec

from vault import complaints
from vault.complaints import NewAttachment, OpenedFile
from vault.complaints.attachments.intake import intake
from vault.complaints.attachments.upload import BATCH, Chunks, Upload
from vault.crypto import CHUNK_BYTES
from vault.errors import InvalidInput, Unavailable, VaultError
from vault.idempotency import Once
from vault.ids import AttachmentId, CaseId
from vault.media import Clean, FileKind, Told, examined, parsed
from vault.media.kinds import HEAD_BYTES
from vault.wiring import Caller, Vault


class Cleaned(NamedTuple):
    """A file without what it says of its making, and what that was."""

    kind: FileKind
    content: bytes
    told: tuple[Told, ...]


_PATIENCE: Final = 60.0
"""Seconds without a byte after which a sender is given up."""


async def attach(
    vault: Vault,
    caller: Caller,
    case_id: CaseId,
    new: NewAttachment,
    pieces: AsyncIterator[bytes],
    key: str | None = None,
) -> AttachmentId:
    """Stores a file with a complaint, or nothing of it; with an idempotency key, once.

    Raises what its verbs raise, InvalidInput and TooLarge for a file that is not taken among it.
    """
    if not vault.uploads.acquire(blocking=False):
        raise Unavailable("too many files arrive", hint="try again in a second")
    try:
        return await _attach(vault, caller, case_id, new, pieces, key)
    finally:
        vault.uploads.release()


async def content(
    vault: Vault, caller: Caller, case_id: CaseId, attachment_id: AttachmentId, opened: OpenedFile, wanted: range
) -> AsyncIterator[bytes]:
    """The bytes of an opened attachment from `wanted.start` on, up to `wanted.stop`. Raises Tampered, NotFound."""
    if not wanted:
        return
    numbers = range(wanted.start // CHUNK_BYTES, (wanted.stop - 1) // CHUNK_BYTES + 1)
    for first in range(numbers.start, numbers.stop, BATCH):
        some = range(first, min(first + BATCH, numbers.stop))
        sealed = await vault.run(
            caller, complaints.read_chunks, case_id, attachment_id, opened.stream_id, first, len(some)
        )
        for number, piece in zip(some, opened.key.open_some(sealed, some, opened.chunks), strict=True):
            start = number * CHUNK_BYTES
            yield piece[max(wanted.start - start, 0) : max(wanted.stop - start, 0)]


def cleaned(vault: Vault, content: bytes) -> Cleaned:
    """A small file, cleaned in memory before a byte of it is stored.

    Raises InvalidInput for a kind of which no clean copy can be made, and for what cannot be opened.
    """
    policy = intake(vault.settings.policies)
    kind = policy.recognise(content[:HEAD_BYTES])
    if kind is FileKind.TEXT:
        return Cleaned(kind, content, ())
    if not parsed(kind) or kind is FileKind.EMAIL:
        raise InvalidInput("file", "is of a kind of which no clean copy can be made")
    with examined(kind, (content,), policy.parser) as examination:
        if examination.findings.clean is not Clean.COPY:
            raise InvalidInput("file", "is of a kind of which no clean copy can be made")
        found = examination.findings
        return Cleaned(found.kind, b"".join(examination.copy()), found.told)


async def _attach(
    vault: Vault,
    caller: Caller,
    case_id: CaseId,
    new: NewAttachment,
    pieces: AsyncIterator[bytes],
    key: str | None,
) -> AttachmentId:
    upload = await vault.run(caller, complaints.begin_attachment, case_id, new)
    kept: AttachmentId | None = None
    try:
        await _receive(vault, caller, upload, pieces)
        found = await vault.run(caller, complaints.examine, case_id, upload, vault.scanner)
        final = caller if key is None else msgspec.structs.replace(caller, once=_once(key, upload, new))
        kept = await vault.run(final, complaints.keep_attachment, case_id, upload.attachment_id, found)
    finally:
        # Where the same file was kept before under the same key, what came now is not needed either.
        if kept != upload.attachment_id:
            with suppress(VaultError):
                await asyncio.shield(vault.run(caller, complaints.abandon_attachment, case_id, upload.attachment_id))
    return kept


async def _receive(vault: Vault, caller: Caller, upload: Upload, pieces: AsyncIterator[bytes]) -> None:
    async for piece in _patiently(pieces):
        for batch in upload.take(piece):
            await _arrive(vault, caller, upload, batch)
    await _arrive(vault, caller, upload, upload.finish())


async def _arrive(vault: Vault, caller: Caller, upload: Upload, batch: Chunks) -> None:
    stream_id = upload.original.stream_id
    await vault.run(caller, complaints.arrive, upload.case_id, upload.attachment_id, stream_id, batch)


async def _patiently(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Raises InvalidInput where the next piece does not come."""
    while True:
        try:
            async with asyncio.timeout(_PATIENCE):
                piece = await anext(pieces)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise InvalidInput("body", "stopped arriving") from None
        yield piece


def _once(key: str, upload: Upload, new: NewAttachment) -> Once:
    said = msgspec.json.encode(new)
    return Once(key, b"\n".join((b"attach", upload.case_id.bytes, said, upload.original.sealer.sha256)))
