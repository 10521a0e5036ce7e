"""A receipt: enough bits, and no slip that passes for another receipt."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.anonymous import receipt
from vault.anonymous.receipt import ALPHABET, LENGTH, read, syndrome, times, write
from vault.errors import InvalidInput

RANDOM = st.binary(min_size=receipt.RANDOM_BYTES, max_size=receipt.RANDOM_BYTES)


def alone(place: int, symbol: int) -> int:
    """What one symbol adds to the syndrome: the code is linear, so this says all of what a slip there does."""
    return syndrome(tuple(symbol if at == place else 0 for at in range(LENGTH)))


def test_it_carries_more_than_eighty_bits() -> None:
    assert receipt.BITS >= 80
    assert 5 * (LENGTH - 1) == receipt.BITS


def test_every_wrong_symbol_is_noticed() -> None:
    """Exhaustive: each place and each difference between the right symbol and the wrong one."""
    assert all(alone(place, difference) for place in range(LENGTH) for difference in range(1, 32))


def test_every_two_symbols_that_changed_places_are_noticed() -> None:
    """Exhaustive, and for any two places: two neighbours among them."""
    for one, other in combinations(range(LENGTH), 2):
        assert all(alone(one, difference) ^ alone(other, difference) for difference in range(1, 32))


def test_the_field_is_one() -> None:
    assert all(times(one, other) for one in range(1, 32) for other in range(1, 32))
    assert {times(3, other) for other in range(32)} == set(range(32))


@given(RANDOM, st.data())
def test_slips_in_real_receipts_are_refused(random: bytes, data: st.DataObject) -> None:
    plain = write(random).replace("-", "")
    place = data.draw(st.integers(0, LENGTH - 1))
    wrong = data.draw(st.sampled_from(ALPHABET.replace(plain[place], "")))
    with pytest.raises(InvalidInput, match="slip"):
        read(plain[:place] + wrong + plain[place + 1 :])
    at = data.draw(st.integers(0, LENGTH - 2))
    if plain[at] != plain[at + 1]:
        with pytest.raises(InvalidInput, match="slip"):
            read(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :])


@given(RANDOM, st.sampled_from(["", "-", " ", " - "]))
def test_it_is_understood_however_it_is_typed(random: bytes, between: str) -> None:
    made = write(random)
    typed = between.join(made.split("-")).lower().replace("0", "o").replace("1", "l")
    assert read(typed) == read(typed.upper()) == read(made) == made


@given(RANDOM, RANDOM)
def test_no_two_share_one(one: bytes, other: bytes) -> None:
    kept = (1 << receipt.BITS) - 1
    same = int.from_bytes(one, "big") & kept == int.from_bytes(other, "big") & kept
    assert (write(one) == write(other)) is same


@pytest.mark.parametrize("text", ["", "K7QW", "U" * LENGTH, "0" * (LENGTH + 1), "é" * LENGTH, "٣" * LENGTH])
def test_what_is_no_receipt_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(text)
    assert text == "" or text not in refused.value.detail
