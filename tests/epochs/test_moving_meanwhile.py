"""A move that is killed, overtaken or left without its provider leaves every key where it opens what it should."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select
from tests.epochs.beside import others_at_work
from tests.epochs.moving import at, confirm, move, reopened, stored, text
from tests.keys.backing import behaving
from tests.keys.transit import Engine, Refused
from tests.world import World

from vault import complaints, epochs
from vault.clock import StoppedClock
from vault.errors import KeystoreUnavailable
from vault.keys import Moved, keys_in_use
from vault.keys.tables import deactivated_key, epoch
from vault.opening import open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.storage import looking

R = RoleName


@pytest.fixture
def world(movable: World) -> World:
    return movable


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_move_that_was_killed_goes_on(world: World, engine: Engine, steps: int) -> None:
    """Killed before anything was kept, half way, and at the end."""
    one = stored(world)
    prepared = world.call(R.OPERATOR, epochs.prepare_move, "transit")
    if steps:
        world.call(R.OPERATOR, epochs.keep_move, prepared[:steps])
    assert text(world, one) == "Larm."
    assert move(world) == 2 - steps
    assert (at(world), text(world, one)) == ({"transit"}, "Larm.")
    # What was made for nothing is held, named by no row, and shown by `cvault doctor`.
    with looking(world.vault.storage.engine) as connection:
        named = keys_in_use(connection)["transit"]
    assert len(set(engine.keys) - named) == 2 - steps


def test_two_moves_at_once_move_each_key_once(world: World, engine: Engine) -> None:
    one = stored(world)
    first, second = (world.call(R.OPERATOR, epochs.prepare_move, "transit") for _ in range(2))
    assert world.call(R.OPERATOR, epochs.keep_move, first) == 2
    assert world.call(R.OPERATOR, epochs.keep_move, second) == 0
    assert text(world, one) == "Larm."
    assert set(engine.keys) == {moved.now_under for moved in first}
    with looking(world.vault.storage.engine) as connection:
        assert len(connection.execute(select(deactivated_key)).all()) == 2


def test_writers_and_readers_do_not_notice(world: World) -> None:
    one = stored(world)

    def act() -> None:
        stored(world)
        assert text(world, one) == "Larm."

    with others_at_work(act):
        for to in ("transit", "file", "transit"):
            move(world, to)
    assert at(world) == {"transit"}


@pytest.mark.parametrize("lost", [("encrypt",), ("decrypt",), ("keys",)])
def test_a_provider_that_goes_away_in_the_middle_leaves_everything_as_it_was(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch, lost: tuple[str, ...]
) -> None:
    one = stored(world)
    whole = engine.answer

    def partly(method: str, path: list[str], body: dict[str, Any]) -> Any:
        if path[0] in lost and (method == "POST" or path[0] != "keys"):
            raise Refused(500, "internal error")
        return whole(method, path, body)

    with monkeypatch.context() as broken:
        broken.setattr(engine, "answer", partly)
        with pytest.raises(KeystoreUnavailable):
            move(world)
    assert (at(world), text(world, one)) == ({"file"}, "Larm.")
    assert engine.keys == {}
    world.clock.advance(timedelta(seconds=2))
    assert move(world) == 2


def test_what_does_not_come_back_as_it_was_is_not_relied_on(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = engine.answer

    def wrong(method: str, path: list[str], body: dict[str, Any]) -> Any:
        answer = whole(method, path, body)
        return {"plaintext": "AAAA"} if path[0] == "decrypt" else answer

    monkeypatch.setattr(engine, "answer", wrong)
    with pytest.raises(KeystoreUnavailable, match="something else"):
        move(world)
    assert at(world) == {"file"}


def test_a_provider_that_is_down_stops_what_needs_it_and_nothing_else(
    world: World, both: Settings, engine: Engine
) -> None:
    """Epochs that are open stay so; after a restart there is an error until the provider answers again."""
    one = stored(world)
    move(world)
    with behaving(engine, "sealed"):
        assert text(world, one) == "Larm."
        another = stored(world, "Mere larm.")
        with pytest.raises(KeystoreUnavailable):
            world.vault.keyring.check()
    with behaving(engine, "ok"):
        again = reopened(world, both)
    with again.vault:
        with behaving(engine, "sealed"), pytest.raises(KeystoreUnavailable):
            text(again, one)
        again.clock.advance(timedelta(seconds=3))
        assert (text(again, one), text(again, another)) == ("Larm.", "Mere larm.")
        again.vault.keyring.check()


def test_a_vault_without_the_provider_says_which_one_is_missing(
    world: World, configured: Settings, clock: StoppedClock
) -> None:
    one = stored(world)
    move(world)
    with open_vault(configured, clock) as other, pytest.raises(KeystoreUnavailable, match="transit is not configured"):
        other.call(world.caller(R.DPO), complaints.read_case, one.case_id)


def test_what_was_prepared_before_others_moved_there_and_back_is_not_kept(world: World, engine: Engine) -> None:
    """It stands at the same provider again, and under another key."""
    one = stored(world)
    late: list[Moved] = world.call(R.OPERATOR, epochs.prepare_move, "transit")
    assert (move(world), move(world, "file")) == (2, 2)
    held, made = set(engine.keys), {moved.now_under for moved in late}
    assert world.call(R.OPERATOR, epochs.keep_move, late) == 0
    assert (at(world), text(world, one)) == ({"file"}, "Larm.")
    # What was made for nothing is destroyed again; what was moved away from stays for the backups.
    assert (made < held, set(engine.keys)) == (True, held - made)


def test_what_was_made_before_the_provider_went_away_is_destroyed_again(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, asked = engine.answer, count(1)

    def partly(method: str, path: list[str], body: dict[str, Any]) -> Any:
        if path[0] == "encrypt" and next(asked) == 3:
            raise Refused(500, "internal error")
        return whole(method, path, body)

    monkeypatch.setattr(engine, "answer", partly)
    with pytest.raises(KeystoreUnavailable):
        move(world)
    assert (at(world), engine.keys) == ({"file"}, {})


def test_an_epoch_that_is_no_more_stays_where_it_was(world: World) -> None:
    world.call(R.OPERATOR, epochs.rotate)
    old = world.call(R.OPERATOR, epochs.status).epochs[0].epoch.epoch_id
    world.clock.advance(timedelta(days=36))
    first = world.by("local:uid-1", R.OPERATOR)
    confirm(world, world.vault.call(first, epochs.destroy, old))
    assert world.vault.call(first, epochs.destroy, old) is None
    assert move(world) == 2
    with looking(world.vault.storage.engine) as connection:
        (gone,) = connection.execute(select(epoch).where(epoch.c.epoch_id == old)).all()
        assert gone.provider == "file"
        assert gone.provider_key not in keys_in_use(connection)["file"]
