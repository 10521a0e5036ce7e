"""People handed over twice are one subject only where a number or a birthday proves it; nothing known is lost."""

from datetime import date

import pytest
from tests.world import World, case, party, person

from vault import subjects
from vault.complaints import Role
from vault.errors import InvalidInput, NotFound
from vault.ids import SubjectId, new_id
from vault.policy import RoleName
from vault.subjects import Given, NationalIdBasis, Person, SubjectView

BORN = date(1971, 6, 9)
KEPT = NationalIdBasis.SECURE_IDENTIFICATION


def store(world: World, who: Person) -> SubjectId:
    return world.call(RoleName.INGEST, subjects.store_subject, who)


def read(world: World, subject_id: SubjectId, role: RoleName = RoleName.DPO) -> SubjectView:
    return world.call(role, subjects.read_subject, subject_id)


def test_a_person_comes_back_as_stored(world: World) -> None:
    who = person(
        "Yrsa Holmelund",
        date_of_birth=BORN,
        national_id="090671-9914",
        national_id_basis=KEPT,
        phones=("68 20 30 40",),
        minor=True,
    )
    seen = read(world, store(world, who))
    assert seen.identity is not None
    assert (seen.identity.name, seen.identity.date_of_birth, seen.identity.minor) == ("Yrsa Holmelund", BORN, True)
    assert seen.contact is not None
    assert seen.contact.phones == ("68 20 30 40",)
    assert (seen.national_id, seen.withheld) == ("090671-9914", ())


def test_a_national_id_is_kept_for_a_reason(world: World) -> None:
    """S-20, S-21: a complaint needs none, and is taken in with one all the same."""
    with pytest.raises(InvalidInput, match="national_id_basis"):
        store(world, person("Yrsa Holmelund", national_id="090671-9914"))
    assert world.call(RoleName.DPO, subjects.find_subjects, Given(name="Yrsa Holmelund")) == {}
    assert world.store(case(party("K", Role.COMPLAINANT, person("Yrsa Holmelund", national_id="090671-9914")))).subjects


def test_the_same_number_and_name_are_one_subject(world: World) -> None:
    first = store(
        world, person("Yrsa Holmelund", national_id="090671-9914", national_id_basis=KEPT, phones=("68 20 30 40",))
    )
    again = store(
        world, person("Yrsa M. Holmelund", national_id="0906719914", national_id_basis=KEPT, phones=("68 55 55 55",))
    )
    assert again == first
    seen = read(world, first)
    assert seen.contact is not None
    assert seen.contact.phones == ("68 20 30 40", "68 55 55 55")
    assert seen.identity is not None
    assert seen.identity.other_names == ("Yrsa M. Holmelund",)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (person("Yrsa Holmelund"), person("Yrsa Holmelund")),
        (person("Yrsa Holmelund", phones=("68203040",)), person("Yrsa Holmelund", phones=("68203040",))),
        (person("Yrsa Holmelund", date_of_birth=BORN), person("Yrsa Holmelund", date_of_birth=date(1999, 1, 2))),
        (person("Yrsa Holmelund", date_of_birth=BORN), person("Yrsa Hansen", date_of_birth=BORN)),
        (
            person("Yrsa Holmelund", national_id="090671-9914", national_id_basis=KEPT),
            person("Bo Dam", national_id="090671-9914", national_id_basis=KEPT),
        ),
    ],
)
def test_weaker_evidence_keeps_two_subjects_apart(world: World, first: Person, second: Person) -> None:
    assert store(world, first) != store(world, second)


def test_a_protected_address_stays_protected(world: World) -> None:
    """A later record that does not know of the protection does not lift it."""
    subject = store(world, person("Yrsa Holmelund", date_of_birth=BORN, protected_address=True))
    assert store(world, person("Yrsa Holmelund", date_of_birth=BORN)) == subject
    seen = read(world, subject)
    assert seen.contact is not None
    assert seen.contact.protected_address


def test_a_case_worker_sees_no_national_id(world: World) -> None:
    subject = store(world, person("Yrsa Holmelund", national_id="090671-9914", national_id_basis=KEPT))
    seen = read(world, subject, RoleName.CASE_WORKER)
    assert (seen.national_id, seen.withheld) == (None, ("subject.national_id",))
    assert seen.contact is not None


@pytest.mark.parametrize(
    "given",
    [
        Given(phone="+45 6820 3040"),
        Given(email="YRSA@post.example"),
        Given(national_id="0906719914"),
        Given(date_of_birth=BORN),
        Given(name="YRSA HOLMELUND"),
        Given(address="lærkevej 3, st. th"),
    ],
)
def test_exact_search_finds_by_every_identifier(world: World, given: Given) -> None:
    who = person(
        "Yrsa Holmelund",
        date_of_birth=BORN,
        national_id="090671-9914",
        national_id_basis=KEPT,
        phones=("68 20 30 40",),
        emails=("yrsa@post.example",),
        address="Lærkevej 3, 8799 Prøveby",
    )
    subject = store(world, who)
    store(world, person("Bo Dam", phones=("68 11 11 11",)))
    assert list(world.call(RoleName.DPO, subjects.find_subjects, given)) == [subject]


def test_another_organisation_finds_and_reads_nothing(world: World) -> None:
    subject = store(world, person("Yrsa Holmelund", phones=("68 20 30 40",)))
    elsewhere = world.another_organisation()
    assert world.call_in(elsewhere, RoleName.DPO, subjects.find_subjects, Given(phone="68203040")) == {}
    with pytest.raises(NotFound) as foreign:
        world.call_in(elsewhere, RoleName.DPO, subjects.read_subject, subject)
    with pytest.raises(NotFound) as absent:
        world.call_in(elsewhere, RoleName.DPO, subjects.read_subject, SubjectId(new_id()))
    assert str(foreign.value) == str(absent.value)


def test_nobody_is_stored_of_whom_nothing_is_said(world: World) -> None:
    with pytest.raises(InvalidInput):
        world.call(RoleName.INGEST, subjects.store_subject, Person())
