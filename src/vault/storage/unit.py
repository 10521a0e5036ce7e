"""Units of work, the queue they wait in, and the promise of their result."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from queue import Empty, Queue
from threading import Lock
from typing import Any, Final, Generic, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from vault.errors import StorageUnavailable, Unavailable

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Unit(Protocol[T_co]):
    """A piece of work that is done wholly or not at all, and whose events are kept either way."""

    @property
    def writes(self) -> bool:
        """Whether `run` changes rows; a unit that does not is given a connection that cannot."""
        ...

    def run(self, connection: Connection) -> T_co:
        """Does the work. Whatever it wrote is undone if it raises."""
        ...

    def record(self, connection: Connection, error: BaseException | None) -> None:
        """Appends the unit's events: in its transaction if it succeeded, after the rollback if it raised."""
        ...


class Job(Generic[T]):
    """A unit and the future of whoever waits for it."""

    def __init__(self, unit: Unit[T]) -> None:
        self.unit = unit
        self.future: Future[T] = Future()
        self.behind = 0
        """How many units that share transactions were queued before it; where it writes alone, it follows them."""

    def wanted(self) -> bool:
        """Whether somebody still waits; from here on the caller can no longer withdraw. May be asked again."""
        return self.future.running() or self.future.set_running_or_notify_cancel()

    def succeed(self, result: T) -> None:
        self.future.set_result(result)

    def fail(self, error: BaseException) -> None:
        self.future.set_exception(translated(error))


class JobQueue:
    """A bounded queue that says when it is full and when it has ended."""

    _END: Final = object()

    def __init__(self, limit: int) -> None:
        self._queue: Queue[Any] = Queue()
        self._limit = limit
        self._closed = False
        # Nothing may be put behind the end, where nobody would take it.
        self._door = Lock()

    def put(self, job: Job[Any]) -> None:
        """Adds a job. Raises Unavailable where the queue is full or closed."""
        with self._door:
            if self._closed:
                raise Unavailable("the vault is closing")
            if self._queue.qsize() >= self._limit:
                raise Unavailable("too much work is waiting", hint="try again in a second")
            self._queue.put(job)

    def put_again(self, job: Job[Any]) -> None:
        """Adds a job that was accepted before, however many wait; before the queue is closed."""
        self._queue.put(job)

    def take(self) -> Job[Any] | None:
        """The next job, waiting for it; None at the end."""
        item = self._queue.get()
        return None if item is self._END else item

    def take_waiting(self) -> Job[Any] | None:
        """The next job if one is waiting already."""
        try:
            item = self._queue.get_nowait()
        except Empty:
            return None
        if item is self._END:
            self._queue.put(item)
            return None
        return item  # type: ignore[no-any-return]

    def close(self, takers: int) -> None:
        """Lets `takers` threads end once they have done what is queued."""
        with self._door:
            self._closed = True
        for _ in range(takers):
            self._queue.put(self._END)


class Storage(ABC):
    """Runs units; closes in an orderly way."""

    engine: Engine

    @abstractmethod
    def submit(self, unit: Unit[T], *, scans: bool = False) -> Future[T]:
        """Queues a unit. Raises Unavailable where the queue is full or the storage is closed.

        One that reads a great part of the rows (`scans`) may be run on a copy of the database, where there is one.
        """

    @abstractmethod
    def close(self) -> None:
        """Finishes what was accepted, then lets go of every connection."""


_FULL: Final = ("the disk of the database is full", "make room; nothing need be restarted")
_READ_ONLY: Final = ("the database cannot be written", "may its user write it, its folder, and the files beside it?")
_SAID: Final = {
    # What SQLite calls it (more may follow), and PostgreSQL (SQLSTATE).
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_CANTOPEN": ("the database cannot be opened", "is CVAULT_DATABASE_URL right, and may its user read it?"),
    "SQLITE_IOERR": ("the disk of the database fails", "see the log of the system"),
    "53100": _FULL,
    "25006": _READ_ONLY,
}


def translated(error: BaseException) -> BaseException:
    """A database's own error as one of ours, which names no statement and no value."""
    if not isinstance(error, SQLAlchemyError):
        return error
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    for begins, (what, hint) in _SAID.items():
        if code.startswith(begins):
            return StorageUnavailable(what, hint=hint)
    return StorageUnavailable(f"the database refused the work ({type(cause).__name__})")


@contextmanager
def translating() -> Iterator[None]:
    """For work beside units: a database's own errors leave as ours."""
    try:
        yield
    except SQLAlchemyError as error:
        raise translated(error) from None


def broken(error: BaseException) -> bool:
    """Whether the connection itself is gone and a new one is needed."""
    return isinstance(error, DBAPIError) and error.connection_invalidated
