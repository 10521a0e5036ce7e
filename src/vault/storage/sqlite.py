"""SQLite: one writer that commits in groups, and readers beside it."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from threading import Thread
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from vault.storage.engine import reading
from vault.storage.gathering import waiting
from vault.storage.grouping import Answer, in_group, shares
from vault.storage.unit import Job, JobQueue, Storage, Unit
from vault.storage.watching import driver_of, let_go, run

T = TypeVar("T")

# A group larger than this makes the first in it wait longer than a commit of its own would have taken.
_LARGEST_GROUP: Final = 64
_UNIT: Final = "unit"
_ROOM: Final = "PRAGMA cache_size=-32768"
"""32 MB of pages."""


class SingleWriterStorage(Storage):
    """Writers' units share a transaction; every caller is answered after the commit.

    Each is in a savepoint, or in one with others that may be done again from their start.
    """

    def __init__(self, engine: Engine, *, readers: int, queue: int) -> None:
        self.engine = engine
        self._writes = JobQueue(queue)
        self._reads = JobQueue(queue)
        self._writer = Thread(target=self._write_loop, name="vault-writer", daemon=True)
        self._readers = [Thread(target=self._read_loop, name=f"vault-reader-{n}", daemon=True) for n in range(readers)]
        for thread in (self._writer, *self._readers):
            thread.start()

    def submit(self, unit: Unit[T], *, scans: bool = False) -> Future[T]:  # noqa: ARG002 -- a file has no copy
        job = Job(unit)
        (self._writes if unit.writes else self._reads).put(job)
        return job.future

    def close(self) -> None:
        self._reads.close(len(self._readers))
        for thread in self._readers:
            thread.join()
        self._writes.close(1)
        self._writer.join()
        self.engine.dispose()

    def _write_loop(self) -> None:
        connection: Connection | None = None
        while job := self._writes.take():
            group = [job]
            try:
                connection = connection or _writing(self.engine.connect())
                _commit_group(connection, group, self._writes)
            except BaseException as error:  # noqa: BLE001 -- the writer must outlive whatever befalls a group
                _fail_all(group, error)
                _discard(connection)
                connection = None
        _discard(connection)

    def _read_loop(self) -> None:
        connection: Connection | None = None
        while job := self._reads.take():
            if not job.wanted():
                continue
            try:
                connection = connection or reading(self.engine.connect())
                self._read(connection, job)
            except BaseException as error:  # noqa: BLE001 -- a reader must outlive whatever befalls a job
                job.fail(error)
                _discard(connection)
                connection = None
        _discard(connection)

    def _read(self, connection: Connection, job: Job[Any]) -> None:
        """Runs a reader's unit on a snapshot; the answer is given once the writer has stored its events."""
        error: BaseException | None = None
        result: Any = None
        try:
            with connection.begin():
                result = job.unit.run(connection)
        except SQLAlchemyError:
            raise
        except BaseException as raised:  # noqa: BLE001 -- it is handed on to the caller with its events kept
            let_go(raised)
            error = raised
        self._writes.put(_Recording(job, result, error))


def _writing(connection: Connection) -> Connection:
    """The same connection with room for the pages of a large group.

    Index tokens lie all over their tree: some hundred complaints of an import touch as many pages, and what finds no
    room is written to the log before the commit and once more with it.
    """
    driver_of(connection).execute(_ROOM)
    return connection


def _commit_group(connection: Connection, group: list[Job[Any]], queue: JobQueue) -> None:
    answers: list[Answer] = []
    coming = _Coming(group, queue)
    with connection.begin():
        while (current := coming.current) is not None:
            if shares(current.unit):
                answers += _together(connection, coming)
                continue
            if current.wanted():
                answers.append((current, *_run(connection, current.unit)))
            coming.move()
    for job, result, error in answers:
        if error is None:
            job.succeed(result)
        else:
            job.fail(error)


class _Coming:
    """The jobs of a group, which grows by what waits while it is done."""

    def __init__(self, group: list[Job[Any]], queue: JobQueue) -> None:
        self._group = group
        self._queue = queue
        self.current: Job[Any] | None = group[0]

    def move(self) -> None:
        """Goes on to the next that waits, or the end."""
        self.current = self._queue.take_waiting() if len(self._group) < _LARGEST_GROUP else None
        if self.current is not None:
            self._group.append(self.current)


def _together(connection: Connection, coming: _Coming) -> list[Answer]:
    """Units that may be done with others, as many as follow each other: their rows go to the database together.

    One that fails before anything of it has reached the database fails by itself. Whatever else goes wrong, all of them
    are undone, and each is done again in a savepoint of its own.
    """
    taken: list[Job[Any]] = []
    answers, error = _apart(connection, lambda: list(_beside(connection, coming, taken)))
    if answers is not None and error is None:
        return answers
    if coming.current is not None and taken and coming.current is taken[-1]:
        coming.move()
    return [(job, *_run(connection, job.unit)) for job in taken]


def _beside(connection: Connection, coming: _Coming, taken: list[Job[Any]]) -> Iterator[Answer]:
    rows = waiting(connection)
    while (job := coming.current) is not None and shares(job.unit):
        if job.wanted():
            taken.append(job)
            yield job, *in_group(connection, rows, job.unit)
        coming.move()


def _run(connection: Connection, unit: Unit[Any]) -> tuple[Any, BaseException | None]:
    """One unit in a savepoint of its own, so that its failure undoes nothing of its neighbours'."""
    result, error = _apart(connection, lambda: _done(connection, unit))
    if error is not None:
        # Where the events of the failure cannot be stored either, that is what this caller is told, and nobody else.
        _, unrecorded = _apart(connection, lambda: unit.record(connection, error))
        error = unrecorded or error
    return result, error


def _done(connection: Connection, unit: Unit[T]) -> T:
    result = unit.run(connection)
    unit.record(connection, None)
    return result


def _apart(connection: Connection, act: Callable[[], T]) -> tuple[T | None, BaseException | None]:
    """What `act` gives, or what it raises once everything that it wrote is undone."""
    _say(connection, f"SAVEPOINT {_UNIT}")
    rows = waiting(connection)
    try:
        result = act()
        rows.insert(connection)
        _say(connection, f"RELEASE SAVEPOINT {_UNIT}")
    except BaseException as error:
        let_go(error)
        rows.forget()
        rows.answers = {}
        # Where the disk is full or fails, SQLite rolls back the whole transaction by itself. What the neighbours
        # wrote is gone then, and what came after would be committed one by one: the group ends here, and fails.
        if not driver_of(connection).in_transaction:
            raise
        _say(connection, f"ROLLBACK TO SAVEPOINT {_UNIT}")
        _say(connection, f"RELEASE SAVEPOINT {_UNIT}")
        return None, error
    return result, None


def _say(connection: Connection, statement: str) -> None:
    """Savepoints are marked for every unit, and SQLAlchemy's own cost as much as reading several rows."""
    run(connection, statement, (), driver_of(connection).execute, watched=waiting(connection).watched)


def _fail_all(group: list[Job[Any]], error: BaseException) -> None:
    for job in group:
        # Whoever withdrew, even in this instant, is told nothing.
        with suppress(InvalidStateError):
            job.fail(error)


def _discard(connection: Connection | None) -> None:
    if connection is not None:
        with suppress(SQLAlchemyError):
            connection.close()


class _Recording(Job[Any]):
    """What is left of a reader's job: store its events, then answer."""

    def __init__(self, job: Job[Any], result: Any, error: BaseException | None) -> None:
        # A unit of its own, since one that is itself would keep the answer, a file's pieces perhaps, in a circle.
        self.unit = _Events(job.unit, result, error)
        self.future = job.future
        self._error = error

    def wanted(self) -> bool:
        return True

    def succeed(self, result: Any) -> None:
        if self._error is None:
            super().succeed(result)
        else:
            self.fail(self._error)


class _Events:
    """The events of a unit that has read, to be stored before its answer is given."""

    writes = True
    shares = True

    def __init__(self, unit: Unit[Any], result: Any, error: BaseException | None) -> None:
        self._unit = unit
        self._result = result
        self._error = error

    def run(self, connection: Connection) -> Any:
        self._unit.record(connection, self._error)
        return self._result

    def record(self, connection: Connection, error: BaseException | None) -> None:
        """The events are the work itself here; if they cannot be stored, the caller gets nothing."""
