"""Rows that go to PostgreSQL as arrays are there as if each had been inserted by itself."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)
from sqlalchemy.exc import DBAPIError
from tests.engines import PostgresqlServer

from vault.storage import Id, Instant, SealedRecord, add_all, metadata, open_engine
from vault.storage.arrays import insertion

every_kind = Table(
    "every_kind",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("id", Id),
    Column("sealed", SealedRecord),
    Column("raw", LargeBinary),
    Column("short", String(5)),
    Column("long", Text),
    Column("yes", Boolean),
    Column("whole", Integer),
    Column("large", BigInteger),
    Column("day", Date),
    Column("at", Instant),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
ROW = st.fixed_dictionaries(
    {
        "id": st.uuids() | st.none(),
        "sealed": st.binary(max_size=300) | st.none(),
        "raw": st.binary(max_size=300) | st.none(),
        "short": WORDS | st.none(),
        "long": WORDS | st.none(),
        "yes": st.booleans() | st.none(),
        "whole": st.integers(-(2**31), 2**31 - 1) | st.none(),
        "large": st.integers(-(2**63), 2**63 - 1) | st.none(),
        "day": st.dates() | st.none(),
        "at": st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)) | st.none(),  # noqa: DTZ001 -- bounds, to which the zone is added
    }
)


@pytest.fixture(scope="module")
def engine(postgresql_server: PostgresqlServer) -> Iterator[Engine]:
    made = open_engine(postgresql_server.new_database())
    with made.begin() as connection:
        every_kind.metadata.create_all(connection)
    yield made
    made.dispose()


def kept(engine: Engine, rows: list[dict[str, Any]], *, gathered: bool) -> list[dict[str, Any]]:
    with engine.begin() as connection:
        connection.execute(delete(every_kind))
        if gathered:
            add_all(connection, every_kind, rows)
        else:
            connection.execute(insert(every_kind), rows)
        return [dict(row) for row in connection.execute(select(every_kind).order_by(every_kind.c.number)).mappings()]


@given(st.lists(ROW, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_value_is_what_it_would_be_alone(engine: Engine, made: list[dict[str, Any]]) -> None:
    rows = [{"number": number} | row for number, row in enumerate(made)]
    assert kept(engine, rows, gathered=True) == kept(engine, rows, gathered=False) == rows


@pytest.mark.parametrize(
    "wrong",
    [
        {"short": "123456"},
        {"long": "a\0b"},
        {"whole": 2**31},
        {"number": None},
        {"id": "no id"},
        {"day": date(2026, 1, 1), "at": "no time"},
    ],
    ids=str,
)
def test_what_its_column_does_not_take_is_refused_and_never_made_to_fit(engine: Engine, wrong: dict[str, Any]) -> None:
    with pytest.raises(DBAPIError):
        kept(engine, [{"number": 1} | wrong], gathered=True)


def test_nearly_every_table_is_written_so(engine: Engine) -> None:
    """Those with pieces of files are not, which are large enough already."""
    apart = {
        table.name
        for table in metadata.tables.values()
        if insertion(table, tuple(table.c.keys()), engine.dialect) is None
    }
    assert apart == {"attachment_chunk"}


def test_an_array_of_ids_is_one_value(engine: Engine) -> None:
    rows = [{"number": number, "id": UUID(int=number)} for number in range(2_000)]
    assert [row["id"].int for row in kept(engine, rows, gathered=True)] == list(range(2_000))
