"""From a receipt to what it opens. Slow on purpose: some 0.1 s and 64 MB for each attempt.

Nothing of a receipt is kept but what comes out here: a value to look for, and the public half of a key. The salt is the
organisation's id, so that a receipt is looked up without asking which one it is; what is kept is as random as
95 bits make it, so that no table of guesses can be made beforehand.

An epoch's rotation moves none of this: it depends on the receipt alone.
"""

from typing import Final, NamedTuple

from vault.anonymous import receipt
from vault.crypto import EnvelopeKey, PassphraseCost, Secret, derived, stretch
from vault.ids import OrganisationId

LOOKUP_BYTES: Final = 16


class Lock(NamedTuple):
    """What is kept: where a receipt's mailbox is found, and the key that seals what is put into it."""

    lookup: bytes
    public: bytes


class Unlocked(NamedTuple):
    """What a receipt gives whoever shows it."""

    lookup: bytes
    key: EnvelopeKey

    @property
    def lock(self) -> Lock:
        return Lock(self.lookup, self.key.public)


def new_receipt() -> str:
    """A receipt that nobody has been given."""
    return receipt.write(Secret.generate(receipt.RANDOM_BYTES).reveal())


def unlock(organisation: OrganisationId, text: str) -> Unlocked:
    """What a receipt opens in an organisation. Raises InvalidInput for what is no receipt. Asks no database."""
    plain = Secret(receipt.read(text).encode())
    stretched = stretch(plain, PassphraseCost(salt=organisation.bytes))
    return Unlocked(derived(stretched, "receipt/lookup")[:LOOKUP_BYTES], EnvelopeKey(stretched))
