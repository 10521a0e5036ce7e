"""What was erased stays erased: after a restore, after a crash, and while the ledger cannot be written."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from tests.world import NOW, World, case, document, party, person

from vault import complaints, evidence, retention, subjects
from vault.complaints import Role, StoredCase
from vault.errors import LedgerBroken, LedgerUnavailable, NotFound
from vault.keys import Erasure, ErasureLedger
from vault.opening import open_vault, reconcile
from vault.policy import RoleName
from vault.settings import Settings
from vault.storage import looking, metadata
from vault.subjects import Given
from vault.wiring import Vault

R = RoleName
LONG_AGO = date(2024, 1, 2)
WHO = person("Ejnar Klitgaard", phones=("68 40 50 60",))

# In an order in which rows can be put back.
_TABLES = ("data_key", "index_token", "subject", "case", "case_step", "party", "document", "disclosure")


def old_case(world: World) -> StoredCase:
    told = case(party("K", Role.COMPLAINANT, WHO), documents=(document("Larm."),), received=LONG_AGO, closed=LONG_AGO)
    return world.store(told)


def purge(world: World) -> None:
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)


def rows(world: World, table: str) -> list[dict[str, Any]]:
    with looking(world.vault.storage.engine) as connection:
        return [row._asdict() for row in connection.execute(select(metadata.tables[table]))]


def restore(world: World, kept: dict[str, list[dict[str, Any]]]) -> None:
    """The rows as a backup had them, keys and all."""
    with world.vault.storage.engine.begin() as connection:
        for table in _TABLES:
            there = {tuple(row.values()) for row in rows(world, table)}
            missing = [row for row in kept[table] if tuple(row.values()) not in there]
            if missing:
                connection.execute(insert(metadata.tables[table]), missing)


def ids(vault: Vault, world: World) -> set[Any]:
    return {one.case_id for one in vault.call(world.caller(R.DPO), complaints.list_cases)}


def test_the_ledger_tells_whose_keys_were_destroyed(world: World, configured: Settings) -> None:
    stored = old_case(world)
    purge(world)
    told = [entry.erasure for entry in ErasureLedger(configured.ledger).entries()]
    assert told == [
        Erasure(world.organisation, "case", stored.case_id),
        Erasure(world.organisation, "subject", stored.subjects[0]),  # type: ignore[arg-type]
    ]


def test_a_restored_backup_opens_without_what_was_erased(world: World, configured: Settings) -> None:
    stored = old_case(world)
    kept = {table: rows(world, table) for table in _TABLES}
    purge(world)
    young = world.store(case(documents=(document("Nyt."),)))
    restore(world, kept)
    # Whoever opened it without the ledger could read it.
    assert ids(world.vault, world) == {stored.case_id, young.case_id}
    with open_vault(configured, world.clock) as again:
        assert ids(again, world) == {young.case_id}
        assert again.call(world.caller(R.DPO), subjects.find_subjects, Given(phone="68405060")) == {}
        with pytest.raises(NotFound):
            again.call(world.caller(R.DPO), complaints.read_case, stored.case_id)
        events = again.call(world.caller(R.AUDITOR), evidence.read_log, limit=500)
    told = [one for one in events if one.permission == "erasure:replay"]
    assert stored.case_id in told[0].entities
    assert [row["owner_kind"] for row in rows(world, "data_key")] == ["case"]


def test_an_erasure_that_a_crash_kept_from_committing_is_carried_out(world: World, configured: Settings) -> None:
    """The line is on the disk before the commit, so the erasure was decided."""
    stored = old_case(world)
    ErasureLedger(configured.ledger).append([Erasure(world.organisation, "case", stored.case_id)], NOW)
    with open_vault(configured, world.clock) as again:
        assert ids(again, world) == set()
        assert again.call(world.caller(R.DPO), subjects.find_subjects, Given(phone="68405060")) == {}


def test_what_agrees_is_not_read_again(world: World, configured: Settings) -> None:
    old_case(world)
    purge(world)
    with open_vault(configured, world.clock) as again:
        assert not reconcile(again)
        kept = rows(world, "erasure_mark")
        assert kept[0]["number"] == ErasureLedger(configured.ledger).head().number


def test_nothing_is_erased_while_the_ledger_cannot_be_written(world: World, configured: Settings) -> None:
    """Fail closed: an erasure that a restore would undo is none. Everything else goes on."""
    stored = old_case(world)
    plan = world.call(R.RETENTION_JOB, retention.plan)
    away = configured.ledger.rename(configured.ledger.with_suffix(".away"))
    with pytest.raises(LedgerUnavailable):
        world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert ids(world.vault, world) == {stored.case_id}
    young = world.store(case(documents=(document("Nyt."),)))
    away.rename(configured.ledger)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert ids(world.vault, world) == {young.case_id}


def test_a_vault_does_not_open_with_an_older_ledger(world: World, configured: Settings) -> None:
    older = configured.ledger.read_bytes()
    old_case(world)
    purge(world)
    with open_vault(configured, world.clock):
        pass
    configured.ledger.write_bytes(older)
    with pytest.raises(LedgerBroken, match="older"):
        open_vault(configured, world.clock)


def test_a_vault_does_not_open_without_its_ledger(world: World, configured: Settings) -> None:
    old_case(world)
    configured.ledger.unlink()
    with pytest.raises(LedgerUnavailable):
        open_vault(configured, world.clock)


def test_a_person_without_a_case_goes_after_thirty_days(world: World) -> None:
    stray = world.call(R.INGEST, subjects.store_subject, WHO)
    attached = world.store(case(party("K", Role.COMPLAINANT, person("Somebody Else")))).subjects[0]
    assert world.call(R.RETENTION_JOB, retention.plan).items == ()
    world.clock.advance(timedelta(days=31))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert [(item.kind, item.record_id) for item in plan.items] == [("subject", stray)]
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    with pytest.raises(NotFound):
        world.call(R.DPO, subjects.read_subject, stray)
    assert attached is not None
    assert world.call(R.DPO, subjects.read_subject, attached).identity is not None


def test_a_person_who_came_into_a_case_since_the_plan_stays(world: World) -> None:
    stray = world.call(R.INGEST, subjects.store_subject, WHO)
    world.clock.advance(timedelta(days=31))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.store(case(party("K", Role.COMPLAINANT, subject_id=stray)))
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert world.call(R.DPO, subjects.read_subject, stray).identity is not None
