"""Signed notes (C2SP signed-note): a text that any number of keys vouch for, and the keys that can be checked.

<text, each line ended by a newline>
<an empty line>
— <key name> <base64 of key id (4) ‖ signature>

A key is named and has an id of four bytes, so that a reader picks out the signatures of keys that it knows and passes
over all others.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Final

import msgspec

from vault.crypto import SigningKey, VerifyKey, equal, sha256
from vault.errors import InvalidInput, LogBroken, Tampered

ED25519: Final = 0x01
"""A signature over the text itself."""
COSIGNATURE: Final = 0x04
"""A witness's signature over a checkpoint and a time (C2SP tlog-cosignature)."""

_TYPES: Final = frozenset((ED25519, COSIGNATURE))
_ID_BYTES: Final = 4
_KEY_BYTES: Final = 32
_TIME_BYTES: Final = 8
_LONGEST: Final = 64 * 1024
_FIRST_PRINTABLE: Final = " "
_VKEY_PARTS: Final = 3


class Verifier(msgspec.Struct, frozen=True):
    """A public key under the name that it signs with. `kind` is ED25519 or COSIGNATURE."""

    name: str
    key: VerifyKey
    kind: int = ED25519

    @property
    def id(self) -> bytes:
        """Four bytes that tell this key from others of its name."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key.raw)[:_ID_BYTES]

    def vkey(self) -> str:
        """The key as one word that can be handed to anybody: name+id+base64(kind ‖ key)."""
        return f"{self.name}+{self.id.hex()}+{_encoded(bytes([self.kind]) + self.key.raw)}"

    def check(self, text: str, signature: bytes) -> int | None:
        """The time that a cosignature states, in seconds since 1970; None for a plain one. Raises Tampered."""
        if self.kind == ED25519:
            self.key.verify_note(text.encode(), signature)
            return None
        stamp = int.from_bytes(signature[:_TIME_BYTES], "big")
        self.key.verify_note(f"cosignature/v1\ntime {stamp}\n{text}".encode(), signature[_TIME_BYTES:])
        return stamp


class Signature(msgspec.Struct, frozen=True):
    """A signature line as it stands in a note: nothing is proven yet."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        return f"— {self.name} {_encoded(self.key_id + self.signature)}\n"


def parse_vkey(text: str) -> Verifier:
    """A key from its one word. Raises InvalidInput."""
    # Base64 has plus signs of its own, and a name has none.
    name, *rest = text.strip().split("+", _VKEY_PARTS - 1)
    raw = _decoded(rest[1]) if len(rest) == _VKEY_PARTS - 1 and _is_name(name) else None
    if raw is None or len(raw) != 1 + _KEY_BYTES or raw[0] not in _TYPES:
        raise InvalidInput("key", "is not an Ed25519 verifier key: NAME+ID+KEY")
    found = Verifier(name, VerifyKey(raw[1:]), raw[0])
    if rest[0] != found.id.hex():
        raise InvalidInput("key", "has an id that is not its own")
    return found


def sign(text: str, name: str, key: SigningKey) -> str:
    """A note with one signature. The text ends with a newline and holds no control characters but newlines."""
    by = Verifier(name, key.public())
    return f"{text}\n{Signature(name, by.id, key.sign_note(text.encode())).line()}"


def parse(note: str) -> tuple[str, tuple[Signature, ...]]:
    """The text of a note and its signature lines, none of them proven. Raises LogBroken for what is no note."""
    text, found, lines = note.rpartition("\n\n")
    control = any(one < _FIRST_PRINTABLE and one != "\n" for one in note)
    if not found or not lines.endswith("\n") or control or len(note) > _LONGEST:
        raise LogBroken("a checkpoint is malformed")
    return f"{text}\n", tuple(_signature(line) for line in lines.removesuffix("\n").split("\n"))


def proven(note: str, known: Sequence[Verifier]) -> tuple[str, tuple[tuple[Verifier, int | None], ...]]:
    """The text of a note, and which of the known keys signed it, each with the time of a cosignature.

    Signatures by other keys are passed over. Raises LogBroken where there is none by a known key, or one that fails.
    """
    text, signatures = parse(note)
    vouching: list[tuple[Verifier, int | None]] = []
    for signature in signatures:
        by = next((one for one in known if one.name == signature.name and equal(one.id, signature.key_id)), None)
        if by is not None:
            try:
                vouching.append((by, by.check(text, signature.signature)))
            except Tampered:
                raise LogBroken("a checkpoint's signature does not verify") from None
    if not vouching:
        raise LogBroken("a checkpoint names another log or another key")
    return text, tuple(vouching)


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    raw = _decoded(encoded)
    if dash != "—" or not _is_name(name) or raw is None or len(raw) <= _ID_BYTES:
        raise LogBroken("a checkpoint is malformed")
    return Signature(name, raw[:_ID_BYTES], raw[_ID_BYTES:])


def _is_name(text: str) -> bool:
    return bool(text) and "+" not in text and not any(one.isspace() for one in text)


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decoded(text: str) -> bytes | None:
    """The bytes that a text spells. None for any other spelling than the one that is written: a note has one."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if _encoded(raw) == text else None
