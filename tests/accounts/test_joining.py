"""Members of staff join: an invitation, a password, a second factor."""

from datetime import timedelta

import pytest
from tests.accounts.members import PASSWORD, invited, joined, knock
from tests.world import World

from vault import accounts, complaints, evidence
from vault.accounts import (
    Attempt,
    Factor,
    StaffState,
    WaitsFor,
)
from vault.errors import Conflict, InvalidInput, SignInRefused
from vault.policy import RoleName

R = RoleName
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_an_invitation_becomes_a_session_with_the_roles_that_were_given(world: World) -> None:
    inge = joined(world, R.DPO)
    mine = inge.reads(accounts.own_session)
    assert (mine.name, mine.email, mine.roles) == ("Inge Mortensen", inge.email, frozenset({R.DPO, R.STAFF}))
    assert len(inge.recovery_codes) == 10
    assert world.vault.call(inge.as_(R.DPO), complaints.list_cases) == []
    told = world.call(R.AUDITOR, evidence.read_log)[0]
    assert (told.actor, told.permission) == (f"staff:{inge.account_id}", "case:list")
    (view,) = world.call(R.ORG_ADMIN, accounts.list_staff)
    assert (view.state, view.factors) == (StaffState.ACTIVE, frozenset({Factor.AUTHENTICATOR, Factor.RECOVERY}))


def test_no_session_without_a_second_factor(world: World) -> None:
    invitation = invited(world, "inge@proevestenen.example", R.DPO)
    begun = knock(world, accounts.accept_invitation, invitation.invitation, PASSWORD)
    assert begun.waits_for is WaitsFor.ENROLMENT
    for verb, given in (
        (accounts.prove_code, (begun.token, "123456", None)),
        (accounts.enrol_authenticator, (begun.token, "123456")),
        (accounts.sign_in, (Attempt(email="inge@proevestenen.example", password=PASSWORD),)),
    ):
        with pytest.raises((SignInRefused, InvalidInput)):
            knock(world, verb, *given)


def test_an_invitation_is_used_once_and_in_time(world: World) -> None:
    late, used = invited(world, "a@proevestenen.example", R.DPO), joined(world, R.DPO, email="b@proevestenen.example")
    del used
    world.clock.advance(72 * HOUR)
    for invitation in (late.invitation, "cvi_" + "A" * 80, ""):
        with pytest.raises(SignInRefused):
            knock(world, accounts.accept_invitation, invitation, PASSWORD)
    anew = world.call(R.ORG_ADMIN, accounts.reset_staff, late.account_id)
    assert knock(world, accounts.accept_invitation, anew.invitation, PASSWORD).waits_for is WaitsFor.ENROLMENT
    with pytest.raises(SignInRefused):
        knock(world, accounts.accept_invitation, late.invitation, PASSWORD)


def test_who_may_be_invited(world: World) -> None:
    joined(world, R.DPO)
    with pytest.raises(Conflict):
        invited(world, " INGE@proevestenen.example", R.BOARD)
    for role in (R.OPERATOR, R.CUSTODIAN, R.STAFF, R.SIGN_IN):
        with pytest.raises(InvalidInput, match="roles"):
            invited(world, "c@proevestenen.example", role)
