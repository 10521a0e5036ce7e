"""A stranger's name is hidden or asked about from its first to its last word, and other words are no part of it."""

import pytest

from vault.language import Language
from vault.redaction import Decision, Kind, Known, Redactor, Standing, Telling

REQUESTER = Known(ref="requester", standing=Standing.REQUESTER, names=("Inger Toft",))


@pytest.mark.parametrize(
    ("language", "text", "masked"),
    [
        (Language.DANISH, "Festen var hos Hassan al-Jabouri i går.", ["Hassan al-Jabouri"]),
        (Language.SWEDISH, "Vi talade med al-Jabouri om saken.", ["al-Jabouri"]),
        (Language.SWEDISH, "Det säger von Eckermann på våningen.", ["von Eckermann"]),
        (Language.ENGLISH, "We met A. Noel Kramer there.", ["A. Noel Kramer"]),
        (Language.SWEDISH, "Jag skrev till C G Rosvall igår.", ["C G Rosvall"]),
        (Language.DANISH, "Hans Gerremo kom forbi igen.", ["Hans Gerremo"]),
        (Language.DANISH, "Det var hos vagten TOVE PEDERSEN, da hun kom.", ["TOVE PEDERSEN"]),
        (Language.ENGLISH, "It came from O'Keefe, nobody else.", ["O'Keefe"]),
        (Language.ENGLISH, "He sent it to McGilloway, he said.", ["McGilloway"]),
        (Language.SWEDISH, "Brevet kom till Juan de la Fuente.", ["Juan de la Fuente"]),
    ],
)
def test_a_name_is_taken_whole(language: Language, text: str, masked: list[str]) -> None:
    assert _masked(language, text) == masked


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.DANISH, "Der holdt en el-Bil i porten."),
        (Language.DANISH, "Hans kone kom forbi igen."),
        (Language.DANISH, "DER ER LARM IGEN, og VI KAN IKKE SOVE."),
        (Language.ENGLISH, "Section A. Notice was given."),
    ],
)
def test_what_names_nobody_stays(language: Language, text: str) -> None:
    assert _masked(language, text) == []


def test_a_word_behind_a_title_of_an_office_stays() -> None:
    assert _masked(Language.DANISH, "Egon vil gerne på Tinghøj Plejehjem.")[-1] != "Tinghøj Plejehjem"


def _masked(language: Language, text: str) -> list[str]:
    spans = Redactor([REQUESTER], language=language).propose(text, Telling(language=language))
    return [text[one.start : one.end] for one in spans if one.kind is Kind.PERSON and one.decision is not Decision.KEEP]
