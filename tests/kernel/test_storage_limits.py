"""What storage does at its edges: withdrawn work, readers that write, a full disk, snapshots, two openings."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, Table, event, func, insert, select
from tests.engines import ENGINES, SqliteServer

from vault.errors import NotFound, StorageUnavailable, Unavailable
from vault.storage import Storage, looking, open_engine, open_storage
from vault.storage.unit import translating

pages = Table(
    "pages", MetaData(), Column("number", Integer, primary_key=True), Column("content", LargeBinary, nullable=False)
)
told = Table("told", pages.metadata, Column("number", Integer, primary_key=True))


class Act:
    """A unit made of a function; its event is the number it was given, negative where it failed."""

    def __init__(self, number: int, act: Callable[[Connection], Any], *, writes: bool = True) -> None:
        self.number, self.act, self.writes = number, act, writes

    def run(self, connection: Connection) -> Any:
        return self.act(connection)

    def record(self, connection: Connection, error: BaseException | None) -> None:
        connection.execute(insert(told).values(number=-self.number if error else self.number))


def put(number: int, size: int = 10) -> Act:
    def insert_one(connection: Connection) -> int:
        connection.execute(insert(pages).values(number=number, content=bytes(size)))
        return 1

    return Act(number, insert_one)


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(pages)).scalar_one()


def numbers(storage: Storage, table: Table = pages) -> set[int]:
    with looking(storage.engine) as connection:
        return set(connection.scalars(select(table.c.number)))


def opened(url: str, *, readers: int = 2, pool: int = 2, queue: int = 100) -> Storage:
    engine = open_engine(url)
    with engine.begin() as connection:
        pages.metadata.create_all(connection)
    engine.dispose()
    return open_storage(url, readers=readers, pool=pool, queue=queue)


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    made = opened(database_url)
    yield made
    made.close()


@pytest.fixture
def sqlite(sqlite_server: SqliteServer) -> Iterator[Storage]:
    made = opened(sqlite_server.new_database())
    yield made
    made.close()


class Gate:
    """A unit that stands in the writer's way until it is let through."""

    def __init__(self, storage: Storage, number: int) -> None:
        self._entered, self._opened = threading.Event(), threading.Event()
        self.answer: Future[Any] = storage.submit(Act(number, self._wait))
        assert self._entered.wait(20)

    def _wait(self, _: Connection) -> None:
        self._entered.set()
        assert self._opened.wait(20)

    def open(self) -> None:
        self._opened.set()
        self.answer.result(timeout=20)


def test_what_waits_behind_another_is_answered_after_the_commit_and_not_before(sqlite: Storage) -> None:
    """A unit that is done in a group is no answer yet: until the commit nobody else can see it."""
    gate = Gate(sqlite, 1)
    first = sqlite.submit(put(2))
    entered, leave = threading.Event(), threading.Event()

    def linger(_: Connection) -> None:
        entered.set()
        assert leave.wait(20)

    last = sqlite.submit(Act(3, linger))
    gate._opened.set()
    assert entered.wait(20)
    assert not first.done()
    assert numbers(sqlite) == set()
    leave.set()
    assert first.result(timeout=20) == 1
    last.result(timeout=20)
    assert numbers(sqlite) == {2}


def test_work_that_was_withdrawn_in_time_is_not_done(sqlite: Storage) -> None:
    gate = Gate(sqlite, 1)
    unwanted, wanted = sqlite.submit(put(2)), sqlite.submit(put(3))
    assert unwanted.cancel()
    gate.open()
    assert wanted.result(timeout=20) == 1
    with pytest.raises(CancelledError):
        unwanted.result(timeout=20)
    assert numbers(sqlite) == {3}
    assert 2 not in numbers(sqlite, told)


@pytest.mark.parametrize("engine", ENGINES)
def test_of_a_full_queue_the_accepted_work_is_done(request: pytest.FixtureRequest, engine: str) -> None:
    made = opened(request.getfixturevalue(f"{engine}_server").new_database(), readers=1, pool=1, queue=2)
    gate = Gate(made, 1)
    accepted = [made.submit(put(2)), made.submit(put(3))]
    with pytest.raises(Unavailable, match="waiting"):
        made.submit(put(4))
    gate.open()
    assert [one.result(timeout=20) for one in accepted] == [1, 1]
    assert made.submit(put(5)).result(timeout=20) == 1
    assert numbers(made) == {2, 3, 5}
    made.close()


def test_a_reading_unit_that_writes_is_refused_and_the_next_one_reads(sqlite: Storage) -> None:
    """The mark of a verb is a promise that the database keeps."""
    writing = Act(1, put(1).act, writes=False)
    for _ in range(3):
        error = sqlite.submit(writing).exception(timeout=20)
        assert isinstance(error, StorageUnavailable)
    assert sqlite.submit(Act(2, count, writes=False)).result(timeout=20) == 0
    assert numbers(sqlite) == set()


def test_a_reader_sees_one_snapshot_while_others_write(storage: Storage) -> None:
    storage.submit(put(1)).result(timeout=20)
    looked, written = threading.Event(), threading.Event()

    def look_twice(connection: Connection) -> tuple[int, int]:
        before = count(connection)
        looked.set()
        assert written.wait(20)
        return before, count(connection)

    reading = storage.submit(Act(10, look_twice, writes=False))
    assert looked.wait(20)
    storage.submit(put(2)).result(timeout=20)
    written.set()
    assert reading.result(timeout=20) == (1, 1)
    assert storage.submit(Act(11, count, writes=False)).result(timeout=20) == 2


def test_a_refused_read_leaves_its_event(storage: Storage) -> None:
    """A denial is an event like any other, and a reader cannot write it itself."""

    def refuse(_: Connection) -> None:
        raise NotFound("page")

    with pytest.raises(NotFound):
        storage.submit(Act(7, refuse, writes=False)).result(timeout=20)
    assert numbers(storage, told) == {-7}


@pytest.mark.parametrize("act", [lambda _: 1 // 0, lambda _: (_ for _ in ()).throw(SystemExit)])
def test_whatever_befalls_a_unit_its_thread_goes_on(storage: Storage, act: Callable[[Connection], Any]) -> None:
    for writes in (True, False):
        for number in range(1, 9):
            error = storage.submit(Act(number + 10 * writes, act, writes=writes)).exception(timeout=20)
            assert isinstance(error, ZeroDivisionError | SystemExit)
    assert storage.submit(put(50)).result(timeout=20) == 1


def test_a_full_disk_refuses_and_loses_nothing_that_was_answered(sqlite_server: SqliteServer) -> None:
    """The database's own limit of pages stands in for the disk's."""
    url = sqlite_server.new_database()
    opened(url).close()
    made = open_storage(url, readers=1, pool=1, queue=100)

    @event.listens_for(made.engine, "connect")
    def _limit(connection: Any, _: object) -> None:
        (used,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={used + 40}")

    answers = {number: made.submit(put(number, size=20_000)) for number in range(1, 61)}
    answered = {number for number, answer in answers.items() if answer.exception(timeout=20) is None}
    refused = [answer.exception() for number, answer in answers.items() if number not in answered]
    assert answered
    assert refused
    assert {(type(error), str(error)) for error in refused} == {
        (StorageUnavailable, "the disk of the database is full")
    }
    assert numbers(made) == answered
    assert made.submit(Act(100, count)).exception(timeout=20) is None
    made.close()
    again = open_storage(url, readers=1, pool=1, queue=10)
    assert numbers(again) == answered
    assert again.submit(put(200)).result(timeout=20) == 1
    again.close()


def test_a_database_that_cannot_be_written_says_so(database_url: str) -> None:
    engine = open_engine(database_url)
    locking = "PRAGMA query_only=ON" if engine.dialect.name == "sqlite" else "SET TRANSACTION READ ONLY"

    def write() -> None:
        with translating(), engine.begin() as connection:
            connection.exec_driver_sql(locking)
            connection.exec_driver_sql("DELETE FROM erasure_mark")

    with pytest.raises(StorageUnavailable, match="cannot be written"):
        write()
    engine.dispose()


def test_two_processes_may_have_one_database_open(database_url: str) -> None:
    """As when a command runs beside the server: each waits for the other, and neither loses anything."""
    one, other = opened(database_url), opened(database_url)
    answers = [(one if number % 2 else other).submit(put(number)) for number in range(60)]
    assert [answer.result(timeout=30) for answer in answers] == [1] * 60
    assert numbers(one) == numbers(other) == set(range(60))
    one.close()
    other.close()


def test_a_database_that_comes_back_is_used_again(tmp_path: Path) -> None:
    """Work is refused while the file is out of reach, and done when it is there again."""
    url = f"sqlite:///{tmp_path / 'within' / 'vault.db'}"
    made = opened(url, readers=1)
    (tmp_path / "within").rename(tmp_path / "away")
    assert isinstance(made.submit(put(1)).exception(timeout=20), StorageUnavailable)
    assert isinstance(made.submit(Act(2, count, writes=False)).exception(timeout=20), StorageUnavailable)
    (tmp_path / "away").rename(tmp_path / "within")
    assert made.submit(put(3)).result(timeout=20) == 1
    assert made.submit(Act(4, count, writes=False)).result(timeout=20) == 1
    made.close()


def test_work_that_comes_while_storage_closes_is_done_or_refused(storage: Storage) -> None:
    """Nobody is left waiting for an answer that will never come."""
    begun = threading.Barrier(4)

    def submit_until_refused(first: int) -> list[Future[Any]]:
        accepted: list[Future[Any]] = []
        begun.wait(20)
        for number in range(first, first + 90):
            try:
                accepted.append(storage.submit(put(number)))
            except Unavailable:
                break
        return accepted

    with ThreadPoolExecutor(3) as pool:
        submitted = [pool.submit(submit_until_refused, 1000 * at) for at in range(1, 4)]
        begun.wait(20)
        storage.close()
        accepted = [future for one in submitted for future in one.result(timeout=20)]
    assert all(future.done() for future in accepted)
    assert len(numbers(storage)) == len(accepted)
