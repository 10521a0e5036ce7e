"""A reader of signed notes and proofs that knows the specifications alone and none of the vault's code.

C2SP signed-note, tlog-checkpoint, tlog-cosignature; RFC 6962, section 2.1, by its recursive definition.
"""

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def key_id(name: str, kind: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\x0a" + bytes([kind]) + public).digest()[:4]


def verified_text(note: str, vkey: str) -> str:
    """The text of a note, if the key signed it. Raises InvalidSignature, AssertionError."""
    name, identity, encoded = vkey.split("+", 2)
    raw = base64.b64decode(encoded)
    kind, public = raw[0], raw[1:]
    assert bytes.fromhex(identity) == key_id(name, kind, public)
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, packed = line.split(" ")
        signature = base64.b64decode(packed)
        if (dash, signer, signature[:4]) == ("—", name, key_id(name, kind, public)):
            message, over = signature[4:], text.encode()
            if kind == 4:
                stamp, message = int.from_bytes(message[:8], "big"), message[8:]
                over = f"cosignature/v1\ntime {stamp}\n".encode() + over
            Ed25519PublicKey.from_public_bytes(public).verify(message, over)
            return text
    raise AssertionError("not signed by this key")


def head(text: str) -> tuple[str, int, bytes]:
    origin, size, root, *_ = text.split("\n")
    return origin, int(size), base64.b64decode(root)


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH of section 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return [*path(index, leaves[:split]), tree_hash(leaves[split:])]
    return [*path(index - split, leaves[split:]), tree_hash(leaves[:split])]


def subproof(old: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of section 2.1.2."""
    if old == len(leaves):
        return [] if whole else [tree_hash(leaves)]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if old <= split:
        return [*subproof(old, leaves[:split], whole=whole), tree_hash(leaves[split:])]
    return [*subproof(old - split, leaves[split:], whole=False), tree_hash(leaves[:split])]


class Cosigner:
    """A witness's key."""

    def __init__(self, name: str, seed: bytes) -> None:
        self.name = name
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def vkey(self) -> str:
        encoded = base64.b64encode(b"\x04" + self._public).decode()
        return f"{self.name}+{key_id(self.name, 4, self._public).hex()}+{encoded}"

    def cosign(self, note: str, stamp: int) -> str:
        """A signature line over the text of a checkpoint."""
        text = note.rpartition("\n\n")[0] + "\n"
        signature = self._key.sign(f"cosignature/v1\ntime {stamp}\n{text}".encode())
        packed = key_id(self.name, 4, self._public) + stamp.to_bytes(8, "big") + signature
        return f"— {self.name} {base64.b64encode(packed).decode()}\n"
