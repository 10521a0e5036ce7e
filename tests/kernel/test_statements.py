"""Statements that both databases know and that are spelled apart for each."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, delete, func, insert, or_, select, update
from tests.kernel.hold_rows import held

from vault.ids import new_id
from vault.retention.tables import hold
from vault.storage import among, open_engine

OURS, THEIRS = new_id(), new_id()
IDS = sorted(new_id() for _ in range(60))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with sixty rows of each of two organisations, of the same ids."""
    made = open_engine(database_url)
    with made.begin() as connection:
        connection.execute(insert(hold), [held(whose, one) for whose in (OURS, THEIRS) for one in IDS])
    yield made
    made.dispose()


@pytest.mark.parametrize("many", [1, 20, 60])
def test_few_and_many_ids_find_the_same(engine: Engine, many: int) -> None:
    """Whether they are bound one by one or as one value, and beside ids that are nowhere."""
    asked = [*IDS[:many], *(new_id() for _ in range(3))]
    with engine.connect() as connection:
        mine = hold.c.organisation_id == OURS
        found = connection.scalars(select(hold.c.hold_id).where(mine, among(hold.c.hold_id, asked)))
        assert sorted(found) == IDS[:many]
        either = or_(among(hold.c.hold_id, asked[:many]), among(hold.c.record_id, IDS[30:]))
        assert connection.scalar(select(func.count()).where(mine, either)) == len({*IDS[:many], *IDS[30:]})


def test_what_many_ids_find_is_changed_and_deleted_and_nothing_else(engine: Engine) -> None:
    with engine.begin() as connection:
        mine = hold.c.organisation_id == OURS
        changed = connection.execute(update(hold).where(mine, among(hold.c.hold_id, IDS[:40])).values(owner="else"))
        gone = connection.execute(delete(hold).where(mine, among(hold.c.hold_id, IDS[20:])).returning(hold.c.hold_id))
        assert (changed.rowcount, sorted(gone.scalars())) == (40, IDS[20:])
        left = connection.execute(select(hold.c.owner, func.count()).group_by(hold.c.owner)).all()
        assert sorted(tuple(row) for row in left) == [("else", 20), ("somebody", 60)]
