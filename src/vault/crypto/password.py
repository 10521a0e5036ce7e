"""What is kept of a password that a person chose: Argon2id over a salt of its own (RFC 9106)."""

from typing import Final, NamedTuple

from vault.crypto.passphrase import PassphraseCost, stretch
from vault.crypto.secret import Secret

COST: Final = PassphraseCost(bytes(16))
"""What a password is stretched at today; the salt is nobody's, and is stretched where no password is kept."""


class PasswordHash(NamedTuple):
    """The cost at which a password was stretched, and what came of it. It leads back to nothing but guessing."""

    salt: bytes
    memory_kib: int
    passes: int
    lanes: int
    hash: bytes

    @property
    def cost(self) -> PassphraseCost:
        return PassphraseCost(self.salt, self.memory_kib, self.passes, self.lanes)

    @property
    def outdated(self) -> bool:
        """Whether a password would be stretched at another cost today."""
        return self.cost._replace(salt=b"") != COST._replace(salt=b"")


def hash_password(password: Secret) -> PasswordHash:
    """What to keep. Takes some 0.1 s and 64 MiB, which is the point."""
    cost = COST._replace(salt=PassphraseCost.fresh().salt)
    return PasswordHash(*cost, stretch(password, cost).reveal())


def password_matches(password: Secret, kept: PasswordHash | None) -> bool:
    """Whether it is the password, in constant time. Where nothing is kept it takes as long and is not."""
    known = kept or PasswordHash(*COST, bytes(32))
    matches = stretch(password, known.cost) == Secret(known.hash)
    return matches and kept is not None
