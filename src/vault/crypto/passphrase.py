"""Stretching a passphrase into a key: Argon2id (RFC 9106)."""

import os
from threading import Lock
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from vault.crypto.secret import Secret

_SALT_BYTES: Final = 16
_KEY_BYTES: Final = 32


_ONE_AT_A_TIME: Final = Lock()
"""OpenSSL computes lanes on threads of a pool that all callers in a process share. Two that ask at once wait for each
other's threads for ever, and four are told that memory is lacking (OpenSSL 4.0.3, found with two threads of 64 MB).
One uses every core by itself, so waiting costs no throughput."""


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
    """A key of 32 bytes. The same inputs give the same key. Several threads may ask; they are served in turn."""
    derive = Argon2id(
        salt=cost.salt, length=_KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    with _ONE_AT_A_TIME:
        return Secret(derive.derive(passphrase.reveal()))
