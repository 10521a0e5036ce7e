"""Units that note a number, and what keeps a writer busy until they all wait: for units that are done together."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait

from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, select

from vault.errors import NotFound
from vault.storage import Storage, add, looking

notes = Table("notes", MetaData(), Column("number", Integer, primary_key=True), Column("under", Integer))
events = Table("events", notes.metadata, Column("number", Integer, primary_key=True))

Act = Callable[[Connection, int], None]


class Note:
    """Adds its number, and as its event the same; negative where it failed. Cannot keep an event that is not `told`."""

    shares = True

    def __init__(self, number: int, act: Act | None = None, *, writes: bool = True, told: bool = True) -> None:
        self.number, self.act, self.writes, self.told = number, act, writes, told
        self.runs = 0

    def run(self, connection: Connection) -> int:
        self.runs += 1
        if self.writes:
            add(connection, notes, {"number": self.number, "under": None})
        if self.act is not None:
            self.act(connection, self.number)
        return self.number

    def record(self, connection: Connection, error: BaseException | None) -> None:
        if not self.told:
            raise NotFound("event")
        add(connection, events, {"number": -self.number if error else self.number})


def fails(_connection: Connection, _number: int) -> None:
    raise NotFound("note")


def writes_and_fails(connection: Connection, number: int) -> None:
    connection.execute(insert(notes).values(number=number + 1_000))
    raise NotFound("note")


class Gate:
    """Holds the only thread that works until it is let through: what is submitted meanwhile is one group.

    Then it notes its `number`, where it has one.
    """

    writes = True

    def __init__(self, *, shares: bool, number: int | None = None) -> None:
        self.shares, self._number = shares, number
        self._entered, self._opened = threading.Event(), threading.Event()

    def run(self, connection: Connection) -> int:
        self._entered.set()
        assert self._opened.wait(30)
        if self._number is not None:
            add(connection, notes, {"number": self._number, "under": None})
        return 0

    def record(self, _connection: Connection, error: BaseException | None) -> None:
        """Nothing is told."""

    def hold(self, storage: Storage) -> Future[int]:
        answer = storage.submit(self)
        assert self._entered.wait(30)
        return answer

    def open(self) -> None:
        self._opened.set()


def grouped(storage: Storage, units: Sequence[Note], gate: Gate) -> list[Future[int]]:
    """Has these wait together."""
    first = gate.hold(storage)
    answers = [storage.submit(unit) for unit in units]
    gate.open()
    _, waiting = wait([first, *answers], timeout=30)
    assert not waiting
    return answers


def numbers(storage: Storage, table: Table = notes) -> set[int]:
    with looking(storage.engine) as connection:
        return set(connection.scalars(select(table.c.number)))
