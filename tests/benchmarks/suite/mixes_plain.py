"""The baseline of the mixes: one table of JSON with its metadata in indexed columns, equally durable; nothing else."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, text
from tests.benchmarks.suite.complaints import complaint

from vault.ids import new_id
from vault.storage import Storage, open_storage

_SCHEMA: Final = (
    """CREATE TABLE record (key {id} PRIMARY KEY, person {id} NOT NULL, received TEXT NOT NULL, until TEXT NOT NULL,
    shared TEXT NOT NULL, objection INTEGER NOT NULL, body {bytes} NOT NULL)""",
    "CREATE INDEX by_person ON record (person)",
    "CREATE INDEX by_received ON record (received)",
    "CREATE INDEX by_until ON record (until)",
)
_INSERT: Final = "INSERT INTO record VALUES (:key, :person, :received, :until, '', 0, :body)"


class _Statement:
    """One statement as a unit of storage."""

    def __init__(self, statement: str, values: Any, *, writes: bool) -> None:
        self.writes = writes
        self._statement = text(statement)
        self._values = values

    def run(self, connection: Connection) -> list[Any] | None:
        found = connection.execute(self._statement, self._values)
        return None if self.writes else list(found)

    def record(self, connection: Connection, error: BaseException | None) -> None:
        """Nothing is told."""


class PlainStore:
    """So many records, and others to be erased."""

    def __init__(self, url: str, records: int, to_erase: int) -> None:
        self.records = records
        self.storage: Storage = open_storage(url, readers=4, pool=8, queue=2048)
        self._sqlite = self.storage.engine.dialect.name == "sqlite"
        kinds = {"id": "BLOB", "bytes": "BLOB"} if self._sqlite else {"id": "UUID", "bytes": "BYTEA"}
        with self.storage.engine.begin() as connection:
            for statement in _SCHEMA:
                connection.execute(text(statement.format(**kinds)))
        self._numbers = iter(range(1 << 40))
        rows = [self._row() for _ in range(records + to_erase)]
        self._do(_INSERT, rows)
        self._keys = [row["key"] for row in rows[:records]]
        self._people = [row["person"] for row in rows[:records]]
        self._due = [row["key"] for row in rows[records:]]
        self._gone: list[Any] = []

    def acts(self) -> dict[str, Callable[[int], object]]:
        key: Callable[[int], dict[str, Any]] = lambda at: {"key": self._keys[at]}  # noqa: E731 -- it carries its type
        person: Callable[[int], dict[str, Any]] = lambda at: {"person": self._people[at]}  # noqa: E731 -- likewise
        by_key = "SELECT body FROM record WHERE key = :key"
        return {
            "create": lambda _: self._do(_INSERT, self._row()),
            "delete": self._delete,
            "update_metadata": lambda at: self._do("UPDATE record SET shared = 'Kommunen' WHERE key = :key", key(at)),
            "update_data": lambda at: self._do(
                "UPDATE record SET body = :body WHERE key = :key", key(at) | {"body": self._row()["body"]}
            ),
            "update_objection": lambda at: self._do("UPDATE record SET objection = 1 WHERE key = :key", key(at)),
            "read_by_key": lambda at: self._ask(by_key, key(at)),
            "read_by_attribute": lambda _: self._ask(
                "SELECT key, received FROM record WHERE received >= :received ORDER BY key LIMIT 100",
                {"received": "2026-08-28"},
            ),
            "read_by_person": lambda at: self._ask("SELECT body FROM record WHERE person = :person", person(at)),
            "read_metadata": lambda at: self._ask(
                "SELECT received, until, shared, objection FROM record WHERE person = :person", person(at)
            ),
            "read_log": lambda _: self._ask("SELECT key, received FROM record ORDER BY key DESC LIMIT 100", {}),
            "verify_deletion": lambda at: self._ask(by_key, {"key": (self._gone or self._due)[at % 1]}),
        }

    def close(self) -> None:
        self.storage.close()

    def _key(self, of: UUID) -> Any:
        return of.bytes if self._sqlite else of

    def _row(self) -> dict[str, Any]:
        new = complaint(next(self._numbers))
        return {
            "key": self._key(new_id()),
            "person": self._key(new_id()),
            "received": new.received_on.isoformat(),
            "until": "2031-09-01",
            "body": msgspec.json.encode(new),
        }

    def _delete(self, _: int) -> None:
        record = self._due.pop()
        self._do("DELETE FROM record WHERE key = :key", {"key": record})
        self._gone.append(record)

    def _do(self, statement: str, values: Any) -> None:
        self.storage.submit(_Statement(statement, values, writes=True)).result()

    def _ask(self, statement: str, values: Any) -> list[Any]:
        return self.storage.submit(_Statement(statement, values, writes=False)).result() or []
