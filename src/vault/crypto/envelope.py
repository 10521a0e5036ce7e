"""Sealing for somebody who is not there: what is put in opens with a secret that nobody here keeps.

HPKE (RFC 9180) in its base mode, DHKEM(X25519, HKDF-SHA256) with HKDF-SHA256 and AES-256-GCM. The private key is
derived from a secret that its owner has; the public key is kept and seals. What an envelope holds is bound to the place
where it stands, as a record is.
"""

from typing import Final, final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vault.crypto.context import Context
from vault.crypto.credential import derived
from vault.crypto.secret import Secret
from vault.errors import Tampered

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PREFIX: Final = bytes((1, 1))
"""Version and suite. Never given another meaning: it stands in every envelope of every vault."""


def seal_envelope(public: bytes, plaintext: bytes, context: Context) -> bytes:
    """`plaintext` for whoever has the secret behind `public`, 32 bytes."""
    return _PREFIX + _SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info=context.encode())


@final
class EnvelopeKey:
    """Opens what was sealed for its public half. Made of a secret whenever its owner shows that, and kept nowhere."""

    __slots__ = ("_private", "public")

    def __init__(self, secret: Secret) -> None:
        self._private = X25519PrivateKey.from_private_bytes(derived(secret, "envelope"))
        self.public = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        """32 bytes, which may be kept."""

    def open(self, envelope: bytes, context: Context) -> bytes:
        """What is in an envelope. Raises Tampered, naming the place, unless it was sealed for this key and place."""
        if not envelope.startswith(_PREFIX):
            raise Tampered(f"{context} is no envelope")
        try:
            return _SUITE.decrypt(envelope[len(_PREFIX) :], self._private, info=context.encode())
        except (InvalidTag, ValueError):
            raise Tampered(f"{context} does not open with this key") from None

    def __repr__(self) -> str:
        return "<EnvelopeKey>"
