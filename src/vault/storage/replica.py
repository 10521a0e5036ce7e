"""Scans on a copy of the database that PostgreSQL keeps by streaming replication, as if they ran on the primary.

A unit reads the copy once that has everything which was committed when the unit's turn came: nothing that was revoked,
erased or stored before is missed. Its events are kept on the primary before it is answered. A copy that is behind for
too long, or fails, is done without.
"""

import time
from collections.abc import Callable
from threading import Thread
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from vault.storage.unit import Job, JobQueue, Unit

T = TypeVar("T")
OnPrimary = Callable[[Connection, Unit[Any]], Any]

_WAIT_SECONDS: Final = 2.0
_LOOK_EVERY: Final = 0.02
_SCANS_AT_ONCE: Final = 2


class Replica:
    """Threads that each hold a connection to the primary and one to its copy."""

    def __init__(self, primary: Engine, copy: Engine, queue: int, on_primary: OnPrimary) -> None:
        """`on_primary` runs a unit there alone, for when the copy cannot be read."""
        self._primary = primary
        self._copy = copy
        self._on_primary = on_primary
        self._jobs = JobQueue(queue)
        self._threads = [
            Thread(target=self._loop, name=f"vault-scanner-{n}", daemon=True) for n in range(_SCANS_AT_ONCE)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, job: Job[Any]) -> None:
        """Queues a unit that reads. Raises Unavailable where the queue is full or closed."""
        self._jobs.put(job)

    def close(self) -> None:
        """Finishes what was accepted."""
        self._jobs.close(len(self._threads))
        for thread in self._threads:
            thread.join()
        self._copy.dispose()

    def _loop(self) -> None:
        while job := self._jobs.take():
            if not job.wanted():
                continue
            try:
                # Scans are long and few: connections that are made for each cannot be stale.
                with self._primary.connect() as primary:
                    job.succeed(self._run(primary, job.unit))
            except BaseException as error:  # noqa: BLE001 -- a scanner must outlive whatever befalls a job
                job.fail(error)

    def _run(self, primary: Connection, unit: Unit[T]) -> T:
        try:
            with self._copy.connect() as copy:
                _wait_for_everything(primary, copy)
                result = _scan(copy, unit)
        except (_Behind, SQLAlchemyError):
            return self._on_primary(primary, unit)  # type: ignore[no-any-return]
        except BaseException as error:
            with primary.begin():
                unit.record(primary, error)
            raise
        with primary.begin():
            unit.record(primary, None)
        return result


class _Behind(Exception):
    """The copy lacks what was committed."""


def _scan(copy: Connection, unit: Unit[T]) -> T:
    with copy.begin():
        copy.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        return unit.run(copy)


def _wait_for_everything(primary: Connection, copy: Connection) -> None:
    """Waits until the copy has replayed what is durable on the primary now. Raises _Behind where that takes long."""
    with primary.begin():
        there = primary.execute(text("SELECT CAST(pg_current_wal_flush_lsn() AS text)")).scalar_one()
    replayed = text("SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= CAST(:there AS pg_lsn)")
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        with copy.begin():
            if copy.execute(replayed, {"there": there}).scalar_one():
                return
        if time.monotonic() > until:
            raise _Behind
        time.sleep(_LOOK_EVERY)
