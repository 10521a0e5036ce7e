"""PostgreSQL: a pool of threads, each with a connection that it holds and a transaction for each unit or group."""

from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from vault.storage.grouping import Groups, isolate, shares
from vault.storage.replica import Replica
from vault.storage.unit import Job, JobQueue, Storage, Unit, broken

T = TypeVar("T")

_GROUPS: Final = 2
"""While one commits, another works; more would find little to gather."""


class PooledStorage(Storage):
    """Units run side by side; the database keeps them apart."""

    def __init__(self, engine: Engine, *, workers: int, queue: int, copy: Engine | None = None) -> None:
        """`copy` is a replica that may be scanned in the primary's place. Of the workers, some work in groups."""
        self.engine = engine
        grouping = min(_GROUPS, workers // 2)
        self._replica = None if copy is None else Replica(engine, copy, queue, _run)
        self._jobs = JobQueue(queue)
        self._workers = [
            Thread(target=self._work_loop, name=f"vault-worker-{n}", daemon=True) for n in range(workers - grouping)
        ]
        for thread in self._workers:
            thread.start()
        self._groups = Groups(engine, threads=grouping, queue=queue, alone=self._jobs.put_again) if grouping else None

    def submit(self, unit: Unit[T], *, scans: bool = False) -> Future[T]:
        job = Job(unit)
        if scans and self._replica is not None and not unit.writes:
            self._replica.put(job)
        elif self._groups is not None and shares(unit):
            self._groups.put(job)
        else:
            self._jobs.put(job)
        return job.future

    def close(self) -> None:
        if self._groups is not None:
            self._groups.close()
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
        isolate(connection, unit)
        with connection.begin():
            result = unit.run(connection)
            unit.record(connection, None)
    except BaseException as error:
        if not broken(error):
            with connection.begin():
                unit.record(connection, error)
        raise
    return result


def _discard(connection: Connection | None) -> None:
    if connection is not None:
        with suppress(SQLAlchemyError):
            connection.close()
