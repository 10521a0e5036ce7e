"""Whether two records are one person: what each agreement concludes. Everybody is invented."""

from datetime import date
from typing import Any

import pytest
from tests.world import person

from vault.linkage import Band, Frequencies
from vault.subjects import Given, Person
from vault.subjects.linking import Candidate, compared, conclude, settle, traits
from vault.subjects.matching import given_person, match

SAME, ASK, DIFFERENT = Band.SAME, Band.ASK, Band.DIFFERENT
BORN, OTHER_DAY = date(1974, 5, 11), date(1951, 2, 28)
PHONE, EMAIL, HOME = "68 41 72 05", "tove.brandstrup@post.example", "Hyldestien 8, 2. tv, 8799 Prøveby"
TOVE = person("Tove Kirstine Brandstrup", date_of_birth=BORN, phones=(PHONE,), emails=(EMAIL,), address=HOME)

TABLE: list[tuple[str, dict[str, Any], Person, Band]] = [
    ("spelt otherwise", {"name": "Tove Brandstrop", "phone": PHONE}, TOVE, SAME),
    ("the family name first", {"name": "Brandstrup, Tove", "date_of_birth": BORN}, TOVE, SAME),
    (
        "a double name written as one",
        {"name": "Annemarie Brandstrup", "date_of_birth": BORN},
        person("Anne-Marie Brandstrup", date_of_birth=BORN),
        SAME,
    ),
    (
        "a double name written as one, and a letter wrong",
        {"name": "Anne Marje Brandstrup", "date_of_birth": BORN},
        person("Annemarie Brandstrup", date_of_birth=BORN),
        SAME,
    ),
    (
        "half of another double name",
        {"name": "Annelise Brandstrup", "date_of_birth": BORN},
        person("Anne-Marie Brandstrup", date_of_birth=BORN),
        ASK,
    ),
    ("called by the second name", {"name": "Kirstine Brandstrup", "date_of_birth": BORN}, TOVE, SAME),
    (
        "the names swapped without a comma",
        {"name": "Brandstrup Tove", "date_of_birth": BORN, "phone": PHONE},
        TOVE,
        SAME,
    ),
    (
        "married: another surname, the birthday and the phone",
        {"name": "Tove Vinterberg", "date_of_birth": BORN, "phone": PHONE},
        TOVE,
        SAME,
    ),
    (
        "a surname cut short, the birthday and the phone",
        {"name": "Tove Brand", "date_of_birth": BORN, "phone": PHONE},
        TOVE,
        SAME,
    ),
    (
        "a short surname misspelt, everything else alike",
        {"name": "Lars Høg", "date_of_birth": BORN, "phone": PHONE},
        person("Lars Høgh", date_of_birth=BORN, phones=(PHONE,)),
        SAME,
    ),
    ("another surname and the birthday alone", {"name": "Tove Vinterberg", "date_of_birth": BORN}, TOVE, DIFFERENT),
    (
        "a former name that was given",
        {"name": "Tove Vinterberg", "former_names": ("Tove Brandstrup",), "phone": PHONE},
        TOVE,
        SAME,
    ),
    (
        "an earlier address that was given",
        {"name": "Tove Brandstrup", "address": "Engvej 1", "further_addresses": ("Hyldestien 8, 2. tv",)},
        TOVE,
        SAME,
    ),
    (
        "day and month swapped, and the phone",
        {"name": "Tove Brandstrup", "date_of_birth": date(1974, 11, 5), "phone": PHONE},
        TOVE,
        SAME,
    ),
    (
        "the decade wrong, and the mail",
        {"name": "Tove Brandstrup", "date_of_birth": date(1984, 5, 11), "email": EMAIL},
        TOVE,
        SAME,
    ),
    ("a digit of the phone wrong, nothing else", {"name": "Tove Brandstrup", "phone": "68 41 72 06"}, TOVE, ASK),
    ("the name alone", {"name": "Tove Brandstrup"}, TOVE, ASK),
    ("the twin", {"name": "Bodil Brandstrup", "date_of_birth": BORN, "phone": PHONE, "address": HOME}, TOVE, DIFFERENT),
    ("a pet name that no list knows", {"name": "Fnulle Brandstrup", "date_of_birth": BORN, "phone": PHONE}, TOVE, ASK),
    (
        "another birthday",
        {"name": "Tove Brandstrup", "date_of_birth": OTHER_DAY, "address": HOME},
        TOVE,
        DIFFERENT,
    ),
    (
        "another birthday and the same mail",
        {"name": "Tove Brandstrup", "date_of_birth": OTHER_DAY, "email": EMAIL},
        TOVE,
        ASK,
    ),
    ("nothing but the mail", {"email": EMAIL}, TOVE, ASK),
    ("nothing but the house", {"address": "Hyldestien 8"}, TOVE, DIFFERENT),
    (
        "a neighbour of the same first name",
        {"name": "Tove Ludvigsen", "address": "Hyldestien 8, 1. th"},
        TOVE,
        DIFFERENT,
    ),
    (
        "a common name in the same house",
        {"name": "Jens Jensen", "address": HOME},
        person("Jens Jensen", address="Hyldestien 8"),
        ASK,
    ),
    ("transliterated", {"name": "Mohamed Yousef", "phone": PHONE}, person("Muhammad Jusuf", phones=(PHONE,)), SAME),
    ("a short form", {"name": "Lasse Brandstrup", "phone": PHONE}, person("Lars Brandstrup", phones=(PHONE,)), SAME),
    (
        "a double name, half of it",
        {"name": "Anna Vikström", "email": EMAIL},
        person("Anna-Karin Vikström", emails=(EMAIL,)),
        SAME,
    ),
    (
        "the birthday within the national id",
        {"name": "Tove Brandstrup", "date_of_birth": BORN},
        person("Tove Brandstrup", national_id="110574-9902"),
        SAME,
    ),
    (
        "another birthday within the national id",
        {"name": "Tove Brandstrup", "date_of_birth": OTHER_DAY, "address": HOME},
        person("Tove Brandstrup", national_id="110574-9902", address=HOME),
        DIFFERENT,
    ),
]


@pytest.mark.parametrize(("given", "held", "verdict"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_verdicts(given: dict[str, Any], held: Person, verdict: Band) -> None:
    found = match(Given(**given), held, "DK")
    assert found.verdict is verdict, found


def test_every_field_says_what_it_adds() -> None:
    found = match(Given(name="Tove Brandstrup", phone=PHONE, email="someone@else.example"), TOVE, "DK")
    bits = {one.field: one.bits for one in found.reasons}
    assert set(bits) == {"given", "surname", "phone", "email"}
    assert bits["phone"] > 0 > bits["email"]
    assert bits["surname"] > 0
    assert found.evidence == ("name", "phone")


def test_a_rare_name_says_more_than_a_common_one() -> None:
    rare = match(Given(name="Tove Brandstrup"), person("Tove Brandstrup"), "DK")
    common = match(Given(name="Tove Jensen"), person("Tove Jensen"), "DK")
    assert rare.probability > common.probability


def _settled(given: Given, *held: Person) -> list[Band]:
    asked = traits(given_person(given), "DK")
    candidates = [
        Candidate(number, found, conclude(found, Frequencies()))
        for number, one in enumerate(held)
        for found in [compared(asked, traits(one, "DK"))]
    ]
    return [one.verdict for one in settle(candidates).values()]


FATHER = person("Aksel Torp Winding", date_of_birth=date(1948, 3, 2), address=HOME)
SON = person("Aksel Torp Winding", date_of_birth=date(1979, 8, 14), address=HOME)
EITHER = person("Aksel Winding", address=HOME)


def test_a_record_that_could_be_the_fathers_or_the_sons_is_asked() -> None:
    given = Given(name="Aksel Winding", date_of_birth=date(1979, 8, 14), address=HOME)
    assert _settled(given, FATHER, SON, EITHER) == [DIFFERENT, SAME, ASK]
    assert _settled(given, SON, EITHER) == [SAME, SAME]


def test_who_gives_no_birthday_could_be_either() -> None:
    assert _settled(Given(name="Aksel Winding", address=HOME), FATHER, SON) == [ASK, ASK]
