"""The shipped examples: they decode, show what they claim to show, reach nobody real, and carry the demonstration."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from vault.complaints.codes import Anonymity, Category, DocumentKind, Role, Status, StepKind
from vault.complaints.model import NewCase, NewParty, latest_events, refuse_strange_labels
from vault.deadlines import Country
from vault.holdings import Facts
from vault.organisations.model import Profile
from vault.resources import folder
from vault.retention import read
from vault.retention.model import Erase, Review, decide
from vault.subject_requests.model import NewRequest
from vault.subjects import Match, Verdict
from vault.subjects.matching import match, names_agree
from vault.subjects.model import Person

EXAMPLES = Path(__file__).parent.parent / "examples"
TODAY = date(2026, 11, 23)
MAIN_REQUEST = "dk-da-four-roles-and-a-name-double"


class ExampleOrganisation(Profile, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str


class ExampleCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    organisation: str
    case: NewCase


class ExampleRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    organisation: str
    request: NewRequest


ORGANISATIONS = {
    one.key: one
    for one in msgspec.json.decode((EXAMPLES / "organisations.json").read_bytes(), type=list[ExampleOrganisation])
}
CASES = {
    path.stem: msgspec.json.decode(path.read_bytes(), type=ExampleCase)
    for path in sorted((EXAMPLES / "cases").glob("*.json"))
}
REQUESTS = {
    path.stem: msgspec.json.decode(path.read_bytes(), type=ExampleRequest)
    for path in sorted((EXAMPLES / "requests").glob("*.json"))
}

each_case = pytest.mark.parametrize("name", CASES)
each_request = pytest.mark.parametrize("name", REQUESTS)


def people(organisation: str | None = None) -> Iterator[tuple[str, NewParty, Person]]:
    """Every party with a person: the case's file name, the party, the person."""
    for name, example in CASES.items():
        if organisation in (None, example.organisation):
            yield from ((name, party, party.person) for party in example.case.parties if party.person)


def texts() -> Iterator[str]:
    """Everything that somebody wrote."""
    for example in CASES.values():
        yield from (document.text for document in example.case.documents)
        yield from (disclosure.content for disclosure in example.case.disclosures)
    yield from (example.request.text for example in REQUESTS.values())
    yield from (f"{one.address}\n{one.contact}\n{one.data_protection_officer}" for one in ORGANISATIONS.values())


# What the examples are made of.


def test_one_organisation_is_danish_and_one_is_swedish() -> None:
    countries = [(one.country, one.language.value) for one in ORGANISATIONS.values()]
    assert sorted(countries) == [(Country.DENMARK, "da"), (Country.SWEDEN, "sv")]


def test_there_are_enough_cases_in_each_language() -> None:
    written = [{document.language.value for document in example.case.documents} for example in CASES.values()]
    assert len(CASES) >= 16
    assert sum("da" in found for found in written) >= 7
    assert sum("sv" in found for found in written) >= 5
    assert sum("en" in found for found in written) >= 3


@each_case
def test_a_case_holds_together(name: str) -> None:
    """It belongs to a shipped organisation, every author is one of its parties, and only the past has happened."""
    example = CASES[name]
    refuse_strange_labels(example.case)
    roles = {party.label: party.role for party in example.case.parties}
    days = [step.on for step in example.case.steps]
    assert example.organisation in ORGANISATIONS
    assert all(document.author in roles for document in example.case.documents)
    assert all(roles[document.author or ""] is document.author_role for document in example.case.documents)
    assert days == sorted(days)
    assert max(*days, *(document.dated_on for document in example.case.documents)) < TODAY


@each_case
def test_a_closed_case_ends_with_its_closing(name: str) -> None:
    case = CASES[name].case
    assert (case.steps[-1].kind is StepKind.CLOSED) == (case.status is Status.CLOSED)


@each_case
def test_documents_are_as_long_as_people_write_them(name: str) -> None:
    documents = CASES[name].case.documents
    assert 1 <= len(documents) <= 5
    for document in documents:
        least = 60 if document.kind is DocumentKind.COMPLAINT else 20
        assert least <= len(document.text.split()) <= 300


def test_the_readme_tells_of_every_file() -> None:
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    assert [name for name in (*CASES, *REQUESTS) if f"| `{name}` |" not in readme] == []


# What they show.

Shows = Callable[[NewCase], bool]


def category(wanted: Category) -> Shows:
    return lambda case: case.category is wanted


def kind(wanted: DocumentKind) -> Shows:
    return lambda case: any(document.kind is wanted for document in case.documents)


def role(wanted: Role) -> Shows:
    return lambda case: any(party.role is wanted for party in case.parties)


def step(wanted: StepKind) -> Shows:
    return lambda case: any(one.kind is wanted for one in case.steps)


def person(wanted: Callable[[Person], bool]) -> Shows:
    return lambda case: any(party.person is not None and wanted(party.person) for party in case.parties)


def words(pattern: str) -> Shows:
    return lambda case: any(re.search(pattern, document.text) for document in case.documents)


def anonymous_complaint(case: NewCase) -> bool:
    complainants = [party for party in case.parties if party.role is Role.COMPLAINANT]
    return case.anonymity is Anonymity.ANONYMOUS and [party.person for party in complainants] == [None]


def notice_with_its_disclosure(case: NewCase) -> bool:
    days = {document.dated_on for document in case.documents if document.kind is DocumentKind.MUNICIPALITY_NOTICE}
    return any(disclosure.disclosed_on in days for disclosure in case.disclosures)


FEATURES: dict[str, Shows] = {
    "noise": category(Category.NOISE),
    "threats": category(Category.THREATS_OR_HARASSMENT),
    "arrears": category(Category.ARREARS),
    "pets": category(Category.PETS),
    "smoke or smell": category(Category.SMOKE_OR_SMELL),
    "waste": category(Category.WASTE_OR_NEGLECT),
    "parking": category(Category.PARKING),
    "vandalism": category(Category.VANDALISM),
    "a confidential complaint": lambda case: case.anonymity is Anonymity.CONFIDENTIAL,
    "an anonymous complaint": anonymous_complaint,
    "a witness": role(Role.WITNESS),
    "a representative": role(Role.REPRESENTATIVE),
    "a household member": role(Role.HOUSEHOLD_MEMBER),
    "a child": person(lambda one: one.minor),
    "a protected address": person(lambda one: one.protected_address),
    "health information": words(r"astma|gravid|KOL\b|stroke|demens|fødselsdepression"),
    "an alleged offence": words(r"hash|hembränt|olaga hot|unlawful threat|tilhold"),
    "a warning letter": kind(DocumentKind.WARNING_LETTER),
    "a notice to the municipality with its disclosure": notice_with_its_disclosure,
    "a mediation note": kind(DocumentKind.MEDIATION_NOTE),
    "a disturbance report": kind(DocumentKind.DISTURBANCE_REPORT),
    "a text message": kind(DocumentKind.SMS),
    "a payment plan": step(StepKind.PAYMENT_PLAN),
}


@pytest.mark.parametrize("feature", FEATURES)
def test_some_case_shows(feature: str) -> None:
    assert any(FEATURES[feature](example.case) for example in CASES.values())


# Whom they could reach: nobody.

DANISH_PHONE = re.compile(r"(?:\+?45)?(?:67|68|84|94)\d{6}")
SWEDISH_PHONE = re.compile(r"(?:\+?46|0)(?:701740(?:60[5-9]|6[1-9]\d)|8465004\d\d)")
ACCOUNT = re.compile(r"reg\. (?P<dk>\d{4}) konto \d{10}|konto (?P<se>\d{4})-[\d ]+\d")
PLATE = re.compile(r"\b[A-Z]{2} \d{2} \d{3}\b|\b[A-Z]{3} \d{2}[\dA-Z]\b|\b[A-Z]{2}(?=, resten)")
REFERENCE = re.compile(r"\b(?:TL|ÄB)-\d{4}-\d{4}\b")
LONG_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){7,}")


def digits(written: str) -> str:
    return "".join(c for c in written if c.isdigit())


def is_harmless_phone(written: str) -> bool:
    return bool(DANISH_PHONE.fullmatch(digits(written)) or SWEDISH_PHONE.fullmatch(digits(written)))


def luhn(number: str) -> bool:
    doubled = [int(c) * (2 if place % 2 else 1) for place, c in enumerate(reversed(number))]
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def weighted(number: str, weights: tuple[int, ...]) -> bool:
    return sum(weight * int(c) for weight, c in zip(weights, number, strict=True)) % 11 == 0


def is_harmless_cpr(written: str) -> bool:
    return digits(written)[6:8] == "99" and weighted(digits(written), (4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def is_harmless_personnummer(written: str) -> bool:
    short = digits(written)[-10:]
    return 980 <= int(short[6:9]) <= 999 and luhn(short)


def test_national_ids_belong_to_nobody() -> None:
    numbers = [(CASES[name].organisation, one) for name, _, one in people() if one.national_id]
    for organisation, one in numbers:
        danish = ORGANISATIONS[organisation].country is Country.DENMARK
        written = one.national_id or ""
        assert one.date_of_birth is not None
        assert one.date_of_birth.strftime("%d%m%y" if danish else "%Y%m%d") == re.split("[- ]", written)[0]
        assert is_harmless_cpr(written) if danish else is_harmless_personnummer(written)
    assert {organisation for organisation, _ in numbers} == set(ORGANISATIONS)


def test_a_requester_gives_a_harmless_number() -> None:
    given = [example.request.given.national_id for example in REQUESTS.values() if example.request.given.national_id]
    assert given
    assert all(is_harmless_cpr(number) for number in given)


def test_registration_numbers_fail_their_own_check() -> None:
    numbers = {one.country: digits(one.registration_number) for one in ORGANISATIONS.values()}
    assert not weighted(numbers[Country.DENMARK], (2, 7, 6, 5, 4, 3, 2, 1))
    assert not luhn(numbers[Country.SWEDEN])


def test_telephones_ring_nowhere() -> None:
    stored = [number for _, _, one in people() for number in one.phones]
    given = [example.request.given.phone for example in REQUESTS.values() if example.request.given.phone]
    assert [number for number in (*stored, *given) if not is_harmless_phone(number)] == []


def test_no_other_long_number_stands_in_a_text() -> None:
    rest = [REFERENCE.sub("", ACCOUNT.sub("", text)) for text in texts()]
    found = [number for text in rest for number in LONG_NUMBER.findall(text)]
    assert found
    assert [number for number in found if not is_harmless_phone(number)] == []


def test_accounts_are_with_no_bank() -> None:
    codes = [found["dk"] or found["se"] for text in texts() for found in ACCOUNT.finditer(text)]
    assert codes == ["0099"] * 3


def test_number_plates_cannot_be_issued() -> None:
    plates = [plate for text in texts() for plate in PLATE.findall(text)]
    assert len(plates) == 3
    assert all("Q" in plate for plate in plates)


def test_mail_arrives_nowhere() -> None:
    stored = [address for _, _, one in people() for address in one.emails]
    given = [example.request.given.email for example in REQUESTS.values() if example.request.given.email]
    written = [address for text in texts() for address in re.findall(r"\S+@[\w.-]+", text)]
    assert all(address.rstrip(".").endswith(".example") for address in (*stored, *given, *written))


def test_nobody_stands_with_both_organisations() -> None:
    """Hard isolation between controllers (C-02): a demonstration that shared people could not show it."""
    danish, swedish = (
        {
            value
            for _, _, one in people(key)
            for value in (one.national_id, *one.names, *one.phones, *one.emails)
            if value
        }
        for key in ORGANISATIONS
    )
    assert danish & swedish == set()


# What the demonstration does with them.


def verdicts(name: str) -> list[tuple[str, NewParty, Match]]:
    """For each party of the organisation that was asked: the case, the party, and whether it is the requester."""
    asked = REQUESTS[name]
    country = ORGANISATIONS[asked.organisation].country
    return [
        (case, party, match(asked.request.given, one, country))
        for case, party, one in people(organisation=asked.organisation)
    ]


@each_request
def test_a_requester_is_found_without_doubt(name: str) -> None:
    found = [verdict.verdict for _, _, verdict in verdicts(name)]
    assert Verdict.SAME in found
    assert Verdict.ASK not in found


@each_request
def test_a_requester_spells_it_differently(name: str) -> None:
    given = REQUESTS[name].request.given
    stored = {spelling for _, _, one in people() for spelling in one.names}
    assert given.name not in stored


def test_the_main_requester_stands_in_four_roles() -> None:
    """A-05: also where somebody is only a witness or lives in the household."""
    found = {(case, party.role) for case, party, verdict in verdicts(MAIN_REQUEST) if verdict.verdict is Verdict.SAME}
    assert found == {
        ("dk-01-noise-from-a-drum-kit", Role.RESPONDENT),
        ("dk-02-threat-in-the-bicycle-cellar", Role.COMPLAINANT),
        ("dk-03-broken-store-room", Role.WITNESS),
        ("dk-04-arrears-paid-in-instalments", Role.HOUSEHOLD_MEMBER),
    }


def test_the_main_requester_has_a_name_double_in_another_case() -> None:
    given = REQUESTS[MAIN_REQUEST].request.given
    named = [
        (case, verdict.verdict)
        for case, party, verdict in verdicts(MAIN_REQUEST)
        if party.person and names_agree(given.name, party.person)
    ]
    doubles = {case for case, verdict in named if verdict is Verdict.DIFFERENT}
    assert doubles == {"dk-07-smoke-through-the-pipes"}
    assert not doubles & {case for case, verdict in named if verdict is Verdict.SAME}


@each_request
def test_a_request_is_neither_late_nor_from_the_future(name: str) -> None:
    """A-30: on the day of the demonstration each can still be answered in time."""
    assert date(2026, 10, 24) < REQUESTS[name].request.received_on <= TODAY


def test_a_purge_finds_what_has_outlived_the_schedule() -> None:
    schedule = read(folder("policies")).schedule()
    due = {}
    for name, example in CASES.items():
        facts = facts_of(example.case)
        rule = schedule.rule_for(facts)
        country = ORGANISATIONS[example.organisation].country
        decision = decide(facts, rule, held=False, country=country, today=TODAY)
        if isinstance(decision, Erase | Review):
            due[name] = decision.cluster
    assert due == {
        "dk-04-arrears-paid-in-instalments": "arrears",
        "dk-06-the-parrot-upstairs": "mild",
        "dk-09-anonymous-tip-about-dumping": "anonymous_tip",
        "dk-11-a-van-in-the-fire-lane": "mild",
        "dk-12-weekend-guests-next-door": "warned",
        "se-03-windows-in-the-cellar": "mild",
        "se-04-arrears-after-a-stroke": "arrears",
        "se-05-anonymous-tip-about-liquor": "anonymous_tip",
    }
    readme = (EXAMPLES / "README.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\S+)` .*\*\*Due\*\*", readme, re.MULTILINE)) == set(due)


def facts_of(case: NewCase) -> Facts:
    codes = {
        "category": case.category.value,
        "severity": case.severity.value,
        "anonymity": case.anonymity.value,
        "status": case.status.value,
    }
    return Facts(
        kind="case", id=UUID(int=0), version=1, codes=codes, events=latest_events(case.received_on, case.steps)
    )
