"""What goes in each scenario, what must not, and every reason against sharing: as truth tables, without a database."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from vault import resources
from vault.deadlines import Country
from vault.disclosures.codes import WRITTEN, Basis, ConsentChannel, Field, Need, RecipientKind, Refusal
from vault.disclosures.extract import Concerned, Extract, Ground, NewSharing, Refused, Written, digest, extract
from vault.disclosures.model import (
    AgreementView,
    ConsentView,
    NewAgreement,
    NewConsent,
    NewRecipient,
    RecipientView,
    Withdrawal,
)
from vault.disclosures.scenarios import Scenario, Scenarios
from vault.ids import AgreementId, ConsentId, RecipientId, SubjectId
from vault.language import Language

SCENARIOS = Scenarios.load(resources.folder("policies"))
F, K, X = Field, RecipientKind, Refusal
TODAY = date(2026, 11, 23)
HERE, ELSEWHERE = RecipientId(UUID(int=1)), RecipientId(UUID(int=2))
TENANT = SubjectId(UUID(int=3))
MATERIAL = {field: (f"told of {field}",) for field in Field if field not in WRITTEN}
WORDS = {Field.AGREED: "Hjælp til oprydning.", Field.OBSERVATION: "Døren stod åben.", Field.TOPIC: "Lyd om natten."}

# law.md, section 7: the fields that a row names as its minimum, and those that it names as what must not go along.
ROWS = [
    ("dk_eviction_request", {F.NAME, F.ADDRESS, F.ARREARS_FILED}, {F.COMPLAINT_HISTORY, F.HEALTH, F.HOUSEHOLD}),
    ("dk_outreach", {F.LEASE, F.NAME, F.DEBT, F.PAY_BY}, {F.INCIDENTS, F.COMPLAINT_HISTORY}),
    ("dk_single_entry", {F.NAME, F.ADDRESS, F.PLEASE_CONTACT, F.LANDLORD}, {F.CAUSE, F.COMPLAINANT}),
    ("dk_single_entry_weighed", {F.NAME, F.ADDRESS, F.PLEASE_CONTACT, F.LANDLORD}, {F.CAUSE, F.COMPLAINANT, F.HEALTH}),
    ("dk_support", {F.AGREED}, {F.OTHER_RESIDENTS}),
    ("dk_danger", {F.OBSERVATION, F.ADDRESS}, {F.COMPLAINANT, F.COMPLAINT_HISTORY}),
    ("dk_tribunal", {F.INCIDENTS}, {F.ANONYMOUS_TIPS, F.UNRELATED_INCIDENTS, F.NATIONAL_ID, F.OTHER_CASES}),
    ("dk_claim", {F.DEBT, F.DEBT_DETAILS}, {F.COUNSELLING}),
    ("dk_same_neighbourhood", {F.NAME, F.ADDRESS, F.TERMINATION}, {F.REASON, F.DEBT, F.DOCUMENTS}),
    ("dk_mediation", {F.PARTIES, F.TOPIC}, {F.INCIDENTS, F.HEALTH}),
    ("se_disturbance", {F.NAME, F.ADDRESS, F.INCIDENTS, F.MEASURES}, {F.COMPLAINANT, F.HEALTH}),
    ("se_copy_of_termination", {F.TERMINATION}, {F.COMPLAINANT, F.HEALTH}),
    ("se_arrears_termination", {F.NAME, F.DEBT}, {F.COMPLAINT_HISTORY, F.HEALTH}),
    ("se_tribunal", {F.INCIDENTS}, {F.ANONYMOUS_TIPS, F.NATIONAL_ID}),
    ("se_claim", {F.DEBT}, {F.COUNSELLING, F.INCIDENTS}),
    ("se_support", {F.AGREED}, {F.OTHER_RESIDENTS}),
    ("se_danger", {F.OBSERVATION}, {F.COMPLAINANT}),
]
EXACTLY = {
    "dk_same_neighbourhood": {F.NAME, F.ADDRESS, F.TERMINATION},
    "dk_single_entry_weighed": {F.NAME, F.ADDRESS, F.PLEASE_CONTACT, F.LANDLORD},
}
"""Rows that say `nothing else`."""


def recipient(kind: RecipientKind, ended: date | None = None) -> RecipientView:
    new = NewRecipient(kind=kind, name="Prøvekøbing Kommune", unit="Visitationen", address="Rådhuspladsen 1")
    return RecipientView(recipient_id=HERE, recipient=new, registered_on=TODAY, ended_on=ended, version=1)


def consent(to: RecipientId = HERE, purpose: str = "tenancy_support", **details: Any) -> ConsentView:
    withdrawal = details.pop("withdrawal", None)
    new = NewConsent(
        recipient_id=to,
        purpose=purpose,
        wording="Må vi kontakte hjemmeplejen?",
        wording_version="2026-1",
        given_on=date(2026, 11, 2),
        channel=ConsentChannel.WRITING,
        evidence="journal 17",
        **details,
    )
    return ConsentView(consent_id=ConsentId(UUID(int=9)), consent=new, recipient="…", withdrawal=withdrawal)


def agreement(*homes: str, began: date = date(2026, 1, 1), ended: date | None = None) -> AgreementView:
    new = NewAgreement(
        recipient_id=HERE,
        title="Samarbejdsaftale",
        started_on=began,
        homes=homes,
        legal_basis="samtykke",
        arrangement="hver sit ansvar",
        contact="En indgang, indgang@kommune.example",
    )
    return AgreementView(agreement_id=AgreementId(UUID(int=5)), agreement=new, ended_on=ended, version=1)


def ground(scenario: Scenario, **details: Any) -> Ground:
    """A case that fits the scenario, with consent where one is needed."""
    who = Concerned(subject_id=TENANT, consents=(consent(purpose=scenario.purpose, health=True),))
    usual = Ground(
        country=scenario.country,
        today=TODAY,
        purpose=scenario.purpose,
        department="Afdeling 1",
        recipient=recipient(min(scenario.recipients)),
        concerned=(who,),
        holds=frozenset(Need),
        material=MATERIAL,
    )
    return msgspec.structs.replace(usual, **details)


def sharing(scenario: Scenario, **details: Any) -> NewSharing:
    words = {field: WORDS[field] for field in scenario.gives if field in WRITTEN}
    weighing = "Hensynet til at beholde boligen vejer tungest." if scenario.basis is Basis.INTEREST else None
    usual = NewSharing(scenario=scenario.code, recipient_id=HERE, words=words, weighing=weighing)
    return msgspec.structs.replace(usual, **details)


def composed(scenario: Scenario, asked: NewSharing | None = None, **details: Any) -> Extract:
    return extract(
        asked or sharing(scenario), scenario, ground(scenario, **details), SCENARIOS.wording, Language.DANISH
    )


def refusals(found: Extract) -> set[Refusal]:
    return {one.refusal for one in found.refused}


def test_every_scenario_has_its_row() -> None:
    assert {code for code, *_ in ROWS} == {one.code for one in SCENARIOS}


@pytest.mark.parametrize(("code", "goes", "stays"), ROWS, ids=[row[0] for row in ROWS])
def test_the_minimum_goes_and_nothing_else(code: str, goes: set[Field], stays: set[Field]) -> None:
    scenario = SCENARIOS.get(code)
    found = composed(scenario)
    told = {one.field for one in found.items}
    assert found.refused == ()
    assert told == set(scenario.gives)
    assert goes <= told
    assert stays <= scenario.never
    assert told == EXACTLY.get(code, told)


@pytest.mark.parametrize("scenario", [*SCENARIOS], ids=lambda one: one.code)
def test_what_the_basis_does_not_carry_is_refused_by_name(scenario: Scenario) -> None:
    for field in set(Field) - {*scenario.gives, *scenario.may}:
        found = composed(scenario, sharing(scenario, also=(field,)))
        assert Refused(refusal=X.MUST_NOT_GO, field=field) in found.refused, field
        assert field not in {one.field for one in found.items}


@pytest.mark.parametrize("scenario", [*SCENARIOS], ids=lambda one: one.code)
def test_words_cannot_be_written_into_a_field_of_the_case(scenario: Scenario) -> None:
    """Else a sentence about health would go out under the heading of a name."""
    for field in set(scenario.gives) - WRITTEN:
        assert X.MUST_NOT_GO in refusals(composed(scenario, sharing(scenario, words={field: "Han er syg."})))


@pytest.mark.parametrize("scenario", [*SCENARIOS], ids=lambda one: one.code)
def test_a_minimum_that_is_not_there_is_named(scenario: Scenario) -> None:
    for field in scenario.gives:
        asked = sharing(scenario)
        words = {name: text for name, text in asked.words.items() if name is not field}
        material = {name: lines for name, lines in MATERIAL.items() if name is not field}
        found = composed(scenario, msgspec.structs.replace(asked, words=words), material=material)
        assert Refused(refusal=X.LACKS, field=field) in found.refused


SUPPORT, NOTICE = SCENARIOS.get("dk_support"), SCENARIOS.get("dk_eviction_request")
EARLY, WEIGHED = SCENARIOS.get("dk_single_entry"), SCENARIOS.get("dk_single_entry_weighed")


def by(*consents: ConsentView, **details: Any) -> tuple[Concerned, ...]:
    return (Concerned(subject_id=TENANT, consents=consents, **details),)


CONSENTS = [
    # what was consented to, and what stands against referring the tenant to HERE
    ((consent(),), None),
    ((), X.NO_CONSENT),
    ((consent(to=ELSEWHERE),), X.CONSENT_NAMES_ANOTHER),
    ((consent(purpose="mediation"),), X.CONSENT_FOR_ANOTHER_PURPOSE),
    ((consent(withdrawal=Withdrawal(on=TODAY, channel=ConsentChannel.SPOKEN)),), X.CONSENT_WITHDRAWN),
    ((consent(until=date(2026, 11, 22)),), X.CONSENT_RAN_OUT),
    ((consent(until=TODAY),), None),
    ((consent(withdrawal=Withdrawal(on=TODAY, channel=ConsentChannel.SPOKEN)), consent()), None),
    ((consent(to=ELSEWHERE), consent(purpose="mediation")), X.CONSENT_FOR_ANOTHER_PURPOSE),
]


@pytest.mark.parametrize(("consents", "against"), CONSENTS)
def test_consent_is_for_one_purpose_and_one_recipient(
    consents: tuple[ConsentView, ...], against: Refusal | None
) -> None:
    """S-04: a consent that names home care does not reach a doctor."""
    assert refusals(composed(SUPPORT, concerned=by(*consents))) == ({against} if against else set())


def test_health_goes_only_on_a_consent_that_names_it() -> None:
    ill = Written(health=True)
    assert refusals(composed(SUPPORT, concerned=by(consent(health=True)), written=ill)) == set()
    assert refusals(composed(SUPPORT, concerned=by(consent()), written=ill)) == {X.HEALTH}
    told = sharing(EARLY, also=(F.AGREED,), words={F.AGREED: "Han er syg."})
    assert X.HEALTH in refusals(composed(EARLY, told, written=ill))


def test_a_duty_needs_no_consent_and_asks_for_none() -> None:
    """D-30."""
    found = composed(NOTICE, concerned=by(restricted=True, protected=True))
    assert (found.refused, found.consents) == ((), ())


AGAINST = [
    # what is different from a case that fits, and what it comes to
    (EARLY, {"country": Country.SWEDEN}, X.OTHER_COUNTRY),
    (EARLY, {"purpose": "complaint_handling"}, X.OTHER_PURPOSE),
    (EARLY, {"recipient": recipient(K.LAWYER)}, X.OTHER_RECIPIENT),
    (EARLY, {"recipient": recipient(K.MUNICIPALITY, ended=TODAY)}, X.RECIPIENT_ENDED),
    (EARLY, {"concerned": ()}, X.NOBODY_KNOWN),
    (EARLY, {"concerned": by(consent(), restricted=True)}, X.RESTRICTED),
    (EARLY, {"concerned": by(consent(), protected=True)}, X.PROTECTED_ADDRESS),
    (EARLY, {"agreements": (agreement("Afdeling 2"),)}, X.OUTSIDE_AGREEMENT),
    (NOTICE, {"holds": frozenset()}, X.DOES_NOT_FIT),
    (NOTICE, {"written": Written(names_others=True)}, X.NAMES_OTHERS),
    (NOTICE, {"written": Written(national_id=True)}, X.NATIONAL_ID),
    (NOTICE, {"written": Written(offence=True)}, X.OFFENCE),
]


@pytest.mark.parametrize(("scenario", "different", "against"), AGAINST)
def test_each_reason_against_stands_alone(scenario: Scenario, different: dict[str, Any], against: Refusal) -> None:
    assert refusals(composed(scenario, **different)) == {against}


FITTING = [
    (EARLY, {"agreements": (agreement("Afdeling 1"),)}),
    (EARLY, {"agreements": (agreement(),)}),
    # An agreement that ended or has not begun limits nothing; a duty is met whatever was agreed on.
    (EARLY, {"agreements": (agreement("Afdeling 2", ended=date(2026, 11, 22)),)}),
    (EARLY, {"agreements": (agreement("Afdeling 2", began=date(2026, 11, 24)),)}),
    (NOTICE, {"agreements": (agreement("Afdeling 2"),)}),
    (SCENARIOS.get("dk_danger"), {"concerned": by(restricted=True, protected=True), "written": Written(health=True)}),
]


@pytest.mark.parametrize(("scenario", "different"), FITTING)
def test_what_speaks_against_nothing(scenario: Scenario, different: dict[str, Any]) -> None:
    assert composed(scenario, **different).refused == ()


def test_a_weighing_is_written_down() -> None:
    assert refusals(composed(WEIGHED, sharing(WEIGHED, weighing=None))) == {X.NO_WEIGHING}


def test_a_stated_exception_lifts_a_restriction() -> None:
    asked = sharing(EARLY, despite_restriction="samtykke, Art. 18(2)")
    assert composed(EARLY, asked, concerned=by(consent(), restricted=True)).refused == ()


def test_each_of_the_parties_must_have_agreed_to_mediation() -> None:
    mediation = SCENARIOS.get("dk_mediation")
    one = Concerned(subject_id=TENANT, consents=(consent(purpose="mediation"),))
    other = Concerned(subject_id=SubjectId(UUID(int=4)))
    assert refusals(composed(mediation, concerned=(one, other))) == {X.NO_CONSENT}


def test_a_digest_names_what_goes_to_whom() -> None:
    items = composed(EARLY).items
    asked = sharing(EARLY)
    seen = digest(asked, "Rådhuspladsen 1", items)
    assert seen == digest(sharing(EARLY), "Rådhuspladsen 1", composed(EARLY).items)
    assert seen != digest(asked, "Rådhuspladsen 2", items)
    assert seen != digest(asked, "Rådhuspladsen 1", items[:-1])
    assert seen != digest(sharing(EARLY, weighing="…"), "Rådhuspladsen 1", items)
