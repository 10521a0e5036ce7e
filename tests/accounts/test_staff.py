"""Members of staff leave, are reset, and change what proves them."""

from datetime import timedelta
from typing import Any

import pytest
from tests.accounts.members import HERE, PASSWORD, joined, knock, with_passkey, works
from tests.world import NOW, World

from vault import accounts, complaints
from vault.accounts import (
    Attempt,
    NewClient,
    PasswordChange,
    Shown,
    StaffState,
)
from vault.errors import Conflict, InvalidInput, NotFound, NotPermitted, SignInRefused, Unauthenticated
from vault.ids import AccountId, new_id
from vault.policy import RoleName
from vault.wiring import Caller

R = RoleName
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_leaving_ends_everything_at_once(world: World) -> None:
    inge, key = with_passkey(world, R.DPO, R.ORG_ADMIN)
    made = inge.does(accounts.create_client, NewClient(label="script", roles=frozenset({R.DPO})))
    begun = inge.signs_in()
    left = world.call(R.ORG_ADMIN, accounts.end_staff, inge.account_id, revoke_clients=True)
    assert (left.sessions, left.passkeys, left.devices, left.clients) == (1, 1, 1, (made.client_id,))
    assert not works(inge)
    with pytest.raises(SignInRefused):
        inge.signs_in()
    with pytest.raises(SignInRefused):
        knock(world, accounts.prove_code, begun.token, inge.recovery_codes[0])
    passkey = knock(world, accounts.begin_passkey)
    with pytest.raises(SignInRefused):
        knock(
            world,
            accounts.prove_passkey,
            passkey.token,
            HERE,
            key.get(knock(world, accounts.ask_passkey, passkey.token, HERE)),
        )
    with pytest.raises(Unauthenticated):
        world.vault.call(Caller(Shown(key=made.key), "rights_fulfilment"), complaints.list_cases)
    (view,) = world.call(R.ORG_ADMIN, accounts.list_staff)
    assert (view.state, view.ended_at) == (StaffState.ENDED, NOW)
    with pytest.raises(NotFound):
        world.call(R.ORG_ADMIN, accounts.end_staff, inge.account_id)
    assert joined(world, R.BOARD).account_id != inge.account_id


def test_clients_of_who_leaves_are_told_and_stay_unless_it_is_asked_for(world: World) -> None:
    inge = joined(world, R.ORG_ADMIN)
    made = inge.does(accounts.create_client, NewClient(label="case system", roles=frozenset({R.DPO})))
    left = world.call(R.ORG_ADMIN, accounts.end_staff, inge.account_id)
    assert (left.clients, left.clients_revoked) == ((made.client_id,), False)
    assert world.vault.call(Caller(Shown(key=made.key), "rights_fulfilment"), complaints.list_cases) == []


def test_other_roles_count_from_the_next_call(world: World) -> None:
    inge = joined(world, R.ORG_ADMIN)
    with pytest.raises(Conflict):
        inge.does(accounts.change_staff_roles, inge.account_id, frozenset({R.DPO}))
    world.call(R.ORG_ADMIN, accounts.change_staff_roles, inge.account_id, frozenset({R.BOARD}))
    with pytest.raises(NotPermitted):
        inge.reads(accounts.list_staff)
    assert inge.reads(accounts.own_session).roles == {R.BOARD, R.STAFF}


def test_an_administrator_ends_somebodys_sessions(world: World) -> None:
    inge = joined(world, R.DPO).comes_back()
    assert world.call(R.ORG_ADMIN, accounts.sign_staff_out, inge.account_id) == 2
    assert not works(inge)
    assert works(inge.comes_back())


def test_a_reset_takes_away_what_proved_somebody(world: World) -> None:
    inge = joined(world, R.DPO)
    world.call(R.ORG_ADMIN, accounts.reset_staff, inge.account_id)
    assert not works(inge)
    with pytest.raises(SignInRefused):
        inge.signs_in()


def test_a_password_is_changed_by_who_knows_it(world: World) -> None:
    inge = joined(world, R.DPO)
    other = joined(world, R.DPO, email="b@proevestenen.example").comes_back()
    first = inge.cookies
    inge.comes_back()
    with pytest.raises(SignInRefused):
        inge.does(accounts.change_password, PasswordChange(present="en anden nat", new="to lange nætter ved søen"))
    with pytest.raises(InvalidInput):
        inge.does(accounts.change_password, PasswordChange(present=PASSWORD, new="kort"))
    inge.does(accounts.change_password, PasswordChange(present=PASSWORD, new="to lange nætter ved søen"))
    assert (works(inge), works(other)) == (True, True)
    inge.cookies = first
    assert not works(inge)
    with pytest.raises(SignInRefused):
        inge.signs_in()
    assert inge.signs_in(password="to lange nætter ved søen").token


def test_an_account_of_another_organisation_is_like_none(world: World) -> None:
    inge, elsewhere = joined(world, R.DPO), world.another_organisation()
    acts: list[tuple[Any, tuple[Any, ...]]] = [
        (accounts.reset_staff, ()),
        (accounts.change_staff_roles, (frozenset({R.BOARD}),)),
        (accounts.end_staff, ()),
    ]
    for verb, given in acts:
        said = set()
        for account_id in (inge.account_id, AccountId(new_id())):
            with pytest.raises(NotFound) as missing:
                world.call_in(elsewhere, R.ORG_ADMIN, verb, account_id, *given)
            said.add(missing.value.detail)
        assert len(said) == 1
    assert works(inge)
    with pytest.raises(SignInRefused):
        knock(world, accounts.sign_in, Attempt(email=inge.email, password=PASSWORD), organisation=elsewhere)
