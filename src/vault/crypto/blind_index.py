"""Blind index: equality search over values that are stored sealed.

A token is HMAC-SHA-256 over a kind and a normalised value, truncated to 128 bits. Without the index key a token
says nothing of its value; with a database alone, an attacker sees only that two rows share one. The kind is part
of the input, so a phone number and a lease number with the same digits have different tokens.
"""

from typing import Final, final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from vault.crypto.secret import Secret

TOKEN_BYTES: Final = 16


@final
class IndexKey:
    """The index key of one organisation and epoch."""

    __slots__ = ("_prepared",)

    def __init__(self, material: Secret) -> None:
        self._prepared = HMAC(material.reveal(), SHA256())

    def token(self, kind: str, value: str) -> bytes:
        """The token of a normalised value, 16 bytes. `kind` is a name without NUL from the schema."""
        mac = self._prepared.copy()
        mac.update(kind.encode() + b"\x00" + value.encode())
        return mac.finalize()[:TOKEN_BYTES]

    def __repr__(self) -> str:
        return "<IndexKey>"
