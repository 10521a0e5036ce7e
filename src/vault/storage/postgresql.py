"""PostgreSQL: a pool of threads, each with a connection that it holds and a transaction for each unit or group."""

from concurrent.futures import Future
from threading import Thread
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine

from vault.storage.grouping import Groups, isolate, shares
from vault.storage.held import Held, Server
from vault.storage.replica import Replica
from vault.storage.unit import Job, JobQueue, Storage, Unit, broken

T = TypeVar("T")

_GROUPS: Final = 2
"""While one commits, another works; more would find little to gather."""
_WORKERS_FOR_ONE: Final = 3
"""Of so many workers one does groups, and the others what is long or waits: of fewer, none."""


class PooledStorage(Storage):
    """Units run side by side; the database keeps them apart."""

    def __init__(self, engine: Engine, *, workers: int, queue: int, copy: Engine | None = None) -> None:
        """`copy` is a replica that may be scanned in the primary's place. Of the workers, some work in groups."""
        self.engine = engine
        self._server = Server(engine)
        grouping = min(_GROUPS, workers // _WORKERS_FOR_ONE)
        self._replica = None if copy is None else Replica(engine, copy, queue, _run)
        self._jobs = JobQueue(queue)
        self._workers = [
            Thread(target=self._work_loop, name=f"vault-worker-{n}", daemon=True) for n in range(workers - grouping)
        ]
        for thread in self._workers:
            thread.start()
        self._groups: Groups | None = None
        if grouping:
            self._groups = Groups(self._server, threads=grouping, queue=queue, alone=self._jobs.put_again)

    def submit(self, unit: Unit[T], *, scans: bool = False) -> Future[T]:
        job = Job(unit)
        if scans and self._replica is not None and not unit.writes:
            self._replica.put(job)
        elif self._groups is not None and shares(unit):
            self._groups.put(job)
        else:
            if self._groups is not None and unit.writes:
                job.behind = self._groups.asked()
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
        held = Held(self._server)
        while job := self._jobs.take():
            if job.behind and self._groups is not None:
                self._groups.wait_for(job.behind)
            if not job.wanted():
                continue
            try:
                job.succeed(_run(held.get(), job.unit))
            except BaseException as error:  # noqa: BLE001 -- a worker must outlive whatever befalls a job
                if broken(error):
                    held.lost()
                job.fail(error)
        held.discard()


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
