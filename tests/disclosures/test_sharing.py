"""Sharing something of a complaint, from looking at the extract to what the person concerned is told."""

import msgspec
import pytest
from tests.disclosures.given import (
    HANDLING,
    IVER,
    KIRSTEN,
    NOTIFYING,
    agreement,
    at,
    consent,
    disclose,
    enter,
    preview,
    recipient,
    stored,
    tenant,
    warned,
)
from tests.world import PROFILE, TODAY, World, case, party, person

from vault import complaints, disclosures, subjects
from vault.complaints import Category, NewDispatch, Role, Severity
from vault.complaints.course import codes
from vault.complaints.course.arrears import Arrears, Demand
from vault.complaints.course.tenancy import Filing
from vault.deadlines import Country
from vault.disclosures import ConsentChannel, DisclosureAnswer, Field, NewSharing, RecipientKind, Refusal, Withdrawal
from vault.errors import Changed, Conflict, InvalidInput, NotFound, NotPermitted
from vault.ids import CaseId, DisclosureId, new_id
from vault.language import Language
from vault.policy import RoleName
from vault.subjects import PersonChange, Protection, ProtectionKind

C, R, F, K, X = codes, RoleName, Field, RecipientKind, Refusal


def lines(items: tuple[disclosures.Item, ...]) -> dict[Field, tuple[str, ...]]:
    return {one.field: one.lines for one in items}


def refusals(found: complaints.DisclosurePreview) -> set[Refusal]:
    return {one.refusal for one in found.refused}


def test_a_consent_that_names_home_care_does_not_reach_the_doctor(world: World) -> None:
    """S-04, and Art. 7(3): a consent that was withdrawn carries nothing any more."""
    of, care, doctor = stored(world), recipient(world, K.HOME_CARE), recipient(world, K.HEALTH_CARE, "Lægehuset")
    given = consent(world, tenant(of), care, health=True)
    ask = NewSharing(scenario="dk_support", recipient_id=care, words={F.AGREED: "Han er syg og vil gerne have hjælp."})
    sent = disclose(world, of, ask)
    assert lines(sent.items)[F.AGREED] == ("Han er syg og vil gerne have hjælp.",)
    elsewhere = msgspec.structs.replace(ask, recipient_id=doctor)
    assert refusals(preview(world, of, elsewhere)) == {X.CONSENT_NAMES_ANOTHER, X.HEALTH}
    with pytest.raises(Conflict, match="consent_names_another"):
        disclose(world, of, elsewhere)
    withdrawal = Withdrawal(on=TODAY, channel=ConsentChannel.SPOKEN)
    world.call(R.CASE_WORKER, subjects.withdraw_consent, tenant(of), given, withdrawal)
    with pytest.raises(Conflict, match="consent_withdrawn"):
        disclose(world, of, ask)
    with pytest.raises(Conflict, match="already"):
        world.call(R.CASE_WORKER, subjects.withdraw_consent, tenant(of), given, withdrawal)
    (kept,) = world.call(R.DPO, subjects.read_consents, tenant(of))
    assert (kept.withdrawal, kept.consent.wording_version) == (withdrawal, "2026-1")
    assert [one.scenario for one in view(world, of.case_id)] == ["dk_support"]


def view(world: World, case_id: CaseId) -> tuple[complaints.DisclosureView, ...]:
    return world.call(R.CASE_WORKER, complaints.read_case, case_id).disclosures or ()


def test_everything_of_a_disclosure_is_kept(world: World) -> None:
    """D-00; and what goes to a municipality with an agreement goes to its single entry."""
    of, here = stored(world), recipient(world, K.MUNICIPALITY, "Visitationen")
    agreement(world, here, homes=("afdeling 1",), response_days=5)
    carrying = consent(world, tenant(of), here)
    sent = disclose(world, of, NewSharing(scenario="dk_single_entry", recipient_id=here))
    assert sent.addressed_to == "En indgang, indgang@kommune.example"
    (kept,) = view(world, of.case_id)
    assert kept.recipient == "Prøvekøbing Kommune, Visitationen"
    assert kept.fields == (F.NAME, F.ADDRESS, F.PLEASE_CONTACT, F.LANDLORD)
    assert (kept.purpose, kept.agreement, kept.channel) == ("tenancy_support", "Samarbejdsaftale 2026", "digital_post")
    assert kept.persons == (tenant(of),)
    assert "Iver Brattbakk" in kept.content
    assert "Kirsten" not in kept.content
    assert str(kept.respond_by) == "2026-11-30"  # Five working days from a Monday.
    (of_person,) = world.call(R.DPO, subjects.read_consents, tenant(of))
    assert of_person.consent_id == carrying
    answer = DisclosureAnswer(on=TODAY, receipt="KMD-2026-88", words="Vi kontakter lejeren.")
    world.call(R.CASE_WORKER, complaints.answer_disclosure, of.case_id, sent.disclosure_id, answer)
    assert view(world, of.case_id)[0].answer == answer
    with pytest.raises(Conflict):
        world.call(R.CASE_WORKER, complaints.answer_disclosure, of.case_id, sent.disclosure_id, answer)
    unknown = DisclosureId(new_id())
    with pytest.raises(NotFound):
        world.call(R.CASE_WORKER, complaints.answer_disclosure, of.case_id, unknown, answer)


def test_the_substitute_is_the_only_other_way_in(world: World) -> None:
    of, here = stored(world), recipient(world, K.MUNICIPALITY)
    consent(world, tenant(of), here)
    ask = NewSharing(scenario="dk_single_entry", recipient_id=here, to_substitute=True)
    with pytest.raises(InvalidInput):
        preview(world, of, ask)
    agreement(world, here)
    assert preview(world, of, ask).addressed_to == "Vagten, vagt@kommune.example"


def test_what_goes_is_what_was_looked_at(world: World) -> None:
    of, here = stored(world), recipient(world, K.MUNICIPALITY)
    consent(world, tenant(of), here)
    ask = NewSharing(scenario="dk_single_entry", recipient_id=here)
    seen = preview(world, of, ask)
    change = PersonChange(name="Iver Brattbakk Dam")
    world.call(R.CASE_WORKER, subjects.change_subject, tenant(of), change, 1)
    new = NewDispatch(sharing=ask, digest=seen.digest, channel=C.ContactChannel.EMAIL)
    with pytest.raises(Changed):
        world.vault.call(world.caller(R.CASE_WORKER, purpose="tenancy_support"), complaints.disclose, of.case_id, new)
    assert view(world, of.case_id) == ()


def test_the_purpose_that_is_stated_is_that_of_the_scenario(world: World) -> None:
    of, here = stored(world), recipient(world, K.MUNICIPALITY)
    consent(world, tenant(of), here)
    ask = NewSharing(scenario="dk_single_entry", recipient_id=here)
    assert refusals(preview(world, of, ask, HANDLING)) == {X.OTHER_PURPOSE}
    with pytest.raises(NotPermitted):
        preview(world, of, ask, "storage_limitation")


def test_a_notice_by_duty_opens_the_way_to_the_bailiff(world: World) -> None:
    """D-01, D-32: what is told to the municipality is the entry for which the filing waits."""
    of = stored(world, category=Category.ARREARS, entries=())
    here = recipient(world, K.MUNICIPALITY)
    enter(world, of, Arrears(on=TODAY, lease="0417-2", amount=812_000, due_on=TODAY))
    demand = Demand(
        on=TODAY.replace(day=2),
        form=C.DemandForm.FORMAL,
        amount=812_000,
        channel=C.ContactChannel.LETTER,
        arrived_on=TODAY.replace(day=3),
        threatens_termination=True,
    )
    enter(world, of, demand)
    filing = Filing(on=TODAY, body=C.Body.BAILIFFS_COURT, filed_at=at(14), eviction=True)
    with pytest.raises(Conflict, match="municipality_not_told"):
        enter(world, of, filing)
    ask = NewSharing(scenario="dk_eviction_request", recipient_id=here)
    sent = disclose(world, of, ask, NOTIFYING)
    assert set(lines(sent.items)) == {F.NAME, F.ADDRESS, F.ARREARS_FILED, F.LANDLORD}
    assert not preview(world, of, ask, NOTIFYING).late
    enter(world, of, filing)
    assert preview(world, of, ask, NOTIFYING).late
    asked = msgspec.structs.replace(ask, also=(F.COMPLAINT_HISTORY,))
    assert refusals(preview(world, of, asked, NOTIFYING)) == {X.MUST_NOT_GO}


def test_social_services_hear_of_kind_and_time_and_of_no_neighbour(world: World) -> None:
    """D-20: never complainants' names, never what was guessed about health."""
    sweden = msgspec.structs.replace(PROFILE, country=Country.SWEDEN, language=Language.SWEDISH)
    world.organisation = world.another_organisation(sweden)
    of, here = stored(world), recipient(world, K.SOCIAL_SERVICES, "socialnämnden")
    ask = NewSharing(scenario="se_disturbance", recipient_id=here)
    assert refusals(preview(world, of, ask, NOTIFYING)) == {X.LACKS}
    warned(world, of)
    sent = disclose(world, of, ask, NOTIFYING)
    told = lines(sent.items)
    assert told[F.INCIDENTS] == ("2026-11-02 23:40: musik",)
    assert told[F.MEASURES] == ("2026-11-02: uppmaning att vidta rättelse",)
    assert "Kirsten" not in str(sent.items)
    assert refusals(preview(world, of, NewSharing(scenario="dk_support", recipient_id=here))) >= {X.OTHER_COUNTRY}


def test_a_tribunal_sees_what_is_relied_on_and_who_accepts_it(world: World) -> None:
    """D-08: only incidents relied on, only witnesses who accept; everybody else is masked."""
    of, here = stored(world), recipient(world, K.RESIDENTS_TRIBUNAL)
    ask = NewSharing(scenario="dk_tribunal", recipient_id=here, also=(F.INCIDENT_WORDS,))
    assert refusals(preview(world, of, ask, HANDLING)) == {X.DOES_NOT_FIT}
    relying = msgspec.structs.replace(ask, incidents=of.entries)
    told = lines(preview(world, of, relying, HANDLING).items)
    assert "Iver Brattbakk" in told[F.INCIDENT_WORDS][0]
    assert "Kirsten" not in told[F.INCIDENT_WORDS][0]
    accepting = msgspec.structs.replace(relying, witnesses=(of.parties[0],), also=(F.INCIDENT_WORDS, F.WITNESSES))
    told = lines(disclose(world, of, accepting, HANDLING).items)
    assert "Kirsten Holmegård" in told[F.INCIDENT_WORDS][0]
    assert told[F.WITNESSES] == ("Kirsten Holmegård",)
    with pytest.raises(InvalidInput):
        preview(world, of, msgspec.structs.replace(ask, incidents=(of.entries[0], of.parties[0])), HANDLING)


def test_who_spoke_in_confidence_is_named_to_nobody(world: World) -> None:
    told = party("K", Role.COMPLAINANT, KIRSTEN, confidential=True)
    of = world.store(case(told, party("I", Role.RESPONDENT, IVER), anonymity=complaints.Anonymity.CONFIDENTIAL))
    here = recipient(world, K.RESIDENTS_TRIBUNAL)
    ask = NewSharing(scenario="dk_tribunal", recipient_id=here, witnesses=(of.parties[0],))
    with pytest.raises(InvalidInput, match="confidence"):
        preview(world, of, ask, HANDLING)


def test_an_anonymous_tip_goes_to_no_tribunal(world: World) -> None:
    seen = stored(world).entries  # ids of another case lead nowhere here
    of = stored(world, anonymity=complaints.Anonymity.CONFIDENTIAL)
    here = recipient(world, K.RESIDENTS_TRIBUNAL)
    ask = NewSharing(scenario="dk_tribunal", recipient_id=here, incidents=of.entries)
    assert X.DOES_NOT_FIT in refusals(preview(world, of, ask, HANDLING))
    with pytest.raises(InvalidInput):
        preview(world, of, msgspec.structs.replace(ask, incidents=seen), HANDLING)


def test_words_that_are_written_for_it_name_nobody_else(world: World) -> None:
    of, care = stored(world), recipient(world, K.HOME_CARE)
    consent(world, tenant(of), care)
    for words, against in (
        ("Kirsten Holmegård klager over ham.", X.NAMES_OTHERS),
        ("CPR 140560-9914.", X.NATIONAL_ID),
        ("Han er syg.", X.HEALTH),
    ):
        ask = NewSharing(scenario="dk_support", recipient_id=care, words={F.AGREED: words})
        assert against in refusals(preview(world, of, ask)), words


def test_a_protected_address_goes_where_a_duty_carries_it(world: World) -> None:
    of, here = stored(world, category=Category.ARREARS, severity=Severity.MILD), recipient(world, K.MUNICIPALITY)
    consent(world, tenant(of), here)
    change = PersonChange(protection=Protection(kind=ProtectionKind.DK_NAME_AND_ADDRESS))
    world.call(R.CASE_WORKER, subjects.change_subject, tenant(of), change, 1)
    early = NewSharing(scenario="dk_single_entry", recipient_id=here)
    assert refusals(preview(world, of, early)) == {X.PROTECTED_ADDRESS}
    duty = preview(world, of, NewSharing(scenario="dk_eviction_request", recipient_id=here), NOTIFYING)
    assert (duty.refused, duty.protected) == ((), True)


def test_a_protection_counts_for_every_record_of_the_person(world: World) -> None:
    """S-33: the address on the one record is that of whoever is protected by the other."""
    of, here = stored(world, category=Category.ARREARS, severity=Severity.MILD), recipient(world, K.MUNICIPALITY)
    consent(world, tenant(of), here)
    hidden = person("Iver Brattbakk", phones=("68 77 66 55",), protected_address=True)
    double = world.call(R.INGEST, subjects.store_subject, hidden)
    early = NewSharing(scenario="dk_single_entry", recipient_id=here)
    assert refusals(preview(world, of, early)) == set()
    world.call(R.DPO, subjects.join_subjects, tenant(of), double)
    assert refusals(preview(world, of, early)) == {X.PROTECTED_ADDRESS}


def test_a_representative_consents_only_with_authority(world: World) -> None:
    """A-12: the authority must hold today."""
    of, care = stored(world), recipient(world, K.HOME_CARE)
    other = of.subjects[0]
    assert other is not None
    new = disclosures.NewConsent(
        recipient_id=care,
        purpose="tenancy_support",
        wording="…",
        wording_version="1",
        given_on=TODAY,
        by=disclosures.ConsentGiver.REPRESENTATIVE,
        representative=other,
        channel=ConsentChannel.WRITING,
        evidence="fuldmagt",
    )
    with pytest.raises(InvalidInput, match="authority"):
        world.call(R.CASE_WORKER, subjects.give_consent, tenant(of), new)
    tie = subjects.NewTie(
        kind=subjects.TieKind.REPRESENTATIVE, other=other, authority=subjects.Power.POWER_OF_ATTORNEY, until=TODAY
    )
    world.call(R.CASE_WORKER, subjects.add_tie, tenant(of), tie)
    world.call(R.CASE_WORKER, subjects.give_consent, tenant(of), new)


def test_a_recipient_ends_when_no_agreement_runs(world: World) -> None:
    here = recipient(world, K.MUNICIPALITY)
    agreement(world, here)
    (running,) = world.call(R.ORG_ADMIN, disclosures.list_agreements)
    with pytest.raises(Conflict, match="runs"):
        world.call(R.DPO, disclosures.end_recipient, here, TODAY)
    change = disclosures.AgreementChange(contact="Ny indgang, ny@kommune.example", substitute=None)
    changed = world.call(R.ORG_ADMIN, disclosures.change_agreement, running.agreement_id, change, 1)
    assert (changed.version, changed.agreement.substitute) == (2, None)
    world.call(R.ORG_ADMIN, disclosures.end_agreement, running.agreement_id, TODAY.replace(day=1))
    world.call(R.DPO, disclosures.end_recipient, here, TODAY)
    (ended,) = world.call(R.DPO, disclosures.list_recipients)
    assert ended.ended_on == TODAY
