"""Passkeys: both factors at once, and what one does not prove."""

from datetime import timedelta
from typing import Any

import pytest
from tests.accounts.authenticator import Application, Authenticator
from tests.accounts.members import HERE, PASSWORD, Member, invited, joined, knock, with_passkey
from tests.world import World

from vault import accounts
from vault.accounts import (
    Factor,
)
from vault.errors import Conflict, InvalidInput, SignInRefused
from vault.policy import RoleName

R = RoleName
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_passkey_alone_is_both_factors(world: World) -> None:
    inge, key = with_passkey(world, R.DPO)
    begun = knock(world, accounts.begin_passkey)
    asked = knock(world, accounts.ask_passkey, begun.token, HERE)
    assert asked["userVerification"] == "required"
    inge.cookies = knock(world, accounts.prove_passkey, begun.token, HERE, key.get(asked))
    assert inge.reads(accounts.list_sessions)[0].method is accounts.Method.PASSKEY


def test_a_passkey_is_a_second_factor(world: World) -> None:
    inge, key = with_passkey(world, R.DPO)
    begun = inge.signs_in()
    assert Factor.PASSKEY in begun.factors
    asked = knock(world, accounts.ask_passkey, begun.token, HERE)
    assert len(asked["allowCredentials"]) == 1
    assert knock(world, accounts.prove_passkey, begun.token, HERE, key.get(asked)).session


def test_the_passkey_of_somebody_else_does_not_stand_in(world: World) -> None:
    _, key = with_passkey(world, R.DPO)
    other = joined(world, R.DPO, email="b@proevestenen.example")
    begun = other.signs_in()
    with pytest.raises(SignInRefused):
        knock(
            world,
            accounts.prove_passkey,
            begun.token,
            HERE,
            key.get(knock(world, accounts.ask_passkey, begun.token, HERE)),
        )


def refused_passkey(world: World, key: Authenticator, change: dict[str, Any] | None = None) -> None:
    begun = knock(world, accounts.begin_passkey)
    asked = knock(world, accounts.ask_passkey, begun.token, HERE)
    with pytest.raises((SignInRefused, InvalidInput)):
        knock(world, accounts.prove_passkey, begun.token, HERE, key.get(asked | (change or {})))


def test_what_a_passkey_does_not_prove(world: World) -> None:
    """Another challenge, another page, an owner who was not verified, a copy, another key."""
    _, key = with_passkey(world, R.DPO)
    before = knock(world, accounts.ask_passkey, knock(world, accounts.begin_passkey).token, HERE)
    refused_passkey(world, key, {"challenge": before["challenge"]})
    refused_passkey(world, key, {"rpId": "vault.example.attacker.example"})
    key.origin = "https://vault.example.attacker.example"
    refused_passkey(world, key)
    key.origin, key.verifies = HERE.origin, False
    refused_passkey(world, key)
    key.verifies = True
    refused_passkey(world, Authenticator(HERE.origin, credential_id=key.credential_id))
    begun = knock(world, accounts.begin_passkey)
    asked = knock(world, accounts.ask_passkey, begun.token, HERE)
    assert knock(world, accounts.prove_passkey, begun.token, HERE, key.get(asked)).session
    key.signed -= 3
    refused_passkey(world, key)


@pytest.mark.parametrize("answer", [{}, {"rawId": 7}, {"rawId": "!"}, {"rawId": "AAAA"}, {"rawId": "A" * 70_000}])
def test_what_is_no_answer_is_refused(sqlite_world: World, answer: dict[str, Any]) -> None:
    sqlite_world.clock.advance(MINUTE)
    begun = knock(sqlite_world, accounts.begin_passkey)
    with pytest.raises((SignInRefused, InvalidInput)):
        knock(sqlite_world, accounts.prove_passkey, begun.token, HERE, answer)


def test_the_last_lasting_factor_is_not_removed(world: World) -> None:
    invitation = invited(world, "inge@proevestenen.example", R.DPO)
    token = knock(world, accounts.accept_invitation, invitation.invitation, PASSWORD).token
    made = Authenticator(HERE.origin).create(knock(world, accounts.offer_passkey, token, HERE))
    cookies = knock(world, accounts.enrol_passkey, token, HERE, made, "nøgle").signed_in
    assert cookies is not None
    inge = Member(world, world.organisation, invitation.account_id, "", Application(""), (), cookies)
    ((only),) = inge.reads(accounts.own_factors).passkeys
    with pytest.raises(Conflict):
        inge.does(accounts.remove_passkey, only.passkey_id)
    assert len(inge.reads(accounts.own_factors).passkeys) == 1
