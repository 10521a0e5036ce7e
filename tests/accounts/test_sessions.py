"""Sessions of staff: how long, in whose hand, and what another page cannot do with them."""

from datetime import timedelta
from time import sleep

import pytest
from litestar.testing import TestClient
from sqlalchemy import select
from tests.accounts.members import joined, use_is_kept, works
from tests.world import World

from vault import accounts, complaints, evidence
from vault.accounts import NewClient, Shown
from vault.accounts.sessions.tables import known_device, session, sign_in
from vault.api import create_app
from vault.crypto import CredentialKind, mint_credential
from vault.errors import Conflict, NotFound, Unauthenticated
from vault.ids import SessionId, new_id
from vault.policy import MEMBER, Actor, RoleName
from vault.storage import looking
from vault.wiring import Caller

R = RoleName
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def test_a_session_ends_when_nothing_is_done_and_after_its_longest_time(world: World) -> None:
    inge = joined(world, R.DPO)
    for _ in range(30):
        world.clock.advance(19 * MINUTE)
        assert works(inge)
        use_is_kept(world)
    world.clock.advance(20 * MINUTE)
    assert not works(inge)
    inge.comes_back()
    for _ in range(31):
        world.clock.advance(19 * MINUTE)
        assert works(inge)
        use_is_kept(world)
    world.clock.advance(11 * MINUTE)
    assert not works(inge)


def test_a_token_is_changed_and_the_one_before_ends_a_minute_later(world: World) -> None:
    inge = joined(world, R.DPO)
    assert not inge.reads(accounts.own_session).renew
    world.clock.advance(10 * MINUTE)
    assert inge.reads(accounts.own_session).renew
    form, before = inge.form(), inge.cookies.session
    after = inge.does(accounts.renew_session)
    assert after != before
    assert (works(inge, before), works(inge, after)) == (True, True)
    still = Caller(Shown(session=after, form=form), "administration")
    assert world.vault.call(still, accounts.end_other_sessions) == 0  # a form of before is good still
    world.clock.advance(59 * SECOND)
    assert works(inge, before)


def test_a_token_that_was_changed_long_ago_ends_the_session(world: World) -> None:
    """Whoever stole it, or whoever it was stolen from, shows the other one."""
    inge = joined(world, R.DPO)
    before, after = inge.cookies.session, inge.does(accounts.renew_session)
    world.clock.advance(MINUTE)
    assert works(inge, after)
    assert not works(inge, before)
    for _ in range(500):
        if not works(inge, after):
            return
        sleep(0.01)
    raise AssertionError("the session goes on")


def test_nothing_is_changed_without_the_form_of_the_session(world: World) -> None:
    inge, other = joined(world, R.ORG_ADMIN), joined(world, R.ORG_ADMIN, email="b@proevestenen.example")
    new = NewClient(label="case system", roles=frozenset({R.DPO}))
    for form in (None, "", "x", other.form(), inge.form() + "=", inge.cookies.session):
        shown = Shown(session=inge.cookies.session, form=form)
        with pytest.raises(Unauthenticated):
            world.vault.call(Caller(shown, "administration"), accounts.create_client, new)
    assert inge.reads(accounts.clients) == []
    assert inge.does(accounts.create_client, new).key


def test_one_sees_and_ends_ones_own_sessions(world: World) -> None:
    inge, other = joined(world, R.DPO), joined(world, R.DPO, email="b@proevestenen.example")
    first = inge.cookies
    inge.comes_back()
    mine = inge.reads(accounts.list_sessions)
    assert [one.present for one in mine] == [True, False]
    theirs = other.reads(accounts.own_session).session_id
    for foreign in (theirs, SessionId(new_id())):
        with pytest.raises(NotFound):
            inge.does(accounts.end_session, foreign)
    inge.does(accounts.end_session, mine[1].session_id)
    assert (works(inge, first.session), works(inge), works(other)) == (False, True, True)
    inge.does(accounts.sign_out)
    assert not works(inge)


def test_ending_the_others_forgets_devices_too(world: World) -> None:
    inge = joined(world, R.DPO)
    first = inge.cookies
    inge.comes_back()
    assert inge.does(accounts.end_other_sessions) == 1
    assert (works(inge, first.session), works(inge)) == (False, True)
    with world.vault.storage.engine.connect() as connection:
        assert connection.execute(select(known_device.c.device_id)).all() == []


def test_what_proves_oneself_is_changed_from_a_fresh_session_alone(world: World) -> None:
    inge = joined(world, R.DPO)
    assert inge.reads(accounts.own_session).fresh
    world.clock.advance(15 * MINUTE)
    assert not inge.reads(accounts.own_session).fresh
    for verb in (accounts.begin_enrolment, accounts.replace_recovery_codes, accounts.end_other_sessions):
        with pytest.raises(Conflict):
            inge.does(verb)
    with pytest.raises(Conflict):
        inge.does(accounts.end_session, inge.reads(accounts.own_session).session_id)
    inge.comes_back()
    assert inge.does(accounts.end_other_sessions) == 1
    assert inge.does(accounts.begin_enrolment).token


def test_of_tokens_the_hash_alone_is_kept(world: World) -> None:
    inge = joined(world, R.DPO)
    inge.signs_in()
    with world.vault.storage.engine.connect() as connection:
        for table in (session, known_device, sign_in):
            (row,) = connection.execute(select(table)).all()
            assert len(row.secret_hash) == 32
            assert inge.cookies.session.encode() not in bytes(row.secret_hash)


@pytest.mark.parametrize("kind", CredentialKind)
def test_a_token_that_is_none_opens_nothing(world: World, kind: CredentialKind) -> None:
    inge = joined(world, R.DPO)
    mine = inge.reads(accounts.own_session).session_id
    forged, _ = mint_credential(world.organisation, mine, kind)
    elsewhere, _ = mint_credential(new_id(), mine, kind)
    for token in (forged, elsewhere, forged[:-1], "x"):
        assert not works(inge, token)


def test_a_session_opens_the_api_in_a_header_that_no_browser_sends_by_itself(world: World) -> None:
    inge = joined(world, R.DPO)
    headers = {"Authorization": f"Bearer {inge.cookies.session}", "Vault-Purpose": "rights_fulfilment"}
    with TestClient(create_app(world.vault)) as client:
        assert client.get("/v1/cases", headers=headers).status_code == 200
        assert client.get("/v1/cases", headers={"Cookie": f"session={inge.cookies.session}"}).status_code == 401
        world.call(R.ORG_ADMIN, accounts.end_staff, inge.account_id)
        assert client.get("/v1/cases", headers=headers).status_code == 401


def test_what_is_done_in_a_session_stands_in_the_log_under_its_owner(world: World) -> None:
    inge = joined(world, R.CASE_WORKER)
    world.vault.call(inge.as_(R.CASE_WORKER), complaints.list_cases)
    told = world.call(R.AUDITOR, evidence.read_log)[0]
    assert (told.actor, told.permission, told.outcome) == (f"staff:{inge.account_id}", "case:list", "done")


def test_work_in_the_background_is_done_as_its_owner_may_now(world: World) -> None:
    """Whoever asked and went home is acted for with the roles of that moment; whoever left is not."""
    member = joined(world, RoleName.DPO)
    joined(world, RoleName.ORG_ADMIN, email="admin@proevestenen.example")

    def acting() -> Actor:
        with looking(world.vault.storage.engine) as connection:
            ref = f"{MEMBER}{member.account_id}"
            return accounts.standing(connection, world.organisation, ref, world.clock.now())

    assert acting().roles == {RoleName.DPO, RoleName.STAFF}
    world.call(RoleName.ORG_ADMIN, accounts.end_staff, member.account_id)
    with pytest.raises(Unauthenticated):
        acting()
    member.account_id = new_id()  # type: ignore[assignment]  # an id of nobody
    with pytest.raises(Unauthenticated):
        acting()
