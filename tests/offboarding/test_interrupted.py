"""What goes wrong while an organisation leaves: nothing is lost, and what was begun can be finished."""

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, select, update
from tests.engines import postgresql_tools
from tests.filling import fill
from tests.offboarding.leaving import Returned, agreed, counted, finish, offboard, operator, platform_key, returned
from tests.world import THE_OPERATOR, World, case, document

from vault import backups, complaints, offboarding
from vault.errors import Conflict, KeyDestroyed, KeystoreUnavailable, NotFound
from vault.keys import ORGANISATION, Erasure
from vault.keys.tables import data_key, epoch
from vault.opening import open_vault
from vault.policy import RoleName
from vault.storage import looking

R = RoleName


def test_a_provider_that_does_not_answer_is_asked_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world, world.organisation)
    export = returned(world)
    (provider,) = world.vault.keyring.providers

    def silent(_: str) -> None:
        raise KeystoreUnavailable("the key provider does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(provider, "destroy", silent)
        with pytest.raises(KeystoreUnavailable):
            finish(world, export.receipt)
    assert counted(world, world.organisation) == {}
    with pytest.raises(Conflict, match="erased already"):
        offboard(world, Returned().sink)
    assert offboarding.check(finish(world, export.receipt), [platform_key(world)]).keys_destroyed == {"file": 2}


def test_what_somebody_under_way_leaves_behind_goes_before_the_certificate(world: World) -> None:
    """A call that was let in before, and is refused after, leaves its event."""
    export = returned(world)
    world.vault.call(operator(world), offboarding.erase, world.organisation, export.receipt)
    with pytest.raises(NotFound):
        world.call(R.INGEST, complaints.store_case, case())
    assert set(counted(world, world.organisation)) <= {"audit_event", "audit_mention"}
    with looking(world.vault.storage.engine) as connection:
        assert offboarding.unfinished(connection) == [world.organisation]
    finish(world, export.receipt)
    assert counted(world, world.organisation) == {}
    with looking(world.vault.storage.engine) as connection:
        assert offboarding.unfinished(connection) == []


def test_a_provider_that_is_not_configured_any_more_keeps_everything(world: World) -> None:
    """Or its keys would be held by nobody who could be asked to destroy them."""
    fill(world, world.organisation)
    export = returned(world)
    with world.vault.storage.engine.begin() as connection:
        mine = epoch.c.organisation_id == world.organisation
        connection.execute(update(epoch).where(mine).values(provider="kms"))
    before = counted(world, world.organisation)["case"]
    with pytest.raises(Conflict, match="kms, which is not configured"):
        finish(world, export.receipt)
    assert counted(world, world.organisation)["case"] == before > 1


def test_a_record_whose_key_is_gone_fails_the_export(world: World) -> None:
    fill(world, world.organisation)
    agreed(world)
    with world.vault.storage.engine.begin() as connection:
        connection.execute(delete(data_key).where(data_key.c.owner_kind == "package"))
    with pytest.raises(KeyDestroyed):
        offboard(world, Returned().sink)


def test_a_process_that_ended_after_the_ledger_goes_on_where_it_was(world: World) -> None:
    """The ledger is on the disk before the rows are gone for good; who opens the vault next finishes it."""
    fill(world, world.organisation)
    export = returned(world)
    cases = counted(world, world.organisation)["case"]
    gone = Erasure(world.organisation, ORGANISATION, world.organisation)
    world.vault.keyring.ledger.append([gone], world.clock.now())
    with open_vault(world.vault.settings, world.clock) as opened:
        assert opened.erased_again == {"organisation": 1}
        assert opened.organisations() == []
        signed = opened.call(operator(world), offboarding.finish, world.organisation, export.receipt)
    assert offboarding.check(signed, [platform_key(world)]).rows_erased["case"] == cases
    assert counted(world, world.organisation) == {}


def test_a_restored_backup_yields_nothing_of_it(world: World, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    world.vault.settings = msgspec.structs.replace(world.vault.settings, postgresql_bin=postgresql_tools())
    fill(world, world.organisation)
    other = world.another_organisation()
    world.call_in(other, R.INGEST, complaints.store_case, case(documents=(document("Larm."),)))
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    finish(world, returned(world).receipt)
    place = f"sqlite:///{tmp_path / 'restored' / 'vault.db'}"
    if world.vault.storage.engine.dialect.name == "postgresql":
        place = request.getfixturevalue("postgresql_server").empty_database()
    settings = msgspec.structs.replace(world.vault.settings, database_url=place)
    backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    with open_vault(settings, world.clock) as restored:
        assert [one.organisation_id for one in restored.organisations()] == [other]
        again = World.__new__(World)
        again.vault, again.clock, again.organisation = restored, world.clock, world.organisation
        assert counted(again, world.organisation) == {}
        assert len(restored.call(world.caller(R.DPO, other), complaints.list_cases)) == 1
        certificate = restored.call(operator(world), offboarding.finish, world.organisation, "")
        assert offboarding.check(certificate, [platform_key(again)]).export is None


def test_without_the_ledger_the_keys_are_gone_all_the_same(world: World) -> None:
    """Whoever restores a backup by hand has rows that no key opens."""
    fill(world, world.organisation)
    with looking(world.vault.storage.engine) as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(epoch))]
    mine = next(row for row in rows if row["organisation_id"] == world.organisation)
    finish(world, returned(world).receipt)
    (provider,) = world.vault.keyring.providers
    assert mine["provider_key"] not in provider.references()
