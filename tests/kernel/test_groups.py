"""On PostgreSQL units that wait share a transaction: whichever fails, fails alone, and nothing is done twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    Table,
    create_engine,
    func,
    insert,
    select,
    text,
)
from tests.engines import PostgresqlServer
from tests.kernel import noting
from tests.kernel.noting import Act, Gate, events, fails, notes, numbers, writes_and_fails

from vault.errors import NotFound, StorageUnavailable
from vault.storage import Storage, open_engine, open_storage

checked = Table(
    "checked",
    notes.metadata,
    Column("number", Integer, ForeignKey("notes.number", deferrable=True, initially="DEFERRED"), primary_key=True),
)


class Note(noting.Note):
    """Tells in which transaction."""

    def run(self, connection: Connection) -> int:
        super().run(connection)
        driver: Any = connection.connection.driver_connection
        return int(driver.execute("SELECT pg_current_xact_id()::text").fetchone()[0])


def promises(connection: Connection, number: int) -> None:
    """What the database looks at when it commits, and not before: there is no such note."""
    connection.execute(insert(checked).values(number=number + 1_000))


@pytest.fixture
def url(postgresql_server: PostgresqlServer) -> Iterator[str]:
    made = postgresql_server.new_database()
    engine = open_engine(made)
    with engine.begin() as connection:
        notes.metadata.create_all(connection)
    engine.dispose()
    yield made
    postgresql_server.take_back(made)


@pytest.fixture
def storage(url: str) -> Iterator[Storage]:
    opened = open_storage(url, readers=1, pool=3, queue=500)
    yield opened
    opened.close()


def grouped(storage: Storage, units: list[Note], number: int | None = None) -> list[Future[int]]:
    return noting.grouped(storage, units, Gate(shares=True, number=number))


def results(answers: list[Future[int]]) -> set[int]:
    return {answer.result() for answer in answers if answer.exception() is None}


def test_units_that_wait_share_a_transaction(storage: Storage) -> None:
    units = [Note(number) for number in range(1, 41)]
    assert len(results(grouped(storage, units))) == 1
    assert numbers(storage) == numbers(storage, events) == set(range(1, 41))
    assert all(unit.runs == 1 for unit in units)


def test_a_unit_that_fails_before_it_reached_the_database_fails_within_its_group(storage: Storage) -> None:
    """As whoever is not permitted: nobody beside them is done again for it."""
    units = [Note(number, None if number % 3 else fails) for number in range(1, 31)]
    answers = grouped(storage, units)
    failed = set(range(3, 31, 3))
    assert {n for n, answer in enumerate(answers, 1) if isinstance(answer.exception(), NotFound)} == failed
    assert numbers(storage) == set(range(1, 31)) - failed
    assert numbers(storage, events) == (set(range(1, 31)) - failed) | {-n for n in failed}
    assert all(unit.runs == 1 for unit in units)


@pytest.mark.parametrize("act", [writes_and_fails, promises], ids=["in its run", "at the commit"])
def test_a_unit_that_fails_after_it_wrote_undoes_itself_alone(storage: Storage, act: Act) -> None:
    units = [Note(number, act if number == 7 else None) for number in range(1, 21)]
    answers = grouped(storage, units)
    assert [n for n, answer in enumerate(answers, 1) if answer.exception() is not None] == [7]
    assert numbers(storage) == set(range(1, 21)) - {7}
    assert numbers(storage, events) == (set(range(1, 21)) - {7}) | {-7}
    assert numbers(storage, checked) == set()
    assert len(results(answers)) == 19, "each is done alone then"


def test_of_two_that_contend_one_is_done_and_neither_harms_the_others(storage: Storage) -> None:
    units = [Note(number) for number in (1, 2, 3, 2, 4)]
    answers = grouped(storage, units)
    refused = [answer for answer in answers if answer.exception() is not None]
    assert len(refused) == 1
    assert refused[0] in (answers[1], answers[3])
    assert isinstance(refused[0].exception(), StorageUnavailable)
    assert numbers(storage) == {1, 2, 3, 4}
    assert numbers(storage, events) >= {1, 2, -2, 3, 4}


def test_who_waits_for_another_transaction_holds_up_nobody_for_long(storage: Storage, url: str) -> None:
    other = create_engine(url)
    with other.connect() as connection:
        connection.execute(insert(notes).values(number=5))
        answers = [storage.submit(Note(number)) for number in range(1, 11)]
        wait([answer for n, answer in enumerate(answers, 1) if n != 5], timeout=20)
        assert [n for n, answer in enumerate(answers, 1) if not answer.done()] == [5]
        assert numbers(storage) == set(range(1, 11)) - {5}
        connection.rollback()
    answers[4].result(timeout=20)
    assert numbers(storage) == numbers(storage, events) == set(range(1, 11))
    other.dispose()


def test_two_processes_whose_groups_wait_for_each_other_both_end(storage: Storage, url: str) -> None:
    """Each takes the same rows in the other's order."""
    other = open_storage(url, readers=1, pool=3, queue=500)

    def takes(connection: Connection, number: int) -> None:
        connection.execute(insert(notes).values(number=number % 1_000 + 500))
        time.sleep(0.01)

    def both(number: int, order: int) -> Note:
        return Note(number, lambda connection, _: takes(connection, order))

    gates = [Gate(shares=True), Gate(shares=True)]
    held = [gate.hold(one) for gate, one in zip(gates, (storage, other), strict=True)]
    answers = [storage.submit(both(n, n)) for n in range(1, 9)]
    answers += [other.submit(both(n + 100, 9 - n)) for n in range(1, 9)]
    for gate in gates:
        gate.open()
    done, waiting = wait([*held, *answers], timeout=60)
    assert not waiting
    assert len(done) == 18
    won = [answer for answer in answers if answer.exception() is None]
    assert len(won) == 8, "each of the eight rows has one who took it"
    assert {n for n in numbers(storage) if 500 < n < 1_000} == set(range(501, 509))
    other.close()


def test_who_withdraws_before_their_turn_is_not_done_and_the_others_are(storage: Storage) -> None:
    gate = Gate(shares=True)
    first = gate.hold(storage)
    units = [Note(number) for number in range(1, 21)]
    answers = [storage.submit(unit) for unit in units]
    withdrawn = [answer.cancel() for answer in answers[::4]]
    gate.open()
    wait([first, *answers], timeout=30)
    assert all(withdrawn)
    assert numbers(storage) == numbers(storage, events) == {n for n in range(1, 21) if n % 4 != 1}
    assert [unit.runs for unit in units] == [0, 1, 1, 1] * 5


def test_what_may_have_been_committed_is_not_done_again(storage: Storage) -> None:
    """The server goes away while it commits: nobody knows, so everybody is told that it failed, once."""
    with storage.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE FUNCTION go_away() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'"
            )
        )
        connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER go AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW WHEN (NEW.number = 7) EXECUTE FUNCTION go_away()"
            )
        )
    units = [Note(number) for number in range(1, 11)]
    answers = grouped(storage, units)
    assert all(isinstance(answer.exception(), StorageUnavailable) for answer in answers)
    assert all(unit.runs == 1 for unit in units)
    storage.submit(Note(20)).result(timeout=30)
    assert numbers(storage) == numbers(storage, events) == {20}


def test_readers_that_wait_share_a_snapshot_with_all_that_was_answered(storage: Storage) -> None:
    """Whoever was told that something is stored finds it, however many read at once."""
    missed: list[int] = []

    def count(connection: Connection, _: int) -> None:
        seen.append(connection.execute(select(func.count()).select_from(notes)).scalar_one())

    seen: list[int] = []

    def store_and_look(start: int) -> None:
        for number in range(start, start + 25):
            storage.submit(Note(number)).result(timeout=30)
            found: list[int] = []

            def look(connection: Connection, _: int, wanted: int = number, found: list[int] = found) -> None:
                query = select(notes.c.number).where(notes.c.number == wanted)
                found.extend(connection.scalars(query))

            storage.submit(Note(10_000 + number, look, writes=False)).result(timeout=30)
            if found != [number]:
                missed.append(number)

    threads = [threading.Thread(target=store_and_look, args=(start,)) for start in range(1, 800, 100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert missed == []
    answers = grouped(storage, [Note(20_000 + n, count, writes=False) for n in range(5)], number=1_000_000)
    assert len(results(answers)) == 1
    assert set(seen) == {8 * 25 + 1}


def test_a_reader_that_fails_fails_alone_and_its_event_is_kept(storage: Storage) -> None:
    answers = grouped(storage, [Note(n, fails if n == 3 else None, writes=False) for n in range(1, 9)])
    assert [n for n, answer in enumerate(answers, 1) if answer.exception() is not None] == [3]
    assert numbers(storage, events) == {1, 2, -3, 4, 5, 6, 7, 8}


def test_closing_finishes_those_that_wait_and_those_whose_group_came_to_nothing(url: str) -> None:
    storage = open_storage(url, readers=1, pool=3, queue=500)
    gate = Gate(shares=True)
    gate.hold(storage)
    answers = [storage.submit(Note(n, writes_and_fails if n == 5 else None)) for n in range(1, 21)]
    threading.Timer(0.3, gate.open).start()
    storage.close()
    assert all(answer.done() for answer in answers)
    again = open_storage(url, readers=1, pool=3, queue=10)
    assert numbers(again) == set(range(1, 21)) - {5}
    again.close()


WRITER = """
import sys
from tests.kernel.test_groups import Note, writes_and_fails
from vault.storage import open_storage
storage = open_storage(sys.argv[1], readers=1, pool=6, queue=5000)
waiting = [storage.submit(Note(n, None if n % 50 else writes_and_fails)) for n in range(1, 5001)]
for n, answer in enumerate(waiting, 1):
    if answer.exception() is None:
        print(n, flush=True)
"""


def test_whatever_a_group_answered_survives_a_kill_and_nothing_is_half_there(storage: Storage, url: str) -> None:
    process = subprocess.Popen(  # noqa: S603 -- our own test
        [sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    answered = [int(process.stdout.readline()) for _ in range(100)]
    os.kill(process.pid, signal.SIGKILL)
    answered += [int(line) for line in process.stdout.read().split("\n")[:-1] if line]
    process.wait(timeout=30)
    process.stdout.close()
    with storage.engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(0.3)"))
    there = numbers(storage)
    assert set(answered) <= there
    assert there == {number for number in numbers(storage, events) if number > 0}
    assert not any(number % 50 == 0 or number > 5_000 for number in there)
    assert len(there) < 4_900
