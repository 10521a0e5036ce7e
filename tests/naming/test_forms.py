"""One name, written in all the ways in which people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.naming import called, initials, misspells, nicknames, slips_in, stems
from vault.normal import folded


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Birgitte", "Gitte"),
        ("Pernille", "Nille"),
        ("Lars", "Lasse"),
        ("Karl", "Kalle"),
        ("Christina", "Kicki"),
        ("Mikael", "Micke"),
        ("Margaret", "Peggy"),
        ("William", "Bill"),
        ("Søren", "Sør"),
        ("Anna-Karin", "Anki"),
    ],
)
def test_a_nickname_leads_to_the_name_and_back(full: str, short: str) -> None:
    assert folded(short) in nicknames(full)
    assert folded(full) in nicknames(short)


def test_nicknames_are_one_step_apart() -> None:
    """Two people of one nickname are not each other."""
    assert "kristian" not in nicknames("kristoffer")
    assert nicknames("Xyzzy") == frozenset()


def test_a_full_name_is_called_by_any_of_its_given_names() -> None:
    assert {"anki"} <= called("Anna-Karin Berg")
    assert {folded("Lasse"), folded("Kalle")} <= called("Lars Karl Lind")
    assert {"anki"} <= called("Anna Karin Berg")
    assert folded("Gitte") not in called("Holger Birgitte"), "the last word is the family's"


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("Jørgen Hedelund", ("JH",)),
        ("Anna Karin Berg", ("AKB", "AB", "AK")),
        ("Per-Olof Strand", ("POS", "PS", "PO")),
        ("Cher", ()),
    ],
)
def test_initials(name: str, signed: tuple[str, ...]) -> None:
    assert initials(name) == signed


@pytest.mark.parametrize(
    ("written", "name", "same"),
    [
        ("hedelumd", "hedelund", True),
        ("hedleund", "hedelund", True),
        ("hedlumd", "hedelund", True),
        ("medelund", "hedelund", False),
        ("karem", "karen", True),
        ("kern", "kari", False),
        ("my", "mia", False),
    ],
)
def test_a_slip_in_a_long_enough_name_is_still_that_name(written: str, name: str, same: bool) -> None:  # noqa: FBT001
    assert misspells(written, name) is same


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("Mettes", "mette"),
        ("Jonas'", "jonas"),
        ("Jonas’s", "jonas"),
        ("Max'", "max"),
        ("Karin:s", "karin"),
        ("Lise's", "lise"),
    ],
)
def test_a_genitive_has_the_name_as_a_stem(word: str, stem: str) -> None:
    assert folded(stem) in stems(word)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøåäö", min_size=1, max_size=12))
def test_a_name_never_misspells_itself_away(name: str) -> None:
    word = folded(name)
    assert misspells(word, word) is bool(slips_in(word))
