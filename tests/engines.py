"""Real databases for tests: SQLite files, and a PostgreSQL that the tests start by themselves.

`CVAULT_TEST_POSTGRESQL_URL` names a server to use instead; its user must be allowed to create databases.
"""

import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from vault.settings import normalised_url
from vault.storage import migrate, open_engine

ENGINES = ("sqlite", "postgresql")

_ENDED = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TABLES = """
SELECT quote_ident(tablename), pg_relation_size(format('%I.%I', schemaname, tablename)::regclass) > 0
FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
_SCHEMA = """
SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT tablename, indexname, indexdef, '' FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled::text
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'alembic_version', version_num, '', '' FROM alembic_version
ORDER BY 1, 2
"""


class SqliteServer:
    """New databases as files. The schema is made once and copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        _migrated(f"sqlite:///{self._template}")

    def new_database(self) -> str:
        path = self._folder / f"{uuid4().hex}.db"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def take_back(self, url: str) -> None:
        """A database that no test needs any more."""
        Path(url.removeprefix("sqlite:///")).unlink(missing_ok=True)


class PostgresqlServer:
    """New databases on one server. The schema is made once and serves as their template.

    To make one costs ten megabytes of writing, so those that tests are done with are emptied and given out again.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(normalised_url(url))
        self._template = self._create(None)
        self._used: list[str] = []
        _migrated(self._named(self._template))
        self._schema = self._empty(self._named(self._template))

    def new_database(self) -> str:
        while self._used:
            url = self._used.pop()
            if self._empty(url) == self._schema:
                return url
        return self._named(self._create(self._template))

    def take_back(self, url: str) -> None:
        """A database that no test needs any more."""
        self._used.append(url)

    def _empty(self, url: str) -> list[tuple[str, ...]]:
        """Empties every table that the vault fills, and tells the schema: a test may have changed it."""
        engine = create_engine(url)
        with engine.begin() as connection:
            # Of processes that a test killed, and of connections that it left.
            connection.execute(text(_ENDED))
            filled = [name for name, any_row in connection.execute(text(_TABLES)) if any_row]
            if filled:
                connection.execute(text(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE"))
            schema = [tuple(map(str, row)) for row in connection.execute(text(_SCHEMA))]
        engine.dispose()
        return schema

    def empty_database(self) -> str:
        return self._named(self._create(None))

    def _create(self, template: str | None) -> str:
        name = f"vault_test_{uuid4().hex}"
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template1"}"'))
        engine.dispose()
        return name

    def _named(self, database: str) -> str:
        return self._url.set(database=database).render_as_string(hide_password=False)


@contextmanager
def postgresql(folder: Path) -> Iterator[PostgresqlServer]:
    """A PostgreSQL for as long as it is needed."""
    if url := os.environ.get("CVAULT_TEST_POSTGRESQL_URL"):
        yield PostgresqlServer(url)
        return
    server = _pgserver().get_server(folder, cleanup_mode="delete")
    # Processes are killed here, and no machine loses power: what the system was given is there without waiting.
    for setting in ("fsync", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    try:
        yield PostgresqlServer(server.get_uri())
    finally:
        server.cleanup()


@cache
def _pgserver():  # type: ignore[no-untyped-def]  # noqa: ANN202 -- the package carries no types
    with warnings.catch_warnings():
        # It asks for a runtime folder that a server machine need not have, and does without.
        warnings.simplefilter("ignore")
        import pgserver
    return pgserver


def postgresql_tools() -> Path:
    """Where pg_dump and pg_restore are, beside the server that the tests start."""
    package = find_spec("pgserver")
    if package is None or package.origin is None:
        raise FileNotFoundError("pgserver")
    return Path(package.origin).parent / "pginstall" / "bin"


def _migrated(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    # Closing the last connection brings the write-ahead log of SQLite into the file that is copied.
    engine.dispose()
