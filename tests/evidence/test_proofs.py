"""Inclusion and consistency, against the recursive definitions of RFC 6962."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.evidence.notes import path, subproof, tree_hash

from vault.audit import proofs
from vault.audit.merkle import Subtree, Tree
from vault.crypto import leaf_hash
from vault.errors import LogBroken

LEAVES = [leaf_hash(bytes([number])) for number in range(80)]
SIZES = st.integers(1, len(LEAVES))


def hashing(level: int, number: int) -> bytes:
    return tree_hash(LEAVES[number << level : number + 1 << level])


@given(SIZES, st.data())
def test_an_inclusion_proof_is_that_of_the_definition_and_leads_to_the_root(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    found = [proofs.root(one, hashing) for one in proofs.inclusion(index, size)]
    assert found == path(index, LEAVES[:size])
    proofs.check_inclusion(LEAVES[index], index, size, found, tree_hash(LEAVES[:size]))


@given(SIZES, st.data())
def test_a_consistency_proof_is_that_of_the_definition_and_holds(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    found = [proofs.root(one, hashing) for one in proofs.consistency(old, size)]
    assert found == (subproof(old, LEAVES[:size]) if old else [])
    proofs.check_consistency(old, size, tree_hash(LEAVES[:old]), tree_hash(LEAVES[:size]), found)


@given(SIZES, st.data())
def test_a_changed_inclusion_proof_proves_nothing(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    found = path(index, LEAVES[:size])
    root = tree_hash(LEAVES[:size])
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index) if size > 1 else st.just(1))
    with pytest.raises(LogBroken):
        proofs.check_inclusion(LEAVES[index], other, size, found, root)
    with pytest.raises(LogBroken):
        proofs.check_inclusion(b"x" * 32, index, size, found, root)
    with pytest.raises(LogBroken):
        proofs.check_inclusion(LEAVES[index], index, size, [*found, b"x" * 32], root)
    if found:
        place = data.draw(st.integers(0, len(found) - 1))
        with pytest.raises(LogBroken):
            proofs.check_inclusion(LEAVES[index], index, size, [*found[:place], b"x" * 32, *found[place + 1 :]], root)


@given(SIZES, st.data())
def test_a_log_that_was_changed_has_no_consistency_proof(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*LEAVES[:changed], b"x" * 32, *LEAVES[changed + 1 : size]]
    assume(rewritten != LEAVES[:size])
    with pytest.raises(LogBroken):
        proofs.check_consistency(old, size, tree_hash(LEAVES[:old]), tree_hash(rewritten), subproof(old, rewritten))


def test_no_proof_of_what_is_not_there() -> None:
    with pytest.raises(ValueError, match="leaf"):
        proofs.inclusion(3, 3)
    with pytest.raises(ValueError, match="shrink"):
        proofs.consistency(4, 3)
    with pytest.raises(LogBroken):
        proofs.check_consistency(4, 3, b"", b"", [])


def test_the_tree_tells_of_the_subtrees_that_are_kept() -> None:
    leaves = [leaf_hash(number.to_bytes(2)) for number in range(600)]
    completed = Tree().extend(leaves)
    assert completed == [Subtree(8, number, tree_hash(leaves[number * 256 : (number + 1) * 256])) for number in (0, 1)]
