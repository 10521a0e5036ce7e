"""Keys move to another provider while the vault is in use, go on where they were killed, and are left by two people."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select, update
from tests.epochs.moving import at, confirm, keys_of, leave, move, reopened, stored, text
from tests.keys.transit import Engine
from tests.world import THE_OPERATOR, World

from vault import backups, complaints, epochs, evidence
from vault.epochs import Left
from vault.errors import InvalidInput, KeyDestroyed
from vault.ids import PLATFORM, OrganisationId
from vault.keys import Moved
from vault.keys.tables import deactivated_key, epoch, signing_key
from vault.opening import open_vault
from vault.policy import RoleName
from vault.sealing import seal_log
from vault.settings import Settings
from vault.storage import looking

R = RoleName


@pytest.fixture
def world(movable: World) -> World:
    return movable


def test_everything_opens_with_the_keys_at_the_other_provider(world: World, both: Settings, engine: Engine) -> None:
    one = stored(world)
    world.call(R.OPERATOR, epochs.rotate)
    before = keys_of(world)
    assert move(world) == 3
    assert at(world) == {"transit"}
    assert len(engine.keys) == 3
    assert move(world) == 0
    # The file still holds all that it held: backups need it. What is in use needs none of it.
    assert keys_of(world)["file"] == before["file"]
    world.vault.call(world.caller(R.OPERATOR, PLATFORM), epochs.move, "transit")
    for reference in before["file"]:
        world.vault.keyring.providers.named("file").destroy(reference)
    again = reopened(world, both)
    with again.vault:
        assert text(again, one) == "Larm."
        seal_log(again.vault, again.organisation)
        again.call(R.AUDITOR, evidence.verify)


def test_and_back_again(world: World) -> None:
    one = stored(world)
    assert (move(world), move(world, "file")) == (2, 2)
    assert (at(world), text(world, one)) == ({"file"}, "Larm.")
    left = world.call(R.OPERATOR, epochs.list_deactivated)
    assert [view.key.provider for view in left] == ["file", "file", "transit", "transit"]
    assert {view.key.kind for view in left} == {"epoch", "signing_key"}


def test_the_installation_itself_moves_too(world: World) -> None:
    caller = world.caller(R.OPERATOR, PLATFORM)
    assert world.vault.call(caller, epochs.move, "transit") == 2


def test_a_provider_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(InvalidInput):
        move(world, "kms")


def test_two_people_leave_a_provider_after_the_horizon(world: World) -> None:
    one = stored(world)
    move(world)
    kept = keys_of(world)["file"]
    assert leave(world, "file").needed == 2
    world.clock.advance(timedelta(days=36))
    asked = leave(world, "file")
    assert (asked.free, asked.destroyed, asked.needed) == (2, 0, 0)
    assert leave(world, "file") == asked
    assert keys_of(world)["file"] == kept
    confirm(world, asked.waiting)
    assert leave(world, "file").destroyed == 2
    assert len(kept - keys_of(world)["file"]) == 2
    assert leave(world, "file") == Left(free=0, destroyed=0, needed=0, free_from=None, waiting=None)
    assert text(world, one) == "Larm."


def test_what_backups_may_need_stays_and_says_until_when(world: World) -> None:
    move(world)
    world.clock.advance(timedelta(days=35))
    left = leave(world, "file")
    assert (left.free, left.needed, left.waiting) == (0, 2, None)
    world.clock.advance(timedelta(days=1))
    assert left.free_from == world.clock.now().date()
    assert leave(world, "file").free == 2


def test_consent_to_destroy_some_keys_destroys_no_others(world: World) -> None:
    """A key that has become free since was not among what the second person saw."""
    move(world)
    world.clock.advance(timedelta(days=36))
    waiting = leave(world, "file").waiting
    confirm(world, waiting)
    world.call(R.OPERATOR, epochs.rotate)
    world.clock.advance(timedelta(days=1))
    move(world, "file")
    move(world)
    world.clock.advance(timedelta(days=36))
    left = leave(world, "file")
    assert (left.free, left.destroyed) == (5, 0)
    assert left.waiting != waiting


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_from_before_the_move_opens_until_the_provider_was_left(
    world: World, both: Settings, tmp_path: Path
) -> None:
    one = stored(world)
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    move(world)

    def restored(name: str) -> str:
        place = f"sqlite:///{tmp_path / name / 'vault.db'}"
        settings = msgspec.structs.replace(both, database_url=place)
        backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
        with open_vault(settings, world.clock) as opened:
            view = opened.call(world.caller(R.DPO), complaints.read_case, one.case_id)
        assert view.documents is not None
        return view.documents[0].text

    assert restored("first") == "Larm."
    world.clock.advance(timedelta(days=36))
    confirm(world, leave(world, "file").waiting)
    leave(world, "file")
    with pytest.raises(KeyDestroyed):
        restored("second")


def test_retiring_an_epoch_destroys_every_provider_key_that_it_had(world: World) -> None:
    """Or an old backup and the provider that was left would still open what was erased."""
    stored(world)
    world.call(R.OPERATOR, epochs.rotate)
    move(world)
    old = world.call(R.OPERATOR, epochs.status).epochs[0].epoch.epoch_id
    (gone,) = [one for one in references(world) if one[0] == old]
    world.clock.advance(timedelta(days=36))
    first = world.by("local:uid-1", R.OPERATOR)
    confirm(world, world.vault.call(first, epochs.destroy, old))
    assert world.vault.call(first, epochs.destroy, old) is None
    held = keys_of(world)
    assert gone[1] not in held["file"]
    assert len(held["transit"]) == 2
    world.clock.advance(timedelta(days=1))
    assert leave(world, "file").free == 2


def references(world: World) -> list[tuple[Any, str]]:
    with looking(world.vault.storage.engine) as connection:
        query = select(deactivated_key.c.owner_id, deactivated_key.c.provider_key)
        return [(owner, reference) for owner, reference in connection.execute(query)]


def test_what_is_prepared_carries_no_key_in_the_clear(world: World) -> None:
    prepared: list[Moved] = world.call(R.OPERATOR, epochs.prepare_move, "transit")
    assert {one.kind for one in prepared} == {"epoch", "signing_key"}
    assert all(value.startswith(b"vault:v1:") for one in prepared for value in one.wrapped.values())


def test_with_a_signing_key_goes_the_provider_key_that_it_was_moved_away_from(world: World, engine: Engine) -> None:
    """Else an older backup would still sign with it."""
    file = world.vault.keyring.providers.named("file")
    with world.vault.storage.engine.begin() as connection:
        (reference,) = connection.scalars(
            select(signing_key.c.provider_key).where(signing_key.c.organisation_id == world.organisation)
        ).all()
    move(world)
    world.call(R.OPERATOR, epochs.replace_signer)
    held = set(engine.keys)
    world.clock.advance(timedelta(days=40))
    assert reference in file.references()
    world.call(R.OPERATOR, epochs.replace_signer)
    assert reference not in file.references()
    assert len(held - set(engine.keys)) == 1


def test_progress_tells_how_much_there_is(world: World) -> None:
    stored(world)
    told: list[tuple[int, int]] = []
    assert world.call(R.OPERATOR, epochs.waiting_to_move, "transit") == 2
    assert world.call(R.OPERATOR, epochs.move, "transit", lambda *done: told.append(done)) == 2
    assert told == [(2, 2)]
    assert world.call(R.OPERATOR, epochs.waiting_to_move, "transit") == 0


def test_one_organisation_moves_and_the_others_stay(world: World) -> None:
    """Also where a provider names the keys of two alike, as two tokens behind one name would."""
    other = world.another_organisation()
    with world.vault.storage.engine.begin() as connection:
        connection.execute(update(epoch).values(provider_key="one name for all"))
    file = world.vault.keyring.providers.named("file")
    prepared = Moved(
        kind="epoch",
        owner_id=epoch_of(world, world.organisation),
        was_at="file",
        was_under="one name for all",
        now_at="transit",
        now_under="new",
        wrapped={"wrapped_encryption_key": b"new", "wrapped_index_key": b"new"},
    )
    assert file.references()
    assert world.call(R.OPERATOR, epochs.keep_move, [prepared]) == 1
    with looking(world.vault.storage.engine) as connection:
        moved = connection.scalars(select(epoch.c.organisation_id).where(epoch.c.provider == "transit")).all()
    assert moved == [world.organisation]
    assert other not in moved


def epoch_of(world: World, organisation: OrganisationId) -> UUID:
    with looking(world.vault.storage.engine) as connection:
        found: UUID = connection.scalars(select(epoch.c.epoch_id).where(epoch.c.organisation_id == organisation)).one()
    return found
