"""Stretching a passphrase into a key: Argon2id (RFC 9106)."""

import os
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from vault.crypto.secret import Secret

_SALT_BYTES: Final = 16
_KEY_BYTES: Final = 32


class PassphraseCost(NamedTuple):
    """The salt, and how much work a guess costs.

    The defaults are the second recommended setting of RFC 9106, section 4; here some 0.1 s.
    """

    salt: bytes
    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    @classmethod
    def fresh(cls) -> "PassphraseCost":
        return cls(os.urandom(_SALT_BYTES))


def stretch(passphrase: Secret, cost: PassphraseCost) -> Secret:
    """A key of 32 bytes. The same inputs give the same key."""
    derive = Argon2id(
        salt=cost.salt, length=_KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    return Secret(derive.derive(passphrase.reveal()))
