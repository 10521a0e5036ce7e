"""An append-only Merkle tree (RFC 6962, section 2.1), kept as its right edge.

A tree of n leaves is a row of perfect subtrees whose sizes are the set bits of n, largest first. Appending a leaf
merges equal neighbours, exactly as adding one to n carries; the root folds the row from the right.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vault.crypto import node_hash, sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"")
KEPT_LEVELS = 8
"""Every eighth level of subtrees is kept beside the leaves: those of 256 leaves, of 65,536 and so on."""


class Subtree(NamedTuple):
    """A perfect subtree over 2^level leaves, the `number`-th of its level, from zero."""

    level: int
    number: int
    hash: bytes


class Tree:
    """The size of a tree and the hashes along its right edge."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        if len(edge) != size.bit_count():
            raise ValueError("the edge does not fit the size")
        self.size = size
        self.edge = list(edge)

    def append(self, leaf: bytes) -> list[Subtree]:
        """Adds a leaf hash at the end; returns those of the kept subtrees that it completed, the smallest first."""
        completed: list[Subtree] = []
        carried, size, level = leaf, self.size, 0
        while size & 1:
            carried = node_hash(self.edge.pop(), carried)
            size, level = size >> 1, level + 1
            if level % KEPT_LEVELS == 0:
                completed.append(Subtree(level, size, carried))
        self.edge.append(carried)
        self.size += 1
        return completed

    def extend(self, leaves: Iterable[bytes]) -> list[Subtree]:
        """Adds leaf hashes in order; returns as `append` does."""
        return [subtree for leaf in leaves for subtree in self.append(leaf)]

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves."""
        if not self.edge:
            return EMPTY_ROOT
        folded = self.edge[-1]
        for subtree in reversed(self.edge[:-1]):
            folded = node_hash(subtree, folded)
        return folded
