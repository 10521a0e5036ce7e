"""A name is masked however its letters are made: what reads alike is treated alike."""

import unicodedata
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.redaction import Decision, Known, Mask, Redactor, Standing, segments
from vault.redaction.reading import read

NAMES = ("Åse Müller", "Sören Öberg", "René Bækgård")
TEXTS = [
    "Jeg talte med Åse Müller i går om Sören.",
    "Åses hund, og müllers bil. Også Öbergs.",
    "René sagde, at Bækgård ringede fra Ærøvej 3.",
    "Mail til ase@brev.example; Åse svarede ikke.",
]


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def hyphenated(text: str) -> str:
    """With a soft hyphen after every second letter, as word processors break words."""
    return "".join(c + ("\u00ad" if at % 2 else "") for at, c in enumerate(text))


def marked(text: str) -> str:
    """With an unseen mark before and after every word."""
    return "\u200b" + text.replace(" ", "\ufeff \u200e") + "\u2060"


def redactor(names: tuple[str, ...] = NAMES) -> Redactor:
    return Redactor(
        [
            Known(
                ref=str(number),
                standing=Standing.OTHER,
                names=(name,),
                addresses=(("Ærøvej 3", None),),
                emails=("ase@brev.example",),
            )
            for number, name in enumerate(names)
        ]
    )


def seen(text: str, by: Redactor) -> list[object]:
    """What is shown of a text, as it reads."""
    shown = [one if isinstance(one, Mask) else read(one).text for one in segments(text, by.propose(text))]
    return [one for one in shown if one]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("written", [decomposed, hyphenated, marked])
def test_a_text_is_masked_alike_however_it_is_written(text: str, written: Callable[[str], str]) -> None:
    expected = seen(text, redactor())
    assert any(isinstance(one, Mask) for one in expected)
    assert seen(written(text), redactor()) == expected


@pytest.mark.parametrize("text", TEXTS)
def test_a_person_is_found_however_their_name_was_stored(text: str) -> None:
    stored = redactor(tuple(decomposed(name) for name in NAMES))
    assert seen(text, stored) == seen(decomposed(text), stored) == seen(text, redactor())


def test_no_mark_of_a_hidden_letter_stays_behind() -> None:
    text = decomposed("Det var Åsé.")
    (span,) = redactor(("Åsé",)).propose(text)
    assert (span.decision, text[span.start : span.end]) == (Decision.HIDE, decomposed("Åsé"))


@given(st.text(st.sampled_from("aÅe\u0301\u030a\u00ad\u200b .S"), max_size=40))
def test_every_character_lies_in_the_place_that_is_said(text: str) -> None:
    reading = read(text)
    assert len(reading.text) == len(reading.starts) == len(reading.ends)
    for at, letter in enumerate(reading.text):
        start, end = reading.place(at, at + 1)
        assert letter in unicodedata.normalize("NFC", text[start:end].replace("\u00ad", "").replace("\u200b", ""))
    assert read(reading.text).text == reading.text


@given(st.text(max_size=60))
def test_any_text_is_cut_into_what_it_was(text: str) -> None:
    spans = redactor().propose(text)
    assert all(0 <= one.start < one.end <= len(text) for one in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
