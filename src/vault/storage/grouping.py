"""PostgreSQL: units that wait at the same time share one transaction, one trip for their rows and one flush.

Only units that say that they may (`shares`): they are short, and whatever they do is undone with their transaction, so
that they can be done again from their start. A group has no savepoints. Where one of it fails in a way that may have
changed something, or the database refuses anything, the whole group is rolled back and each of its units is done alone,
as every other unit is; so a unit that fails undoes itself and nothing else, whoever stood beside it.

A group is complete before its transaction begins. So nobody in it is answered by what was read before they asked, and a
snapshot that readers share has everything that was committed when the last of them asked.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Condition, Lock, Thread
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from vault.storage.gathering import Remembers, Waiting, waiting
from vault.storage.held import Held, Server
from vault.storage.prepared import Asked, Foresight, foresee
from vault.storage.unit import Job, JobQueue, Unit, broken
from vault.storage.watching import as_ours, driver_of

# A group larger than this makes the first in it wait longer than a commit of its own would have taken.
_LARGEST_GROUP: Final = 64
_LONGEST_SECONDS: Final = 0.25
"""Then a group ends, and those of it that were not begun are the next."""
_PATIENCE_SECONDS: Final = 1.0
_LOCKED: Final = "SET lock_timeout = '200ms'"
"""Who waits longer for another transaction waits alone."""

Answer = tuple[Job[Any], Any, BaseException | None]


def shares(unit: Unit[Any]) -> bool:
    """Whether a unit may be done in one transaction with others, and again from its start."""
    return getattr(unit, "shares", False) is True


class Groups:
    """Threads that take what waits, each with a connection that it holds. One works; others wait for their commit."""

    def __init__(self, server: Server, *, threads: int, queue: int, alone: Callable[[Job[Any]], None]) -> None:
        """`alone` takes a job whose group came to nothing; its caller can no longer withdraw."""
        self._server = server
        self._alone = alone
        self._jobs = JobQueue(queue)
        self._turn = Lock()
        self._moved = Condition()
        self._asked = self._done = 0
        self._threads = [Thread(target=self._loop, name=f"vault-group-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def put(self, job: Job[Any]) -> None:
        """Queues a unit. Raises Unavailable where the queue is full or closed."""
        with self._moved:
            self._jobs.put(job)
            self._asked += 1

    def asked(self) -> int:
        """How many units were queued so far, for `wait_for`."""
        with self._moved:
            return self._asked

    def wait_for(self, asked: int) -> None:
        """Waits until as many units had their turn, a second at most: who writes alone does not overtake them."""
        with self._moved:
            self._moved.wait_for(lambda: self._done >= asked, _PATIENCE_SECONDS)

    def close(self) -> None:
        """Finishes what was accepted, or hands it on."""
        self._jobs.close(len(self._threads))
        for thread in self._threads:
            thread.join()

    def _loop(self) -> None:
        held = Held(self._server, _LOCKED)
        while job := self._jobs.take():
            self._take_up(held, job)
        held.discard()

    def _take_up(self, held: Held, first: Job[Any]) -> None:
        """Does what waits, those that write and then those that read."""
        turn = _Turn(self._turn)
        with turn:
            found = [first, *self._waiting()]
            for writes in (True, False):
                some: Sequence[Job[Any]] = [one for one in found if bool(one.unit.writes) is writes and one.wanted()]
                while some:
                    turn.take()
                    some = self._do(held, some, turn)
        with self._moved:
            self._done += len(found)
            self._moved.notify_all()

    def _waiting(self) -> Iterator[Job[Any]]:
        for _ in range(_LARGEST_GROUP - 1):
            job = self._jobs.take_waiting()
            if job is None:
                return
            yield job

    def _do(self, held: Held, jobs: Sequence[Job[Any]], turn: "_Turn") -> Sequence[Job[Any]]:
        """Does as many as there is time for; returns the others."""
        try:
            answers = _together(held.get(), jobs, turn)
        except BaseException as error:  # noqa: BLE001 -- whatever befell a group, each of it is still to be answered
            if isinstance(error, _Unknown) or broken(error):
                held.lost()
                told = error.error if isinstance(error, _Unknown) else error
                for job in jobs:
                    job.fail(told)
            else:
                for job in jobs:
                    self._alone(job)
            return ()
        for job, result, raised in answers:
            if raised is None:
                job.succeed(result)
            else:
                job.fail(raised)
        return jobs[len(answers) :]


class _Turn:
    """Whose turn it is to work; given up while a commit is waited for. Held by one thread at a time."""

    def __init__(self, lock: Lock) -> None:
        self._lock = lock
        self._held = False

    def take(self) -> None:
        if not self._held:
            self._lock.acquire()
            self._held = True

    def give_up(self) -> None:
        if self._held:
            self._held = False
            self._lock.release()

    def __enter__(self) -> None:
        self.take()

    def __exit__(self, *_: object) -> None:
        self.give_up()


class _Apart(Exception):
    """What a unit left behind when it failed cannot be told from what its neighbours did."""


class _Unknown(Exception):
    """Nobody knows whether a group was committed: to do it again could do it twice."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


def _together(connection: Connection, jobs: Sequence[Job[Any]], turn: _Turn) -> list[Answer]:
    """As many of the units as there is time for, in one transaction. Whatever this raises but _Unknown is undone."""
    isolate(connection, jobs[0].unit)
    answers: list[Answer] = []
    with _one(connection, turn):
        rows = waiting(connection)
        rows.remembers = Remembers.STEADY if jobs[0].unit.writes else Remembers.EVERYTHING
        if not jobs[0].unit.writes:
            _look_ahead(connection, [job.unit for job in jobs])
        until = time.monotonic() + _LONGEST_SECONDS
        for job in jobs:
            answers.append((job, *in_group(connection, rows, job.unit)))
            if time.monotonic() > until:
                break
        rows.insert(connection)
    return answers


@contextmanager
def _one(connection: Connection, turn: _Turn) -> Iterator[None]:
    """A transaction. Raises _Unknown where the answer to its commit does not say that it was rolled back."""
    transaction = connection.begin()
    try:
        yield
    except BaseException:
        with suppress(SQLAlchemyError):
            transaction.rollback()
        raise
    turn.give_up()
    try:
        transaction.commit()
    except BaseException as error:
        if isinstance(error, DBAPIError) and not broken(error) and getattr(error.orig, "sqlstate", None):
            raise
        raise _Unknown(error) from None


def _look_ahead(connection: Connection, units: Sequence[Unit[Any]]) -> None:
    """Asks together for what units know that they will ask for; each of them says more when it is told the answers."""
    said = [unit.foresee(connection) for unit in units if hasattr(unit, "foresee")]
    asking: list[tuple[Foresight, list[Asked]]] = [(one, next(one, [])) for one in said if one is not None]
    while asking := [(foresight, asked) for foresight, asked in asking if asked]:
        found = iter(foresee(connection, [one for _, asked in asking for one in asked]))
        asking = [(foresight, _told(foresight, [next(found) for _ in asked])) for foresight, asked in asking]


def _told(foresight: Foresight, answers: list[list[Any]]) -> list[Asked]:
    try:
        return foresight.send(answers)
    except StopIteration:
        return []


def in_group(connection: Connection, rows: Waiting, unit: Unit[Any]) -> tuple[Any, BaseException | None]:
    """One unit. It may fail within the group where nothing that it did has reached the database; else raises."""
    mark, touched = rows.mark(), rows.touched
    try:
        result = unit.run(connection)
    except SQLAlchemyError:
        raise
    except BaseException as error:  # noqa: BLE001 -- it is handed on to the caller with its events kept
        if unit.writes:
            if rows.touched != touched:
                raise _Apart from None
            rows.forget(mark)
            rows.answers = {}
        unit.record(connection, error)
        return None, error
    unit.record(connection, None)
    return result, None


def isolate(connection: Connection, unit: Unit[Any]) -> None:
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
