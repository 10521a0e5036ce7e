"""What a writer is asked to look at before a text is stored."""

import pytest

from vault.language import Language
from vault.redaction.hygiene import RemarkKind, remarks

DA, SV, EN = Language.DANISH, Language.SWEDISH, Language.ENGLISH
K = RemarkKind

TEXTS = [
    (DA, "Der var høj musik fra kl. 23 til kl. 2.", set()),
    (DA, "Hendes nummer er 040370-9914.", {K.NATIONAL_ID}),
    (SV, "Hans personnummer är 19590730-9812.", {K.NATIONAL_ID}),
    (DA, "Hun er gravid og har angst.", {K.HEALTH}),
    (DA, "Han er helt forvirret.", {K.ABOUT_THE_PERSON}),
    (SV, "De är invandrare allihop.", {K.ABOUT_THE_PERSON}),
    (EN, "He is not right in the head.", {K.ABOUT_THE_PERSON}),
]


@pytest.mark.parametrize(("language", "text", "kinds"), TEXTS)
def test_what_is_pointed_out(language: Language, text: str, kinds: set[RemarkKind]) -> None:
    assert kinds <= {one.kind for one in remarks(text, language)}
    if not kinds:
        assert remarks(text, language) == ()


def test_a_remark_says_where_and_what_could_justify_it() -> None:
    text = "Hendes nummer er 040370-9914, og han er doven."
    number, remark = remarks(text, DA)
    assert text[number.start : number.end] == "040370-9914"
    assert "legal_duty" in number.grounds
    assert text[remark.start : remark.end] == "doven"
    assert remark.grounds == ()  # Conduct is described, not the person (S-03).


def test_nothing_in_a_text_stops_the_look() -> None:
    for text in ("", " ", "\0", "\u202e" * 50, "1" * 5_000, "forvirret " * 500):
        remarks(text, DA)
