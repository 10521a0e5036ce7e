"""Who may do what in a PostgreSQL database: the owner changes the schema, the service reads and writes rows alone.

A role that serves cannot drop a table, turn off a trigger or make anything new, and one that scans a copy cannot write
(ASVS 13.2.2). SQLite knows no roles: there the file's owner is who serves.
"""

from typing import Final

from vault.errors import InvalidInput
from vault.storage.metadata import metadata

_VERSION: Final = "alembic_version"
_WRITES: Final = "SELECT, INSERT, UPDATE, DELETE"
_LONGEST: Final = 63
"""Bytes of a name; PostgreSQL cuts off what is longer, and the rights would be another role's."""


def grants(role: str, *, reads_only: bool = False) -> list[str]:
    """Statements that give `role` what serving needs and nothing else; for the owner, after each migration.

    A role that `reads_only` serves for scans on a replica. Raises InvalidInput for what PostgreSQL takes for no name.
    """
    if not role or len(role.encode()) > _LONGEST or not role.isprintable():
        raise InvalidInput("role", "is no name of a role")
    from sqlalchemy.dialects import postgresql

    quoted = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]
    tables = sorted(quoted(table.name) for table in metadata.sorted_tables)
    who = quoted(role)
    return [
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who};",
        f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {who};",
        f"GRANT USAGE ON SCHEMA public TO {who};",
        f"GRANT SELECT ON {_VERSION} TO {who};",
        *(f"GRANT {'SELECT' if reads_only else _WRITES} ON {table} TO {who};" for table in tables),
    ]
