"""Numbers that no file knows: whose they are is told by what stands before them, and doubt hides them."""

from datetime import date

import pytest

from vault.language import Language
from vault.redaction import Decision, Known, Part, Redactor, Standing, Telling

PEOPLE = (
    Known(
        ref="asks",
        standing=Standing.REQUESTER,
        part=Part.RESPONDENT,
        names=("Dennis Ravnborg",),
        addresses=(("Kornvænget 4", "1. tv."),),
        date_of_birth=date(1966, 3, 9),
    ),
    Known(
        ref="other",
        standing=Standing.OTHER,
        part=Part.COMPLAINANT,
        names=("Inga Tolstrup",),
        addresses=(("Kornvænget 4", "st. th."),),
        date_of_birth=date(1951, 12, 30),
    ),
)


def decision(text: str, part: str, author: Standing = Standing.STAFF, language: Language = Language.DANISH) -> Decision:
    spans = Redactor(PEOPLE, language=language).propose(text, Telling(author=author, language=language))
    at = text.index(part)
    return next((one.decision for one in spans if one.start <= at < one.end), Decision.KEEP)


def test_a_national_id_is_shown_where_the_text_lays_it_to_the_requester_and_its_day_is_theirs() -> None:
    """To share a birthday proves nothing, and what contradicts it is somebody else's whatever the text says."""
    assert decision("Dennis oplyser cpr 090366-9917.", "090366") is Decision.KEEP
    assert decision("Dennis uppger 19660309-9917.", "1966", language=Language.SWEDISH) is Decision.KEEP
    assert decision("Dennis oplyser cpr 110474-9908.", "110474") is Decision.HIDE
    assert decision("Cpr oplyst: 090366-9917.", "090366") is Decision.HIDE
    assert decision("Cpr oplyst: 301251-9908.", "301251") is Decision.HIDE
    assert decision("Inga klager. Cpr oplyst: 110474-9908.", "110474") is Decision.HIDE


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        (Language.DANISH, "Dennis stiller altid sin bil CV 31 440 på min plads.", "CV 31"),
        (Language.SWEDISH, "Dennis ställer alltid sin bil HJK 31B på min plats.", "HJK"),
        (Language.ENGLISH, "Dennis always leaves his van CV 31 440 on my space.", "CV 31"),
    ],
)
def test_what_the_requester_has_is_theirs(language: Language, text: str, number: str) -> None:
    assert decision(text, number, Standing.OTHER, language) is Decision.KEEP


def test_staff_note_an_account_for_whom_they_write_of() -> None:
    account = "Konto til tilbagebetaling: reg. 0099 konto 0001234567."
    assert decision(f"Dennis skylder for maj. Konen er indlagt, så han er alene. {account}", "0099") is Decision.KEEP
    assert decision(f"Dennis skylder for maj. Inga vil have erstatning. {account}", "0099") is Decision.HIDE


def test_a_dwelling_that_the_requester_is_quoted_with_is_theirs_to_read() -> None:
    assert decision('Dennis sagde at "det er hende i stuen der larmer".', "stuen") is Decision.KEEP
    assert decision("Dennis larmer, og hende i stuen kan ikke sove.", "stuen") is Decision.HIDE


def test_a_first_name_without_its_last_letter_is_the_same_name() -> None:
    assert decision("Jeg talte med Denni i går.", "Denni") is Decision.KEEP
