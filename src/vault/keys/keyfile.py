"""What stands in the keystore's file: the keys, in the clear or sealed by a passphrase."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Never
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.crypto import Context, PassphraseCost, RecordKey, Secret, stretch
from vault.errors import KeystoreUnavailable, Misconfigured, Tampered
from vault.keys.credentials import CredentialFile

_PLACE: Final = Context(b"", "keystore", b"", "keys")
_SHORTEST_PASSPHRASE: Final = 12


class Entry(msgspec.Struct, frozen=True):
    """A provider key. Its material is never shown by accident."""

    label: str
    created_at: datetime
    material: str

    def __repr__(self) -> str:
        return f"<key {self.label}>"

    def __reduce__(self) -> Never:
        raise TypeError("a provider key cannot be pickled")


class _Plain(msgspec.Struct, frozen=True, tag_field="format", tag="complaint-vault/keystore/1"):
    keys: dict[str, Entry]


class _Sealed(msgspec.Struct, frozen=True, tag_field="format", tag="complaint-vault/keystore-sealed/1"):
    # Bounded, so that a changed file cannot make opening it take all memory.
    salt: Annotated[bytes, Meta(min_length=16, max_length=64)]
    memory_kib: Annotated[int, Meta(ge=8_192, le=2_097_152)]
    passes: Annotated[int, Meta(ge=1, le=64)]
    lanes: Annotated[int, Meta(ge=1, le=16)]
    record: bytes


class KeyFile:
    """Encodes and decodes, and remembers the stretched passphrase, which is slow to make on purpose."""

    def __init__(self, passphrase: Secret | None) -> None:
        self._passphrase = passphrase
        self._cost: PassphraseCost | None = None
        self._key: RecordKey | None = None

    def decode(self, content: bytes) -> dict[str, Entry]:
        """Raises KeystoreUnavailable where the passphrase is missing or wrong, or the file is damaged."""
        try:
            found = msgspec.json.decode(content, type=_Plain | _Sealed)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise damaged() from None
        if isinstance(found, _Plain):
            return found.keys
        cost = PassphraseCost(found.salt, found.memory_kib, found.passes, found.lanes)
        try:
            return msgspec.json.decode(self._sealing(cost).open(found.record, _PLACE), type=dict[str, Entry])
        except Tampered:
            raise KeystoreUnavailable("the passphrase does not open the keystore, or it was changed") from None

    def encode(self, keys: dict[str, Entry]) -> bytes:
        """The file's content: sealed where there is a passphrase."""
        if self._passphrase is None:
            return msgspec.json.encode(_Plain(keys))
        cost = self._cost or PassphraseCost.fresh()
        record = self._sealing(cost).seal(msgspec.json.encode(keys), _PLACE)
        return msgspec.json.encode(_Sealed(cost.salt, cost.memory_kib, cost.passes, cost.lanes, record))

    def _sealing(self, cost: PassphraseCost) -> RecordKey:
        if self._passphrase is None:
            raise KeystoreUnavailable(
                "the keystore is sealed by a passphrase", hint="name a file that holds it in CVAULT_PASSPHRASE_FILE"
            )
        if self._key is None or cost != self._cost:
            self._key, self._cost = RecordKey(UUID(int=0), stretch(self._passphrase, cost)), cost
        return self._key


def read_passphrase(path: Path | None) -> Secret | None:
    """The passphrase in a file, without the line's end; None where no file is named.

    Raises Misconfigured for a file that cannot be read, that others can read, or that holds too little.
    """
    if path is None:
        return None
    passphrase = CredentialFile(path, "passphrase", "CVAULT_PASSPHRASE_FILE").read().secret
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise Misconfigured(f"the passphrase has fewer than {_SHORTEST_PASSPHRASE} characters")
    return passphrase


def damaged() -> KeystoreUnavailable:
    return KeystoreUnavailable("the keystore is damaged", hint="restore it from its own backup")
