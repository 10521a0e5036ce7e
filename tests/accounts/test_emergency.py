"""Break-glass access: for a short time, told in every event, and reviewed by somebody else."""

from datetime import timedelta

import pytest
from tests.accounts.members import Member, joined, use_is_kept
from tests.world import World

from vault import accounts, evidence, subject_requests
from vault.accounts import EmergencyReview, EmergencyState, NewEmergency
from vault.errors import Conflict, InvalidInput, NotFound, NotPermitted
from vault.evidence.unusual import Oddity
from vault.ids import EmergencyId, new_id
from vault.policy import RoleName
from vault.wiring import Caller

R = RoleName
WHY = "Politiet spørger, og den databeskyttelsesansvarlige er på ferie."
FINE = EmergencyReview(justified=True, finding="Det var nødvendigt.")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def opened(member: Member, *roles: RoleName) -> accounts.EmergencyView:
    return member.does(accounts.open_emergency, NewEmergency(roles=frozenset(roles or {R.DPO}), reason=WHY))


def reads_requests(member: Member) -> bool:
    """What only a data protection officer may."""
    try:
        member.world.vault.call(Caller(member.shown(), "rights_fulfilment"), subject_requests.list_requests)
    except NotPermitted:
        return False
    return True


def test_a_role_is_held_for_an_hour_and_no_longer(world: World) -> None:
    inge = joined(world, R.CASE_WORKER)
    assert not reads_requests(inge)
    view = opened(inge)
    assert (view.state, view.mine) == (EmergencyState.OPEN, True)
    assert reads_requests(inge)
    assert inge.reads(accounts.own_session).emergency
    for _ in range(4):
        world.clock.advance(15 * MINUTE - timedelta(seconds=1))
        assert reads_requests(inge)
        use_is_kept(world)
    world.clock.advance(4 * timedelta(seconds=1))
    assert not reads_requests(inge)
    assert not inge.reads(accounts.own_session).emergency


def test_every_event_of_it_says_so_and_the_review_finds_it(world: World) -> None:
    inge = joined(world, R.CASE_WORKER)
    opened(inge)
    assert reads_requests(inge)
    told = world.call(R.AUDITOR, evidence.read_log)[0]
    assert (told.permission, told.detail) == ("request:list", "break_glass")
    found = world.call(R.AUDITOR, evidence.review, world.clock.now().date())
    assert [(one.kind, one.actor) for one in found.findings if one.kind is Oddity.BREAK_GLASS] == [
        (Oddity.BREAK_GLASS, f"staff:{inge.account_id}")
    ]


def test_somebody_else_reviews_it_once_it_is_over(world: World) -> None:
    inge, bo = joined(world, R.DPO), joined(world, R.DPO, email="bo@proevestenen.example")
    view = opened(inge, R.CASE_WORKER)
    with pytest.raises(Conflict, match="not over"):
        bo.world.vault.call(bo.as_(R.AUDITOR), accounts.review_emergency, view.emergency_id, FINE)
    inge.world.vault.call(inge.as_(R.AUDITOR), accounts.end_emergency, view.emergency_id)
    with pytest.raises(NotPermitted, match="their own"):
        inge.world.vault.call(inge.as_(R.AUDITOR), accounts.review_emergency, view.emergency_id, FINE)
    world.vault.call(bo.as_(R.AUDITOR), accounts.review_emergency, view.emergency_id, FINE)
    with pytest.raises(Conflict):
        world.vault.call(bo.as_(R.AUDITOR), accounts.review_emergency, view.emergency_id, FINE)
    assert world.call(R.AUDITOR, accounts.list_emergencies) == []
    (kept,) = world.call(R.AUDITOR, accounts.list_emergencies, reviewed=True)
    assert (kept.reason, kept.finding, kept.justified) == (WHY, FINE.finding, True)
    assert kept.reviewed_by == f"staff:{bo.account_id}"


def test_an_unreviewed_use_becomes_overdue(world: World) -> None:
    opened(joined(world, R.CASE_WORKER))
    world.clock.advance(HOUR)
    assert world.call(R.AUDITOR, accounts.list_emergencies)[0].state is EmergencyState.UNREVIEWED
    assert Oddity.OVERDUE not in {one.kind for one in world.call(R.AUDITOR, evidence.review).findings}
    world.clock.advance(7 * DAY)
    (late,) = world.call(R.AUDITOR, accounts.list_emergencies)
    assert late.state is EmergencyState.OVERDUE
    found = world.call(R.AUDITOR, evidence.review).findings
    told = [(one.actor, one.count, one.concerning) for one in found if one.kind is Oddity.OVERDUE]
    assert told == [(f"staff:{late.account_id}", 1, (late.emergency_id,))]


def test_what_cannot_be_taken_on(world: World) -> None:
    inge, carl = joined(world, R.CASE_WORKER), joined(world, R.CARETAKER, email="c@proevestenen.example")
    for roles in ({R.ORG_ADMIN}, {R.OPERATOR}, {R.DPO, R.AUDITOR}):
        with pytest.raises(InvalidInput):
            opened(inge, *roles)
    with pytest.raises(Conflict):
        opened(inge, R.CASE_WORKER)
    with pytest.raises(NotPermitted):
        opened(carl)
    caller = world.caller(R.CASE_WORKER, purpose="administration")
    new = NewEmergency(roles=frozenset({R.DPO}), reason=WHY)
    with pytest.raises(NotPermitted, match="session of a member of staff"):
        world.vault.call(caller, accounts.open_emergency, new)


def test_leaving_ends_it_and_another_organisation_does_not_see_it(world: World) -> None:
    inge, elsewhere = joined(world, R.CASE_WORKER), world.another_organisation()
    view = opened(inge)
    for emergency_id in (view.emergency_id, EmergencyId(new_id())):
        with pytest.raises(NotFound):
            world.call_in(elsewhere, R.AUDITOR, accounts.end_emergency, emergency_id)
        with pytest.raises(NotFound):
            world.call_in(elsewhere, R.AUDITOR, accounts.review_emergency, emergency_id, FINE)
    assert world.call_in(elsewhere, R.AUDITOR, accounts.list_emergencies, reviewed=True) == []
    assert world.call(R.ORG_ADMIN, accounts.end_staff, inge.account_id).emergencies == 1
    assert world.call(R.AUDITOR, accounts.list_emergencies)[0].state is EmergencyState.UNREVIEWED
