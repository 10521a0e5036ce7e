"""On SQLite units that may be done again share a savepoint: rows go together, and whichever fails, fails alone."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, select
from tests.kernel.noting import Act, Gate, Note, events, fails, grouped, notes, numbers, writes_and_fails

from vault.errors import NotFound, StorageUnavailable
from vault.storage import Storage, add, open_storage

SOME = range(1, 9)


class Alone(Note):
    shares = False


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    url = f"sqlite:///{tmp_path}/notes.db"
    engine = create_engine(url)
    notes.metadata.create_all(engine)
    engine.dispose()
    opened = open_storage(url, readers=1, pool=1, queue=100)
    yield opened
    opened.close()


def together(storage: Storage, units: Sequence[Note]) -> list[Future[int]]:
    """All of these in one group of the writer."""
    return grouped(storage, units, Gate(shares=False))


def reads_and_fails(connection: Connection, number: int) -> None:
    assert number in set(connection.scalars(select(notes.c.number)))
    raise NotFound("note")


def twice(connection: Connection, number: int) -> None:
    add(connection, notes, {"number": number, "under": None})


def test_rows_of_units_that_wait_go_together(storage: Storage) -> None:
    told: list[tuple[str, bool]] = []

    def tell(_connection: object, _cursor: object, text: str, *how: Any) -> None:
        told.append((text, how[-1]))

    event.listen(storage.engine, "before_cursor_execute", tell)
    answers = together(storage, [Note(number) for number in SOME])
    assert [one.result() for one in answers] == [*SOME]
    assert numbers(storage, notes) == numbers(storage, events) == {*SOME}
    assert [many for text, many in told if "INSERT INTO notes" in text] == [True]
    assert [text for text, _ in told if text.startswith("SAVEPOINT")] == ["SAVEPOINT unit"] * 2


def test_a_unit_that_fails_before_it_reached_the_database_fails_within_its_group(storage: Storage) -> None:
    units = [Note(number, fails if number == 3 else None) for number in SOME]
    answers = together(storage, units)
    assert isinstance(answers[2].exception(), NotFound)
    assert numbers(storage, notes) == {*SOME} - {3}
    assert numbers(storage, events) == {*SOME} - {3} | {-3}
    assert {one.runs for one in units} == {1}


@pytest.mark.parametrize("act", [reads_and_fails, writes_and_fails, twice])
@pytest.mark.parametrize("place", [1, 4, 8])
def test_a_unit_that_fails_after_that_undoes_itself_alone(storage: Storage, act: Act, place: int) -> None:
    units = [Note(number, act if number == place else None) for number in SOME]
    answers = together(storage, units)
    assert [one.exception() is None for one in answers] == [number != place for number in SOME]
    assert isinstance(answers[place - 1].exception(), NotFound | StorageUnavailable)
    assert numbers(storage, notes) == {*SOME} - {place}
    assert numbers(storage, events) == {*SOME} - {place} | {-place}


def test_a_unit_whose_event_cannot_be_kept_is_not_done_and_the_others_are(storage: Storage) -> None:
    answers = together(storage, [Note(number, told=number != 5) for number in SOME])
    assert isinstance(answers[4].exception(), NotFound)
    assert numbers(storage, notes) == numbers(storage, events) == {*SOME} - {5}


def test_others_between_them_keep_their_order_and_savepoint(storage: Storage) -> None:
    units = [Note(1), Note(2), Alone(3), Note(4, writes_and_fails), Alone(5, writes_and_fails), Note(6), Note(1)]
    answers = together(storage, units)
    assert [one.exception() is None for one in answers] == [True, True, True, False, False, True, False]
    assert numbers(storage, notes) == {1, 2, 3, 6}
    assert numbers(storage, events) == {1, 2, 3, -4, -5, 6, -1}


def test_who_withdraws_before_their_turn_is_not_done(storage: Storage) -> None:
    gate = Gate(shares=False)
    first = gate.hold(storage)
    futures = [storage.submit(Note(number)) for number in SOME]
    assert futures[0].cancel()
    assert futures[6].cancel()
    gate.open()
    first.result(20)
    wait([*futures[1:6], futures[7]], timeout=20)
    assert numbers(storage, notes) == numbers(storage, events) == {*SOME} - {1, 7}
