"""The one schema, to which each capability adds its tables."""

from typing import Any, Final

from sqlalchemy import MetaData, column

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BY_KEY: Final[dict[str, Any]] = {"sqlite_with_rowid": False}
"""For tables of small rows: SQLite keeps them in the order of their key, in one tree, where it else keeps the rows in
one and the key in another. PostgreSQL has them in a heap either way."""


def where_given(name: str) -> dict[str, Any]:
    """For an index of the rows in which a column is not null, where few are and nobody looks for the others by it.

    PostgreSQL has it too, by the migration; to say so here would load its dialect wherever SQLite is used.
    """
    return {"sqlite_where": column(name).is_not(None)}
