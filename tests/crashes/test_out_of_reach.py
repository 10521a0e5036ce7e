"""A disk that is full, files that cannot be written, keys or a database out of reach: said clearly, nothing lost,
everything else goes on, and once it is over nobody has to do anything.
"""  # noqa: D205 -- one sentence

import os
import resource
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import create_engine, text
from tests.crashes.agreement import cases, holds_together
from tests.engines import PostgresqlServer, SqliteServer
from tests.world import NOW, PROFILE, World, case, document, party, person, settings

from vault import complaints, epochs, organisations, retention
from vault.clock import StoppedClock
from vault.complaints import Role, StoredCase
from vault.errors import KeystoreUnavailable, LedgerUnavailable, StorageUnavailable, Unavailable, VaultError
from vault.ids import PLATFORM
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.settings import Settings

R = RoleName
T = TypeVar("T")
LONG_AGO = date(2024, 2, 1)
_NOBODY = 65534


def stored(world: World, words: str = "Larm.") -> StoredCase:
    who = person("Torkild Vestermark", phones=("68 17 27 37",))
    told = case(party("K", Role.COMPLAINANT, who), documents=(document(words),), received=LONG_AGO, closed=LONG_AGO)
    return world.store(told)


def read(world: World, one: StoredCase) -> str:
    found = world.call(R.DPO, complaints.read_case, one.case_id).documents
    assert found is not None
    return found[0].text


@contextmanager
def away(path: Path) -> Iterator[None]:
    hidden = path.with_name(f"{path.name}-away")
    path.rename(hidden)
    try:
        yield
    finally:
        hidden.rename(path)


def attempted(act: Callable[[], T]) -> T | VaultError:
    """What came of it, or the refusal."""
    try:
        return act()
    except VaultError as error:
        return error


def test_without_the_keystore_what_is_open_goes_on(world: World, configured: Settings) -> None:
    """Only what needs a new key at the provider is refused."""
    first = stored(world)
    with away(configured.keystore):
        second = stored(world)
        assert read(world, first) == read(world, second) == "Larm."
        with pytest.raises(KeystoreUnavailable, match="keystore"):
            world.call(R.OPERATOR, epochs.rotate)
        with pytest.raises(KeystoreUnavailable):
            world.vault.call(world.caller(R.OPERATOR, PLATFORM), organisations.create, PROFILE)
        with pytest.raises(VaultError):
            open_vault(configured)
    assert len(world.call(R.OPERATOR, epochs.status).epochs) == 1
    assert world.call(R.OPERATOR, epochs.rotate) > 0
    holds_together(world.vault, configured, world)


def test_without_the_ledger_nothing_is_erased_and_everything_else_goes_on(world: World, configured: Settings) -> None:
    first = stored(world)
    plan = world.call(R.RETENTION_JOB, retention.plan)
    with away(configured.ledger):
        with pytest.raises(LedgerUnavailable, match="ledger"):
            world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
        assert read(world, first) == "Larm."
        second = stored(world, "Igen.")
    assert {item.outcome for item in world.call(R.RETENTION_JOB, retention.read_plan, plan.plan_id).items} == {None}
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert cases(world.vault, world) == {second.case_id}
    holds_together(world.vault, configured, world)


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """As on a full disk: the kernel writes no byte of a file beyond `size`."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_writes_are_refused_and_what_was_answered_is_there(
    tmp_path: Path, sqlite_server: SqliteServer
) -> None:
    """Nor is anything read, since its event could not be stored. With room again, both go on by themselves."""
    made = settings(tmp_path / "vault", sqlite_server.new_database())
    initialise(made, StoppedClock(NOW))
    with open_vault(made, StoppedClock(NOW)) as vault:
        world = World(vault, StoppedClock(NOW))
        answered, refused = [stored(world)], list[VaultError]()
        database = Path(made.database_url.removeprefix("sqlite:///"))
        with no_file_above(max(one.stat().st_size for one in database.parent.glob(f"{database.name}*")) + 60_000):
            while len(refused) < 3:
                one = attempted(lambda: stored(world, "Larm. " * 2_000))
                if isinstance(one, VaultError):
                    refused.append(one)
                else:
                    answered.append(one)
            while not isinstance(words := attempted(lambda: read(world, answered[0])), VaultError):
                assert words == "Larm."
            refused.append(words)
        assert {type(one) for one in refused} == {StorageUnavailable}
        assert not any("Larm" in str(one) for one in refused)
        assert cases(vault, world) == {one.case_id for one in answered}
        answered.append(stored(world))
        assert [read(world, one)[:5] for one in answered] == ["Larm."] * len(answered)
        holds_together(vault, made, world)


def as_nobody(act: Callable[[], None]) -> int:
    """Does something in a child that file modes are a bar to, which they are not to root; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(_NOBODY)
                os.setuid(_NOBODY)
            act()
            code = 0
        except BaseException:  # noqa: BLE001 -- the child must not go on as a second test run
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_files_that_cannot_be_written_are_said_to_be_so(tmp_path: Path) -> None:
    """What can be read is whole, and once the files are writable again the vault opens as if nothing had been."""
    made = settings(tmp_path / "vault", f"sqlite:///{tmp_path / 'vault' / 'vault.db'}")
    initialise(made, StoppedClock(NOW))
    with open_vault(made, StoppedClock(NOW)) as vault:
        world = World(vault, StoppedClock(NOW))
        kept = stored(world)
        plan = world.call(R.RETENTION_JOB, retention.plan)
    everything = [made.home, *made.home.rglob("*")]
    for folder in (*reversed(tmp_path.parents), tmp_path):
        if folder.stat().st_uid == os.getuid() and folder.is_relative_to("/tmp"):  # noqa: S108 -- pytest's own
            folder.chmod(folder.stat().st_mode | 0o011)
    for path in everything:
        if os.getuid() == 0:
            os.chown(path, _NOBODY, _NOBODY)
        path.chmod(0o500 if path.is_dir() else 0o400)

    def use() -> None:
        with open_vault(made, StoppedClock(NOW)) as vault:
            again = World.__new__(World)
            again.vault, again.organisation = vault, world.organisation
            stored(again)

    def refused() -> None:
        assert isinstance(attempted(use), Unavailable)

    def accepted() -> None:
        for path in everything:
            path.chmod(0o700 if path.is_dir() else 0o600)
        with open_vault(made, StoppedClock(NOW)) as vault:
            again = World.__new__(World)
            again.vault, again.organisation = vault, world.organisation
            assert cases(vault, again) == {kept.case_id}
            again.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
            assert cases(vault, again) == set()
            stored(again)

    assert as_nobody(refused) == 0
    assert as_nobody(accepted) == 0


def test_a_database_server_that_goes_away_is_used_again(tmp_path: Path, postgresql_server: PostgresqlServer) -> None:
    """Every connection is cut in the middle of its work; what was answered is there, and the next call is done."""
    made = settings(tmp_path / "vault", postgresql_server.new_database())
    initialise(made, StoppedClock(NOW))
    admin = create_engine(made.database_url, isolation_level="AUTOCOMMIT")
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid != pg_backend_pid()"
    )
    with open_vault(made, StoppedClock(NOW)) as vault:
        world = World(vault, StoppedClock(NOW))
        answered, refused = [stored(world)], 0
        for _ in range(4):
            with admin.connect() as connection:
                connection.execute(cut)
            for _ in range(6):
                try:
                    answered.append(stored(world))
                except StorageUnavailable:
                    refused += 1
        assert refused
        assert cases(vault, world) == {one.case_id for one in answered}
        holds_together(vault, made, world)
    admin.dispose()
