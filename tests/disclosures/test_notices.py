"""Whoever was given something hears when it is rectified, erased or restricted (Art. 19 GDPR)."""

from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import update
from tests.disclosures.given import (
    IVER,
    KIRSTEN,
    NOTIFYING,
    consent,
    disclose,
    enter,
    recipient,
    stored,
    tenant,
    warned,
)
from tests.world import PROFILE, TODAY, World, case, party

from vault import complaints, disclosures, retention, subjects
from vault.complaints import NewClosing, NewDisclosure, NewReopening, Outcome, Role, StoredCase
from vault.complaints.course import codes
from vault.complaints.course.tenancy import Incident
from vault.deadlines import Country
from vault.disclosures import Change, Field, NewSharing, NoticeOutcome, NoticeState, NoticeView, RecipientKind
from vault.disclosures.tables import notice
from vault.errors import InvalidInput, KeyDestroyed, NotFound, VaultError
from vault.policy import RoleName
from vault.subjects import FlagEnd, NewFlag, PersonChange
from vault.subjects.standing.model import FlagGround, FlagKind

R, F, K = RoleName, Field, RecipientKind


def owed(world: World, *, settled: bool = False) -> list[NoticeView]:
    return world.call(R.DPO, disclosures.list_notices, settled=settled)


def shared(world: World) -> StoredCase:
    """A case of which the municipality was given the tenant's name and address."""
    of, here = stored(world), recipient(world, K.MUNICIPALITY, "Visitationen")
    consent(world, tenant(of), here)
    disclose(world, of, NewSharing(scenario="dk_single_entry", recipient_id=here))
    return of


def told_in_words(world: World, of: StoredCase) -> None:
    """A disclosure as another system records one."""
    new = NewDisclosure(disclosed_on=TODAY, recipient="Politiet", legal_basis="samtykke", content="Navnet på lejeren.")
    world.call(R.INGEST, complaints.record_disclosure, of.case_id, new)


def change(world: World, of: StoredCase, what: PersonChange, version: int = 1) -> None:
    world.call(R.CASE_WORKER, subjects.change_subject, tenant(of), what, version)


def test_a_changed_name_is_told_to_whom_it_was_given(world: World) -> None:
    of = shared(world)
    change(world, of, PersonChange(name="Iver Brattbakk Dam"))
    (notice,) = owed(world)
    assert (notice.change, notice.state) == (Change.RECTIFIED, NoticeState.PENDING)
    assert notice.told.recipient == "Prøvekøbing Kommune, Visitationen"
    assert notice.told.fields == (F.NAME,)
    assert notice.due_on == date(2026, 12, 23)
    assert "Iver" not in str(notice)


def test_what_was_not_given_owes_nothing(world: World) -> None:
    """A telephone number that went to nobody, and a person of whom nothing went."""
    of = shared(world)
    change(world, of, PersonChange(phones=("68 10 99 99",)))
    other = of.subjects[0]
    assert other is not None
    world.call(R.CASE_WORKER, subjects.change_subject, other, PersonChange(name="Kirsten Holm"), 1)
    assert owed(world) == []


def test_what_is_owed_already_is_not_owed_twice(world: World) -> None:
    of = shared(world)
    change(world, of, PersonChange(name="Iver Dam"))
    change(world, of, PersonChange(name="Iver Damm"), version=2)
    assert len(owed(world)) == 1


def test_another_systems_words_may_be_about_anybody(world: World) -> None:
    of = stored(world)
    told_in_words(world, of)
    change(world, of, PersonChange(phones=("68 10 99 99",)))
    (notice,) = owed(world)
    assert (notice.told.recipient, notice.told.fields) == ("Politiet", ())


def test_who_spoke_in_confidence_is_not_found_by_what_was_disclosed(world: World) -> None:
    told = party("K", Role.COMPLAINANT, KIRSTEN, confidential=True)
    of = world.store(case(told, party("I", Role.RESPONDENT, IVER), anonymity=complaints.Anonymity.CONFIDENTIAL))
    told_in_words(world, of)
    seen = world.call(R.CASE_WORKER, complaints.read_case, of.case_id).disclosures or ()
    assert [one.persons for one in seen] == [(tenant(of),)]


def test_an_incident_that_is_put_right_is_told(world: World) -> None:
    """R-04: the entry stays; the recipient hears that another stands in its place."""
    world.organisation = world.another_organisation(msgspec.structs.replace(PROFILE, country=Country.SWEDEN))
    of, here = stored(world), recipient(world, K.SOCIAL_SERVICES)
    warned(world, of)
    disclose(world, of, NewSharing(scenario="se_disturbance", recipient_id=here), NOTIFYING)
    right = Incident(
        on=TODAY,
        what=codes.IncidentKind.NOISE,
        observed_by=codes.ObservedBy.PATROL,
        own_observation=True,
        replaces=of.entries[0],
    )
    enter(world, of, right)
    assert [(one.change, one.told.fields) for one in owed(world)] == [(Change.RECTIFIED, (F.INCIDENTS,))]


def test_restricting_and_lifting_are_told(world: World) -> None:
    of = shared(world)
    flag = NewFlag(kind=FlagKind.RESTRICTION, ground=FlagGround.ACCURACY_CONTESTED, on=TODAY)
    flag_id = world.call(R.DPO, subjects.add_flag, tenant(of), flag)
    world.call(R.DPO, subjects.end_flag, tenant(of), flag_id, FlagEnd(on=TODAY, told_on=TODAY))
    objection = NewFlag(kind=FlagKind.OBJECTION, ground=FlagGround.OWN_SITUATION, on=TODAY)
    world.call(R.DPO, subjects.add_flag, tenant(of), objection)
    assert {one.change for one in owed(world)} == {Change.RESTRICTED, Change.LIFTED}


def test_a_complaint_that_proved_unfounded_is_told(world: World) -> None:
    """R-03."""
    of = shared(world)
    version = world.call(R.CASE_WORKER, complaints.read_case, of.case_id).case.version
    closing = NewClosing(on=TODAY, outcome=Outcome.UNFOUNDED)
    world.call(R.CASE_WORKER, complaints.close_case, of.case_id, closing, version)
    again = NewReopening(on=TODAY, reason="Fejl.")
    world.call(R.CASE_WORKER, complaints.reopen_case, of.case_id, again, version + 1)
    assert [one.change for one in owed(world)] == [Change.RESTRICTED, Change.LIFTED]


def test_an_erased_complaint_leaves_a_notice_without_its_data(world: World) -> None:
    """The recipient is told by its own references what to erase; keys and rows of the case are gone."""
    of = shared(world)
    closing = NewClosing(on=TODAY, outcome=Outcome.SETTLED)
    version = world.call(R.CASE_WORKER, complaints.read_case, of.case_id).case.version
    world.call(R.CASE_WORKER, complaints.close_case, of.case_id, closing, version)
    world.clock.advance(timedelta(days=400))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert plan.unknown == 0
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    with pytest.raises((NotFound, KeyDestroyed)):
        world.call(R.DPO, complaints.read_case, of.case_id)
    (notice,) = owed(world)
    assert notice.change is Change.ERASED
    assert notice.told.reference == str(notice.disclosure_id)
    assert set(notice.told.fields) == {F.NAME, F.ADDRESS, F.PLEASE_CONTACT, F.LANDLORD}
    with pytest.raises(NotFound):
        world.call(R.DPO, subjects.read_consents, tenant(of))


def test_a_notice_is_followed_to_its_answer(world: World) -> None:
    of = shared(world)
    change(world, of, PersonChange(name="Iver Dam"))
    notice_id = owed(world)[0].notice_id
    sent = NoticeOutcome(state=NoticeState.SENT, on=TODAY, channel="digital_post")
    answer = NoticeOutcome(state=NoticeState.ANSWERED, on=TODAY, words="Rettet.")
    with pytest.raises(InvalidInput):
        world.call(R.DPO, disclosures.settle_notice, notice_id, answer)
    silent = NoticeOutcome(state=NoticeState.NOT_NEEDED, on=TODAY)
    with pytest.raises(InvalidInput, match="words"):
        world.call(R.DPO, disclosures.settle_notice, notice_id, silent)
    assert world.call(R.DPO, disclosures.settle_notice, notice_id, sent).state is NoticeState.SENT
    done = world.call(R.DPO, disclosures.settle_notice, notice_id, answer)
    assert done.outcomes == (sent, answer)
    assert owed(world) == []
    assert [one.notice_id for one in owed(world, settled=True)] == [notice_id]
    with pytest.raises(InvalidInput, match="settled"):
        world.call(R.DPO, disclosures.settle_notice, notice_id, sent)
    world.clock.advance(timedelta(days=1200))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert ("notice", "notice_to_recipient") in {(one.kind, one.cluster) for one in plan.items}


def test_the_outlook_counts_what_is_owed_and_opens_none_of_it(world: World) -> None:
    """Counts before names: what nobody can open any more is counted all the same."""
    change(world, shared(world), PersonChange(name="Iver Dam"))
    (told,) = world.call(R.DPO, complaints.list_due).notices
    with world.vault.storage.engine.begin() as connection:
        connection.execute(update(notice).values(told=b"\x00" * 80))
    with pytest.raises(VaultError):
        world.call(R.DPO, complaints.list_due)
    found = world.call(R.DPO, complaints.sharing_outlook)
    assert [(one.kind.value, one.due_on) for one in found.first] == [
        ("information", date(2026, 10, 1)),
        ("notice", told.due_on),
    ]
    assert (found.owed, found.late) == (2, 1)
    assert world.call(R.CASE_WORKER, complaints.sharing_outlook).owed == 1
