"""Proofs over the tree (RFC 6962, section 2.1): that a leaf is in it, and that it grew only at its end.

Both proofs are lists of the hashes of ranges of leaves. Which ranges, follows from sizes alone; whoever asks for a
proof says how a range is hashed. Checking needs no tree at all.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from vault.crypto import equal, node_hash
from vault.errors import LogBroken


class Range(NamedTuple):
    """Leaves from `start` up to, and without, `end`."""

    start: int
    end: int


Hashing = Callable[[int, int], bytes]
"""The hash of a perfect subtree: its level (0 for leaves) and its number within the level."""


def inclusion(index: int, size: int) -> tuple[Range, ...]:
    """The ranges whose hashes prove the leaf at `index` in a tree of `size`, from the leaf up (2.1.1).

    Raises ValueError for a leaf that the tree does not have.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    path: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(Range(middle, end))
            end = middle
        else:
            path.append(Range(start, middle))
            start = middle
    return tuple(reversed(path))


def consistency(old: int, size: int) -> tuple[Range, ...]:
    """The ranges whose hashes prove that a tree of `size` begins with one of `old` leaves (2.1.2).

    Nothing has to be proven from the empty tree, or where nothing was added. Raises ValueError for a tree that shrank.
    """
    if not 0 <= old <= size:
        raise ValueError("a tree does not shrink")
    if old in (0, size):
        return ()
    path: list[Range] = []
    start, end, whole = 0, size, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(Range(middle, end))
            end = middle
        else:
            path.append(Range(start, middle))
            start, whole = middle, False
    # The old tree itself need not be told where it is a subtree of the new one: the checker has its root.
    return tuple(reversed(path)) if whole else (Range(start, end), *reversed(path))


def root(leaves: Range, hashing: Hashing) -> bytes:
    """The hash over a range of leaves as a proof or a tree has it: perfect subtrees, folded from the right."""
    start, end = leaves
    parts: list[bytes] = []
    while start < end:
        width = 1 << (end - start).bit_length() - 1
        parts.append(hashing(width.bit_length() - 1, start // width))
        start += width
    folded = parts.pop()
    while parts:
        folded = node_hash(parts.pop(), folded)
    return folded


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> None:
    """Raises LogBroken unless the proof leads from the leaf to the root. RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size or len(path) != len(inclusion(index, size)):
        raise LogBroken("the proof does not fit the tree")
    place, last, folded = index, size - 1, leaf
    for sibling in path:
        if place & 1 or place == last:
            folded = node_hash(sibling, folded)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            folded = node_hash(folded, sibling)
        place, last = place >> 1, last >> 1
    if not equal(folded, expected):
        raise LogBroken("the proof does not lead to the root of the checkpoint")


def check_consistency(old: int, size: int, before: bytes, after: bytes, path: Sequence[bytes]) -> None:
    """Raises LogBroken unless the proof shows that the later tree begins with the earlier. RFC 9162, 2.1.4.2."""
    if not 0 <= old <= size or len(path) != len(consistency(old, size)):
        raise LogBroken("the proof does not fit the trees")
    if not path:
        if old == size and not equal(before, after):
            raise LogBroken("two trees of one size have different roots")
        return
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first, *rest = path if old & (old - 1) else (before, *path)
    earlier = later = first
    for sibling in rest:
        if place & 1 or place == last:
            earlier, later = node_hash(sibling, earlier), node_hash(sibling, later)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            later = node_hash(later, sibling)
        place, last = place >> 1, last >> 1
    if not equal(earlier, before) or not equal(later, after):
        raise LogBroken("the proof does not lead from one checkpoint to the other")


def _split(leaves: int) -> int:
    """The largest power of two below a number of leaves above one."""
    return 1 << (leaves - 1).bit_length() - 1
