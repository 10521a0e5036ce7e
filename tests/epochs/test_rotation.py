"""Rotation moves every key while the vault is in use, goes on where it was killed, and lets old epochs be destroyed."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from tests.epochs.beside import others_at_work
from tests.world import NOW, THE_OPERATOR, World, case, document, party, person

from vault import approvals, backups, complaints, epochs, recovery, subjects
from vault.approvals import Waiting
from vault.clock import StoppedClock
from vault.complaints import Role, StoredCase
from vault.epochs import Custody
from vault.epochs.model import destroyable_from, gone_from, objection
from vault.errors import Conflict, KeyDestroyed, NotFound
from vault.idempotency import Once
from vault.ids import PLATFORM, EpochId, new_id
from vault.keys import EpochStatus
from vault.opening import open_vault
from vault.policy import Actor, RoleName
from vault.subjects import Given
from vault.wiring import Caller

R = RoleName
WHO = person("Sigbrit Almegaard", phones=("68 71 81 91",), emails=("sig@brev.example",))


def stored(world: World, text: str = "Larm.") -> StoredCase:
    return world.store(case(party("K", Role.COMPLAINANT, WHO), documents=(document(text),)))


def rotate(world: World) -> int:
    return world.call(R.OPERATOR, epochs.rotate)


def status(world: World) -> list[EpochStatus]:
    return [one.epoch for one in world.call(R.OPERATOR, epochs.status).epochs]


def text(world: World, one: StoredCase) -> str:
    view = world.call(R.DPO, complaints.read_case, one.case_id)
    assert view.documents is not None
    return view.documents[0].text


def found(world: World, phone: str = "68718191") -> int:
    return len(world.call(R.DPO, subjects.find_subjects, Given(phone=phone)))


def test_everything_stands_under_the_new_epoch_and_opens(world: World) -> None:
    first = [stored(world, f"Larm {number}.") for number in range(5)]
    before = status(world)
    assert rotate(world) >= before[0].data_keys
    old, new = status(world)
    assert (old.data_keys, old.index_tokens) == (0, 0)
    assert old.retired_at is not None
    assert (new.data_keys, new.index_tokens) == (before[0].data_keys, before[0].index_tokens)
    assert [text(world, one) for one in first] == [f"Larm {number}." for number in range(5)]
    assert found(world) == 5
    checked = world.vault.call(world.caller(R.OPERATOR, purpose="accountability"), recovery.check_every_record)
    assert checked == 10


def test_what_is_stored_afterwards_stands_under_the_new_one(world: World) -> None:
    rotate(world)
    stored(world)
    assert [one.data_keys for one in status(world)] == [0, 2]
    assert found(world) == 1


def test_the_installations_own_epoch_is_rotated_too(world: World) -> None:
    """Under it stand the reasons that were given for approvals; it has neither people nor a country."""
    operator = Caller(Actor("local:uid-1", PLATFORM, frozenset({R.OPERATOR})), "administration")
    world.vault.call(operator, epochs.rotate)
    first, _ = epochs_of(world, operator)
    world.clock.advance(timedelta(days=36))
    asked = world.vault.call(operator, epochs.destroy, first.epoch_id)
    assert isinstance(asked, Waiting)
    assert [one.data_keys for one in epochs_of(world, operator)] == [0, 1]
    assert world.vault.call(operator, epochs.rotate) == 1
    assert [one.data_keys for one in epochs_of(world, operator)] == [0, 0, 1]
    (still,) = world.vault.call(operator, approvals.list_approvals)
    assert (still.approval_id, still.reason) == (asked.approval_id, epochs.NOT_NEEDED)


def epochs_of(world: World, caller: Caller) -> list[EpochStatus]:
    return [one.epoch for one in world.vault.call(caller, epochs.status).epochs]


def test_rotation_again_and_again(world: World) -> None:
    one = stored(world)
    for _ in range(3):
        rotate(world)
    assert [epoch.number for epoch in status(world)] == [1, 2, 3, 4]
    assert (text(world, one), found(world)) == ("Larm.", 1)


def test_half_way_everything_is_found_and_read(world: World) -> None:
    """Keys under either epoch open; search asks under both."""
    one = stored(world)
    world.call(R.OPERATOR, epochs.begin)
    assert (text(world, one), found(world)) == ("Larm.", 1)
    stored(world, "Mere larm.")
    assert found(world) == 2
    world.call(R.OPERATOR, epochs.rewrap_some, None)
    assert (text(world, one), found(world)) == ("Larm.", 2)
    world.call(R.OPERATOR, epochs.reindex_some, None)
    assert found(world) == 2
    world.call(R.OPERATOR, epochs.finish)


def test_an_older_epoch_is_not_done_with_while_something_stands_under_it(world: World) -> None:
    stored(world)
    world.call(R.OPERATOR, epochs.begin)
    for step in (epochs.rewrap_some, epochs.reindex_some):
        with pytest.raises(Conflict, match="older epoch"):
            world.call(R.OPERATOR, epochs.finish)
        assert not status(world)[0].retired_at
        world.call(R.OPERATOR, step, None)
    world.call(R.OPERATOR, epochs.finish)
    assert status(world)[0].retired_at


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_rotation_that_was_killed_goes_on_and_begins_no_third_epoch(world: World, steps: int) -> None:
    one = stored(world)
    world.call(R.OPERATOR, epochs.begin)
    for verb in (epochs.rewrap_some, epochs.reindex_some)[:steps]:
        world.call(R.OPERATOR, verb, None)
    rotate(world)
    # One that was emptied already gives way to a new one, as any rotation does.
    assert [epoch.number for epoch in status(world)] == ([1, 2] if steps < 2 else [1, 2, 3])
    assert all(not epoch.data_keys for epoch in status(world)[:-1])
    assert (text(world, one), found(world)) == ("Larm.", 1)


def test_writers_and_readers_do_not_notice(world: World) -> None:
    one = stored(world)

    def act() -> None:
        stored(world)
        assert text(world, one) == "Larm."
        assert found(world) >= 1

    with others_at_work(act):
        for _ in range(3):
            try:
                rotate(world)
            except Conflict:
                rotate(world)
    rotate(world)
    assert sum(epoch.data_keys for epoch in status(world)[:-1]) == 0


def test_a_request_that_came_before_is_still_done_once(world: World) -> None:
    told = case(party("K", Role.COMPLAINANT, WHO))
    who = Actor("client:one", world.organisation, frozenset({R.INGEST}))
    caller = Caller(who, "complaint_handling", Once("k-1", msgspec.json.encode(told)))
    first = world.vault.call(caller, complaints.store_case, told)
    rotate(world)
    assert world.vault.call(caller, complaints.store_case, told) == first


def retire(world: World, epoch_id: EpochId, who: str = "local:uid-1") -> Waiting | None:
    return world.vault.call(world.by(who, R.OPERATOR), epochs.destroy, epoch_id)


def confirm(world: World, waiting: Waiting | None) -> None:
    assert waiting is not None
    world.vault.call(world.by("local:uid-2", R.CUSTODIAN), approvals.confirm, waiting.approval_id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_people_destroy_an_epoch_and_no_older_backup_opens(world: World, tmp_path: Path) -> None:
    """What was erased before the epoch was left is then out of everybody's reach."""
    one = stored(world)
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    rotate(world)
    old = status(world)[0].epoch_id
    world.clock.advance(timedelta(days=36))
    waiting = retire(world, old)
    assert retire(world, old) == waiting
    theirs = retire(world, old, "local:uid-2")
    assert (waiting and waiting.mine, theirs and theirs.mine) == (True, False)
    confirm(world, waiting)
    assert retire(world, old) is None
    assert status(world)[0].destroyed_at == world.clock.now()
    assert (text(world, one), found(world)) == ("Larm.", 1)
    settings = msgspec.structs.replace(
        world.vault.settings, database_url=f"sqlite:///{tmp_path / 'restored' / 'vault.db'}"
    )
    backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    with open_vault(settings, world.clock) as restored, pytest.raises(KeyDestroyed):
        restored.call(world.caller(R.DPO), complaints.read_case, one.case_id)


def test_an_epoch_that_backups_may_need_stays(world: World) -> None:
    stored(world)
    rotate(world)
    old = status(world)[0].epoch_id
    world.clock.advance(timedelta(days=35))
    with pytest.raises(Conflict, match="backups may need it"):
        retire(world, old)


def test_the_epoch_in_use_stays(world: World) -> None:
    stored(world)
    with pytest.raises(Conflict, match="in use"):
        retire(world, status(world)[0].epoch_id)
    with pytest.raises(NotFound):
        retire(world, EpochId(new_id()))


def test_a_destruction_that_was_killed_half_way_can_be_finished(world: World) -> None:
    stored(world)
    rotate(world)
    old = status(world)[0].epoch_id
    world.clock.advance(timedelta(days=36))
    confirm(world, retire(world, old))
    world.vault.call(world.by("local:uid-1", R.OPERATOR), epochs.mark_destroyed, old)
    assert found(world) == 1
    assert retire(world, old, "local:uid-2") is None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_vault_that_was_opened_before_uses_the_new_epoch(world: World, clock: StoppedClock) -> None:
    """Another process rotated; this one notices with its next unit of work."""
    stored(world)
    with open_vault(world.vault.settings, clock) as other:
        other.call(world.caller(R.OPERATOR), epochs.rotate)
    stored(world)
    assert [one.data_keys for one in status(world)] == [0, 4]


def epoch(**details: object) -> EpochStatus:
    usual: dict[str, object] = {
        "epoch_id": EpochId(UUID(int=1)),
        "number": 1,
        "created_at": NOW,
        "retired_at": NOW,
        "destroyed_at": None,
        "data_keys": 0,
        "index_tokens": 0,
        "provider": "file",
        "waiting_days": 0,
    }
    return EpochStatus(**(usual | details))  # type: ignore[arg-type]


NEWEST, CUSTODY = epoch(epoch_id=EpochId(UUID(int=2)), retired_at=None), Custody(backup_horizon_days=10)
FREE = date(2026, 12, 4)


@pytest.mark.parametrize(
    ("wanted", "today", "reason"),
    [
        (epoch(), FREE, None),
        (epoch(), FREE - timedelta(days=1), "backups may need it until 2026-12-03"),
        (epoch(data_keys=1), FREE, "something stands under it"),
        (epoch(index_tokens=1), FREE, "something stands under it"),
        (epoch(retired_at=None), FREE, "something stands under it"),
        (NEWEST, FREE, "it is in use"),
        (None, FREE, "it is in use"),
    ],
)
def test_when_an_epoch_may_go(wanted: EpochStatus | None, today: date, reason: str | None) -> None:
    found = objection(wanted, NEWEST, CUSTODY, today)
    assert found is None if reason is None else reason in (found or "")


@pytest.mark.parametrize(
    ("details", "day"),
    [
        ({}, FREE),
        ({"waiting_days": 7}, FREE + timedelta(days=7)),
        ({"waiting_days": None}, None),
        ({"retired_at": None, "waiting_days": 7}, None),
        ({"destroyed_at": NOW + timedelta(days=40), "waiting_days": 7}, date(2027, 1, 9)),
        ({"destroyed_at": NOW + timedelta(days=40)}, date(2027, 1, 2)),
    ],
)
def test_the_waiting_period_of_the_provider_is_in_the_day_on_which_nobody_can_bring_a_key_back(
    details: dict[str, object], day: date | None
) -> None:
    assert gone_from(epoch(**details), CUSTODY) == day


def test_the_day_is_told_beforehand() -> None:
    assert destroyable_from(epoch(), CUSTODY) == FREE
    assert destroyable_from(epoch(retired_at=None), CUSTODY) is None
