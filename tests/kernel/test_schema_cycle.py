"""From an empty database to the schema, with data, down to nothing and up again, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine, LargeBinary, String, inspect, select, text
from tests.engines import ENGINES, PostgresqlServer
from tests.world import PROFILE, World, case, document, party, person
from tests.world import settings as settings_of

from vault import complaints, evidence, organisations
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.errors import Misconfigured, StorageUnavailable
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.storage import metadata, migrate, open_engine, pending


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which there is nothing at all."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    return server.empty_database()


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    made = open_engine(empty_url)
    yield made
    made.dispose()


def test_an_empty_database_is_pending_until_it_is_migrated(engine: Engine) -> None:
    assert pending(engine)
    migrate(engine)
    assert not pending(engine)
    migrate(engine)
    assert not pending(engine)


def test_columns_keys_and_references_are_those_of_the_code(engine: Engine) -> None:
    """What a comparison of types leaves out: primary keys, what may be absent, and how long a text may be."""
    migrate(engine)
    found = inspect(engine)
    for table in metadata.sorted_tables:
        columns = {one["name"]: one for one in found.get_columns(table.name)}
        assert list(columns) == table.c.keys(), table.name
        assert found.get_pk_constraint(table.name)["constrained_columns"] == table.primary_key.columns.keys()
        references = {
            (one["referred_table"], tuple(one["constrained_columns"])) for one in found.get_foreign_keys(table.name)
        }
        expected = {(one.referred_table.name, tuple(one.column_keys)) for one in table.foreign_key_constraints}
        assert references == expected, table.name
        for column in table.c:
            assert columns[column.name]["nullable"] is column.nullable, column
            if isinstance(column.type, String) and not isinstance(column.type, LargeBinary):
                assert getattr(columns[column.name]["type"], "length", None) == column.type.length, column


def test_with_data_down_to_nothing_and_up_again(empty_url: str, tmp_path: Path, clock: StoppedClock) -> None:
    made = settings_of(tmp_path / "first", empty_url)
    initialise(made, clock)
    told = case(party("K", Role.COMPLAINANT, person()), documents=(document("Larm."),))
    with open_vault(made, clock) as vault:
        world = World(vault, clock)
        world.store(told)
        world.call(RoleName.AUDITOR, evidence.seal)
    engine = open_engine(empty_url)
    migrate(engine, "base", down=True)
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate(engine)
    with engine.connect() as connection:
        assert not any(connection.execute(select(table)).first() for table in metadata.sorted_tables)
    engine.dispose()
    again = settings_of(tmp_path / "second", empty_url)
    initialise(again, clock)
    with open_vault(again, clock) as vault:
        world = World(vault, clock)
        stored = world.store(told)
        assert world.call(RoleName.CASE_WORKER, complaints.read_case, stored.case_id).documents


def test_a_migration_that_cannot_be_finished_makes_nothing(engine: Engine) -> None:
    """All steps are one transaction: here the last table is in the way already."""
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE request_package (something INTEGER)"))
    with pytest.raises(StorageUnavailable):
        migrate(engine)
    assert inspect(engine).get_table_names() == ["request_package"]
    assert pending(engine)


def other_keystore(made: Settings, folder: Path) -> Settings:
    return msgspec.structs.replace(made, keystore=folder / "keys.json")


def test_a_database_that_is_a_vaults_is_not_made_into_another(
    configured: Settings, clock: StoppedClock, tmp_path: Path
) -> None:
    """With another keystore it could never be read; and no keystore is left lying there."""
    second = other_keystore(configured, tmp_path / "elsewhere")
    with pytest.raises(Misconfigured):
        initialise(second, clock)
    assert not second.keystore.exists()
    with open_vault(configured, clock) as vault:
        world = World(vault, clock)
        assert world.call(RoleName.DPO, organisations.profile).profile == PROFILE


def test_a_vault_that_could_not_be_made_can_be_made_when_the_database_answers(
    empty_url: str, clock: StoppedClock, tmp_path: Path
) -> None:
    unreachable = settings_of(tmp_path / "vault", "postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StorageUnavailable):
        initialise(unreachable, clock)
    reachable = settings_of(tmp_path / "vault", empty_url)
    initialise(reachable, clock)
    with open_vault(reachable, clock) as vault:
        assert vault.organisations() == []


def test_a_folder_that_cannot_be_made_is_said_to_be_so(clock: StoppedClock, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StorageUnavailable):
        initialise(settings_of(tmp_path / "vault", f"sqlite:///{tmp_path}/file/within/vault.db"), clock)
