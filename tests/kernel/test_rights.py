"""A role of PostgreSQL that serves the vault can do what serving takes, and nothing else to the database."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError
from tests.engines import PostgresqlServer
from tests.filling import fill
from tests.main_paths import main_paths
from tests.world import NOW, World, settings

from vault.clock import StoppedClock
from vault.errors import InvalidInput
from vault.opening import initialise, open_vault
from vault.storage import grants, metadata


def granted(url: str, role: str, *, reads_only: bool = False) -> str:
    """Makes a role as an administrator would, and returns the URL by which it comes in."""
    owner = create_engine(url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        quoted = owner.dialect.identifier_preparer.quote(role)
        connection.exec_driver_sql(f"CREATE ROLE {quoted} LOGIN PASSWORD 'of a test'")
        for statement in grants(role, reads_only=reads_only):
            connection.exec_driver_sql(statement)
    owner.dispose()
    return make_url(url).set(username=role, password="of a test").render_as_string(hide_password=False)


def test_the_vault_is_served_by_a_role_that_cannot_change_the_schema(
    tmp_path: Path, postgresql_server: PostgresqlServer
) -> None:
    owner = settings(tmp_path, postgresql_server.empty_database())
    clock = StoppedClock(NOW)
    initialise(owner, clock)
    serving = settings(tmp_path, granted(owner.database_url, f"Serves {uuid4().hex}"))
    with open_vault(serving, clock) as vault:
        world = World(vault, clock)
        fill(world, world.organisation)
        main_paths(world)
    for forbidden in (
        'DROP TABLE "case"',
        'ALTER TABLE "case" ADD COLUMN more integer',
        'TRUNCATE "case"',
        "CREATE TABLE stray (id integer)",
        'CREATE TRIGGER stray BEFORE INSERT ON "case" EXECUTE FUNCTION suppress_redundant_updates_trigger()',
        "UPDATE alembic_version SET version_num = '0001'",
        "COPY organisation TO PROGRAM 'cat'",
    ):
        refused(serving.database_url, forbidden)


def test_a_role_that_only_reads_writes_nowhere(tmp_path: Path, postgresql_server: PostgresqlServer) -> None:
    owner = settings(tmp_path, postgresql_server.empty_database())
    initialise(owner, StoppedClock(NOW))
    reading = granted(owner.database_url, f"reads_{uuid4().hex}", reads_only=True)
    for table in metadata.sorted_tables:
        engine = create_engine(reading)
        with engine.connect() as connection:
            connection.execute(table.select().limit(1))
        engine.dispose()
        refused(reading, str(table.delete()))


@pytest.mark.parametrize("name", ["", "x" * 64, "å" * 32, "serves\nall"])
def test_what_postgresql_would_take_for_another_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="role"):
        grants(name)


def test_a_name_is_never_read_as_sql() -> None:
    assert 'GRANT USAGE ON SCHEMA public TO "a"";drop";' in grants('a";drop')


def refused(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        connection.execute(text(statement))
    engine.dispose()
