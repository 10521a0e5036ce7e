"""Checkpoints (C2SP tlog-checkpoint): signed notes that say how long a log is, and the root of its tree.

<origin>
<tree size>
<root hash, base64>

— <origin> <base64 of key id (4) ‖ signature (64)>

A log may have had several signing keys. Each signature names its key by its id, so a checkpoint is opened with a list
of keys, and one signed long ago still opens after a rotation.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import NamedTuple

from vault.audit import note
from vault.audit.merkle import HASH_BYTES
from vault.audit.note import Verifier
from vault.crypto import SigningKey, VerifyKey, sha256
from vault.errors import InvalidInput, LogBroken
from vault.ids import OrganisationId

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_FEWEST_LINES = 3


class Head(NamedTuple):
    """What a checkpoint vouches for."""

    origin: str
    size: int
    root: bytes


def origin(organisation: OrganisationId) -> str:
    """The name of an organisation's log; also the name of the keys that sign it."""
    return f"complaint-vault/{organisation}"


def verifiers(organisation: OrganisationId, keys: Sequence[VerifyKey]) -> tuple[Verifier, ...]:
    """The keys of an organisation under the name of its log."""
    return tuple(Verifier(origin(organisation), key) for key in keys)


def sign(organisation: OrganisationId, size: int, root: bytes, key: SigningKey) -> str:
    """A signed note over a tree of `size` leaves with this root."""
    name = origin(organisation)
    return note.sign(f"{name}\n{size}\n{base64.b64encode(root).decode()}\n", name, key)


def open_note(text: str, organisation: OrganisationId, keys: Sequence[VerifyKey]) -> tuple[int, bytes]:
    """The size and root that a checkpoint vouches for. Raises LogBroken unless a key of the organisation signed it."""
    head = opened(text, verifiers(organisation, keys))
    return head.size, head.root


def opened(text: str, known: Sequence[Verifier]) -> Head:
    """What a checkpoint vouches for. Raises LogBroken unless the key of a log that is known signed it as its own."""
    body, _ = note.proven(text, known)
    head = read(body)
    if all(one.name != head.origin for one in known if one.kind == note.ED25519):
        raise LogBroken("a checkpoint names another log or another key")
    return head


def head_of(text: str) -> Head:
    """What a checkpoint says, with no key asked. Raises LogBroken where it is none."""
    return read(note.parse(text)[0])


def read(body: str) -> Head:
    """The text of a checkpoint, taken apart. Raises LogBroken; extension lines are passed over."""
    lines = body.removesuffix("\n").split("\n")
    try:
        if len(lines) < _FEWEST_LINES or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise LogBroken("a checkpoint is malformed")
        root = base64.b64decode(lines[2], validate=True)
    except (ValueError, binascii.Error):
        raise LogBroken("a checkpoint is malformed") from None
    if len(root) != HASH_BYTES or base64.b64encode(root).decode() != lines[2]:
        raise LogBroken("a checkpoint is malformed")
    size = int(lines[1])
    if size == 0 and root != sha256(b""):
        raise LogBroken("a checkpoint is malformed")
    return Head(lines[0], size, root)


def several(text: str) -> list[str]:
    """The checkpoints of a file in which they stand one behind the other. Raises InvalidInput where there is none."""
    found: list[str] = []
    begun = ""
    signed = False
    for line in text.splitlines(keepends=True):
        if signed and not line.startswith("— "):
            found.append(begun)
            begun, signed = "", False
        if begun or line.strip():
            begun += line
            signed = line.startswith("— ")
    if signed:
        found.append(begun)
    if not found:
        raise InvalidInput("FILE", "holds no checkpoint")
    return found
