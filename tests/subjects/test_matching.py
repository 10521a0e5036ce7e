"""Is this record the person who asks? A shared name is never enough, nor is a shared number."""

from datetime import date

import pytest
from tests.world import person

from vault.subjects import Given, Person, Verdict
from vault.subjects.matching import match, names_agree

SAME, ASK, DIFFERENT = Verdict.SAME, Verdict.ASK, Verdict.DIFFERENT

HELD = person(
    "Ragnhild Bjørk Mortensen",
    date_of_birth=date(1969, 4, 3),
    national_id="030469-9912",
    phones=("68 12 44 07",),
    emails=("ragnhild@post.example",),
    address="Kildevænget 12, 8799 Prøveby",
)
SPARSE = person("Ragnhild Mortensen", address="Kildevænget 12, 8799 Prøveby")
NAMELESS_DETAILS = person("Ragnhild Mortensen")

NAME = "ragnhild mortensen"

TABLE = [
    # what was given, which record, the verdict
    ({"name": NAME, "national_id": "0304699912"}, HELD, SAME),
    ({"name": NAME, "national_id": "690403-9817"}, person(NAME, national_id="19690403-9817"), SAME),
    ({"name": NAME, "phone": "+45 68124407"}, HELD, SAME),
    ({"name": NAME, "email": "RAGNHILD@post.example"}, HELD, SAME),
    ({"name": NAME, "address": "kildevænget 12, 2. tv"}, HELD, SAME),
    ({"name": NAME, "date_of_birth": date(1969, 4, 3)}, HELD, SAME),
    ({"name": "Mortensen, Ragnhild", "phone": "68124407"}, HELD, SAME),
    ({"name": "R. Mortensen", "phone": "68124407"}, HELD, SAME),
    # A name alone: a person looks.
    ({"name": NAME}, HELD, ASK),
    ({"name": NAME, "phone": "68 99 99 99"}, NAMELESS_DETAILS, ASK),
    # The same number under another name: a household, or a mistake in the number.
    ({"name": "Torben Mortensen", "phone": "68124407", "address": "Kildevænget 12"}, HELD, DIFFERENT),
    ({"name": "Torben Mortensen", "national_id": "0304699912"}, HELD, ASK),
    # A number alone: whoever picks up could be anybody of the household, so a person looks.
    ({"phone": "68124407"}, HELD, ASK),
    ({"address": "Kildevænget 12"}, HELD, DIFFERENT),
    # The same name, and a birthday or number that excludes: a name double, even under the same roof.
    ({"name": NAME, "date_of_birth": date(1994, 8, 8), "address": "Kildevænget 12"}, HELD, DIFFERENT),
    ({"name": NAME, "national_id": "0808949911", "address": "Kildevænget 12"}, HELD, DIFFERENT),
    # What only one side knows excludes nothing.
    ({"name": NAME, "date_of_birth": date(1994, 8, 8), "address": "Kildevænget 12"}, SPARSE, SAME),
]


@pytest.mark.parametrize(("given", "held", "verdict"), TABLE)
def test_verdicts(given: dict[str, object], held: Person, verdict: Verdict) -> None:
    assert match(Given(**given), held, "DK").verdict is verdict  # type: ignore[arg-type]


def test_a_match_names_its_evidence_and_no_value() -> None:
    found = match(Given(name=NAME, phone="68124407", email="another@post.example"), HELD, "DK")
    assert found.evidence == ("name", "phone")


NAMES = [
    ("Sørensen Hanne", "Hanne Soerensen", True),
    ("Hanne Sörensen", "Hanne Lykke Sørensen", True),
    ("Hanne L. Sørensen", "Hanne Lykke Sørensen", True),
    ("H. Sørensen", "Hanne Sørensen", True),
    ("Hanne", "Hanne", True),
    ("Hanne", "Hanne Sørensen", False),
    ("H. S.", "Hanne Sørensen", False),
    ("Hanne Lykke", "Hanne Sørensen", False),
    ("Hans Sørensen", "Hanne Sørensen", False),
    ("", "Hanne Sørensen", False),
]


@pytest.mark.parametrize(("one", "other", "agree"), NAMES)
def test_names_agree_either_way(one: str, other: str, agree: bool) -> None:  # noqa: FBT001 -- a table's column
    assert names_agree(one, Person(name=other)) is agree
    if one:
        assert names_agree(other, Person(name=one)) is agree
