"""An organisation is a shard: every key, every reference and every statement names it.

Whether Citus itself agrees is tried where `VAULT_TEST_CITUS_URL` names a coordinator; without one, the rules are.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, MetaData, Table, UniqueConstraint, event, text
from tests.citus import COORDINATOR, WORKERS, distribute, distributed_database
from tests.filling import fill
from tests.main_paths import main_paths
from tests.world import NOW, World, settings

from vault.clock import StoppedClock
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.storage import distribution, metadata, migrate, objections, open_engine

R = RoleName
OF_NOBODY = re.compile(r"FROM organisation ORDER BY|alembic_version|pg_catalog|information_schema|sqlite_master")
"""Which organisations there are; and what databases keep of themselves."""


def test_every_table_can_lie_where_its_organisation_lies() -> None:
    assert {table.name: list(objections(table)) for table in metadata.sorted_tables if list(objections(table))} == {}
    told = distribution()
    assert told[0] == "SELECT create_distributed_table('organisation', 'organisation_id');"
    assert """SELECT create_distributed_table('"case"', 'organisation_id', colocate_with => 'organisation');""" in told
    assert len(told) == len(set(told)) == len(metadata.tables)


def test_a_table_that_cannot_is_told_of() -> None:
    here = MetaData()
    other = Table("other", here, Column("id", Integer, primary_key=True))
    table = Table(
        "stray",
        here,
        Column("id", Integer, primary_key=True),
        Column("organisation_id", Integer),
        Column("code", Integer),
        UniqueConstraint("code", name="one_code"),
        ForeignKeyConstraint(["id"], [other.c.id]),
        Index("by_code", "code"),
    )
    assert set(objections(table)) == {
        "its primary key does not begin with organisation_id",
        "refers to other without organisation_id",
        "one_code is unique without organisation_id",
        "by_code does not hold organisation_id",
    }


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_statement_names_the_organisation(world: World) -> None:
    """What does not would be asked of every machine."""
    strays: set[str] = set()

    def told(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        reads = re.match(r"\s*(SELECT|UPDATE|DELETE)\b.*\b(FROM|UPDATE)\b", statement, re.DOTALL)
        if reads and not re.search(r"organisation_id (=|IN|AS)", statement) and not OF_NOBODY.search(statement):
            strays.add(statement)

    event.listen(world.vault.storage.engine, "before_cursor_execute", told)
    fill(world, world.organisation)
    main_paths(world)
    assert strays == set()


@pytest.fixture
def distributed(tmp_path: Path) -> Iterator[World]:
    """A vault whose tables are distributed by a Citus coordinator."""
    made, clock = settings(tmp_path, distributed_database()), StoppedClock(NOW)
    initialise(made, clock)
    with open_vault(made, clock) as vault:
        yield World(vault, clock)


needs_citus = pytest.mark.skipif(not COORDINATOR, reason="VAULT_TEST_CITUS_URL names no coordinator")


@needs_citus
def test_the_main_paths_work_on_citus(distributed: World) -> None:
    """Two organisations, so that rows lie in several shards; and on every worker, where there are any."""
    main_paths(distributed)
    other = distributed.another_organisation()
    fill(distributed, other)
    with distributed.vault.storage.engine.begin() as connection:
        shards, nodes = connection.execute(
            text("SELECT count(DISTINCT shardid), count(DISTINCT (nodename, nodeport)) FROM citus_shards")
        ).one()
    assert shards > len(metadata.tables)
    assert nodes == max(1, len(WORKERS))


@needs_citus
def test_a_distributed_schema_is_brought_up_to_date() -> None:
    """Of a version that had fewer tables and other columns; new tables are distributed afterwards."""
    address = distributed_database("0003")
    engine = open_engine(address)
    migrate(engine)
    distribute(address)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM citus_tables")).scalar_one() == len(metadata.tables)
    engine.dispose()
