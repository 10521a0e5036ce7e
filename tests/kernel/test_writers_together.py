"""On SQLite units that may be done again share a savepoint: rows go together, and whichever fails, fails alone."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, create_engine, event, insert, select

from vault.errors import NotFound, StorageUnavailable
from vault.storage import Storage, add, open_storage

notes = Table("notes", MetaData(), Column("number", Integer, primary_key=True))
events = Table("events", notes.metadata, Column("number", Integer, primary_key=True))
SOME = range(1, 9)

Act = Callable[[Connection, int], None]


class Note:
    """Adds its number, and as its event the same; negative where it failed."""

    shares = True
    writes = True

    def __init__(self, number: int, act: Act | None = None, *, told: bool = True) -> None:
        self.number, self.act, self.told = number, act, told
        self.runs = 0

    def run(self, connection: Connection) -> int:
        self.runs += 1
        add(connection, notes, {"number": self.number})
        if self.act is not None:
            self.act(connection, self.number)
        return self.number

    def record(self, connection: Connection, error: BaseException | None) -> None:
        if not self.told:
            raise NotFound("event")
        add(connection, events, {"number": self.number if error is None else -self.number})


class Alone(Note):
    shares = False


class Gate:
    """Keeps the writer busy until it is opened, so that what is submitted meanwhile is one group."""

    shares = False
    writes = True

    def __init__(self) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()

    def run(self, _connection: Connection) -> None:
        self.reached.set()
        self.open.wait(20)

    def record(self, _connection: Connection, error: BaseException | None) -> None:
        """Nothing is told."""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/notes.db"


@pytest.fixture
def storage(url: str) -> Iterator[Storage]:
    engine = create_engine(url)
    notes.metadata.create_all(engine)
    engine.dispose()
    opened = open_storage(url, readers=1, pool=1, queue=100)
    yield opened
    opened.close()


def together(storage: Storage, units: list[Any]) -> list[Future[Any]]:
    """All of these in one group of the writer."""
    gate = Gate()
    first = storage.submit(gate)
    assert gate.reached.wait(20)
    futures = [storage.submit(one) for one in units]
    gate.open.set()
    wait([first, *futures], timeout=20)
    return futures


def numbers(url: str, table: Table) -> set[int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = set(connection.scalars(select(table.c.number)))
    engine.dispose()
    return found


def not_there(_connection: Connection, _number: int) -> None:
    raise NotFound("note")


def reads_and_fails(connection: Connection, number: int) -> None:
    assert number in set(connection.scalars(select(notes.c.number)))
    raise NotFound("note")


def writes_and_fails(connection: Connection, number: int) -> None:
    connection.execute(insert(notes).values(number=number + 100))
    raise NotFound("note")


def twice(connection: Connection, number: int) -> None:
    add(connection, notes, {"number": number})


def test_rows_of_units_that_wait_go_together(storage: Storage, url: str) -> None:
    told: list[tuple[str, bool]] = []

    def tell(_connection: object, _cursor: object, text: str, *how: Any) -> None:
        told.append((text, how[-1]))

    event.listen(storage.engine, "before_cursor_execute", tell)
    answers = together(storage, [Note(number) for number in SOME])
    assert [one.result() for one in answers] == [*SOME]
    assert numbers(url, notes) == numbers(url, events) == {*SOME}
    assert [many for text, many in told if "INSERT INTO notes" in text] == [True]
    assert [text for text, _ in told if text.startswith("SAVEPOINT")] == ["SAVEPOINT unit"] * 2


def test_a_unit_that_fails_before_it_reached_the_database_fails_within_its_group(storage: Storage, url: str) -> None:
    units = [Note(number, not_there if number == 3 else None) for number in SOME]
    answers = together(storage, units)
    assert isinstance(answers[2].exception(), NotFound)
    assert numbers(url, notes) == {*SOME} - {3}
    assert numbers(url, events) == {*SOME} - {3} | {-3}
    assert {one.runs for one in units} == {1}


@pytest.mark.parametrize("act", [reads_and_fails, writes_and_fails, twice])
@pytest.mark.parametrize("place", [1, 4, 8])
def test_a_unit_that_fails_after_that_undoes_itself_alone(storage: Storage, url: str, act: Act, place: int) -> None:
    units = [Note(number, act if number == place else None) for number in SOME]
    answers = together(storage, units)
    assert [one.exception() is None for one in answers] == [number != place for number in SOME]
    assert isinstance(answers[place - 1].exception(), NotFound | StorageUnavailable)
    assert numbers(url, notes) == {*SOME} - {place}
    assert numbers(url, events) == {*SOME} - {place} | {-place}


def test_a_unit_whose_event_cannot_be_kept_is_not_done_and_the_others_are(storage: Storage, url: str) -> None:
    answers = together(storage, [Note(number, told=number != 5) for number in SOME])
    assert isinstance(answers[4].exception(), NotFound)
    assert numbers(url, notes) == numbers(url, events) == {*SOME} - {5}


def test_others_between_them_keep_their_order_and_savepoint(storage: Storage, url: str) -> None:
    units = [Note(1), Note(2), Alone(3), Note(4, writes_and_fails), Alone(5, writes_and_fails), Note(6), Note(1)]
    answers = together(storage, units)
    assert [one.exception() is None for one in answers] == [True, True, True, False, False, True, False]
    assert numbers(url, notes) == {1, 2, 3, 6}
    assert numbers(url, events) == {1, 2, 3, -4, -5, 6, -1}


def test_who_withdraws_before_their_turn_is_not_done(storage: Storage, url: str) -> None:
    gate = Gate()
    first = storage.submit(gate)
    assert gate.reached.wait(20)
    futures = [storage.submit(Note(number)) for number in SOME]
    assert futures[0].cancel()
    assert futures[6].cancel()
    gate.open.set()
    first.result(20)
    wait([*futures[1:6], futures[7]], timeout=20)
    assert numbers(url, notes) == numbers(url, events) == {*SOME} - {1, 7}
