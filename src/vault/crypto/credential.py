"""Bearer secrets: shown once, kept as a hash, recognisable to a secret scanner.

    prefix ‖ base64url(organisation id (16) ‖ owner's id (16) ‖ secret (24) ‖ CRC-32 (4))

The prefix says what kind it is and, with the checksum, lets a scanner find a leaked one without a false alarm. 192
random bits need no slow hash: SHA-256 of the secret is as far from it as any password hash would be, and costs a
microsecond. The ids lead to the row without a search across organisations.
"""

import base64
import binascii
import hmac
import zlib
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from vault.crypto.digest import equal, sha256
from vault.crypto.secret import Secret


class CredentialKind(StrEnum):
    """Each kind by its prefix; one never passes for another."""

    API_KEY = "cvk_"
    SESSION = "cvs_"
    DEVICE = "cvd_"
    INVITATION = "cvi_"
    SIGN_IN = "cvp_"
    """A sign-in that has begun and waits for its second half."""


CREDENTIAL_PATTERN: Final = r"\bcv[kidps]_[A-Za-z0-9_-]{80}(?![A-Za-z0-9_-])"
"""What a secret scanner looks for; whether the checksum fits tells a real one from a lookalike."""

SECRET_BYTES: Final = 24
_ID_BYTES: Final = 16
_BODY_BYTES: Final = 2 * _ID_BYTES + SECRET_BYTES
_CHECK_BYTES: Final = 4


class Credential(NamedTuple):
    """A presented credential, taken apart. Well-formed, and nothing more: it is not yet proven."""

    organisation: UUID
    client: UUID
    """Whose it is: the id of a client, session, device, account or begun sign-in."""
    secret: Secret


def mint_credential(
    organisation: UUID, owner: UUID, kind: CredentialKind = CredentialKind.API_KEY
) -> tuple[str, bytes]:
    """A new credential as text to show once, and the hash to keep."""
    secret = Secret.generate(SECRET_BYTES)
    body = organisation.bytes + owner.bytes + secret.reveal()
    return _written(kind, body + _check(kind, body)), hash_credential(secret, kind)


def parse_credential(text: str, kind: CredentialKind = CredentialKind.API_KEY) -> Credential | None:
    """The parts of a credential, or None where it is not one (wrong prefix, length, alphabet or checksum)."""
    if not text.startswith(kind) or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text[len(kind) :], altchars=b"-_", validate=True)
    except binascii.Error:
        return None
    body, check = raw[:_BODY_BYTES], raw[_BODY_BYTES:]
    if len(body) != _BODY_BYTES or not equal(check, _check(kind, body)) or _written(kind, raw) != text:
        # The decoder forgives other spellings of the same bytes; a credential has one.
        return None
    organisation, owner = body[:_ID_BYTES], body[_ID_BYTES : 2 * _ID_BYTES]
    return Credential(UUID(bytes=organisation), UUID(bytes=owner), Secret(body[2 * _ID_BYTES :]))


def hash_credential(secret: Secret, kind: CredentialKind = CredentialKind.API_KEY) -> bytes:
    """What is kept of a credential's secret part: SHA-256, 32 bytes."""
    return sha256(f"complaint-vault/{kind}".encode() + b"\x00" + secret.reveal())


def credential_matches(secret: Secret, kept: bytes, kind: CredentialKind = CredentialKind.API_KEY) -> bool:
    """Whether a presented secret is the one whose hash was kept, in constant time."""
    return equal(hash_credential(secret, kind), kept)


def derived(secret: Secret, label: str) -> bytes:
    """A value that belongs to a secret and does not lead back to it: HMAC-SHA-256 over a label, 32 bytes.

    What a sign-in needs besides (a nonce, a challenge, a token against forged requests) is derived from the secret
    that its browser holds, so that the database keeps none of it.
    """
    return hmac.digest(secret.reveal(), f"complaint-vault/{label}".encode(), "sha256")


def _written(kind: CredentialKind, raw: bytes) -> str:
    return kind + base64.urlsafe_b64encode(raw).decode()


def _check(kind: CredentialKind, body: bytes) -> bytes:
    return zlib.crc32(kind.encode() + body).to_bytes(_CHECK_BYTES, "big")
