"""Something in every sealed column, through the verbs that put it there."""

import copy
from datetime import date, timedelta
from itertools import count

from tests.accounts.authenticator import Authenticator
from tests.accounts.members import joined, knock
from tests.anonymous.reporting import REPORT, hand_in
from tests.attachments.sending import about, attach
from tests.world import TODAY, World, case, document, party, person

from vault import (
    accounts,
    anonymous,
    approvals,
    complaints,
    disclosures,
    retention,
    subject_requests,
    subjects,
    webhooks,
)
from vault.accounts import EmergencyReview, NewEmergency, Site
from vault.anonymous import MailboxQuestion
from vault.approvals import Act, NewApproval
from vault.complaints import InformationGround, InformationKind, NewDisclosure, NewInformation, Role, StoredCase
from vault.complaints.course.codes import IncidentKind
from vault.complaints.course.tenancy import Incident
from vault.disclosures import (
    ConsentChannel,
    DisclosureAnswer,
    NewAgreement,
    NewConcern,
    NewConfirmation,
    NewConsent,
    NewRecipient,
    NoticeOutcome,
    NoticeState,
    RecipientKind,
    Withdrawal,
)
from vault.ids import OrganisationId, RecipientId, RequestId, SubjectId
from vault.language import Language
from vault.policy import RoleName
from vault.retention import HoldKind, NewHold
from vault.subject_requests import (
    Channel,
    Choice,
    DeliveryMethod,
    NewDelivery,
    NewMaskDecision,
    NewRequest,
    SentTo,
)
from vault.subjects import FlagEnd, Given, NewFlag, NewTie, Person, PersonChange
from vault.subjects.model import NationalIdBasis
from vault.subjects.standing.model import FlagGround, FlagKind, TieKind
from vault.webhooks import NewWebhook
from vault.wiring import Caller

R = RoleName
BORN = date(1970, 3, 4)
_places = count(1)
FILLED = ["Overby", "Nederby", "Fnugbert", "Zwimbert", "overby", "nederby", "fnugbert", "zwimbert"]
"""Words of which one stands in every column with a text."""


def within(world: World, organisation: OrganisationId) -> World:
    """The same vault, seen from another organisation."""
    there = copy.copy(world)
    there.organisation = organisation
    return there


def fill(world: World, organisation: OrganisationId) -> None:
    """Something in every sealed column, twice."""
    for name, odd in (("Tove Overby", "Fnugbert"), ("Mogens Nederby", "Zwimbert")):
        who = Person(name=name, date_of_birth=BORN, national_id="040370-9914", phones=("68 31 41 51",))
        told = case(
            party("K", Role.COMPLAINANT, who),
            party("I", Role.RESPONDENT, description=f"naboen til {name}", knowledge=f"så {name}"),
            documents=(document(f"{name} klager. {odd} er utæt igen."),),
            reference=f"sag om {name}",
            entries=(Incident(on=BORN, what=IncidentKind.MUSIC, own_observation=True, text=f"{name} hørte musik."),),
            disclosures=(
                NewDisclosure(disclosed_on=BORN, recipient="Kommunen", legal_basis="§ 1", content=f"om {name}"),
            ),
        )
        stored = world.call_in(organisation, R.INGEST, complaints.store_case, told)
        stand(world, organisation, stored)
        agree(world, organisation, stored)
        share(within(world, organisation), stored, name)
        report(within(world, organisation), name)
        attach(world, stored.case_id, f"{name} har ringet.".encode(), about(f"{name}.txt"), organisation=organisation)
        new = NewRequest(
            received_on=date(2026, 11, 2),
            channel=Channel.EMAIL,
            language=Language.DANISH,
            text="Hvad har I?",
            given=Given(name=name, phone="68314151"),
        )
        employ(world, organisation, name)
        opened = world.call_in(organisation, R.DPO, subject_requests.open_request, new)
        world.call_in(organisation, R.DPO, subject_requests.acknowledge_request, opened.request_id)
        world.call_in(organisation, R.DPO, subject_requests.answer_request, opened.request_id)
        pick_up = NewDelivery(method=DeliveryMethod.PICK_UP, address=SentTo.IN_PERSON, despite="De er her.")
        world.call_in(organisation, R.DPO, subject_requests.deliver_request, opened.request_id, pick_up)
        world.call_in(organisation, R.INGEST, complaints.store_case, case(party("I", Role.RESPONDENT, person(name))))
        waiting = world.call_in(organisation, R.DPO, subject_requests.open_request, new)
        look_through(world, organisation, waiting.request_id)


def look_through(world: World, organisation: OrganisationId, request_id: RequestId) -> None:
    """A review with a decision that is remembered; its candidates wait."""
    world.call_in(organisation, R.DPO, subject_requests.start_review, request_id)
    asked = world.call_in(organisation, R.DPO, subject_requests.list_questions, request_id)
    harmless = next(one for one in asked if "mbert" in one.string or "gbert" in one.string)
    new = NewMaskDecision(places=(harmless.place,), choice=Choice.KEEP, remember=True)
    world.call_in(organisation, R.DPO, subject_requests.decide_spans, request_id, new)


def stand(world: World, organisation: OrganisationId, stored: complaints.StoredCase) -> None:
    """A restriction that was lifted, and a household of one other."""
    mine = stored.subjects[0]
    assert mine is not None
    other = world.call_in(organisation, R.INGEST, subjects.store_subject, person("Grethe Sønderby"))
    tie = NewTie(kind=TieKind.HOUSEHOLD, other=other, scope="samlever")
    world.call_in(organisation, R.DPO, subjects.add_tie, mine, tie)
    flag = NewFlag(kind=FlagKind.RESTRICTION, ground=FlagGround.UNLAWFUL, on=BORN, reason="bestridt")
    flag_id = world.call_in(organisation, R.DPO, subjects.add_flag, mine, flag)
    end = FlagEnd(on=BORN, told_on=BORN, decision="afklaret")
    world.call_in(organisation, R.DPO, subjects.end_flag, mine, flag_id, end)


def employ(world: World, organisation: OrganisationId, name: str) -> None:
    """A member of staff with a passkey, who took on a role in an emergency and was reviewed."""
    email = f"{name.split()[1].lower()}@proevestenen.example"
    member = joined(world, R.CASE_WORKER, email=email, organisation=organisation)
    site, token = Site("https://vault.example"), member.does(accounts.begin_enrolment).token
    place = f"10.1.{next(_places) % 256}.1"
    offered = knock(world, accounts.offer_passkey, token, site, organisation=organisation, source=place)
    made = Authenticator(site.origin).create(offered)
    knock(world, accounts.enrol_passkey, token, site, made, name, organisation=organisation, source=place)
    new = NewEmergency(roles=frozenset({R.DPO}), reason=f"{name} var alene.")
    opened = member.does(accounts.open_emergency, new)
    auditor = world.caller(R.AUDITOR, organisation)
    world.vault.call(auditor, accounts.end_emergency, opened.emergency_id)
    found = EmergencyReview(justified=True, finding=f"{name} var alene.")
    world.vault.call(auditor, accounts.review_emergency, opened.emergency_id, found)


def report(world: World, name: str) -> None:
    """A report without its writer's name, and a question for the writer."""
    handed = hand_in(world, REPORT, text=f"{name} larmer hver nat.")
    question = MailboxQuestion(text=f"Hvornår larmer {name}?", language=Language.DANISH)
    world.call(R.CASE_WORKER, anonymous.ask, handed.case_id, question)


def agree(world: World, organisation: OrganisationId, stored: complaints.StoredCase) -> None:
    """Something that one officer asked for and another confirmed."""
    concerned = (str(stored.case_id), str(stored.parties[0]))
    new = NewApproval(act=Act.CONFIDENTIAL_IDENTITY_OPEN, concerned=concerned, reason="Nævnet spørger.")
    asked = world.vault.call(world.by("client:first", R.DPO, organisation), approvals.ask, new)
    world.vault.call(world.by("client:second", R.DPO, organisation), approvals.confirm, asked.approval_id)
    kept = NewHold(
        record_id=stored.case_id,
        kind=HoldKind.TRIBUNAL,
        reason="Nævnet vil se den.",
        review_on=world.clock.now().date() + timedelta(days=30),
    )
    officer = world.by("client:first", R.DPO, organisation).who
    world.vault.call(Caller(officer, "storage_limitation"), retention.place_hold, kept)


def share(world: World, stored: StoredCase, name: str) -> None:
    """A recipient who was given something and told of a change, with agreement and consent; a report about a child."""
    mine = stored.subjects[0]
    assert mine is not None
    new = NewRecipient(kind=RecipientKind.MUNICIPALITY, name="Kommunen", address=f"att. {name}")
    here = world.call(R.DPO, disclosures.register_recipient, new).recipient_id
    consented(world, mine, here, name)
    told = NewDisclosure(disclosed_on=TODAY, recipient="Kommunen", legal_basis="§ 1", content=f"om {name}")
    given = world.call(R.INGEST, complaints.record_disclosure, stored.case_id, told)
    answer = DisclosureAnswer(on=TODAY, words=f"Vi ringer til {name}.")
    world.call(R.CASE_WORKER, complaints.answer_disclosure, stored.case_id, given, answer)
    version = world.call(R.DPO, subjects.read_subject, mine).version
    world.call(
        R.CASE_WORKER,
        subjects.change_subject,
        mine,
        PersonChange(phones=("68 31 41 51", "68 31 41 52"), national_id_basis=NationalIdBasis.COURT_FILING),
        version,
    )
    for owed in world.call(R.DPO, disclosures.list_notices):
        for state in (NoticeState.SENT, NoticeState.ANSWERED):
            outcome = NoticeOutcome(state=state, on=TODAY, channel="digital_post", words=f"{name} er rettet.")
            world.call(R.DPO, disclosures.settle_notice, owed.notice_id, outcome)
    inform(world, stored, here, name)


def consented(world: World, subject: SubjectId, here: RecipientId, name: str) -> None:
    agreement = NewAgreement(
        recipient_id=here,
        title="Samarbejdsaftale",
        started_on=BORN,
        legal_basis="samtykke",
        arrangement="hver for sit",
        contact=f"{name} hos kommunen",
    )
    world.call(R.ORG_ADMIN, disclosures.make_agreement, agreement)
    new = NewConsent(
        recipient_id=here,
        purpose="tenancy_support",
        wording=f"Må vi fortælle om {name}?",
        wording_version="1",
        given_on=TODAY,
        channel=ConsentChannel.WRITING,
        evidence=f"brev fra {name}",
    )
    given = world.call(R.CASE_WORKER, subjects.give_consent, subject, new)
    withdrawal = Withdrawal(on=TODAY, channel=ConsentChannel.SPOKEN)
    world.call(R.CASE_WORKER, subjects.withdraw_consent, subject, given, withdrawal)


def inform(world: World, stored: StoredCase, here: RecipientId, name: str) -> None:
    """Somebody was told of the processing; a child's report; another system that hears of everything."""
    told = NewInformation(
        party_id=stored.parties[1],
        kind=InformationKind.EXEMPT,
        on=TODAY,
        ground=InformationGround.IMPOSSIBLE,
        reason=f"{name} ved intet nærmere.",
    )
    world.call(R.CASE_WORKER, complaints.record_information, stored.case_id, told)
    concern = NewConcern(
        recipient_id=here,
        child=f"barn hos {name}",
        address="Prøvegade 4",
        observed_on=TODAY,
        observation="Alene.",
        reporter="Vagttelefonen",
    )
    caller = world.caller(R.CASE_WORKER, purpose="child_protection")
    reported = world.vault.call(caller, disclosures.report_concern, concern)
    received = NewConfirmation(on=TODAY, receipt=f"UND om {name}")
    world.vault.call(caller, disclosures.confirm_concern, reported.concern_id, received)
    url = f"https://esdh.example/{name.split()[1]}"
    world.call(R.ORG_ADMIN, webhooks.create_webhook, NewWebhook(url=url))
