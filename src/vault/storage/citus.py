"""Rows of one organisation on one machine of several: what Citus, an extension of PostgreSQL, is told of each table.

An organisation is a shard. That works since `organisation_id` stands in every key, every index and every reference
between tables; `objections` says where it would not, and a test that it says so of none.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, Table, UniqueConstraint

from vault.storage.metadata import metadata

KEY: Final = "organisation_id"
_FIRST: Final = "organisation"


def distribution() -> list[str]:
    """One statement for each table, those first to which others refer; for a database that is empty or holds rows."""
    from sqlalchemy.dialects import postgresql

    quoted = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]
    tables = sorted(metadata.sorted_tables, key=lambda table: table.name != _FIRST)
    return [
        f"SELECT create_distributed_table('{quoted(table.name)}', '{KEY}'"
        + (");" if table.name == _FIRST else f", colocate_with => '{quoted(_FIRST)}');")
        for table in tables
    ]


def objections(table: Table) -> Iterator[str]:
    """Why rows of a table could not lie where their organisation's lie: keys and references that do not name it."""
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            if KEY not in constraint.column_keys:
                yield f"refers to {constraint.referred_table.name} without {KEY}"
        elif isinstance(constraint, PrimaryKeyConstraint):
            if list(constraint.columns.keys())[:1] != [KEY]:
                yield f"its primary key does not begin with {KEY}"
        elif isinstance(constraint, UniqueConstraint) and KEY not in constraint.columns:
            yield f"{constraint.name} is unique without {KEY}"
    for index in table.indexes:
        if KEY not in index.columns:
            yield f"{index.name} does not hold {KEY}"
