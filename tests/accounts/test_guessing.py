"""Whoever guesses is slowed, and keeps nobody out."""

from datetime import timedelta

import pytest
from tests.accounts.members import ELSEWHERE, joined, knock, works
from tests.world import World

from vault import accounts
from vault.accounts import (
    Attempt,
)
from vault.errors import SignInRefused, Throttled
from vault.policy import RoleName
from vault.wiring import Caller

R = RoleName
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_guessing_is_slowed_and_keeps_nobody_out(world: World) -> None:
    """An attacker elsewhere waits; the owner comes in at home, and on a device that is known from anywhere."""
    inge = joined(world, R.DPO)
    waited = []
    for _ in range(12):
        with pytest.raises((SignInRefused, Throttled)) as refused:
            inge.signs_in(source=ELSEWHERE, password="en anden nat ved havnen")
        waited.append(isinstance(refused.value, Throttled))
    assert waited == [False] * 5 + [True] * 7
    with pytest.raises(Throttled):
        inge.signs_in(source=ELSEWHERE)
    assert inge.signs_in().token
    assert inge.signs_in(source=ELSEWHERE, device=inge.cookies.device).token
    assert works(inge)


def test_an_address_that_signs_nobody_in_is_slowed_alike(world: World) -> None:
    inge = joined(world, R.DPO)
    outcomes = []
    for email in (inge.email, "nobody@proevestenen.example"):
        came = []
        for _ in range(9):
            attempt = Attempt(email=email, password="en anden nat ved havnen")
            with pytest.raises((SignInRefused, Throttled)) as refused:
                world.vault.call(Caller(world.caller(R.SIGN_IN).who, "administration"), accounts.sign_in, attempt)
            came.append(type(refused.value))
        outcomes.append(came)
    assert outcomes[0] == outcomes[1]


def test_waiting_grows_to_a_quarter_of_an_hour_and_ends(world: World) -> None:
    inge, longest = joined(world, R.DPO), 0
    for _ in range(30):
        try:
            inge.signs_in(source=ELSEWHERE, password="en anden nat ved havnen")
        except Throttled as error:
            longest = max(longest, error.seconds)
            world.clock.advance(timedelta(seconds=error.seconds))
        except SignInRefused:
            pass
    assert 300 < longest <= 900
    world.clock.advance(15 * MINUTE)
    assert inge.signs_in(source=ELSEWHERE).token


def test_codes_are_guessed_together_from_everywhere(world: World) -> None:
    """Who has the password comes from as many addresses as they like, and has five guesses."""
    inge, refusals = joined(world, R.DPO), []
    for number in range(8):
        token = inge.signs_in(source=f"203.0.113.{number}").token
        with pytest.raises((SignInRefused, Throttled)) as refused:
            knock(world, accounts.prove_code, token, "000000")
        refusals.append(type(refused.value))
    assert refusals[-2:] == [Throttled] * 2
    code = inge.application.shows(world.clock.now() + 30 * SECOND)
    world.clock.advance(30 * SECOND)
    assert knock(world, accounts.prove_code, inge.signs_in().token, code, inge.cookies.device).session


def test_who_knocks_without_end_is_told_to_wait_and_a_known_device_is_not(world: World) -> None:
    inge = joined(world, R.DPO)
    world.clock.advance(MINUTE)
    for _ in range(30):
        knock(world, accounts.begin_passkey, source=ELSEWHERE)
    with pytest.raises(Throttled):
        knock(world, accounts.begin_passkey, source=ELSEWHERE)
    assert knock(world, accounts.begin_passkey, source=ELSEWHERE, device=inge.cookies.device).token
    assert knock(world, accounts.begin_passkey).token
