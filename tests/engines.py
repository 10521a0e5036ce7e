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


class PostgresqlServer:
    """New databases on one server. The schema is made once and serves as their template."""

    def __init__(self, url: str) -> None:
        self._url = make_url(normalised_url(url))
        self._template = self._create(None)
        _migrated(self._named(self._template))

    def new_database(self) -> str:
        return self._named(self._create(self._template))

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
