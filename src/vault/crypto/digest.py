"""Hashes without a key, and comparison in constant time."""

import hashlib
import hmac
from pathlib import Path


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def file_sha256(path: Path) -> bytes:
    """SHA-256 over a file, 32 bytes, read piece by piece. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def equal(one: bytes, other: bytes) -> bool:
    """Whether two byte strings are the same, in time that depends on their length only."""
    return hmac.compare_digest(one, other)


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a Merkle tree leaf (RFC 6962, section 2.1): a leaf can never pass for a node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner Merkle tree node (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()
