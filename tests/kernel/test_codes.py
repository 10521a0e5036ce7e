"""One-time codes: typed by people, never kept, bound to their place."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.crypto import PASSPHRASE_SIGNS, code_matches, hash_code, mint_code

PLACE, OTHER = b"request 1", b"request 2"


def test_a_code_is_groups_of_four_that_nobody_misreads() -> None:
    codes = [mint_code() for _ in range(200)]
    assert len(set(codes)) == 200
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4]
        assert not set(code) & set("ILOU")
    assert len(mint_code(PASSPHRASE_SIGNS).replace("-", "")) == 24


def test_every_sign_is_as_likely_as_any_other() -> None:
    drawn = Counter("".join(mint_code(4096).split("-") + mint_code(4096).split("-")))
    assert len(drawn) == 32
    # 256 of each are expected; seven standard deviations on either side.
    assert all(144 < count < 368 for count in drawn.values())


@given(st.sampled_from(["upper", "lower"]), st.sampled_from(["", " ", "-"]))
def test_a_code_is_what_was_meant_however_it_is_typed(case: str, between: str) -> None:
    code = mint_code()
    typed = getattr(code.replace("-", between), case)().replace("0", "O" if case == "upper" else "o")
    assert code_matches(typed, PLACE, hash_code(code, PLACE))


def test_the_hash_of_a_code_is_the_one_that_is_written_down() -> None:
    """Receipts and packages from before are opened by it."""
    written = hashlib.sha256(b"complaint-vault/code\x00" + PLACE + b"\x00" + b"7K3MQ9XD").digest()
    assert hash_code(" 7k3m-q9xd ", PLACE) == written


@pytest.mark.parametrize(("typed", "meant"), [("iILl", "1111"), ("oO0o", "0000"), ("uUVv", "VVVV")])
def test_signs_that_are_misread_are_read_as_what_they_look_like(typed: str, meant: str) -> None:
    assert hash_code(typed, PLACE) == hash_code(meant, PLACE)


def test_a_code_counts_in_its_place_alone() -> None:
    code = mint_code()
    assert not code_matches(code, OTHER, hash_code(code, PLACE))
    assert not code_matches("0000-0000", PLACE, hash_code(code, PLACE))
    assert code.encode() not in hash_code(code, PLACE)
