"""What runs beside each other: lanes, reaching the tenant, warnings and courts, the police."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from tests.processes.telling import DAY, PURPOSE, C, R, answered, assessed, enter, kinds, situation, told, view
from tests.world import World

from vault import complaints, retention
from vault.complaints import (
    Lane,
    NewEntry,
    StepKind,
)
from vault.complaints.course.arrears import CounsellingNote
from vault.complaints.course.contact import ContactAttempt, Notice, PoliceInformation, Support
from vault.complaints.course.situation import NextContact
from vault.complaints.course.tenancy import Filing, Ruling, Shown, WarningSent
from vault.errors import Conflict, InvalidInput, NotPermitted


def test_lanes_run_beside_each_other_and_are_read_apart(world: World) -> None:
    """S1: three parallel processes; the shared timeline shows only what is neutral."""
    of = world.store(told())
    duty = Notice(
        on=DAY,
        authority=C.Authority.SOCIAL_SERVICES,
        recipient="Socialforvaltningen",
        duty=C.Duty.DISTURBANCE,
        sent_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        channel=C.ContactChannel.DIGITAL_POST,
    )
    enter(world, of, duty, Lane.AUTHORITY)
    enter(world, of, Support(on=DAY, what=C.SupportKind.HOME_CARE, result=C.Progress.ARRANGED), Lane.CUSTOMER_CARE)
    enter(world, of, CounsellingNote(on=DAY, text="Har mistet sit arbejde."), Lane.ARREARS_COUNSELLING)
    for lane, role in (
        (Lane.AUTHORITY, R.CASE_WORKER),
        (Lane.CUSTOMER_CARE, R.CASE_WORKER),
        (Lane.ARREARS_COUNSELLING, R.ADVISER),
    ):
        here = view(world, of.case_id, role, PURPOSE[lane])
        assert {one.lane for one in here.entries} == {lane}
        assert [one.lane for one in here.lanes] == [lane]
        kinds = {step.kind for step in here.steps}
        assert kinds <= {StepKind.RECEIVED} | ({StepKind.SOCIAL_SERVICES_NOTIFIED} if lane is Lane.AUTHORITY else set())
    handling = view(world, of.case_id)
    assert {one.lane for one in handling.entries} == {Lane.TENANCY}
    assert StepKind.SOCIAL_SERVICES_NOTIFIED not in {step.kind for step in handling.steps}
    with pytest.raises(NotPermitted):
        enter(world, of, CounsellingNote(on=DAY, lane=Lane.ARREARS_COUNSELLING, text="…"), Lane.TENANCY)
    everything = view(world, of.case_id, R.DPO)
    assert {one.lane for one in everything.entries} == {
        Lane.TENANCY,
        Lane.AUTHORITY,
        Lane.CUSTOMER_CARE,
        Lane.ARREARS_COUNSELLING,
    }


def test_a_lane_goes_with_its_key_and_leaves_the_case(world: World) -> None:
    """S1, S4: advice is erased three months after it ended, whatever becomes of the case (R-05)."""
    of = world.store(told())
    enter(world, of, CounsellingNote(on=DAY, text="Har mistet sit arbejde."), Lane.ARREARS_COUNSELLING)
    adviser = world.caller(R.ADVISER)
    world.vault.call(adviser, complaints.close_lane, of.case_id, Lane.ARREARS_COUNSELLING, DAY, 1)
    with pytest.raises(Conflict):
        enter(world, of, CounsellingNote(on=DAY, text="Mere."), Lane.ARREARS_COUNSELLING)
    world.clock.advance(timedelta(days=120))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert [(one.kind, one.cluster) for one in plan.items] == [("lane", "counselling")]
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    left = view(world, of.case_id, R.DPO)
    assert {one.lane for one in left.entries} == {Lane.TENANCY}
    assert left.lanes == ()


def test_a_hold_on_the_case_keeps_its_lanes(world: World) -> None:
    """A-08: nothing in scope goes between request and answer."""
    of = world.store(told())
    enter(world, of, CounsellingNote(on=DAY, text="Har mistet sit arbejde."), Lane.ARREARS_COUNSELLING)
    world.call(R.ADVISER, complaints.close_lane, of.case_id, Lane.ARREARS_COUNSELLING, DAY, 1)
    answer = answered(world, "Iver Brattbakk", "68102232")
    assert "counselling_note" in kinds(answer)
    world.clock.advance(timedelta(days=45))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert plan.items == ()
    world.clock.advance(timedelta(days=47))
    assert world.call(R.RETENTION_JOB, retention.plan).held == 0


def test_after_two_letters_somebody_calls(world: World) -> None:
    """S1, S2: attempts by channel, and what to do next."""
    of = world.store(told())
    for number in (1, 2):
        attempt = ContactAttempt(
            on=DAY + timedelta(days=number),
            channel=C.ContactChannel.LETTER,
            result=C.ContactResult.NO_ANSWER,
            phrase="please_call_about_tenancy",
        )
        enter(world, of, attempt)
    assert situation(world, of).next_contact is NextContact.CALL_OR_VISIT
    visit = ContactAttempt(
        on=DAY + timedelta(days=5),
        channel=C.ContactChannel.VISIT,
        result=C.ContactResult.REACHED,
        companion="støtteperson, kommunen",
    )
    enter(world, of, visit)
    assert situation(world, of).next_contact is NextContact.NOTHING
    assert situation(world, of).attempts == {"letter": 2, "visit": 1}
    with pytest.raises(InvalidInput):
        enter(world, of, msgspec.structs.replace(visit, phrase="you_owe_us_money"))


def test_from_a_reminder_to_a_conditional_tenancy(world: World) -> None:
    """S1, S3: warning, tribunal, sanction; who is shown must have been told."""
    of = world.store(told())
    assessed(world, of)
    enter(
        world,
        of,
        WarningSent(on=DAY, form=C.WarningForm.REMINDER, channel=C.ContactChannel.LETTER, incidents=of.entries),
    )
    filing = Filing(
        on=DAY, body=C.Body.RESIDENTS_TRIBUNAL, filed_at=datetime(2026, 11, 2, 12, tzinfo=UTC), incidents=of.entries
    )
    check = world.call(R.CASE_WORKER, complaints.check_filing, of.case_id, NewEntry(entry=filing))
    assert check.shows == (of.parties[0],)
    with pytest.raises(Conflict, match="shows_somebody"):
        enter(world, of, filing)
    decided = Shown(party_id=of.parties[0], decision=C.Visibility.TOLD, on=DAY)
    enter(world, of, msgspec.structs.replace(filing, shown=(decided,)))
    ruled = Ruling(
        on=DAY, body=C.Body.RESIDENTS_TRIBUNAL, ruled=C.Ruled.UPHELD, sanction=C.Sanction.CONDITIONAL_TENANCY
    )
    enter(world, of, ruled)
    assert situation(world, of).conditional_until == date(2027, 11, 2)
    told_tenant = kinds(answered(world, "Iver Brattbakk", "68102232"))
    assert {"warning", "filing", "ruling"} <= set(told_tenant)
    told_neighbour = kinds(answered(world, "Kirsten Holmegård", "68102231"))
    assert "filing" in told_neighbour  # It shows her name.
    assert not {"warning", "ruling"} & set(told_neighbour)


def test_what_the_police_supplied_is_a_class_of_its_own(world: World) -> None:
    """S-15: read by the data protection officer alone, gone after six months."""
    of = world.store(told())
    enter(world, of, PoliceInformation(on=DAY, matter=C.PoliceMatter.CONVICTION, text="Dom."), Lane.POLICE)
    assert view(world, of.case_id, R.DPO).entries
    assert not view(world, of.case_id, R.ADVISER, "police_information").entries
    assert not view(world, of.case_id, R.CASE_WORKER, "police_information").entries
    world.clock.advance(timedelta(days=190))
    assert [one.cluster for one in world.call(R.RETENTION_JOB, retention.plan).items] == ["police_information"]
