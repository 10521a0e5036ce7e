"""How records and streams may be sealed, and the numbers by which they say so.

No two algorithms are given the same bytes as their key, so that a vault passes from one to the next without new data
keys while it is in use.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, Protocol, final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from vault.crypto.secret import Secret

VERSION: Final = 1
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
PREFIX_BYTES: Final = 2


class RecordAlgorithm(StrEnum):
    """How a record may be sealed, and each chunk of a stream."""

    AES_256_GCM = "aes-256-gcm"
    """NIST SP 800-38D."""
    CHACHA20_POLY1305 = "chacha20-poly1305"
    """RFC 8439: no AES in it, should that ever fall; key, nonce and tag have the same lengths."""

    @property
    def prefix(self) -> bytes:
        """The two bytes that a record begins with: version and algorithm."""
        return _PREFIXES[self]

    @property
    def stream_prefix(self) -> bytes:
        """The two bytes that a chunk of a stream begins with."""
        return bytes((VERSION, _OF_STREAMS[self]))


class Cipher(Protocol):
    """Authenticated encryption with associated data."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes) -> bytes: ...


@final
class Ciphers:
    """The cipher of each algorithm under one key, made when it is first asked for: most keys need one of them."""

    __slots__ = ("_made", "_material")

    def __init__(self, material: Secret) -> None:
        self._material = material
        self._made: dict[RecordAlgorithm, Cipher] = {}

    def __getitem__(self, algorithm: RecordAlgorithm) -> Cipher:
        found = self._made.get(algorithm)
        if found is None:
            found = self._made[algorithm] = cipher_under(self._material.reveal(), algorithm)
        return found


# Never given twice: a number stands in every record and every chunk of every vault.
_OF_RECORDS: Final = {RecordAlgorithm.AES_256_GCM: 1, RecordAlgorithm.CHACHA20_POLY1305: 2}
_OF_STREAMS: Final = {RecordAlgorithm.AES_256_GCM: 3, RecordAlgorithm.CHACHA20_POLY1305: 4}
_PREFIXES: Final = {one: bytes((VERSION, number)) for one, number in _OF_RECORDS.items()}


def _chacha(material: bytes) -> Cipher:
    """Under a key of its own: HKDF-Expand (RFC 5869) of the bytes that are AES's key."""
    return ChaCha20Poly1305(HKDFExpand(SHA256(), KEY_BYTES, b"complaint-vault/record/chacha20").derive(material))


_CIPHERS: Final[dict[RecordAlgorithm, Callable[[bytes], Cipher]]] = {
    RecordAlgorithm.AES_256_GCM: AESGCM,
    RecordAlgorithm.CHACHA20_POLY1305: _chacha,
}


def cipher_under(material: bytes, algorithm: RecordAlgorithm) -> Cipher:
    """The cipher of an algorithm under a key's material."""
    return _CIPHERS[algorithm](material)


BY_PREFIX: Final = {one.prefix: one for one in RecordAlgorithm}
BY_STREAM_PREFIX: Final = {one.stream_prefix: one for one in RecordAlgorithm}
