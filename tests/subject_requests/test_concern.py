"""Which documents of a case are about somebody who only complained, saw or lives there (A-05)."""

import pytest

from vault.redaction import Known, Part, Redactor, Standing, Telling

STAFF = Telling(author=Standing.STAFF)
OTHER = Known(
    ref="o", standing=Standing.OTHER, part=Part.RESPONDENT, names=("Bo Krog",), addresses=(("Ly 3", "2. th."),)
)


def _me(part: Part) -> Known:
    return Known(ref="me", standing=Standing.REQUESTER, part=part, names=("Liv Dam",), addresses=(("Ly 3", "1. th."),))


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("Kære Bo Krog. Husk, at musikken skal være slukket kl. 22. Dette er en advarsel.", False),
        ("Kære Bo Krog. Liv har klaget igen.", True),
        ("Kære Bo Krog. Klageren sover dårligt.", True),
        ("Kære Bo Krog. Din underbo sover dårligt.", True),
        ("Kære Bo Krog. Der bankes på loftet i 1. th.", True),
    ],
)
def test_a_letter_to_the_other_side_is_the_complainants_only_where_it_speaks_of_them(
    text: str, *, speaks: bool
) -> None:
    redactor = Redactor([OTHER, _me(Part.COMPLAINANT)])
    assert redactor.speaks_of_requester(text, STAFF) is speaks


def test_whose_kin_somebody_is_may_be_meant_by_a_word_for_kin() -> None:
    mother = Known(ref="m", standing=Standing.OTHER, part=Part.RESPONDENT, names=("Ane Dam",))
    assert Redactor([mother, _me(Part.OTHER)]).speaks_of_requester("Talt med Ane. Datteren er hjemme.", STAFF)
    assert not Redactor([OTHER, _me(Part.OTHER)]).speaks_of_requester("Talt med Bo. Datteren er hjemme.", STAFF)
