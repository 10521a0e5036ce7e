"""Who must be told that data about them are kept, and by when (Art. 13, 14 GDPR; X-34)."""

from datetime import date
from uuid import UUID

import pytest
from tests.disclosures.given import IVER, KIRSTEN, consent, disclose, recipient, stored, tenant, warned
from tests.world import TODAY, World, case, party, person

from vault import complaints
from vault.complaints import (
    GuideKind,
    InformationGround,
    InformationKind,
    NewGuide,
    NewInformation,
    Role,
    SharingDue,
    StoredCase,
)
from vault.complaints.codes import StepKind
from vault.complaints.course.codes import ContactChannel
from vault.complaints.information import Party, due_for
from vault.complaints.model import Step
from vault.deadlines import Country
from vault.disclosures import NewSharing, RecipientKind
from vault.errors import Conflict, InvalidInput
from vault.ids import CaseId, PartyId, SubjectId
from vault.language import Language
from vault.policy import RoleName

R, I = RoleName, InformationGround  # noqa: E741 -- short names for a table
CASE, WHO = CaseId(UUID(int=1)), SubjectId(UUID(int=3))


def about(role: Role, received: date) -> Party:
    return Party(case_id=CASE, party_id=PartyId(UUID(int=2)), subject_id=WHO, role=role, received_on=received)


DK, SE = Country.DENMARK, Country.SWEDEN
MONDAY, MARCH, NINTH = date(2026, 11, 2), date(2026, 3, 2), date(2026, 11, 9)
WRITTEN_TO = (Step(StepKind.WARNING_SENT, date(2026, 11, 20)), Step(StepKind.OUTREACH, NINTH))
HEARD = (Step(StepKind.WITNESS_HEARD, NINTH),)
REVIEWED = (InformationKind.POSTPONED, date(2026, 12, 24))
DUE = [
    # of whom, country, steps, first disclosure, what was decided; by when, because of what
    (about(Role.RESPONDENT, MONDAY), DK, (), None, None, (date(2026, 12, 2), "month")),
    # A month from 2 March ends on Maundy Thursday, a holiday in Denmark alone.
    (about(Role.RESPONDENT, MARCH), DK, (), None, None, (date(2026, 4, 7), "month")),
    (about(Role.RESPONDENT, MARCH), SE, (), None, None, (date(2026, 4, 2), "month")),
    (about(Role.RESPONDENT, MONDAY), DK, WRITTEN_TO, None, None, (NINTH, "first_contact")),
    (about(Role.WITNESS, MONDAY), DK, WRITTEN_TO, None, None, (date(2026, 12, 2), "month")),
    (about(Role.WITNESS, MONDAY), DK, HEARD, None, None, (NINTH, "first_contact")),
    (about(Role.MENTIONED, MONDAY), DK, (), date(2026, 11, 5), None, (date(2026, 11, 5), "first_disclosure")),
    # What happened before the complaint was received cannot have been in time: the day of receipt is the earliest.
    (about(Role.MENTIONED, MONDAY), DK, (), date(2026, 10, 5), None, (MONDAY, "first_disclosure")),
    (about(Role.RESPONDENT, MONDAY), DK, (), None, REVIEWED, (date(2026, 12, 24), "review")),
]


@pytest.mark.parametrize(("of", "country", "steps", "shared", "settled", "due"), DUE)
def test_the_earliest_event_sets_the_day(
    of: Party,
    country: Country,
    steps: tuple[Step, ...],
    shared: date | None,
    settled: tuple[InformationKind, date | None] | None,
    due: tuple[date, str],
) -> None:
    disclosed = {} if shared is None else {(CASE, WHO): shared}
    found = due_for(of, steps, disclosed, settled, country)
    assert found is not None
    assert (found.due_on, found.because) == due


@pytest.mark.parametrize("kind", [InformationKind.TOLD, InformationKind.EXEMPT])
def test_what_is_settled_is_due_no_more(kind: InformationKind) -> None:
    assert due_for(about(Role.RESPONDENT, MONDAY), (), {}, (kind, None), Country.DENMARK) is None


def listed(world: World, role: RoleName = R.DPO) -> SharingDue:
    return world.call(role, complaints.list_due)


def record(world: World, of: StoredCase, party_id: PartyId, kind: InformationKind, **details: object) -> None:
    new = NewInformation(party_id=party_id, kind=kind, on=TODAY, **details)  # type: ignore[arg-type]
    world.call(R.CASE_WORKER, complaints.record_information, of.case_id, new)


def test_the_tenant_and_the_witness_are_told_and_the_complainant_knows(world: World) -> None:
    of = world.store(
        case(
            party("K", Role.COMPLAINANT, KIRSTEN),
            party("I", Role.RESPONDENT, IVER),
            party("V", Role.WITNESS, person("Villads Test")),
            party("T", Role.WITNESS, person("Tove Tavs"), confidential=True),
            party("N", Role.MENTIONED, description="beboeren ved siden af"),
        )
    )
    assert {one.party_id for one in listed(world).information} == {of.parties[1], of.parties[2]}
    record(world, of, of.parties[1], InformationKind.TOLD, channel=ContactChannel.LETTER)
    assert [one.party_id for one in listed(world).information] == [of.parties[2]]
    record(
        world,
        of,
        of.parties[2],
        InformationKind.POSTPONED,
        ground=I.DECISIVE_INTEREST,
        reason="Der er råbt efter vidnet to gange.",
        review_on=date(2026, 12, 14),
    )
    (left,) = listed(world).information
    assert (left.because, left.due_on) == ("review", date(2026, 12, 14))


LETTER = ContactChannel.LETTER
STRANGE = [
    ({"kind": InformationKind.TOLD}, "channel"),
    ({"kind": InformationKind.TOLD, "channel": LETTER, "ground": I.SECRECY}, "ground"),
    ({"kind": InformationKind.EXEMPT}, "ground"),
    ({"kind": InformationKind.EXEMPT, "ground": I.SECRECY}, "reason"),
    ({"kind": InformationKind.POSTPONED, "ground": I.DECISIVE_INTEREST, "reason": "…"}, "review_on"),
    ({"kind": InformationKind.TOLD, "channel": LETTER, "guide": "naboklage"}, "guide_version"),
    (
        {"kind": InformationKind.TOLD, "channel": LETTER, "guide": "naboklage", "guide_version": "9"},
        "guide",
    ),
]


def test_a_decision_names_its_ground_and_its_facts(world: World) -> None:
    """X-06: and wanting to look into the matter first is none of the grounds."""
    of = stored(world)
    for details, field in STRANGE:
        with pytest.raises(InvalidInput) as refused:
            record(world, of, of.parties[1], **details)  # type: ignore[arg-type]
        assert refused.value.field == field, details


def test_a_disclosure_brings_the_duty_forward(world: World) -> None:
    of, here = stored(world), recipient(world, RecipientKind.MUNICIPALITY)
    consent(world, tenant(of), here)
    disclose(world, of, NewSharing(scenario="dk_single_entry", recipient_id=here))
    assert [(one.because, one.due_on) for one in listed(world).information] == [("month", date(2026, 10, 1))]
    later = stored(world, received=TODAY)
    consent(world, tenant(later), here)
    disclose(world, later, NewSharing(scenario="dk_single_entry", recipient_id=here))
    assert ("first_disclosure", TODAY) in {(one.because, one.due_on) for one in listed(world).information}


def test_case_workers_see_what_is_due_without_the_notices(world: World) -> None:
    of = stored(world)
    warned(world, of)
    assert listed(world, R.CASE_WORKER).notices == ()
    assert [one.because for one in listed(world, R.CASE_WORKER).information] == ["month"]


def test_a_published_guide_stays_as_people_were_shown_it(world: World) -> None:
    """S0: which version a person saw, and when."""
    of = stored(world)
    new = NewGuide(
        kind=GuideKind.GUIDE, code="naboklage", version="2026-1", language=Language.DANISH, text="Sådan klager du."
    )
    made = world.call(R.ORG_ADMIN, complaints.publish_guide, new)
    with pytest.raises(Conflict):
        world.call(R.ORG_ADMIN, complaints.publish_guide, new)
    record(
        world,
        of,
        of.parties[0],
        InformationKind.TOLD,
        channel=ContactChannel.PORTAL,
        guide="naboklage",
        guide_version="2026-1",
    )
    assert world.call(R.CASE_WORKER, complaints.read_guide, made.guide_id).guide.text == "Sådan klager du."
    assert [one.guide.version for one in world.call(R.DPO, complaints.list_guides)] == ["2026-1"]
