"""Fixtures that many tests begin from. A test that asks for `world` runs on SQLite and on PostgreSQL."""

import gc
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings as searches
from tests.engines import ENGINES, PostgresqlServer, SqliteServer, postgresql
from tests.world import NOW, World, settings

from vault.clock import StoppedClock
from vault.opening import initialise, open_vault
from vault.settings import Settings
from vault.wiring import Vault

# A test says what is right and never how long it takes: machines that do other things as well are slow at times.
searches.register_profile("vault", deadline=None)
searches.load_profile("vault")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are named by place: compressed ones hold the second they were made in, and workers must agree."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def nothing_stays_for_ever() -> Iterator[None]:
    """A process that serves has its collector pass by what it loaded; here one server follows another, and goes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "freeze", lambda: None)
        yield


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> SqliteServer:
    return SqliteServer(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    # Not below pytest's own folder: each run that starts closes that to other users, and run as root the server is one.
    with TemporaryDirectory(prefix="vault-postgresql-") as folder, postgresql(Path(folder) / "data") as server:
        yield server


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A new database with the schema in it, on each engine in turn."""
    server: SqliteServer | PostgresqlServer = request.getfixturevalue(f"{request.param}_server")
    url = server.new_database()
    yield url
    server.take_back(url)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(NOW)


@pytest.fixture
def configured(tmp_path: Path, database_url: str, clock: StoppedClock) -> Settings:
    """Settings of a vault that is initialised and not open."""
    made = settings(tmp_path / "vault", database_url)
    initialise(made, clock)
    return made


@pytest.fixture
def vault(configured: Settings, clock: StoppedClock) -> Iterator[Vault]:
    with open_vault(configured, clock) as opened:
        yield opened


@pytest.fixture
def world(vault: Vault, clock: StoppedClock) -> World:
    return World(vault, clock)


@pytest.fixture(scope="module")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory, sqlite_server: SqliteServer) -> Iterator[World]:
    """One world for a whole module, for tests that leave nothing behind which matters to the next."""
    folder, clock = tmp_path_factory.mktemp("vault"), StoppedClock(NOW)
    made = settings(folder, sqlite_server.new_database())
    initialise(made, clock)
    with open_vault(made, clock) as opened:
        yield World(opened, clock)


@pytest.fixture
def fresh_world(sqlite_world: World) -> Iterator[World]:
    """A new organisation in the module's vault: for tests whose rules do not depend on the engine."""
    began = sqlite_world.clock.now()
    yield World(sqlite_world.vault, sqlite_world.clock)
    sqlite_world.clock.advance(began - sqlite_world.clock.now())


@pytest.fixture
def both(postgresql_server: PostgresqlServer, tmp_path: Path) -> Iterator[tuple[World, Vault]]:
    """A vault, and the same one as a second process has it open: nothing in memory is shared.

    SQLite has one writer, so there nothing comes in between.
    """
    made, clock = settings(tmp_path, postgresql_server.new_database()), StoppedClock(NOW)
    initialise(made, clock)
    with open_vault(made, clock) as one, open_vault(made, clock) as other:
        yield World(one, clock), other
