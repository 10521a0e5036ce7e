"""Any text that a resident can send can be printed, and what no font shows is named, not dropped."""

import pytest

from vault.language import Language
from vault.subject_requests.letter.glyphs import printable
from vault.subject_requests.letter.texts import texts

SAY = texts(Language.ENGLISH)


@pytest.mark.parametrize(
    "text", ["Rødgrød på Ærø", "Åsögatan, Örebro", "“quoted” – 5 € …", "Привет", "שלום", "العربية"]
)
def test_what_the_fonts_have_stays_as_written(text: str) -> None:
    assert printable(text, SAY) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("0\u064b", "[2 characters that only the data file can show]"),
        ("Tak 🙂", "Tak [slightly smiling face]"),
        ("❤️🎉", "❤[party popper]"),
        ("日本", "[2 characters that only the data file can show]"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\tb", "a    b"),
        ("\x01a\x1b[0m\x7f", "a[0m"),
    ],
)
def test_what_the_fonts_lack_is_told_in_words(text: str, printed: str) -> None:
    """A-70: the copy stays intelligible; the characters themselves stand in the data file."""
    assert printable(text, SAY) == printed


@pytest.mark.parametrize("override", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
def test_no_character_can_turn_a_line_around(override: str) -> None:
    assert printable(f"a{override}b", SAY) == "ab"


def test_a_word_longer_than_a_line_can_break() -> None:
    printed = printable("x" * 100, SAY)
    assert printed.replace("\u200b", "") == "x" * 100
    assert max(map(len, printed.split("\u200b"))) < 37


def test_an_ordinary_long_word_is_left_alone() -> None:
    word = "speciallægepraksisplanlægningsudvalg"
    assert printable(word, SAY) == word
