"""What looks through everything runs on a replica, finds what was stored a moment before, and is in the log."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from tests.engines import PostgresqlServer, _pgserver, postgresql
from tests.world import NOW, World, case, party, person, settings

from vault import evidence, subjects
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.errors import Misconfigured, NotPermitted
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.settings import from_environment, normalised_url
from vault.storage import replica
from vault.storage.postgresql import PooledStorage
from vault.subjects import Given

R = RoleName
GIVEN = Given(name="Vibeke Testrup")


class Copied:
    """A vault on PostgreSQL whose scans go to a replica; `read` holds what was asked there."""

    def __init__(self, world: World, standby: Any) -> None:
        self.world = world
        self.standby = standby
        self.read: list[str] = []
        storage = world.vault.storage
        assert isinstance(storage, PooledStorage)
        assert storage._replica is not None
        event.listen(storage._replica._copy, "before_cursor_execute", lambda *given: self.read.append(given[2]))

    def say(self, statement: str) -> None:
        engine = create_engine(normalised_url(self.standby.get_uri()), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def find(self, role: RoleName = R.DPO) -> int:
        """How many people of that name are found; what was read for it stands in `read`."""
        self.read.clear()
        return len(self.world.call(role, subjects.find_subjects, GIVEN))

    @property
    def scanned(self) -> bool:
        return any("FROM subject" in one for one in self.read)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[PostgresqlServer, Any]]:
    """A primary and its replica by streaming, as `pg_basebackup` makes one."""
    if "CVAULT_TEST_POSTGRESQL_URL" in os.environ:
        pytest.skip("a replica of a server elsewhere cannot be made here")
    with TemporaryDirectory(prefix="vault-replica-") as name, postgresql(Path(name) / "primary") as primary:
        folder = Path(name) / "standby"
        source = _pgserver().get_server(Path(name) / "primary", cleanup_mode=None)
        Path(name).chmod(0o777)
        arguments = ["-R", "-X", "stream", "--checkpoint=fast", "-d", source.get_uri()]
        _pgserver()._commands.pg_basebackup(arguments, pgdata=folder, user=source.system_user)
        # What is the primary's own and came along: its socket's lock, and who of this program uses it.
        for left in (*folder.glob(".s.PGSQL*"), folder / ".handle_pids.json"):
            left.unlink(missing_ok=True)
        standby = _pgserver().get_server(folder, cleanup_mode="delete")
        try:
            yield primary, standby
        finally:
            with suppress(Exception):
                standby.cleanup()


@pytest.fixture
def copied(servers: tuple[PostgresqlServer, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Copied]:
    primary, standby = servers
    monkeypatch.setattr(replica, "_WAIT_SECONDS", 5.0)
    url = primary.new_database()
    there = make_url(normalised_url(standby.get_uri())).set(database=make_url(url).database)
    made = msgspec.structs.replace(settings(tmp_path, url), replica_url=there.render_as_string(hide_password=False))
    clock = StoppedClock(NOW)
    initialise(made, clock)
    with open_vault(made, clock) as vault:
        yield Copied(World(vault, clock), standby)


def store(world: World) -> None:
    world.store(case(party("K", Role.COMPLAINANT, person())))


def test_what_was_stored_a_moment_ago_is_found_on_the_replica_and_logged(copied: Copied) -> None:
    for number in range(3):
        store(copied.world)
        assert copied.find() == number + 1
        assert copied.scanned
    logged = copied.world.call(R.AUDITOR, evidence.read_log)
    assert sum(one.permission == "subject:scan" for one in logged) == 3


def test_who_may_not_is_refused_there_too_and_that_is_logged(copied: Copied) -> None:
    with pytest.raises(NotPermitted):
        copied.find(R.BOARD)
    logged = copied.world.call(R.AUDITOR, evidence.read_log)
    assert [one.outcome for one in logged if one.permission == "subject:find"] == ["denied"]


def test_a_replica_that_is_behind_is_done_without(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "_WAIT_SECONDS", 0.1)
    copied.say("SELECT pg_wal_replay_pause()")
    try:
        store(copied.world)
        assert copied.find() == 1
        assert not copied.scanned
    finally:
        copied.say("SELECT pg_wal_replay_resume()")


def test_a_replica_that_goes_away_is_done_without(copied: Copied) -> None:
    store(copied.world)
    copied.standby.cleanup()
    assert copied.find() == 1
    assert not copied.scanned


def test_a_file_has_no_replica() -> None:
    with pytest.raises(Misconfigured):
        from_environment({"CVAULT_REPLICA_URL": "postgresql:///copy"})
