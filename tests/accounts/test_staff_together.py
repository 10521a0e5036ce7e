"""Members of staff at the same time, and where two are needed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.accounts.members import ELSEWHERE, joined
from tests.world import World

from vault import accounts, approvals
from vault.accounts import NewClient, Shown
from vault.approvals import Act, NewApproval
from vault.errors import NotPermitted, SignInRefused, Throttled, VaultError
from vault.ids import new_id
from vault.policy import RoleName
from vault.wiring import Caller

R = RoleName


def test_guesses_at_the_same_time_wait_their_turn(world: World) -> None:
    """Each is counted before it is looked at, so that a hundred at once are no more than five."""
    inge = joined(world, R.DPO)

    def guess(_: int) -> type[VaultError]:
        try:
            inge.signs_in(source=ELSEWHERE, password="en anden nat ved havnen")
        except VaultError as error:
            return type(error)
        raise AssertionError("the wrong password opened it")

    with ThreadPoolExecutor(8) as several:
        outcomes = list(several.map(guess, range(16)))
    assert outcomes.count(SignInRefused) == 5
    assert outcomes.count(Throttled) == 11


def test_a_recovery_code_at_the_same_time_opens_one_session(world: World) -> None:
    inge = joined(world, R.DPO)
    tokens = [inge.signs_in().token for _ in range(4)]
    caller = world.caller(R.SIGN_IN)

    def prove(token: str) -> bool:
        try:
            world.vault.call(caller, accounts.prove_code, token, inge.recovery_codes[0])
        except VaultError:
            return False
        return True

    with ThreadPoolExecutor(4) as several:
        assert sum(several.map(prove, tokens)) == 1


def test_two_members_are_two_people_and_ones_own_client_is_not_another(world: World) -> None:
    inge, bo = joined(world, R.DPO, R.ORG_ADMIN), joined(world, R.DPO, email="bo@proevestenen.example")
    made = inge.does(accounts.create_client, NewClient(label="script", roles=frozenset({R.DPO})))
    concerned = (str(new_id()), str(new_id()))
    new = NewApproval(act=Act.CONFIDENTIAL_IDENTITY_OPEN, concerned=concerned, reason="Nævnet spørger.")
    asked = world.vault.call(inge.as_(R.DPO), approvals.ask, new)
    for same in (inge.as_(R.DPO), Caller(Shown(key=made.key), "rights_fulfilment")):
        with pytest.raises(NotPermitted):
            world.vault.call(same, approvals.confirm, asked.approval_id)
    world.vault.call(bo.as_(R.DPO), approvals.confirm, asked.approval_id)
