"""Sealing what is too large for one record: a stream of chunks that can be written while it arrives.

    chunk = version (1) ‖ algorithm (1) ‖ key id (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
    nonce = 0 (3) ‖ number of the chunk (8) ‖ 1 for the last chunk and 0 for any other (1)

This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance, 2015) over AES-256-GCM. Each stream has a key of its own, derived by HKDF-SHA256 from a
data key and the context of the stream, so that counting makes good nonces. A chunk that was changed, left out, put
elsewhere, or taken from another stream does not open, and neither does a stream without its end.

Every chunk but the last holds `CHUNK_BYTES` of plaintext, so that a range of bytes is found by counting.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault.crypto.context import Context
from vault.crypto.digest import equal
from vault.errors import Tampered

CHUNK_BYTES: Final = 256 * 1024
_VERSION: Final = 1
_AES_256_GCM_STREAM: Final = 3
"""Beside the numbers of record algorithms, and never given twice either."""
STREAM_PREFIX: Final = bytes((_VERSION, _AES_256_GCM_STREAM))
_COUNTER_BYTES: Final = 8
_HEADER_BYTES: Final = len(STREAM_PREFIX) + 16 + 12
CHUNK_OVERHEAD_BYTES: Final = _HEADER_BYTES + 16
_PURPOSE: Final = b"vault stream 1"


class Chunk(NamedTuple):
    """A sealed chunk and its place in the stream."""

    number: int
    last: bool
    content: bytes


@final
class StreamKey:
    """Opens the chunks of one stream, in any order; `sealer` seals them, once and in order."""

    __slots__ = ("_aead", "_context", "_prefix")

    def __init__(self, key_id: UUID, material: bytes, context: Context) -> None:
        """`material` is a data key's, from which the stream's own key is derived."""
        derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE + context.encode()).derive(material)
        self._aead = AESGCM(derived)
        self._context = context
        self._prefix = STREAM_PREFIX + key_id.bytes

    def open(self, chunk: Chunk) -> bytes:
        """The plaintext of a chunk. Raises Tampered unless it is the one that stands there in this stream."""
        header = self._prefix + _nonce(chunk.number, last=chunk.last)
        if len(chunk.content) < CHUNK_OVERHEAD_BYTES or not equal(chunk.content[:_HEADER_BYTES], header):
            raise Tampered(f"{self._context} has another chunk than the one numbered {chunk.number}")
        try:
            return self._aead.decrypt(header[-12:], chunk.content[_HEADER_BYTES:], header + self._context.encode())
        except InvalidTag:
            raise Tampered(f"{self._context} fails authentication at chunk {chunk.number}") from None

    def open_all(self, chunks: Iterable[Chunk]) -> Iterator[bytes]:
        """The plaintext of a whole stream, chunk by chunk. Raises Tampered where one is missing, or the end is."""
        expected, ended = 0, False
        for chunk in chunks:
            if ended or chunk.number != expected:
                raise Tampered(f"{self._context} does not go on at chunk {expected}")
            yield self.open(chunk)
            expected, ended = expected + 1, chunk.last
        if not ended:
            raise Tampered(f"{self._context} ends before its last chunk")

    def open_some(self, chunks: Iterable[Chunk], numbers: range, of: int) -> Iterator[bytes]:
        """The plaintext of some chunks of a stream of so many. Raises Tampered unless each of them is there."""
        wanted = iter(numbers)
        for chunk in chunks:
            if chunk.number != next(wanted, None) or chunk.last != (chunk.number == of - 1):
                raise Tampered(f"{self._context} has another chunk than was asked for")
            yield self.open(chunk)
        if (missing := next(wanted, None)) is not None:
            raise Tampered(f"{self._context} lacks chunk {missing}")

    def _seal(self, number: int, plaintext: bytes, *, last: bool) -> Chunk:
        header = self._prefix + _nonce(number, last=last)
        sealed = self._aead.encrypt(header[-12:], plaintext, header + self._context.encode())
        return Chunk(number, last, header + sealed)

    def __repr__(self) -> str:
        return f"<StreamKey for {self._context}>"


@final
class StreamSealer:
    """Seals one stream while it arrives, in memory of two chunks. Lives in one process: no number is sealed twice."""

    def __init__(self, key: StreamKey) -> None:
        self._key = key
        self._waiting = bytearray()
        self._number = 0
        self._ended = False
        self._digest = hashlib.sha256()
        self.size = 0
        """Bytes of plaintext so far."""

    def take(self, piece: bytes) -> Iterator[Chunk]:
        """The chunks that are full with this piece. What may be the last chunk is kept back until `finish`."""
        if self._ended:
            raise ValueError("the stream has ended")
        self._digest.update(piece)
        self.size += len(piece)
        self._waiting += piece
        while len(self._waiting) > CHUNK_BYTES:
            yield self._next(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]

    def finish(self) -> Chunk:
        """The last chunk, which may be empty where the whole stream is."""
        if self._ended:
            raise ValueError("the stream has ended")
        self._ended = True
        return self._next(bytes(self._waiting), last=True)

    @property
    def sha256(self) -> bytes:
        """SHA-256 of the plaintext so far, 32 bytes."""
        return self._digest.digest()

    @property
    def count(self) -> int:
        """How many chunks were sealed."""
        return self._number

    def _next(self, plaintext: bytes, *, last: bool) -> Chunk:
        number, self._number = self._number, self._number + 1
        return self._key._seal(number, plaintext, last=last)  # noqa: SLF001 -- nobody else may count


def chunk_of(content: bytes) -> Chunk:
    """Which chunk of its stream a record says that it is; nothing is proven. Raises Tampered for what is no chunk."""
    if len(content) < CHUNK_OVERHEAD_BYTES or content[: len(STREAM_PREFIX)] != STREAM_PREFIX:
        raise Tampered("a chunk has no valid header")
    nonce = content[_HEADER_BYTES - 12 : _HEADER_BYTES]
    return Chunk(int.from_bytes(nonce[:-1], "big"), nonce[-1] == 1, content)


def _nonce(number: int, *, last: bool) -> bytes:
    return bytes(3) + number.to_bytes(_COUNTER_BYTES, "big") + bytes((last,))
