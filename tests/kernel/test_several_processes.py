"""Several processes on one PostgreSQL: what one does, the other sees with its next unit of work."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.engines import PostgresqlServer
from tests.world import NOW, World, case, party, person, settings

from vault import accounts, complaints, epochs, evidence, retention
from vault.accounts import NewClient, Shown
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.errors import Unauthenticated
from vault.keys.tables import data_key, epoch
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.retention import ItemOutcome
from vault.sealing import seal_everything
from vault.wiring import Caller, Vault

R = RoleName


@pytest.fixture
def both(postgresql_server: PostgresqlServer, tmp_path: Path) -> Iterator[tuple[World, Vault]]:
    """A vault, and the same one as a second process has it open: nothing in memory is shared."""
    made, clock = settings(tmp_path, postgresql_server.new_database()), StoppedClock(NOW)
    initialise(made, clock)
    with open_vault(made, clock) as one, open_vault(made, clock) as other:
        yield World(one, clock), other


def told(number: int, closed: date | None = None) -> complaints.NewCase:
    who = party("K", Role.COMPLAINANT, person(f"Person {number}", phones=(f"68{number:06d}",)))
    return case(who, received=closed or date(2026, 9, 1), closed=closed)


def test_a_credential_that_one_revokes_is_refused_by_the_other(both: tuple[World, Vault]) -> None:
    world, other = both
    new = NewClient(label="case system", roles=frozenset({R.INGEST}), days_valid=30)
    made = world.call(R.OPERATOR, accounts.create_client, new)
    caller = Caller(Shown(key=made.key), "complaint_handling")
    other.call(caller, complaints.store_case, told(1))
    world.call(R.ORG_ADMIN, accounts.revoke_client, made.client_id)
    with pytest.raises(Unauthenticated):
        other.call(caller, complaints.store_case, told(2))


def test_what_one_stores_after_the_other_rotated_stands_under_the_new_epoch(both: tuple[World, Vault]) -> None:
    world, other = both
    world.store(told(1))
    other.call(world.caller(R.OPERATOR), epochs.rotate)
    stored = world.store(told(2))
    with world.vault.storage.engine.connect() as connection:
        newest = select(epoch.c.epoch_id).where(epoch.c.organisation_id == world.organisation)
        assert set(
            connection.scalars(
                select(data_key.c.epoch_id).where(
                    data_key.c.organisation_id == world.organisation, data_key.c.owner_id == stored.case_id
                )
            )
        ) == {connection.scalars(newest.order_by(epoch.c.number.desc())).first()}


def test_both_purge_seal_and_store_at_once_and_each_thing_happens_once(both: tuple[World, Vault]) -> None:
    world, other = both
    for number in range(12):
        world.store(told(number, closed=date(2020, 2, 1)))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    vaults = (world.vault, other)

    def work(turn: int) -> list[complaints.StoredCase]:
        vault = vaults[turn % 2]
        if turn < 2:
            vault.call(world.caller(R.RETENTION_JOB), retention.apply_plan, plan.plan_id)
        if turn < 4:
            seal_everything(vault)
        return [vault.call(world.caller(R.INGEST), complaints.store_case, told(100 * turn + at)) for at in range(3)]

    with ThreadPoolExecutor(6) as pool:
        stored = [one for turn in pool.map(work, range(6)) for one in turn]
    items = world.call(R.RETENTION_JOB, retention.read_plan, plan.plan_id).items
    assert {one.outcome for one in items if one.kind == "case"} == {ItemOutcome.ERASED}
    there = [one.case_id for one in world.call(R.CASE_WORKER, complaints.list_cases)]
    assert sorted(there) == sorted(one.case_id for one in stored)
    seal_everything(other)
    world.call(R.AUDITOR, evidence.verify)
