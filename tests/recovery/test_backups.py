"""A restore drill: what was stored comes back, what was erased since does not, and keys never lie with a backup."""

import shutil
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from tests.engines import postgresql_tools
from tests.world import THE_OPERATOR, World, case, document, party, person

from vault import backups, complaints, evidence, recovery, retention
from vault.complaints import Role, StoredCase
from vault.errors import (
    Conflict,
    InvalidInput,
    KeyDestroyed,
    LedgerBroken,
    Misconfigured,
    NotFound,
    NotPermitted,
    Tampered,
    Unavailable,
)
from vault.ids import PLATFORM
from vault.keys import Erasure
from vault.keys.tables import epoch
from vault.opening import open_vault
from vault.policy import Actor, RoleName
from vault.sealing import seal_log
from vault.settings import Settings
from vault.wiring import Caller

R = RoleName
LONG_AGO = date(2024, 1, 2)
Elsewhere = Callable[[], Settings]


def told(text: str, received: date = LONG_AGO) -> complaints.NewCase:
    who = person("Asbjørn Stidsholt", phones=("68 41 51 61",))
    return case(party("K", Role.COMPLAINANT, who), documents=(document(text),), received=received, closed=received)


@pytest.fixture
def world(world: World) -> World:
    """With PostgreSQL's own tools at hand."""
    world.vault.settings = msgspec.structs.replace(world.vault.settings, postgresql_bin=postgresql_tools())
    return world


@pytest.fixture
def elsewhere(world: World, tmp_path: Path, request: pytest.FixtureRequest) -> Elsewhere:
    """The same keys and ledger, and a database that is not there yet."""

    def settings() -> Settings:
        url = f"sqlite:///{tmp_path / 'restored' / 'vault.db'}"
        if world.vault.storage.engine.dialect.name == "postgresql":
            url = request.getfixturevalue("postgresql_server").empty_database()
        return msgspec.structs.replace(world.vault.settings, database_url=url)

    return settings


def purge(world: World) -> None:
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)


def read(settings: Settings, world: World, stored: StoredCase) -> str:
    with open_vault(settings, world.clock) as vault:
        view = vault.call(world.caller(R.DPO), complaints.read_case, stored.case_id)
    assert view.documents is not None
    return view.documents[0].text


def test_what_was_stored_comes_back_whole(world: World, tmp_path: Path, elsewhere: Elsewhere) -> None:
    stored = world.store(told("Larm i kælderen."))
    world.call(R.AUDITOR, evidence.seal)
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    settings = elsewhere()
    done = backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    assert not done.erased_again
    assert read(settings, world, stored) == "Larm i kælderen."
    with open_vault(settings, world.clock) as vault:
        seal_log(vault, world.organisation)
        assert vault.call(world.caller(R.AUDITOR), evidence.verify).unsealed == 0
        checked = vault.call(world.caller(R.OPERATOR, purpose="accountability"), recovery.check_every_record)
    assert checked == 2


def test_what_was_erased_since_is_erased_again(world: World, tmp_path: Path, elsewhere: Elsewhere) -> None:
    gone = world.store(told("Larm i kælderen."))
    kept = world.store(told("Larm på loftet.", date(2026, 10, 1)))
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    purge(world)
    settings = elsewhere()
    done = backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    # The case; its person went along with it.
    assert done.erased_again == {"case": 1}
    assert read(settings, world, kept) == "Larm på loftet."
    with pytest.raises(NotFound):
        read(settings, world, gone)


def test_a_backup_says_nothing_without_the_keys(world: World, tmp_path: Path) -> None:
    world.store(told("Larm i kælderen."))
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    for file in (tmp_path / "backup").iterdir():
        assert file.stat().st_mode & 0o077 == 0
        content = file.read_bytes()
        for word in ("kælderen", "Asbjørn", "Stidsholt", "68 41"):
            assert word.encode() not in content
    keystore = world.vault.settings.keystore.read_bytes()
    assert all(file.read_bytes() != keystore for file in (tmp_path / "backup").iterdir())


def test_writers_go_on_while_a_backup_is_made(world: World, tmp_path: Path, elsewhere: Elsewhere) -> None:
    before = [world.store(told("Før.")) for _ in range(20)]
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            world.store(told("Under."))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    finally:
        stop.set()
        writer.join(timeout=30)
    settings = elsewhere()
    backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    with open_vault(settings, world.clock) as vault:
        there = {one.case_id for one in vault.call(world.caller(R.DPO), complaints.list_cases, None, 500)}
        vault.call(world.caller(R.OPERATOR, purpose="accountability"), recovery.check_every_record)
    assert {one.case_id for one in before} <= there


@pytest.mark.parametrize("place", ["keystore", "keystore/backups", "."])
def test_a_backup_never_lies_with_the_keys(world: World, place: str) -> None:
    target = world.vault.settings.home / place
    with pytest.raises(InvalidInput, match="together"):
        backups.back_up(world.vault, THE_OPERATOR, target)
    assert not list(world.vault.settings.home.rglob("backup.json"))


def test_a_folder_takes_one_backup(world: World, tmp_path: Path) -> None:
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    with pytest.raises(Conflict):
        backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")


def test_a_database_is_never_overwritten(world: World, tmp_path: Path) -> None:
    stored = world.store(told("Larm."))
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    with pytest.raises(Conflict):
        backups.restore(world.vault.settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    assert world.call(R.DPO, complaints.read_case, stored.case_id).documents


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
def test_a_log_that_another_database_left_is_never_played_in(
    world: World, tmp_path: Path, elsewhere: Elsewhere, suffix: str
) -> None:
    world.store(told("Larm."))
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    settings = elsewhere()
    (tmp_path / "restored").mkdir()
    (tmp_path / "restored" / f"vault.db{suffix}").write_bytes(b"of another database")
    with pytest.raises(Conflict, match="wal"):
        backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    assert not (tmp_path / "restored" / "vault.db").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_without_a_table_is_none(world: World, tmp_path: Path, elsewhere: Elsewhere) -> None:
    """Such as a command leaves that was run where none is; nobody else may read what takes its place."""
    stored = world.store(told("Larm."))
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    settings = elsewhere()
    with pytest.raises(Misconfigured):
        open_vault(settings, world.clock)
    place = tmp_path / "restored" / "vault.db"
    assert place.stat().st_size
    assert place.stat().st_mode & 0o077 == 0
    backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    assert read(settings, world, stored) == "Larm."
    assert place.stat().st_mode & 0o077 == 0


def test_the_log_tells_who_copied_the_database_and_what_came_of_it(
    world: World, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    made = backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    settings = elsewhere()
    backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    auditor = Caller(Actor("client:a", PLATFORM, frozenset({R.AUDITOR})), "accountability")
    told_here = [event for event in world.vault.call(auditor, evidence.read_log) if "database" in event.permission]
    with open_vault(settings, world.clock) as vault:
        told_there = [event for event in vault.call(auditor, evidence.read_log) if "database" in event.permission]
    assert [event.detail for event in reversed(told_here)] == ["begun", f"sha256 {made.sha256}"]
    assert [event.detail for event in reversed(told_there)] == ["begun", f"sha256 {made.sha256}, erased again 0"]
    assert {event.actor for event in told_here + told_there} == {"local:uid-1"}


def test_who_may_not_copy_the_database_leaves_no_file(world: World, tmp_path: Path) -> None:
    with pytest.raises(NotPermitted):
        backups.back_up(world.vault, world.caller(R.DPO, purpose="administration"), tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_a_ledger_older_than_the_backup_is_refused(world: World, tmp_path: Path, elsewhere: Elsewhere) -> None:
    """It does not know what was erased before the backup, let alone since."""
    ledger = world.vault.settings.ledger
    older = ledger.read_bytes()
    world.store(told("Larm."))
    purge(world)
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    ledger.write_bytes(older)
    settings = elsewhere()
    with pytest.raises(LedgerBroken, match="older"):
        backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    with pytest.raises((Misconfigured, Unavailable)):
        open_vault(settings, world.clock)


def test_a_changed_backup_is_refused(world: World, tmp_path: Path, elsewhere: Elsewhere) -> None:
    world.store(told("Larm."))
    made = backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    file = tmp_path / "backup" / made.file
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))
    with pytest.raises(Tampered):
        backups.restore(elsewhere(), THE_OPERATOR, tmp_path / "backup", world.clock)


@pytest.mark.parametrize("breaking", ["missing", "json", "format", "file"])
def test_what_is_no_backup_is_refused(world: World, tmp_path: Path, elsewhere: Elsewhere, breaking: str) -> None:
    folder = tmp_path / "backup"
    made = backups.back_up(world.vault, THE_OPERATOR, folder)
    description = folder / "backup.json"
    match breaking:
        case "missing":
            description.unlink()
        case "json":
            description.write_text("{", "utf-8")
        case "format":
            description.write_bytes(msgspec.json.encode(msgspec.structs.replace(made, format="other/1")))
        case _:
            description.write_bytes(msgspec.json.encode(msgspec.structs.replace(made, file="../../etc/passwd")))
    with pytest.raises(InvalidInput):
        backups.restore(elsewhere(), THE_OPERATOR, folder, world.clock)


def test_a_restore_that_was_stopped_can_be_done_again(world: World, tmp_path: Path, elsewhere: Elsewhere) -> None:
    stored = world.store(told("Larm."))
    made = backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    settings = elsewhere()
    if made.engine == "sqlite":
        place = tmp_path / "restored"
        place.mkdir()
        shutil.copyfile(tmp_path / "backup" / made.file, place / ".vault.db.restoring")
        (place / ".vault.db.restoring-wal").write_bytes(b"half")
    backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    assert read(settings, world, stored) == "Larm."


def test_a_backup_from_before_an_epoch_was_destroyed_says_what_is_missing(
    world: World, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """It is put in place, for whoever else is in it, and nothing of this organisation opens."""
    stored = world.store(told("Larm."))
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    before = elsewhere()
    assert backups.restore(before, THE_OPERATOR, tmp_path / "backup", world.clock).missing_keys == 0
    for reference in provider_keys(world):
        world.vault.keyring.providers.named("file").destroy(reference)
    settings = elsewhere() if world.vault.storage.engine.dialect.name == "postgresql" else moved(before)
    done = backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    assert (done.missing_keys, done.erased_again) == (1, {})
    with pytest.raises(KeyDestroyed):
        read(settings, world, stored)


def test_what_cannot_be_erased_again_is_not_restored(world: World, tmp_path: Path, elsewhere: Elsewhere) -> None:
    """Somebody who was taken out of a case is taken out of its text, which no key opens here.

    The key may be in an older copy of the keystore, with which that text would be read.
    """
    stored = world.store(told("Larm."))
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    (party_id,) = stored.parties
    world.vault.keyring.ledger.append([Erasure(world.organisation, "party", party_id)], world.clock.now())
    for reference in provider_keys(world):
        world.vault.keyring.providers.named("file").destroy(reference)
    settings = elsewhere()
    with pytest.raises(KeyDestroyed, match="cannot be erased again"):
        backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    if world.vault.storage.engine.dialect.name == "sqlite":
        # Not even under another name: what was erased stands in it.
        assert not list((tmp_path / "restored").iterdir())


def provider_keys(world: World) -> list[str]:
    """The keys at the provider under which the world's epochs stand."""
    with world.vault.storage.engine.connect() as connection:
        mine = epoch.c.organisation_id == world.organisation
        return list(connection.scalars(select(epoch.c.provider_key).where(mine)))


def moved(settings: Settings) -> Settings:
    """The same with a database that is not there yet."""
    return msgspec.structs.replace(settings, database_url=settings.database_url.replace("vault.db", "another.db"))


def test_without_its_tool_postgresql_says_so(world: World, tmp_path: Path) -> None:
    if world.vault.storage.engine.dialect.name == "sqlite":
        assert backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup").engine == "sqlite"
        return
    world.vault.settings = msgspec.structs.replace(world.vault.settings, postgresql_bin=tmp_path)
    with pytest.raises(Misconfigured, match="pg_dump"):
        backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
