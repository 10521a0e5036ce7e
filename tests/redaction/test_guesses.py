"""What others guess of who spoke in confidence, and what would give an author away (N-10, X-33)."""

import pytest

from vault.language import Language
from vault.redaction import Decision, Known, Part, Redactor, Standing, Telling

ASKS = Known(ref="asks", standing=Standing.REQUESTER, part=Part.RESPONDENT, names=("Tobias Kragh",))
WITHHELD = Known(ref="told", standing=Standing.WITHHELD, part=Part.COMPLAINANT, names=("Merete Voss",))
OPEN = Known(ref="told", standing=Standing.OTHER, part=Part.COMPLAINANT, names=("Merete Voss",))


def shown(text: str, language: Language, author: Standing, complainant: Known | None = WITHHELD) -> str:
    """What the requester can read of a text."""
    people = (ASKS,) if complainant is None else (ASKS, complainant)
    spans = Redactor(people, language=language).propose(text, Telling(author=author, language=language))
    hidden = {at for one in spans if one.decision is not Decision.KEEP for at in range(one.start, one.end)}
    return "".join(letter for at, letter in enumerate(text) if at not in hidden)


@pytest.mark.parametrize(
    ("language", "text", "guess"),
    [
        (Language.DANISH, "Tobias spurgte, om det var hende med hunden, der havde skrevet. Frist 14 dage.", "hunden"),
        (Language.DANISH, "Tobias gættede på at det var ham der samler flasker, som har klaget.", "flasker"),
        (Language.SWEDISH, "Tobias undrade om det var hon som vattnade blommorna, jag svarade inte.", "vattnade"),
        (Language.ENGLISH, "Tobias asked whether it was the one who mended the dishwasher.", "dishwasher"),
        (Language.ENGLISH, 'Tobias guessed at once: "It was the couple with the parrot". I did not answer.', "parrot"),
        (Language.DANISH, 'Tobias gættede straks: "det er ham fra værkstedet".', "værkstedet"),
        (Language.SWEDISH, 'Tobias gissade direkt: "det var paret med papegojan".', "papegojan"),
        (Language.DANISH, "Brevet nævner et lånt bor, så afsender kan genkendes med det samme.", "bor"),
        (Language.SWEDISH, "Mejlet nämner kattvakt, så avsändaren kan räknas ut direkt.", "kattvakt"),
        (Language.ENGLISH, "The letter mentions the allotment, so its author could be worked out.", "allotment"),
    ],
)
def test_a_guess_at_who_spoke_is_hidden(language: Language, text: str, guess: str) -> None:
    assert guess not in shown(text, language, Standing.STAFF)
    assert guess not in shown(text, language, Standing.STAFF, complainant=None)


def test_staff_s_own_words_behind_a_guess_stay() -> None:
    text = "Tobias undrade om det var hon som vattnade blommorna, jag svarade inte."
    assert "jag svarade inte" in shown(text, Language.SWEDISH, Standing.STAFF)


def test_where_it_is_known_who_complained_a_guess_tells_nothing() -> None:
    text = "Tobias asked whether it was the pump that leaks."
    assert shown(text, Language.ENGLISH, Standing.STAFF, OPEN) == text


@pytest.mark.parametrize(
    ("language", "text", "gone", "stays"),
    [
        (
            Language.DANISH,
            "Tobias spiller høj musik. Det har jeg sagt til ham, men han blev sur.",
            "blev sur",
            "høj musik",
        ),
        (
            Language.SWEDISH,
            "Tobias skriker på nätterna. Han röker, det har han själv berättat.",
            "själv berättat",
            "skriker",
        ),
        (Language.ENGLISH, "Tobias shouts at night. He drinks, he told me so himself.", "told me", "shouts"),
        (Language.DANISH, "Tobias ved godt hvem der bor ovenpå. Han larmer hver nat.", "hvem der bor", "larmer"),
    ],
)
def test_in_an_extract_what_was_said_in_person_goes(language: Language, text: str, gone: str, stays: str) -> None:
    found = shown(text, language, Standing.WITHHELD)
    assert gone not in found
    assert stays in found
