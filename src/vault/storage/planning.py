"""What SQLite's planner is told of the tables, so that every database, empty or full, plans as a full one should.

Without statistics SQLite takes it that an organisation has ten rows of a table, and finds a record by the organisation
alone where that saves it a sort: it then reads everything that the organisation has. What ANALYZE would count changes
with what is stored, and the plans with it. So the counts are given: one organisation of ten has a tenth of them, and
within it each further column of an index tells nearly everything. They are numbers about no row.
"""

from typing import Final

from sqlalchemy import Connection

_ROWS: Final = 1_000_000
_OF_ONE: Final = 100_000
"""How many of them one organisation has: so many that it matters, and few enough that nobody reads those of all."""
_ALIKE: Final = 4
"""How many rows of an organisation share the next column of an index: the parties of a case, the keys of an owner."""
# Where a table is kept by its key, that index is the table itself, and bears its name.
_INDEXES: Final = """
SELECT list.name, coalesce(own.name, list.name), found."unique", (SELECT count(*) FROM pragma_index_info(found.name))
FROM sqlite_schema AS list, pragma_index_list(list.name) AS found
LEFT JOIN sqlite_schema AS own ON own.name = found.name
WHERE list.type = 'table' AND list.name <> 'alembic_version' ORDER BY 1, 2
"""


def tell_planner(connection: Connection) -> None:
    """Gives SQLite its statistics, https://sqlite.org/fileformat2.html#stat1tab; nothing to do on PostgreSQL.

    Connections that are open already go on as they did.
    """
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE alembic_version")  # makes the table, which no other statement may
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for table, index, unique, columns in connection.exec_driver_sql(_INDEXES).all():
        alike = [_OF_ONE, *[_ALIKE] * (columns - 1)]
        if unique:
            alike[-1] = 1
        told = " ".join(map(str, (_ROWS, *alike)))
        connection.exec_driver_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", (table, index, told))
