"""Many rows changed by one statement: each its own way, and nobody else's."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from tests.world import NOW, World

from vault.ids import PLATFORM, new_id
from vault.keys.tables import data_key, epoch
from vault.storage import Change, IdBytes, add, looking

MOVED = Change(data_key, by=("key_id", "epoch_id"), to=("epoch_id", "wrapped"), key_id=IdBytes(), epoch_id=IdBytes())


def made(world: World, organisation: Any, *wrapped: bytes) -> tuple[list[Any], Any, Any]:
    """Keys with this content in the first of two epochs."""
    first, second, keys = new_id(), new_id(), [new_id() for _ in wrapped]
    with world.vault.storage.engine.begin() as connection:
        for number, one in enumerate((first, second)):
            row = {"organisation_id": organisation, "epoch_id": one, "number": 1_000 + number, "created_at": NOW}
            row |= {"provider": "file", "provider_key": "none", "wrapped_encryption_key": b"", "wrapped_index_key": b""}
            add(connection, epoch, row)
        for key_id, content in zip(keys, wrapped, strict=True):
            row = {"organisation_id": organisation, "key_id": key_id, "epoch_id": first, "owner_kind": "case"}
            add(connection, data_key, row | {"owner_id": key_id, "wrapped": content, "created_at": NOW})
    return keys, first, second


def standing(world: World, keys: list[Any]) -> list[tuple[Any, bytes]]:
    with looking(world.vault.storage.engine) as connection:
        found = connection.execute(select(data_key).where(data_key.c.key_id.in_(keys))).all()
    by_id = {row.key_id: (row.epoch_id, bytes(row.wrapped)) for row in found}
    return [by_id[one] for one in keys]


def test_each_row_is_changed_its_own_way(world: World) -> None:
    keys, first, second = made(world, PLATFORM, b"\x00'", b"\xff", b"")
    with world.vault.storage.engine.begin() as connection:
        rows = [(one.bytes, first.bytes, second.bytes, b"%d" % at) for at, one in enumerate(keys)]
        assert MOVED.all(connection, PLATFORM, rows) == 3
    assert standing(world, keys) == [(second, b"0"), (second, b"1"), (second, b"2")]


def test_what_is_not_found_so_is_left_as_it_is(world: World) -> None:
    """Of another epoch, of another organisation, or not there."""
    keys, first, second = made(world, PLATFORM, b"a", b"b")
    elsewhere, theirs, _ = made(world, world.organisation, b"c")
    with world.vault.storage.engine.begin() as connection:
        rows = [
            (keys[0].bytes, second.bytes, first.bytes, b"no"),
            (keys[1].bytes, first.bytes, second.bytes, b"yes"),
            (elsewhere[0].bytes, theirs.bytes, first.bytes, b"no"),
            (new_id().bytes, first.bytes, second.bytes, b"no"),
        ]
        assert MOVED.all(connection, PLATFORM, rows) == 1
    assert standing(world, [*keys, *elsewhere]) == [(first, b"a"), (second, b"yes"), (theirs, b"c")]


def test_rows_that_wait_are_there_first_and_none_is_no_statement(world: World) -> None:
    keys, first, second = made(world, PLATFORM, b"a")
    late = new_id()
    with world.vault.storage.engine.begin() as connection:
        row = {"organisation_id": PLATFORM, "key_id": late, "epoch_id": first, "owner_kind": "case", "owner_id": late}
        add(connection, data_key, row | {"wrapped": b"late", "created_at": NOW})
        assert MOVED.all(connection, PLATFORM, []) == 0
        assert MOVED.all(connection, PLATFORM, [(late.bytes, first.bytes, second.bytes, b"changed")]) == 1
    assert standing(world, [*keys, late]) == [(first, b"a"), (second, b"changed")]


def test_an_epoch_that_is_not_there_is_refused(world: World) -> None:
    keys, first, _ = made(world, PLATFORM, b"a")

    def change() -> None:
        with world.vault.storage.engine.begin() as connection:
            MOVED.all(connection, PLATFORM, [(keys[0].bytes, first.bytes, new_id().bytes, b"x")])

    with pytest.raises(SQLAlchemyError):
        change()
    assert standing(world, keys) == [(first, b"a")]
