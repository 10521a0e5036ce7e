"""An append-only Merkle tree (RFC 6962, section 2.1), kept as its right edge.

A tree of n leaves is a row of perfect subtrees whose sizes are the set bits of n, largest first. Appending a leaf
merges equal neighbours, exactly as adding one to n carries; the root folds the row from the right.
"""

from collections.abc import Iterable, Sequence

from vault.crypto import node_hash, sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"")


class Tree:
    """The size of a tree and the hashes along its right edge."""

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        if len(edge) != size.bit_count():
            raise ValueError("the edge does not fit the size")
        self.size = size
        self.edge = list(edge)

    def append(self, leaf: bytes) -> None:
        """Adds a leaf hash at the end."""
        carried, size = leaf, self.size
        while size & 1:
            carried = node_hash(self.edge.pop(), carried)
            size >>= 1
        self.edge.append(carried)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves."""
        if not self.edge:
            return EMPTY_ROOT
        folded = self.edge[-1]
        for subtree in reversed(self.edge[:-1]):
            folded = node_hash(subtree, folded)
        return folded
