"""Words and names that somebody of the requester's family shares with them."""

from datetime import date

import pytest

from vault.language import Language
from vault.redaction import Decision, Known, Part, Redactor, Standing, Telling

ME = Known(
    ref="me",
    standing=Standing.REQUESTER,
    part=Part.RESPONDENT,
    names=("Rasmus Thorning",),
    date_of_birth=date(1984, 3, 2),
    addresses=(("Kastanievej 9", "2. tv."),),
)
FORMER = Known(ref="former", standing=Standing.OTHER, part=Part.COMPLAINANT, names=("Maria Holst",))
CHILD = Known(
    ref="child",
    standing=Standing.OTHER,
    names=("Jonatan Thorning",),
    date_of_birth=date(2016, 5, 6),
    addresses=(("Kastanievej 9", "2. tv."),),
)
SAW = Known(ref="saw", standing=Standing.WITHHELD, names=("Karla Munksgaard",))


def shown(text: str, people: tuple[Known, ...], language: Language = Language.DANISH) -> str:
    spans = Redactor(people, language=language).propose(text, Telling(author=Standing.STAFF, language=language))
    hidden = {at for one in spans if one.decision is not Decision.KEEP for at in range(one.start, one.end)}
    return "".join(letter for at, letter in enumerate(text) if at not in hidden)


def test_a_former_name_that_ends_in_the_requester_s_is_hidden_whole() -> None:
    seen = shown("Klagen kom fra Maria Thorning den 3. maj. Rasmus Thorning er hørt.", (ME, FORMER))
    assert seen.count("Thorning") == 1
    assert "Rasmus Thorning" in seen


@pytest.mark.parametrize("text", ["Rasmus Thorning er hørt.", "Brev til Thorning er sendt.", "Kære Thorning"])
def test_the_requester_s_own_surname_stays(text: str) -> None:
    assert shown(text, (ME, FORMER)) == text


@pytest.mark.parametrize(
    ("language", "text", "gone"),
    [
        (Language.DANISH, "Rasmus Thorning gik op. Vidnet er hjertepatient.", "hjertepatient"),
        (Language.SWEDISH, "Rasmus Thorning gick upp. Vittnet är hjärtsjukt och går hos kardiolog.", "kardiolog"),
        (Language.ENGLISH, "Rasmus Thorning went up. The witness has a heart condition.", "heart"),
    ],
)
def test_what_ails_a_witness_who_spoke_in_confidence_is_hidden(language: Language, text: str, gone: str) -> None:
    assert gone not in shown(text, (ME, SAW), language)


def test_the_father_of_a_child_in_the_matter_is_the_requester() -> None:
    text = "Barnet sov. Faderen har et misbrug af alkohol."
    assert "misbrug af alkohol" in shown(text, (ME, CHILD))
    assert "misbrug af alkohol" not in shown(text, (ME, FORMER))


def test_a_document_of_another_family_does_not_speak_of_the_requester() -> None:
    apart = Known(ref="child", standing=Standing.OTHER, names=CHILD.names, addresses=CHILD.addresses, present=False)
    witness = Known(ref="me", standing=Standing.REQUESTER, names=ME.names, addresses=ME.addresses)
    text = "Hans søster bor i Jylland, og datteren går i skole."
    assert Redactor((witness, CHILD)).speaks_of_requester(text)
    assert not Redactor((witness, apart)).speaks_of_requester(text)


def test_a_guardian_is_no_illness() -> None:
    text = "Samtal med vårdnadshavare på kontoret."
    assert shown(text, (ME, FORMER), Language.SWEDISH) == text
