"""PostgreSQL: a pool of workers, each with a connection that it holds, and a transaction for each unit."""

from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from vault.storage.replica import Replica
from vault.storage.unit import Job, JobQueue, Storage, Unit, broken
from vault.storage.watching import as_ours, driver_of

T = TypeVar("T")


class PooledStorage(Storage):
    """Units run side by side; the database keeps them apart."""

    def __init__(self, engine: Engine, *, workers: int, queue: int, copy: Engine | None = None) -> None:
        """`copy` is a replica that may be scanned in the primary's place."""
        self.engine = engine
        self._replica = None if copy is None else Replica(engine, copy, queue, _run)
        self._jobs = JobQueue(queue)
        self._workers = [Thread(target=self._work_loop, name=f"vault-worker-{n}", daemon=True) for n in range(workers)]
        for thread in self._workers:
            thread.start()

    def submit(self, unit: Unit[T], *, scans: bool = False) -> Future[T]:
        job = Job(unit)
        if scans and self._replica is not None and not unit.writes:
            self._replica.put(job)
        else:
            self._jobs.put(job)
        return job.future

    def close(self) -> None:
        self._jobs.close(len(self._workers))
        for thread in self._workers:
            thread.join()
        if self._replica is not None:
            self._replica.close()
        self.engine.dispose()

    def _work_loop(self) -> None:
        connection: Connection | None = None
        while job := self._jobs.take():
            if not job.wanted():
                continue
            try:
                connection = connection or self.engine.connect()
                job.succeed(_run(connection, job.unit))
            except BaseException as error:  # noqa: BLE001 -- a worker must outlive whatever befalls a job
                job.fail(error)
                if broken(error):
                    _discard(connection)
                    connection = None
        _discard(connection)


def _run(connection: Connection, unit: Unit[T]) -> T:
    try:
        _isolate(connection, unit)
        with connection.begin():
            result = unit.run(connection)
            unit.record(connection, None)
    except BaseException as error:
        if not broken(error):
            with connection.begin():
                unit.record(connection, error)
        raise
    return result


def _isolate(connection: Connection, unit: Unit[Any]) -> None:
    """How the next transaction begins, in the same statement: saying it in one of its own is a trip more.

    A reader sees one snapshot throughout, as it does on SQLite. It may still append its events, so its transaction is
    not read-only; what a reading verb wrote would fail on SQLite's readers.
    """
    from psycopg import IsolationLevel

    wanted = None if unit.writes else IsolationLevel.REPEATABLE_READ
    driver = driver_of(connection)
    if driver.isolation_level is not wanted:
        with as_ours(connection):
            driver.isolation_level = wanted


def _discard(connection: Connection | None) -> None:
    if connection is not None:
        with suppress(SQLAlchemyError):
            connection.close()
