"""Members of staff sign in with a password and a second factor, and nothing is told to whoever cannot."""

from datetime import timedelta

import pytest
from tests.accounts.members import PASSWORD, joined, knock, works
from tests.world import World

from vault import accounts, evidence
from vault.accounts import (
    Attempt,
    Factor,
    WaitsFor,
)
from vault.errors import SignInRefused
from vault.policy import RoleName

R = RoleName
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_password_and_six_digits_open_a_session(world: World) -> None:
    inge = joined(world, R.DPO)
    begun = inge.signs_in()
    assert (begun.waits_for, begun.factors) == (WaitsFor.FACTOR, frozenset({Factor.AUTHENTICATOR, Factor.RECOVERY}))
    world.clock.advance(30 * SECOND)
    code = inge.application.shows(world.clock.now())
    inge.cookies = knock(world, accounts.prove_code, begun.token, code)
    assert works(inge)
    for again in (begun.token, inge.signs_in().token):
        with pytest.raises(SignInRefused):
            knock(world, accounts.prove_code, again, code)


def test_the_log_says_who_signed_in_by_what(world: World) -> None:
    inge = joined(world, R.DPO).comes_back()
    knock(world, accounts.prove_code, inge.signs_in().token, inge.recovery_codes[0])
    told = world.call(R.AUDITOR, evidence.read_log)
    found = [one.detail for one in told if inge.account_id in one.entities and one.detail.startswith("signed in")]
    assert found == ["signed in: recovery", "signed in: password", "signed in: invitation"]


@pytest.mark.parametrize("periods", [-2, 2, 20])
def test_digits_of_another_time_are_wrong(world: World, periods: int) -> None:
    inge = joined(world, R.DPO)
    world.clock.advance(HOUR)
    begun = inge.signs_in()
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, begun.token, inge.application.shows(world.clock.now(), periods))


def test_a_recovery_code_is_good_once(world: World) -> None:
    inge = joined(world, R.DPO)
    code = inge.recovery_codes[3]
    assert knock(world, accounts.prove_code, inge.signs_in().token, f" {code.upper()} ").session
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, inge.signs_in().token, code)
    assert inge.reads(accounts.own_factors).recovery_codes_left == 9
    fresh = inge.does(accounts.replace_recovery_codes)
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, inge.signs_in().token, inge.recovery_codes[4])
    assert knock(world, accounts.prove_code, inge.signs_in().token, fresh[0]).session


def test_what_is_wrong_is_not_told(world: World) -> None:
    inge, left = joined(world, R.DPO), joined(world, R.DPO, email="b@proevestenen.example")
    world.call(R.ORG_ADMIN, accounts.end_staff, left.account_id)
    said = set()
    for email, password in ((inge.email, "en anden nat ved havnen"), (left.email, PASSWORD), ("x@y.example", PASSWORD)):
        with pytest.raises(SignInRefused) as refused:
            knock(world, accounts.sign_in, Attempt(email=email, password=password))
        said.add((refused.value.detail, refused.value.hint))
    assert len(said) == 1
    told = [one.detail for one in world.call(R.AUDITOR, evidence.read_log) if one.outcome == "denied"]
    assert told == ["wrong address or password"] * 3


def test_a_sign_in_that_has_begun_runs_out_and_belongs_to_one_organisation(world: World) -> None:
    inge, elsewhere = joined(world, R.DPO), world.another_organisation()
    begun = inge.signs_in()
    with pytest.raises(SignInRefused):
        knock(world, accounts.waiting, begun.token, organisation=elsewhere)
    assert knock(world, accounts.waiting, begun.token).factors == begun.factors
    world.clock.advance(10 * MINUTE)
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, begun.token, inge.application.shows(world.clock.now()))
