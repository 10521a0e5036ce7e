"""Deletes and updates that are made once: they meet what they name, after what waits, and nobody else's rows."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import bindparam, select, update
from tests.benchmarks.suite.complaints import long_closed
from tests.kernel.hold_rows import held
from tests.world import World

from vault import retention
from vault.complaints.store.rows import _of_one
from vault.ids import new_id
from vault.policy import RoleName
from vault.retention.tables import hold
from vault.storage import Command, Ids, add, among_ids, erase_rows, looking

OURS, THEIRS = new_id(), new_id()
IDS = sorted(new_id() for _ in range(30))
OWNED = (
    update(hold)
    .where(hold.c.organisation_id == bindparam("organisation"), among_ids(hold.c.hold_id, "ids"))
    .values(owner=bindparam("whose"), until=None)
)
CHANGED, CHANGING = Command(OWNED), Command(OWNED.returning(hold.c.hold_id))


def standing(world: World) -> dict[tuple[UUID, UUID], tuple[str, date | None]]:
    with looking(world.vault.storage.engine) as connection:
        found = connection.execute(select(hold)).all()
    return {(row.organisation_id, row.hold_id): (row.owner, row.until) for row in found}


@pytest.mark.parametrize("many", [1, 30])
def test_what_is_named_is_changed_and_deleted_and_nothing_else(world: World, many: int) -> None:
    """Rows that wait when it is asked are met as well."""
    with world.vault.storage.engine.begin() as connection:
        for whose in (OURS, THEIRS):
            for one in IDS:
                add(connection, hold, held(whose, one))
        asked = Ids([*IDS[:many], new_id()])
        assert CHANGED.run(connection, organisation=OURS, ids=asked, whose="else") == many
        met = CHANGING.returning(connection, organisation=OURS, ids=asked, whose="else")
        assert sorted(row.hold_id for row in met) == IDS[:many]
    changed = standing(world)
    assert {key for key, value in changed.items() if value == ("else", None)} == {(OURS, one) for one in IDS[:many]}
    assert len(changed) == 2 * len(IDS)
    with world.vault.storage.engine.begin() as connection:
        erase_rows(connection, OURS, IDS[:many], hold.c.record_id, hold.c.cause_id)
    assert set(changed) - set(standing(world)) == {(OURS, one) for one in IDS[:many]}


def test_erasing_one_case_after_another_compiles_nothing_anew(world: World) -> None:

    for number in range(3):
        world.store(long_closed(number))
    plan = world.call(RoleName.RETENTION_JOB, retention.plan)
    first, *others = plan.items
    world.call(RoleName.RETENTION_JOB, retention.erase_item, plan.plan_id, first.record_id)
    known = _of_one.cache_info().currsize
    for one in others:
        world.call(RoleName.RETENTION_JOB, retention.erase_item, plan.plan_id, one.record_id)
    assert _of_one.cache_info().currsize == known
