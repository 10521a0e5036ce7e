"""Units are done wholly or not at all, their events are kept either way, and what was answered is durable."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, insert, select
from sqlalchemy.exc import OperationalError
from tests.engines import SqliteServer

from vault.errors import NotFound, StorageUnavailable, Unavailable
from vault.storage import Storage, looking, open_engine, open_storage

notes = Table("notes", MetaData(), Column("number", Integer, primary_key=True))
events = Table("events", notes.metadata, Column("number", Integer, primary_key=True))


class Note:
    """Writes its number, and as its event a number beside it."""

    writes = True

    def __init__(self, number: int, *, fails: bool = False, event_fails: bool = False) -> None:
        self.number, self.fails, self.event_fails = number, fails, event_fails

    def run(self, connection: Connection) -> int:
        connection.execute(insert(notes).values(number=self.number))
        if self.fails:
            raise NotFound("note")
        return self.number

    def record(self, connection: Connection, error: BaseException | None) -> None:
        if self.event_fails:
            connection.execute(insert(events).values(number=None))
            connection.execute(insert(events).values(number="not a number at all"))
        connection.execute(insert(events).values(number=-self.number if error else self.number))


class Count:
    """Reads how many notes there are."""

    writes = False

    def run(self, connection: Connection) -> int:
        return connection.execute(select(func.count()).select_from(notes)).scalar_one()

    def record(self, connection: Connection, error: BaseException | None) -> None:
        connection.execute(insert(events).values(number=-1_000_000 if error else 1_000_000))


class Look(Count):
    """Leaves no event."""

    def record(self, connection: Connection, error: BaseException | None) -> None:
        pass


class Breaks(Look):
    """Fails while it reads, between one row and the next."""

    def run(self, connection: Connection) -> int:
        driver: Any = connection.connection.driver_connection
        rows = driver.execute("SELECT number FROM notes")
        rows.fetchone()
        raise NotFound("note")


class Slow(Note):
    """A note that lets others gather behind it."""

    def run(self, connection: Connection) -> int:
        time.sleep(0.2)
        return super().run(connection)


@pytest.fixture
def storage(database_url: str) -> Iterator[Storage]:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        notes.metadata.create_all(connection)
    engine.dispose()
    opened = open_storage(database_url, readers=2, pool=3, queue=500)
    yield opened
    opened.close()


def numbers(storage: Storage, table: Table = notes) -> set[int]:
    with looking(storage.engine) as connection:
        return set(connection.scalars(select(table.c.number)))


def test_many_writers_are_all_answered_and_all_there(storage: Storage) -> None:
    answers = [storage.submit(Note(number)) for number in range(1, 301)]
    assert {answer.result(timeout=30) for answer in answers} == set(range(1, 301))
    assert numbers(storage) == numbers(storage, events) == set(range(1, 301))


def test_a_unit_that_fails_undoes_itself_alone_and_its_event_is_kept(storage: Storage) -> None:
    first = storage.submit(Slow(1))
    others = [storage.submit(Note(number, fails=number % 3 == 0)) for number in range(2, 31)]
    wait([first, *others], timeout=30)
    failed = {number for number in range(2, 31) if number % 3 == 0}
    assert numbers(storage) == set(range(1, 31)) - failed
    assert numbers(storage, events) == (set(range(1, 31)) - failed) | {-number for number in failed}
    for number, answer in enumerate(others, start=2):
        assert isinstance(answer.exception(), NotFound) is (number in failed)


def test_work_whose_event_cannot_be_kept_is_not_done(storage: Storage) -> None:
    answer = storage.submit(Note(7, event_fails=True))
    assert answer.exception(timeout=30) is not None
    assert storage.submit(Note(8)).result(timeout=30) == 8
    assert numbers(storage) == {8}


def test_a_unit_whose_event_cannot_be_kept_fails_alone(storage: Storage) -> None:
    """Neither what was done without an event is there, nor is anything lost that stood in one group with it."""
    first = storage.submit(Slow(1))
    others = [
        storage.submit(Note(number, fails=number % 6 == 0, event_fails=number % 3 == 0)) for number in range(2, 31)
    ]
    wait([first, *others], timeout=30)
    faulty = set(range(3, 31, 3))
    assert numbers(storage) == numbers(storage, events) == set(range(1, 31)) - faulty
    for number, answer in enumerate(others, start=2):
        assert (answer.exception() is not None) is (number in faulty)


def test_a_database_error_names_no_statement(storage: Storage) -> None:
    storage.submit(Note(1)).result(timeout=30)
    error = storage.submit(Note(1)).exception(timeout=30)
    assert isinstance(error, StorageUnavailable)
    assert "INSERT" not in str(error)
    assert error.__cause__ is None or "INSERT" not in str(error.__cause__)


def test_a_reader_sees_a_snapshot_and_its_event_is_kept(storage: Storage) -> None:
    storage.submit(Note(1)).result(timeout=30)
    assert storage.submit(Count()).result(timeout=30) == 1
    assert 1_000_000 in numbers(storage, events)


def test_whoever_reads_after_one_that_broke_off_sees_what_was_written_since(storage: Storage) -> None:
    """Its error is still held, and with it the row at which it was."""
    for number in (1, 2, 3):
        storage.submit(Note(number)).result()
    broken = [storage.submit(Breaks()) for _ in range(8)]
    assert {type(one.exception()) for one in broken} == {NotFound}
    storage.submit(Note(4)).result()
    assert [storage.submit(Look()).result() for _ in range(8)] == [4] * 8


def test_a_reader_cannot_write(sqlite_server: SqliteServer) -> None:
    url = sqlite_server.new_database()
    engine = open_engine(url)
    with engine.begin() as connection:
        notes.metadata.create_all(connection)
    with looking(engine) as connection, pytest.raises(OperationalError):
        connection.execute(insert(notes).values(number=1))
    engine.dispose()


def test_a_full_queue_says_so_at_once(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.begin() as connection:
        notes.metadata.create_all(connection)
    engine.dispose()
    storage = open_storage(database_url, readers=1, pool=1, queue=3)
    accepted: list[Future[int]] = []

    def submit_many() -> None:
        accepted.extend(storage.submit(Slow(number)) for number in range(1, 40))

    with pytest.raises(Unavailable, match="waiting"):
        submit_many()
    storage.close()
    assert {answer.result(timeout=1) for answer in accepted} == set(range(1, len(accepted) + 1))


def test_closing_finishes_what_was_accepted_and_takes_no_more(storage: Storage) -> None:
    answers = [storage.submit(Note(number)) for number in range(1, 50)]
    storage.close()
    assert all(answer.done() for answer in answers)
    assert len({answer.result() for answer in answers}) == 49
    with pytest.raises(Unavailable):
        storage.submit(Note(99))


WRITER = """
import sys
from tests.kernel.test_storage import Note, notes
from vault.storage import open_engine, open_storage
storage = open_storage(sys.argv[1], readers=1, pool=3, queue=5000)
waiting = [storage.submit(Note(number)) for number in range(1, 5001)]
for answer in waiting:
    print(answer.result(), flush=True)
"""


def test_whatever_was_answered_survives_a_kill(storage: Storage, database_url: str) -> None:
    """Killed without warning in the middle of its work: no answer was a promise that is not kept."""
    storage.close()
    process = subprocess.Popen(  # noqa: S603 -- our own test
        [sys.executable, "-c", WRITER, database_url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    answered = [int(process.stdout.readline()) for _ in range(200)]
    os.kill(process.pid, signal.SIGKILL)
    answered += [int(line) for line in process.stdout.read().split("\n")[:-1] if line]
    process.wait(timeout=30)
    process.stdout.close()
    again = open_storage(database_url, readers=1, pool=1, queue=10)
    try:
        there = numbers(again)
        assert set(answered) <= there
        assert there == numbers(again, events)
        assert len(there) < 5000
    finally:
        again.close()
