"""Ed25519 signatures (RFC 8032), each bound to what kind of thing is signed."""

from typing import final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vault.crypto.secret import Secret
from vault.errors import Tampered


def _message(purpose: str, data: bytes) -> bytes:
    # A signature over a certificate must never pass for one over a checkpoint.
    return b"complaint-vault/" + purpose.encode() + b"\x00" + data


@final
class VerifyKey:
    """The public half; 32 bytes that may be given to anyone."""

    __slots__ = ("_key", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._key = Ed25519PublicKey.from_public_bytes(raw)

    def verify(self, purpose: str, data: bytes, signature: bytes) -> None:
        """Raises Tampered unless `signature` was made over exactly this purpose and data."""
        try:
            self._key.verify(signature, _message(purpose, data))
        except InvalidSignature:
            raise Tampered(f"the {purpose} signature does not verify") from None

    def verify_note(self, text: bytes, signature: bytes) -> None:
        """Raises Tampered unless `signature` was made over the text of a note, with nothing put before it."""
        try:
            self._key.verify(signature, text)
        except InvalidSignature:
            raise Tampered("the signature of a note does not verify") from None


@final
class SigningKey:
    """The private half."""

    __slots__ = ("_key",)

    def __init__(self, seed: Secret) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed.reveal())

    def sign(self, purpose: str, data: bytes) -> bytes:
        """A signature of 64 bytes over `data`, valid for `purpose` alone."""
        return self._key.sign(_message(purpose, data))

    def sign_note(self, text: bytes) -> bytes:
        """A signature of 64 bytes over the text of a note (C2SP signed-note), as other programs check it.

        A note holds no NUL and whatever else is signed begins with a purpose and a NUL, so neither passes for the
        other. Raises ValueError for a text that would break this.
        """
        if b"\x00" in text:
            raise ValueError("a note holds no NUL")
        return self._key.sign(text)

    def public(self) -> VerifyKey:
        return VerifyKey(self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def __repr__(self) -> str:
        return "<SigningKey>"
