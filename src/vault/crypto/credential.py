"""API keys: shown once, kept as a hash, recognisable to a secret scanner.

    cvk_ ‖ base64url(organisation id (16) ‖ client id (16) ‖ secret (24) ‖ CRC-32 (4))

The prefix and the checksum let a scanner find a leaked key without a false alarm. 192 random bits need no slow
hash: SHA-256 of the secret is as far from it as any password hash would be, and costs a microsecond. The ids lead
to the row without a search across organisations.
"""

import base64
import binascii
import zlib
from typing import Final, NamedTuple
from uuid import UUID

from vault.crypto.digest import equal, sha256
from vault.crypto.secret import Secret

PREFIX: Final = "cvk_"
SECRET_BYTES: Final = 24
_ID_BYTES: Final = 16
_BODY_BYTES: Final = 2 * _ID_BYTES + SECRET_BYTES
_CHECK_BYTES: Final = 4


class Credential(NamedTuple):
    """A presented API key, taken apart. Well-formed, and nothing more: it is not yet proven."""

    organisation: UUID
    client: UUID
    secret: Secret


def mint_credential(organisation: UUID, client: UUID) -> tuple[str, bytes]:
    """A new API key as text to show once, and the hash to keep."""
    secret = Secret.generate(SECRET_BYTES)
    body = organisation.bytes + client.bytes + secret.reveal()
    return _written(body + _check(body)), hash_credential(secret)


def parse_credential(text: str) -> Credential | None:
    """The parts of an API key, or None where it is not one (wrong prefix, length, alphabet or checksum)."""
    if not text.startswith(PREFIX) or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text[len(PREFIX) :], altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    body, check = raw[:_BODY_BYTES], raw[_BODY_BYTES:]
    if len(body) != _BODY_BYTES or not equal(check, _check(body)) or _written(raw) != text:
        # The decoder forgives other spellings of the same bytes; a key has one.
        return None
    organisation, client = body[:_ID_BYTES], body[_ID_BYTES : 2 * _ID_BYTES]
    return Credential(UUID(bytes=organisation), UUID(bytes=client), Secret(body[2 * _ID_BYTES :]))


def hash_credential(secret: Secret) -> bytes:
    """What is kept of a key's secret part: SHA-256, 32 bytes."""
    return sha256(b"complaint-vault/api-key\x00" + secret.reveal())


def credential_matches(secret: Secret, kept: bytes) -> bool:
    """Whether a presented secret is the one whose hash was kept, in constant time."""
    return equal(hash_credential(secret), kept)


def _written(raw: bytes) -> str:
    return PREFIX + base64.urlsafe_b64encode(raw).decode()


def _check(body: bytes) -> bytes:
    return zlib.crc32(PREFIX.encode() + body).to_bytes(_CHECK_BYTES, "big")
