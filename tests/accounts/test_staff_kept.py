"""What is kept of members of staff: sealed, found under every epoch, exported without proofs, and erased in time."""

import base64
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from tests.accounts.members import PASSWORD, invited, joined
from tests.world import World

from vault import accounts, epochs, recovery, retention
from vault.accounts.emergency.tables import emergency
from vault.accounts.sessions.tables import known_device, session
from vault.accounts.staff.tables import passkey, staff_account
from vault.keys.tables import data_key, index_token
from vault.policy import RoleName
from vault.storage import metadata

R = RoleName
DAY = timedelta(days=1)


def stored(world: World) -> Iterator[bytes]:
    """Every value that the database holds."""
    with world.vault.storage.engine.connect() as connection:
        for table in metadata.tables.values():
            for row in connection.execute(select(table)):
                yield from (one if isinstance(one, bytes) else str(one).encode() for one in row)


def test_nothing_of_a_member_of_staff_is_readable_at_rest(world: World) -> None:
    inge = joined(world, R.DPO, email="hemmeligmaerke@proevestenen.example")
    words = ("Inge Mortensen", "hemmeligmaerke", PASSWORD, inge.application.secret, inge.cookies.session)
    secrets = [*(one.encode() for one in words), base64.b32decode(inge.application.secret)]
    assert [word for one in stored(world) for word in secrets if word in one] == []


def test_signing_in_goes_on_under_a_new_epoch_and_nothing_stands_under_the_old_one(world: World) -> None:
    inge = joined(world, R.DPO)
    world.call(R.OPERATOR, epochs.rotate)
    assert inge.comes_back().reads(accounts.own_session).email == inge.email
    old, new = world.call(R.OPERATOR, epochs.status).epochs
    assert (old.epoch.data_keys, old.epoch.index_tokens) == (0, 0)
    assert new.epoch.index_tokens >= 1
    world.vault.call(world.caller(R.OPERATOR, purpose="accountability"), recovery.check_every_record)


@pytest.mark.parametrize("joins", [True, False])
def test_who_left_or_never_came_is_erased_a_year_later(world: World, *, joins: bool) -> None:
    if joins:
        account_id = joined(world, R.DPO).account_id
        world.call(R.ORG_ADMIN, accounts.end_staff, account_id)
    else:
        account_id = invited(world, "inge@proevestenen.example", R.DPO).account_id
    world.clock.advance(360 * DAY)
    assert account_id not in {one.record_id for one in world.call(R.RETENTION_JOB, retention.plan).items}
    world.clock.advance(20 * DAY)
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert [one.cluster for one in plan.items if one.record_id == account_id] == ["staff"]
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert world.call(R.ORG_ADMIN, accounts.list_staff) == []
    with world.vault.storage.engine.connect() as connection:
        for table in (staff_account, passkey, session, known_device, emergency):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
        for table in (data_key, index_token):
            assert not connection.execute(select(table).where(table.c.owner_id == account_id)).all()


def test_an_active_member_of_staff_is_never_due(world: World) -> None:
    inge = joined(world, R.DPO)
    world.clock.advance(4000 * DAY)
    assert world.call(R.RETENTION_JOB, retention.plan).unknown == 0
    assert inge.account_id not in {one.record_id for one in world.call(R.RETENTION_JOB, retention.plan).items}
