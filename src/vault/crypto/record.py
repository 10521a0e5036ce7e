"""Sealing a record: AES-256-GCM with a header that says how, and a context that says where.

    record = version (1) ‖ algorithm (1) ‖ key id (16) ‖ nonce (12) ‖ ciphertext ‖ tag (16)

The header is authenticated together with the context, so a flipped bit anywhere, a record moved to another row,
field, table or organisation, and a record under another key all fail to open.

Nonces are 96 random bits. NIST SP 800-38D section 8.3 allows 2^32 sealings under one key with random nonces; a
record key belongs to one person or one case, which is written a few thousand times in its life.
"""

import os
from typing import Final, final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vault.crypto.context import Context
from vault.crypto.digest import equal
from vault.crypto.secret import Secret
from vault.crypto.stream import STREAM_PREFIX, StreamKey
from vault.errors import Tampered

VERSION: Final = 1
AES_256_GCM: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
_PREFIX: Final = bytes((VERSION, AES_256_GCM))
HEADER_BYTES: Final = len(_PREFIX) + 16 + NONCE_BYTES
OVERHEAD_BYTES: Final = HEADER_BYTES + TAG_BYTES


def key_id_of(record: bytes) -> UUID:
    """Under which key a record or chunk says that it was sealed; nothing is proven. Raises Tampered for neither."""
    if len(record) < OVERHEAD_BYTES or record[: len(_PREFIX)] not in (_PREFIX, STREAM_PREFIX):
        raise Tampered("a record has no valid header")
    return UUID(bytes=record[len(_PREFIX) : len(_PREFIX) + 16])


@final
class RecordKey:
    """A key that seals and opens records. It prints its id and never its material."""

    __slots__ = ("_aead", "_material", "_prefix", "id")

    def __init__(self, key_id: UUID, material: Secret) -> None:
        if len(material) != KEY_BYTES:
            raise ValueError(f"a record key has {KEY_BYTES} bytes")
        self.id = key_id
        self._prefix = _PREFIX + key_id.bytes
        self._material = material
        self._aead = AESGCM(material.reveal())

    def seal(self, plaintext: bytes, context: Context) -> bytes:
        """`plaintext` sealed for `context`; longer by `OVERHEAD_BYTES`."""
        header = self._prefix + os.urandom(NONCE_BYTES)
        return header + self._aead.encrypt(header[-NONCE_BYTES:], plaintext, header + context.encode())

    def open(self, record: bytes, context: Context) -> bytes:
        """The plaintext of `record`. Raises Tampered, naming the place, unless every bit is as it was sealed."""
        header = record[:HEADER_BYTES]
        if len(record) < OVERHEAD_BYTES or not equal(header[: len(self._prefix)], self._prefix):
            raise Tampered(f"{context} has no valid header for its key")
        try:
            return self._aead.decrypt(header[-NONCE_BYTES:], record[HEADER_BYTES:], header + context.encode())
        except InvalidTag:
            raise Tampered(f"{context} fails authentication") from None

    def stream(self, context: Context) -> StreamKey:
        """The key of a stream that stands at `context`, which no other stream under this key may ever do."""
        return StreamKey(self.id, self._material.reveal(), context)

    def __repr__(self) -> str:
        return f"<RecordKey {self.id}>"
