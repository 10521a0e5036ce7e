"""Sealing a record: authenticated encryption with a header that says how, and a context that says where.

    record = version (1) ‖ algorithm (1) ‖ key id (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)

The header is authenticated together with the context, so a flipped bit anywhere, a record moved to another row,
field, table or organisation, and a record under another key all fail to open.

A key opens records of every algorithm that is known (`algorithm`) and seals under one.

Nonces are 96 random bits. NIST SP 800-38D section 8.3 allows 2^32 sealings under one key with random nonces; a
record key belongs to one person or one case, which is written a few thousand times in its life.
"""

import os
from typing import Final, final
from uuid import UUID

from cryptography.exceptions import InvalidTag

from vault.crypto.algorithm import (
    BY_PREFIX,
    BY_STREAM_PREFIX,
    KEY_BYTES,
    NONCE_BYTES,
    PREFIX_BYTES,
    TAG_BYTES,
    Cipher,
    Ciphers,
    RecordAlgorithm,
)
from vault.crypto.context import Context
from vault.crypto.secret import Secret
from vault.crypto.stream import StreamKey
from vault.errors import Tampered

HEADER_BYTES: Final = PREFIX_BYTES + 16 + NONCE_BYTES
OVERHEAD_BYTES: Final = HEADER_BYTES + TAG_BYTES


def algorithm_of(record: bytes) -> RecordAlgorithm:
    """How a record says that it was sealed; nothing is proven. Raises Tampered for what is no record."""
    found = BY_PREFIX.get(record[:PREFIX_BYTES])
    if found is None or len(record) < OVERHEAD_BYTES:
        raise Tampered("a record has no valid header")
    return found


def key_id_of(record: bytes) -> UUID:
    """Under which key a record or chunk says that it was sealed; nothing is proven. Raises Tampered for neither."""
    if len(record) < OVERHEAD_BYTES or record[:PREFIX_BYTES] not in (*BY_PREFIX, *BY_STREAM_PREFIX):
        raise Tampered("a record has no valid header")
    return UUID(bytes=record[PREFIX_BYTES : PREFIX_BYTES + 16])


@final
class RecordKey:
    """A key that seals and opens records. It prints its id and never its material."""

    __slots__ = ("_begins", "_ciphers", "_material", "_sealing", "_seals", "id")

    def __init__(self, key_id: UUID, material: Secret, sealing: RecordAlgorithm = RecordAlgorithm.AES_256_GCM) -> None:
        if len(material) != KEY_BYTES:
            raise ValueError(f"a record key has {KEY_BYTES} bytes")
        self.id = key_id
        self._material = material
        self._sealing = sealing
        self._ciphers = Ciphers(self._material)
        self._begins = sealing.prefix + key_id.bytes
        self._seals: Cipher | None = None

    def seal(self, plaintext: bytes, context: Context) -> bytes:
        """`plaintext` sealed for `context`; longer by `OVERHEAD_BYTES`."""
        if (cipher := self._seals) is None:
            cipher = self._seals = self._ciphers[self._sealing]
        nonce = os.urandom(NONCE_BYTES)
        header = self._begins + nonce
        return header + cipher.encrypt(nonce, plaintext, header + context.encode())

    def open(self, record: bytes, context: Context) -> bytes:
        """The plaintext of `record`. Raises Tampered, naming the place, unless every bit is as it was sealed."""
        header = record[:HEADER_BYTES]
        algorithm = BY_PREFIX.get(header[:PREFIX_BYTES])
        if algorithm is None or len(record) < OVERHEAD_BYTES or header[PREFIX_BYTES:-NONCE_BYTES] != self.id.bytes:
            raise Tampered(f"{context} has no valid header for its key")
        try:
            return self._ciphers[algorithm].decrypt(
                header[-NONCE_BYTES:], record[HEADER_BYTES:], header + context.encode()
            )
        except InvalidTag:
            raise Tampered(f"{context} fails authentication") from None

    @property
    def sealing(self) -> RecordAlgorithm:
        """How it seals."""
        return self._sealing

    def cipher(self, algorithm: RecordAlgorithm) -> Cipher:
        """The cipher itself, for `bunch`, which opens many records with it."""
        return self._ciphers[algorithm]

    def reveal(self) -> bytes:
        """The material itself, as `Secret.reveal`."""
        return self._material.reveal()

    def stream(self, context: Context) -> StreamKey:
        """The key of a stream that stands at `context`, which no other stream under this key may ever do."""
        return StreamKey(self.id, self._material, context, self._sealing)

    def __repr__(self) -> str:
        return f"<RecordKey {self.id}>"
