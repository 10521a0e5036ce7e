"""Sealing a record: authenticated encryption with a header that says how, and a context that says where.

    record = version (1) ‖ algorithm (1) ‖ key id (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)

The header is authenticated together with the context, so a flipped bit anywhere, a record moved to another row,
field, table or organisation, and a record under another key all fail to open.

A key opens records of every algorithm that is known here and seals under one, so that a vault passes from one to the
next while it is in use. No two algorithms are given the same bytes as their key.

Nonces are 96 random bits. NIST SP 800-38D section 8.3 allows 2^32 sealings under one key with random nonces; a
record key belongs to one person or one case, which is written a few thousand times in its life.
"""

import os
from collections.abc import Callable
from enum import StrEnum
from typing import Final, Protocol, final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from vault.crypto.context import Context
from vault.crypto.secret import Secret
from vault.crypto.stream import STREAM_PREFIX, StreamKey
from vault.errors import Tampered

VERSION: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
PREFIX_BYTES: Final = 2
HEADER_BYTES: Final = PREFIX_BYTES + 16 + NONCE_BYTES
OVERHEAD_BYTES: Final = HEADER_BYTES + TAG_BYTES


class RecordAlgorithm(StrEnum):
    """How a record may be sealed."""

    AES_256_GCM = "aes-256-gcm"
    """NIST SP 800-38D."""
    CHACHA20_POLY1305 = "chacha20-poly1305"
    """RFC 8439: no AES in it, should that ever fall; key, nonce and tag have the same lengths."""

    @property
    def prefix(self) -> bytes:
        """The two bytes that a record begins with: version and algorithm."""
        return bytes((VERSION, _NUMBERS[self]))


_NUMBERS: Final = {RecordAlgorithm.AES_256_GCM: 1, RecordAlgorithm.CHACHA20_POLY1305: 2}
"""Never given twice: a number stands in every record of every vault."""
_BY_PREFIX: Final = {one.prefix: one for one in RecordAlgorithm}


class _Cipher(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


def _chacha(material: bytes) -> _Cipher:
    """Under a key of its own: HKDF-Expand (RFC 5869) of the data key's bytes."""
    return ChaCha20Poly1305(HKDFExpand(SHA256(), KEY_BYTES, b"complaint-vault/record/chacha20").derive(material))


_CIPHERS: Final[dict[RecordAlgorithm, Callable[[bytes], _Cipher]]] = {
    RecordAlgorithm.AES_256_GCM: AESGCM,
    RecordAlgorithm.CHACHA20_POLY1305: _chacha,
}


def algorithm_of(record: bytes) -> RecordAlgorithm:
    """How a record says that it was sealed; nothing is proven. Raises Tampered for what is no record."""
    found = _BY_PREFIX.get(record[:PREFIX_BYTES])
    if found is None or len(record) < OVERHEAD_BYTES:
        raise Tampered("a record has no valid header")
    return found


def key_id_of(record: bytes) -> UUID:
    """Under which key a record or chunk says that it was sealed; nothing is proven. Raises Tampered for neither."""
    if len(record) < OVERHEAD_BYTES or record[:PREFIX_BYTES] not in (*_BY_PREFIX, STREAM_PREFIX):
        raise Tampered("a record has no valid header")
    return UUID(bytes=record[PREFIX_BYTES : PREFIX_BYTES + 16])


@final
class RecordKey:
    """A key that seals and opens records. It prints its id and never its material."""

    __slots__ = ("_ciphers", "_material", "_sealing", "id")

    def __init__(self, key_id: UUID, material: Secret, sealing: RecordAlgorithm = RecordAlgorithm.AES_256_GCM) -> None:
        if len(material) != KEY_BYTES:
            raise ValueError(f"a record key has {KEY_BYTES} bytes")
        self.id = key_id
        self._material = material
        self._sealing = sealing
        self._ciphers: dict[RecordAlgorithm, _Cipher] = {}

    def seal(self, plaintext: bytes, context: Context) -> bytes:
        """`plaintext` sealed for `context`; longer by `OVERHEAD_BYTES`."""
        header = self._sealing.prefix + self.id.bytes + os.urandom(NONCE_BYTES)
        return header + self._cipher(self._sealing).encrypt(header[-NONCE_BYTES:], plaintext, header + context.encode())

    def open(self, record: bytes, context: Context) -> bytes:
        """The plaintext of `record`. Raises Tampered, naming the place, unless every bit is as it was sealed."""
        header = record[:HEADER_BYTES]
        algorithm = _BY_PREFIX.get(header[:PREFIX_BYTES])
        if algorithm is None or len(record) < OVERHEAD_BYTES or header[PREFIX_BYTES:-NONCE_BYTES] != self.id.bytes:
            raise Tampered(f"{context} has no valid header for its key")
        try:
            return self._cipher(algorithm).decrypt(
                header[-NONCE_BYTES:], record[HEADER_BYTES:], header + context.encode()
            )
        except InvalidTag:
            raise Tampered(f"{context} fails authentication") from None

    def stream(self, context: Context) -> StreamKey:
        """The key of a stream that stands at `context`, which no other stream under this key may ever do."""
        return StreamKey(self.id, self._material.reveal(), context)

    def _cipher(self, algorithm: RecordAlgorithm) -> _Cipher:
        """The cipher of an algorithm, made when it is first needed: most keys need one of them."""
        found = self._ciphers.get(algorithm)
        if found is None:
            found = self._ciphers[algorithm] = _CIPHERS[algorithm](self._material.reveal())
        return found

    def __repr__(self) -> str:
        return f"<RecordKey {self.id}>"
