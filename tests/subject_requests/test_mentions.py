"""Who is only mentioned is found, with the reason (A-05); somebody else of the name stays apart."""

import json
from datetime import date

import pytest
from tests.world import World, case, document, party, person

from vault import subject_requests
from vault.complaints import Role
from vault.ids import RequestId
from vault.language import Language
from vault.policy import RoleName
from vault.redaction.dwellings import parse
from vault.subject_requests import CandidateKind, Channel, NewRequest, Started
from vault.subject_requests.mentions import Band, Circumstance, Clue, Seeker, Sought, weigh
from vault.subject_requests.mentions.neighbours import Side, sides_of
from vault.subjects import Address, Given, Person

DPO = RoleName.DPO
HOME = Address("Humlehaven 9, 8799 Prøveby", unit="3. th.")
ME = person(
    "Solvej Kragelund",
    date_of_birth=date(1977, 2, 14),
    national_id="140277-9918",
    phones=("68 90 80 70",),
    emails=("solvej.k@brev.example",),
    addresses=(HOME,),
)
SOUGHT = Sought(people=(ME,), plates=("QX 12 345",), references=("LEJ-2044",))


@pytest.mark.parametrize(
    ("text", "clue"),
    [
        ("Solvej Kragelund kom forbi.", Clue.FULL_NAME),
        ("solvej kragelund kom forbi", Clue.FULL_NAME),
        ("Det var Kragelund, Solvej.", Clue.FULL_NAME),
        ("Solvej Marie Kragelunds gæst.", Clue.FULL_NAME),
        ("Solvej Kragelunds gæst.", Clue.FULL_NAME),
        ("Solvej Kragelnd kom.", Clue.NAME_ALIKE),
        ("Solvei Kragelund kom.", Clue.NAME_ALIKE),
        ("S. Kragelund kom.", Clue.NAME_ALIKE),
        ("Fru Kragelund kom.", Clue.SURNAME),
        ("I går kom Solvej igen.", Clue.GIVEN_NAME),
        ("Det sagde SK også.", Clue.INITIALS),
        ("Ring 68908070.", Clue.PHONE),
        ("Ring +45 68 90 80 70.", Clue.PHONE),
        ("Ring 68-90-80-70.", Clue.PHONE),
        ("CPR 1402779918", Clue.NATIONAL_ID),
        ("CPR 140277 - 9918", Clue.NATIONAL_ID),
        ("Skriv til Solvej.K@brev.example", Clue.EMAIL),
        ("Skriv til solvej.k(at)brev.example", Clue.EMAIL),
        ("Bilen er QX12345.", Clue.PLATE),
        ("Se lej-2044.", Clue.REFERENCE),
        ("Født 14.2.1977.", Clue.BIRTHDAY),
        ("Født den 14. februar 1977.", Clue.BIRTHDAY),
        ("Fra Humlehaven 9, 3. th., lød musik.", Clue.HOME),
        ("Fra Humlehaven nr. 9 lød musik.", Clue.HOUSE),
    ],
)
def test_a_form_is_found_and_says_why(text: str, clue: Clue) -> None:
    assert clue in {one.clue for one in Seeker(SOUGHT).hits(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Solvej Hansen kom forbi.",
        "Birgit Kragelund kom forbi.",
        "B. Kragelund kom forbi.",
        "Ring 68 90 80 71.",
        "Ring 1568908070321.",
        "CPR 140277-9919",
        "Fra Humlehaven 91 lød musik.",
        "Fra Humlehaven 9 B lød musik.",
        "Bilen er QX12346.",
        "Skriv til solvej.kk@brev.example",
        "Skoven er stor.",
    ],
)
def test_somebody_or_something_else_is_not_meant(text: str) -> None:
    assert Seeker(SOUGHT).hits(text) == ()


def test_a_household_is_found_where_the_text_is_about_the_house() -> None:
    seeker = Seeker(SOUGHT)
    assert {one.clue for one in seeker.hits("Familien i 3. th. larmer.", about_house=True)} == {Clue.HOUSEHOLD}
    assert {one.clue for one in seeker.hits("Der lugter fra 3. th.", about_house=True)} == {Clue.UNIT}
    assert seeker.hits("Familien i 2. th. larmer.", about_house=True) == ()
    assert seeker.hits("Familien i 3. th. larmer.") == ()


def test_a_hit_stands_where_it_says() -> None:
    text = "I går ringede Solvej Kragelund fra 68 90 80 70."
    found = {one.clue: text[one.start : one.end] for one in Seeker(SOUGHT).hits(text)}
    assert found == {Clue.FULL_NAME: "Solvej Kragelund", Clue.PHONE: "68 90 80 70"}


@pytest.mark.parametrize(
    ("clues", "circumstance", "band"),
    [
        ({Clue.FULL_NAME}, Circumstance(), Band.SAME),
        ({Clue.PHONE}, Circumstance(), Band.SAME),
        ({Clue.NATIONAL_ID}, Circumstance(double=True), Band.SAME),
        # Two people of one name: the name asks, the birthday tells.
        ({Clue.FULL_NAME}, Circumstance(double=True), Band.ASK),
        ({Clue.FULL_NAME, Clue.BIRTHDAY}, Circumstance(double=True), Band.SAME),
        ({Clue.FULL_NAME}, Circumstance(double=True, against=True), Band.DIFFERENT),
        ({Clue.FULL_NAME}, Circumstance(others=frozenset({Clue.FULL_NAME})), Band.DIFFERENT),
        # A phone that a party of the case has as well is the household's, and tells nothing.
        ({Clue.PHONE}, Circumstance(others=frozenset({Clue.PHONE})), Band.DIFFERENT),
        ({Clue.NAME_ALIKE}, Circumstance(), Band.ASK),
        ({Clue.GIVEN_NAME}, Circumstance(acquainted=True), Band.ASK),
        ({Clue.GIVEN_NAME}, Circumstance(acquainted=True, house=True), Band.SAME),
        ({Clue.SURNAME}, Circumstance(acquainted=True, house=True), Band.ASK),
        ({Clue.NAME_ALIKE}, Circumstance(house=True), Band.SAME),
        ({Clue.SURNAME}, Circumstance(), Band.DIFFERENT),
        ({Clue.GIVEN_NAME}, Circumstance(), Band.DIFFERENT),
        ({Clue.GIVEN_NAME}, Circumstance(house=True), Band.ASK),
        ({Clue.GIVEN_NAME}, Circumstance(household=True), Band.SAME),
        ({Clue.GIVEN_NAME}, Circumstance(household=True, others=frozenset({Clue.GIVEN_NAME})), Band.DIFFERENT),
        ({Clue.INITIALS}, Circumstance(household=True), Band.ASK),
        ({Clue.HOUSEHOLD}, Circumstance(house=True), Band.SAME),
        ({Clue.HOUSE}, Circumstance(house=True), Band.DIFFERENT),
        ({Clue.NEIGHBOUR}, Circumstance(), Band.DIFFERENT),
        ({Clue.NEIGHBOUR}, Circumstance(house=True), Band.ASK),
        ({Clue.GIVEN_NAME, Clue.UNIT}, Circumstance(house=True), Band.SAME),
    ],
)
def test_what_clues_come_to(clues: set[Clue], circumstance: Circumstance, band: Band) -> None:
    assert weigh(clues, circumstance).band is band


def opened(world: World, **given: object) -> RequestId:
    usual: dict[str, object] = {"name": "Solvej Kragelund", "phone": "68 90 80 70"}
    new = NewRequest(
        received_on=date(2026, 11, 2),
        channel=Channel.LETTER,
        language=Language.DANISH,
        text="Jeg vil se alt.",
        given=Given(**(usual | given)),  # type: ignore[arg-type]
    )
    return world.call(DPO, subject_requests.open_request, new).request_id


def others(world: World, *notes: str, who: Person | None = None, department: str = "Afdeling 1") -> None:
    """A case between two other people."""
    parties = (
        party("K", Role.COMPLAINANT, who or person("Valdemar Nyborg", phones=("68 12 21 12",))),
        party("I", Role.RESPONDENT, person("Ingrid Tophøj")),
    )
    texts = tuple(document(one) for one in notes)
    world.store(case(*parties, documents=texts, department=department))


def answered(world: World, request_id: RequestId) -> list[str]:
    """The documents of an answer, each with its masks as […]."""
    world.call(DPO, subject_requests.answer_request, request_id)
    package = world.call(DPO, subject_requests.read_package, request_id)
    answer = json.loads(package.files["data.json"])["answer"]
    return [
        "".join(part if isinstance(part, str) else "[…]" for part in one["segments"])
        for file in answer["cases"]
        for one in file["documents"]
    ]


def candidates(world: World, request_id: RequestId) -> list[subject_requests.CandidateView]:
    world.call(DPO, subject_requests.start_review, request_id, Started())
    return world.call(DPO, subject_requests.list_candidates, request_id)


def test_who_is_only_mentioned_is_answered_with_what_mentions_them_and_nothing_else(world: World) -> None:
    """A-05: a guest, a witness, a relative. Of the case about others they get that text, the others masked."""
    world.store(case(party("I", Role.RESPONDENT, ME), documents=(document("Om Solvej."),)))
    others(world, "Solvej Kragelund hjalp Valdemar Nyborg.", "Ingrid larmer hver nat.")
    assert answered(world, opened(world)) == ["Om Solvej.", "Solvej Kragelund hjalp […]."]


def test_a_person_without_any_record_is_found_by_mention(world: World) -> None:
    others(world, "Vidnet Gunhild Møllegaard, tlf. 68 77 66 55, så det.")
    assert len(answered(world, opened(world, name="Gunhild Møllegaard", phone="68776655"))) == 1


def test_a_mention_by_number_alone_is_found(world: World) -> None:
    world.store(case(party("I", Role.RESPONDENT, ME)))
    others(world, "Der blev ringet fra 68908070 klokken to.")
    assert len(answered(world, opened(world))) == 1


def test_the_first_name_counts_where_somebody_of_the_household_stands(world: World) -> None:
    world.store(case(party("I", Role.RESPONDENT, ME)))
    partner = person("Bent Ravn", addresses=(HOME,))
    others(world, "Bent og Solvej holdt fest.", who=partner)
    others(world, "En Solvej fra kommunen ringede.")
    assert answered(world, opened(world)) == ["[…] og Solvej holdt fest."]


def test_a_household_is_found_by_its_dwelling(world: World) -> None:
    world.store(case(party("I", Role.RESPONDENT, ME)))
    neighbour = person("Valdemar Nyborg", addresses=(Address("Humlehaven 9, 8799 Prøveby", unit="1. tv."),))
    others(world, "Familien i 3. th. larmer hver nat.", who=neighbour)
    others(world, "Familien i 3. th. larmer hver nat.")
    assert len(answered(world, opened(world))) == 1


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hun tør ikke møde sin overbo på trappen.", True),
        ("Hun tør ikke møde naboen lige over sig.", True),
        ("Hun tør ikke møde sin underbo på trappen.", False),
        ("Hun tør ikke møde nogen på trappen.", False),
    ],
)
def test_a_neighbour_is_asked_about_where_the_person_lives(world: World, text: str, *, asked: bool) -> None:
    world.store(case(party("I", Role.RESPONDENT, ME)))
    below = person("Valdemar Nyborg", addresses=(Address("Humlehaven 9, 8799 Prøveby", unit="2. th."),))
    others(world, text, who=below)
    found = [one.candidate for one in candidates(world, opened(world))]
    mentioned = [one for one in found if one.kind is CandidateKind.MENTION]
    assert [(one.evidence, one.certain) for one in mentioned] == ([(("neighbour",), False)] if asked else [])


@pytest.mark.parametrize(
    ("own", "homes", "sides"),
    [
        ("3. th.", ("2. th.",), {Side.ABOVE}),
        ("1. tv.", ("2. th.",), {Side.BELOW}),
        ("2. tv.", ("2. th.",), {Side.BESIDE}),
        ("lgh 1302", ("lgh 1202",), {Side.ABOVE}),
        # Whoever lives there and stands in the case is meant first.
        ("3. tv.", ("2. th.", "3. th."), {Side.BESIDE}),
        ("2. th.", ("2. th.",), set()),
        ("5. th.", ("2. th.",), set()),
    ],
)
def test_on_which_side_of_a_party_the_person_lives(own: str, homes: tuple[str, ...], sides: set[Side]) -> None:
    assert sides_of([parse(own)], [parse(one) for one in homes]) == sides


def test_somebody_else_of_the_same_name_stays_apart(world: World) -> None:
    """Their home, their birthday or their number beside the name says that it is they."""
    world.store(case(party("I", Role.RESPONDENT, ME)))
    double = person(
        "Solvej Kragelund",
        date_of_birth=date(1999, 9, 9),
        phones=("68 01 01 01",),
        address="Bregnestien 2, 8799 Prøveby",
    )
    world.store(case(party("I", Role.RESPONDENT, double), documents=(document("Om den anden."),)))
    others(world, "Solvej Kragelund fra Bregnestien 2 så det.")
    others(world, "Solvej Kragelund, 68 01 01 01, så det.")
    request_id = opened(world, date_of_birth=date(1977, 2, 14))
    assert candidates(world, request_id) == []


def test_a_name_that_two_people_bear_waits_with_its_reasons(world: World) -> None:
    world.store(case(party("I", Role.RESPONDENT, ME)))
    double = person("Solvej Kragelund", date_of_birth=date(1999, 9, 9), phones=("68 01 01 01",))
    world.store(case(party("I", Role.RESPONDENT, double)))
    others(world, "Og så kom Solvej Kragelund med en kage.")
    request_id = opened(world, date_of_birth=date(1977, 2, 14))
    (found,) = [one for one in candidates(world, request_id) if one.candidate.kind is CandidateKind.MENTION]
    assert found.candidate.evidence == ("full_name",)
    assert not found.candidate.certain
    (excerpt,) = found.excerpts
    assert (excerpt.string, excerpt.after) == ("Solvej Kragelund", " med en kage.")


def test_a_sure_mention_can_still_be_excluded(world: World) -> None:
    world.store(case(party("I", Role.RESPONDENT, ME)))
    others(world, "Solvej Kragelund kom forbi.")
    request_id = opened(world)
    (found,) = candidates(world, request_id)
    assert found.candidate.certain
    no = subject_requests.NewJudgement(judgement=subject_requests.Judgement.DIFFERENT, reason="En anden Solvej.")
    world.call(DPO, subject_requests.decide_candidate, request_id, found.candidate.candidate_id, no)
    assert world.call(DPO, subject_requests.start_review, request_id, Started()).texts == ()


def test_a_letter_that_says_nothing_of_who_complained_is_left_out_and_can_be_brought_in(world: World) -> None:
    """A warning to the other side concerns who was warned; whoever reviews the answer sees that it was left out."""
    warned = person("Ingrid Tophøj", address="Bregnestien 4, 8799 Prøveby")
    parties = (party("K", Role.COMPLAINANT, ME), party("I", Role.RESPONDENT, warned))
    texts = (document("Ingrid Tophøj, Bregnestien 4. Musikken er slukket kl. 22."), document("Talt med Solvej."))
    world.store(case(*parties, documents=texts))
    request_id = opened(world)
    (found,) = candidates(world, request_id)
    assert (found.candidate.kind, found.candidate.certain) == (CandidateKind.DOCUMENT, True)
    assert found.excerpts[0].string.startswith("Ingrid Tophøj")
    assert len(world.call(DPO, subject_requests.start_review, request_id, Started()).texts) == 1
    yes = subject_requests.NewJudgement(judgement=subject_requests.Judgement.SAME, reason="Svar på hendes klage.")
    world.call(DPO, subject_requests.decide_candidate, request_id, found.candidate.candidate_id, yes)
    assert len(world.call(DPO, subject_requests.start_review, request_id, Started()).texts) == 2


def test_another_organisations_texts_are_not_read(world: World) -> None:
    others(world, "Solvej Kragelund kom forbi.")
    elsewhere = world.another_organisation()
    new = NewRequest(
        received_on=date(2026, 11, 2),
        channel=Channel.LETTER,
        language=Language.DANISH,
        text="Alt.",
        given=Given(name="Solvej Kragelund"),
    )
    request_id = world.call_in(elsewhere, DPO, subject_requests.open_request, new).request_id
    done = world.call_in(elsewhere, DPO, subject_requests.answer_request, request_id)
    assert (done.cases, done.candidates_to_confirm) == (0, 0)


def test_a_case_that_mentions_the_person_is_held_from_deletion(world: World) -> None:
    """A-08."""
    others(world, "Solvej Kragelund kom forbi.")
    new = NewRequest(
        received_on=date(2026, 11, 2),
        channel=Channel.LETTER,
        language=Language.DANISH,
        text="Alt.",
        given=Given(name="Solvej Kragelund"),
    )
    assert world.call(DPO, subject_requests.open_request, new).cases_held == 1
