"""Sealing what is too large for one record: a stream of chunks that can be written while it arrives.

    chunk = version (1) ‖ algorithm (1) ‖ key id (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
    nonce = 0 (3) ‖ number of the chunk (8) ‖ 1 for the last chunk and 0 for any other (1)

This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance, 2015) over the algorithms of records. Each stream has a key of its own, derived by
HKDF-SHA256 from a data key and the context of the stream, so that counting makes good nonces. A chunk that was changed,
left out, put elsewhere, or taken from another stream does not open, and neither does a stream without its end.

Each chunk says how it was sealed, so a stream passes to another algorithm chunk by chunk. What is sealed anew is what
was opened in that very place: a number comes twice under one key only with the same content, which betrays nothing.

Every chunk but the last holds `CHUNK_BYTES` of plaintext, so that a range of bytes is found by counting.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vault.crypto.algorithm import BY_STREAM_PREFIX, NONCE_BYTES, PREFIX_BYTES, TAG_BYTES, Ciphers, RecordAlgorithm
from vault.crypto.context import Context
from vault.crypto.digest import equal
from vault.crypto.secret import Secret
from vault.errors import Tampered

CHUNK_BYTES: Final = 256 * 1024
_COUNTER_BYTES: Final = 8
_HEADER_BYTES: Final = PREFIX_BYTES + 16 + NONCE_BYTES
CHUNK_OVERHEAD_BYTES: Final = _HEADER_BYTES + TAG_BYTES
_PURPOSE: Final = b"vault stream 1"


class Chunk(NamedTuple):
    """A sealed chunk and its place in the stream."""

    number: int
    last: bool
    content: bytes


@final
class StreamKey:
    """Opens the chunks of one stream, in any order; a `StreamSealer` seals them, once and in order."""

    __slots__ = ("_ciphers", "_context", "_key_id", "_sealing")

    def __init__(self, key_id: UUID, material: Secret, context: Context, sealing: RecordAlgorithm) -> None:
        """`material` is a data key's, from which the stream's own key is derived."""
        derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE + context.encode()).derive(material.reveal())
        self._context = context
        self._key_id = key_id.bytes
        self._sealing = sealing
        self._ciphers = Ciphers(Secret(derived))

    def open(self, chunk: Chunk) -> bytes:
        """The plaintext of a chunk. Raises Tampered unless it is the one that stands there in this stream."""
        algorithm = BY_STREAM_PREFIX.get(chunk.content[:PREFIX_BYTES])
        if algorithm is None or len(chunk.content) < CHUNK_OVERHEAD_BYTES:
            raise Tampered(f"{self._context} has no chunk numbered {chunk.number}")
        header = self._header(algorithm, chunk.number, last=chunk.last)
        if not equal(chunk.content[:_HEADER_BYTES], header):
            raise Tampered(f"{self._context} has another chunk than the one numbered {chunk.number}")
        try:
            return self._ciphers[algorithm].decrypt(
                header[-NONCE_BYTES:], chunk.content[_HEADER_BYTES:], header + self._context.encode()
            )
        except InvalidTag:
            raise Tampered(f"{self._context} fails authentication at chunk {chunk.number}") from None

    def sealed_anew(self, chunk: Chunk) -> Chunk:
        """The same chunk, sealed as the key seals now. Raises Tampered unless it opens in its place."""
        return self._seal(chunk.number, self.open(chunk), last=chunk.last)

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
        header = self._header(self._sealing, number, last=last)
        associated = header + self._context.encode()
        sealed = self._ciphers[self._sealing].encrypt(header[-NONCE_BYTES:], plaintext, associated)
        return Chunk(number, last, header + sealed)

    def _header(self, algorithm: RecordAlgorithm, number: int, *, last: bool) -> bytes:
        return algorithm.stream_prefix + self._key_id + _nonce(number, last=last)

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


def _nonce(number: int, *, last: bool) -> bytes:
    return bytes(3) + number.to_bytes(_COUNTER_BYTES, "big") + bytes((last,))
