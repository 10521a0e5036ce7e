"""What is particular to each database: how a connection is opened and made safe."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect
from sqlalchemy.pool import NullPool

from vault.errors import Misconfigured, StorageUnavailable
from vault.settings import this_machine
from vault.storage.arrays import teach
from vault.storage.gathering import watch
from vault.storage.unit import translating

_PROVEN: Final = "verify-full"

# FULL makes every commit durable before it is answered. `secure_delete` overwrites what is deleted. Temporary
# tables stay in memory, so that nothing is written beside the database. Small, frequent checkpoints keep the
# log short and its stalls rare.
_SQLITE_PRAGMAS = (
    "PRAGMA page_size=8192",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA busy_timeout=10000",
    "PRAGMA wal_autocheckpoint=1000",
)


def open_engine(url: str) -> Engine:
    """An engine whose connections are held by their threads; nothing is logged, no parameter shown in errors.

    Raises Misconfigured where what is sent would cross a network to somebody who proves nothing.
    """
    if url.startswith("sqlite"):
        return _sqlite(url)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": 10})
    if crosses_a_network(engine.url):
        raise Misconfigured("PostgreSQL on another machine must prove itself", hint="add ?sslmode=verify-full")
    event.listen(engine, "connect", lambda connection, _record: teach(connection))
    watch(engine)
    return engine


def crosses_a_network(url: URL) -> bool:
    """Whether a database is on another machine, and whoever stands between could be it."""
    host = str(url.query.get("host", url.host or ""))
    return bool(host) and not host.startswith("/") and not this_machine(host) and url.query.get("sslmode") != _PROVEN


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 10}
    )
    if engine.url.database:
        try:
            Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            raise StorageUnavailable("the database's folder cannot be made") from None

    @event.listens_for(engine, "do_connect")
    def _make(*_connecting: object) -> None:
        # SQLite would make a file that everybody may read, and gives its log the same mode.
        if engine.url.database and not (place := Path(engine.url.database)).exists():
            with suppress(OSError):
                place.touch(mode=0o600, exist_ok=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # The driver must not open transactions by itself: savepoints and IMMEDIATE are ours to say.
        connection.isolation_level = None
        for pragma in _SQLITE_PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("vault_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    watch(engine)
    return engine


@contextmanager
def looking(engine: Engine) -> Iterator[Connection]:
    """A connection beside the storage's own that cannot write and keeps nobody from writing."""
    with translating(), engine.connect() as connection:
        yield reading(connection)


def empty(connection: Connection) -> bool:
    """Whether a database holds no table at all."""
    return not inspect(connection).get_table_names()


def reading(connection: Connection) -> Connection:
    """The same connection, made unable to write."""
    if connection.dialect.name == "sqlite":
        # The pragma opens no transaction of its own, so the first `begin` after it is a reader's.
        connection = connection.execution_options(vault_reading=True)
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.rollback()
    return connection
