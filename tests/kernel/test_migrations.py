"""The migrations make exactly the tables that the code speaks of, up and down, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select
from tests.engines import SqliteServer
from tests.world import World, case, document, party, person

import vault.wiring  # noqa: F401 -- it brings every table into the metadata
from vault import complaints, subjects
from vault.complaints import Role
from vault.errors import Conflict, InvalidInput, Misconfigured
from vault.opening import open_vault
from vault.policy import RoleName
from vault.resources import folder
from vault.settings import Settings
from vault.storage import metadata, migrate, open_engine, pending
from vault.storage.migrations import newest
from vault.subjects import Given


@pytest.fixture
def engine(database_url: str) -> Engine:
    return open_engine(database_url)


# SQLite names no columns of an index over an expression; that it is there, how chunks are counted shows.
@pytest.mark.filterwarnings(
    "ignore:Skipped unsupported reflection of expression-based index",
    "ignore:autogenerate skipping metadata-specified expression-based index",
)
def test_the_migrated_schema_is_that_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_key_begins_with_the_organisation(engine: Engine) -> None:
    """So that an organisation can become a shard, and no query can forget it."""
    found = inspect(engine)
    tables = set(found.get_table_names()) - {"alembic_version"}
    assert tables == set(metadata.tables)
    for table in tables:
        assert found.get_pk_constraint(table)["constrained_columns"][0] == "organisation_id", table


def test_down_and_up_again(engine: Engine) -> None:
    assert not pending(engine)
    migrate(engine, "base", down=True)
    assert pending(engine)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    assert not pending(engine)
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())


def test_going_down_must_be_meant(engine: Engine) -> None:
    """It deletes what the older schema cannot hold."""
    with pytest.raises(Conflict):
        migrate(engine, "base")
    assert not pending(engine)


def test_a_revision_that_does_not_exist_is_refused(engine: Engine) -> None:
    with pytest.raises(InvalidInput):
        migrate(engine, "9999")


def test_going_up_where_one_is_changes_nothing(world: World, configured: Settings) -> None:
    told = case(party("K", Role.COMPLAINANT, person()), documents=(document("Larm."),))
    stored = world.store(told)
    migrate(open_engine(configured.database_url))
    seen = world.call(RoleName.DPO, complaints.read_case, stored.case_id)
    assert seen.documents is not None
    assert seen.documents[0].text == "Larm."


def test_tables_that_are_kept_by_their_keys_are_made_anew_with_every_row(world: World, configured: Settings) -> None:
    me = person("Solvej Kragelund")
    stored = world.store(case(party("K", Role.COMPLAINANT, me), documents=(document("Larm."),)))
    engine = open_engine(configured.database_url)
    before = _rows(engine)
    migrate(engine, "0014", down=True)
    assert _rows(engine) == before
    migrate(engine)
    assert _rows(engine) == before
    seen = world.call(RoleName.DPO, complaints.read_case, stored.case_id)
    assert seen.documents is not None
    assert seen.documents[0].text == "Larm."
    assert world.call(RoleName.DPO, subjects.find_subjects, Given(name="Solvej Kragelund"))


def _rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(one)).scalar_one()
            for name, one in metadata.tables.items()
        }


def test_sqlite_keeps_small_rows_by_their_keys(sqlite_server: SqliteServer) -> None:
    """As the tables say, and no others: of large rows it would keep too few in a page that only leads to others."""
    with open_engine(sqlite_server.new_database()).connect() as connection:
        made = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%WITHOUT ROWID%'"
        )
        found = {row.name for row in made}
    assert found == {
        one.name for one in metadata.tables.values() if one.dialect_kwargs.get("sqlite_with_rowid") is False
    }
    assert "index_token" in found


def test_a_vault_on_another_schema_does_not_open(configured: Settings) -> None:
    migrate(open_engine(configured.database_url), "base", down=True)
    with pytest.raises(Misconfigured, match="another version"):
        open_vault(configured)


def test_a_migration_that_fails_leaves_the_schema_as_it_was(
    sqlite_server: SqliteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(sqlite_server.new_database())
    before = set(inspect(engine).get_table_names())
    monkeypatch.setattr("alembic.op.drop_table", _fail_at("case"))
    with pytest.raises(RuntimeError):
        migrate(engine, "base", down=True)
    assert set(inspect(engine).get_table_names()) == before


def _fail_at(name: str) -> object:
    def drop(table: str, **_: object) -> None:
        if table == name:
            raise RuntimeError("the disk is full")

    return drop


def test_the_newest_schema_is_the_one_that_alembic_calls_its_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    assert newest() == ScriptDirectory.from_config(config).get_current_head()
