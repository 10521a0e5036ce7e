"""Checkpoints as signed notes (C2SP tlog-checkpoint): text that can be stored anywhere and checked offline.

<origin>
<tree size>
<root hash, base64>

— <origin> <base64 of key hash (4) ‖ signature (64)>
"""

import base64
import binascii

from vault.audit.merkle import HASH_BYTES
from vault.crypto import SigningKey, VerifyKey, sha256
from vault.errors import LogBroken, Tampered
from vault.ids import OrganisationId

_PURPOSE = "audit-checkpoint"
_ED25519 = b"\x01"
_KEY_HASH_BYTES = 4


def origin(organisation: OrganisationId) -> str:
    """The name of an organisation's log; also the name of the key that signs it."""
    return f"complaint-vault/{organisation}"


def sign(organisation: OrganisationId, size: int, root: bytes, key: SigningKey) -> str:
    """A signed note over a tree of `size` leaves with this root."""
    name = origin(organisation)
    body = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    return _written(body, name, _key_hash(name, key.public()) + key.sign(_PURPOSE, body.encode()))


def open_note(note: str, organisation: OrganisationId, key: VerifyKey) -> tuple[int, bytes]:
    """The size and root that a note vouches for. Raises LogBroken unless the organisation's key signed it."""
    name = origin(organisation)
    try:
        body, _, signature_line = note.partition("\n\n")
        first, size, root = body.split("\n")
        dash, signer, encoded = signature_line.rstrip("\n").split(" ")
        signature = base64.b64decode(encoded, validate=True)
        if (first, dash, signer) != (name, "—", name) or signature[:_KEY_HASH_BYTES] != _key_hash(name, key):
            raise LogBroken("a checkpoint names another log or another key")
        key.verify(_PURPOSE, f"{body}\n".encode(), signature[_KEY_HASH_BYTES:])
        decoded = base64.b64decode(root, validate=True)
        # What follows the signed text could be spelt in several ways; a note has one.
        if len(decoded) != HASH_BYTES or note != _written(f"{body}\n", name, signature):
            raise LogBroken("a checkpoint is malformed")
        return int(size), decoded
    except (ValueError, binascii.Error):
        raise LogBroken("a checkpoint is malformed") from None
    except Tampered:
        raise LogBroken("a checkpoint's signature does not verify") from None


def _written(body: str, name: str, signature: bytes) -> str:
    return f"{body}\n— {name} {base64.b64encode(signature).decode()}\n"


def _key_hash(name: str, key: VerifyKey) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + key.raw)[:_KEY_HASH_BYTES]
