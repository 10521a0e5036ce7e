"""Any edit, removal, exchange, cut or insertion in a stored log, on any column, at any place, in any combination."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, and_, delete, insert, select, update
from tests.engines import ENGINES
from tests.world import NOW, World, case, party, person
from tests.world import settings as vault_settings

from vault import complaints, evidence
from vault.audit import Verification
from vault.audit.tables import audit_checkpoint, audit_event
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.errors import LogBroken
from vault.ids import new_id
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.sealing import seal_log
from vault.wiring import VerbUnit

R = RoleName
EVENTS = 12

COLUMNS: dict[str, Callable[[Any], Any]] = {
    "organisation_id": lambda _: new_id(),
    "event_id": lambda _: new_id(),
    "at": lambda at: at - timedelta(microseconds=1),
    "actor": lambda actor: f"{actor}x",
    "permission": lambda _: "case:list",
    "purpose": lambda _: "administration",
    "outcome": lambda _: "failed",
    "detail": lambda detail: f"{detail} ",
    "entities": lambda entities: entities + bytes(16),
    "leaf": lambda leaf: leaf[1:] + leaf[:1],
    "position": lambda position: position + EVENTS,
}


@pytest.fixture(scope="module", params=ENGINES)
def sealed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One sealed log for a whole module, which each example changes in a transaction that is taken back."""
    server = request.getfixturevalue(f"{request.param}_server")
    clock = StoppedClock(NOW)
    made = vault_settings(tmp_path_factory.mktemp("vault"), server.new_database())
    initialise(made, clock)
    with open_vault(made, clock) as vault:
        world = World(vault, clock)
        world.store(case(party("K", Role.COMPLAINANT, person())))
        for number in range(EVENTS):
            clock.advance(timedelta(minutes=1))
            world.call(R.DPO if number % 2 else R.CASE_WORKER, complaints.list_cases)
            if number % 5 == 0:
                seal_log(vault, world.organisation)
        seal_log(vault, world.organisation)
        yield world


def proven(world: World, connection: Connection) -> Verification:
    """Verifies what a transaction that is not committed sees, the kept checkpoint left out of it."""
    caller = world.caller(R.AUDITOR)
    return VerbUnit(world.vault, caller, evidence.verify, evidence.verify).run(connection)


def test_every_column_is_there_to_be_changed() -> None:
    assert set(COLUMNS) == set(audit_event.c.keys())


class Log(NamedTuple):
    """The sealed rows of a log within a transaction."""

    world: World
    connection: Connection

    def rows(self) -> list[dict[str, Any]]:
        mine = audit_event.c.organisation_id == self.world.organisation
        query = select(audit_event).where(mine, audit_event.c.position.is_not(None)).order_by(audit_event.c.position)
        return [row._asdict() for row in self.connection.execute(query)]

    def change(self, row: dict[str, Any], **values: Any) -> None:
        self.connection.execute(update(audit_event).where(_is(row)).values(**values))


def _is(row: dict[str, Any]) -> Any:
    return and_(audit_event.c.organisation_id == row["organisation_id"], audit_event.c.event_id == row["event_id"])


def edit(log: Log, data: st.DataObject) -> None:
    row, column = data.draw(st.sampled_from(log.rows())), data.draw(st.sampled_from(sorted(COLUMNS)))
    changed = COLUMNS[column](row[column])
    assume(changed != row[column])
    log.change(row, **{column: changed})


def edit_with_its_leaf(log: Log, data: st.DataObject) -> None:
    """As somebody does who knows how a leaf is made."""
    from vault.audit import store

    row = data.draw(st.sampled_from(log.rows()))
    log.change(row, actor="somebody-else")
    again = store.find(log.connection, log.world.organisation, row["event_id"])
    assert again is not None
    assert again.event is not None
    log.change(row, leaf=again.event.leaf())


def remove(log: Log, data: st.DataObject) -> None:
    log.connection.execute(delete(audit_event).where(_is(data.draw(st.sampled_from(log.rows())))))


def remove_and_close_the_gap(log: Log, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(log.rows()))
    log.connection.execute(delete(audit_event).where(_is(row)))
    for later in log.rows():
        if later["position"] > row["position"]:
            log.change(later, position=later["position"] - 1)


def exchange(log: Log, data: st.DataObject) -> None:
    one, other = data.draw(
        st.lists(st.sampled_from(log.rows()), min_size=2, max_size=2, unique_by=lambda row: row["position"])
    )
    log.change(one, position=other["position"])
    log.change(other, position=one["position"])


def cut(log: Log, data: st.DataObject) -> None:
    size = data.draw(st.integers(0, len(log.rows()) - 1))
    for row in log.rows()[size:]:
        log.connection.execute(delete(audit_event).where(_is(row)))
    if data.draw(st.booleans()):
        mine = audit_checkpoint.c.organisation_id == log.world.organisation
        log.connection.execute(delete(audit_checkpoint).where(mine, audit_checkpoint.c.size > size))


def insert_one(log: Log, data: st.DataObject) -> None:
    rows = log.rows()
    row, place = data.draw(st.sampled_from(rows)), data.draw(st.integers(0, len(rows)))
    for later in reversed(rows):
        if later["position"] >= place:
            log.change(later, position=later["position"] + 1)
    log.connection.execute(insert(audit_event).values(**row | {"event_id": new_id(), "position": place}))


def empty(log: Log, data: st.DataObject) -> None:
    columns = ("at", "actor", "permission", "purpose", "outcome", "detail", "entities")
    chosen = data.draw(st.sets(st.sampled_from(columns), min_size=1))
    log.change(data.draw(st.sampled_from(log.rows())), **dict.fromkeys(chosen))


TAMPERING = (edit, edit_with_its_leaf, remove, remove_and_close_the_gap, exchange, cut, insert_one, empty)


@pytest.mark.parametrize("tamper", TAMPERING)
@given(data=st.data())
@settings(max_examples=25)
def test_whatever_is_done_to_the_log_is_found(
    sealed: World, tamper: Callable[[Log, st.DataObject], None], data: st.DataObject
) -> None:
    with sealed.vault.storage.engine.connect() as connection:
        transaction = connection.begin()
        try:
            tamper(Log(sealed, connection), data)
            with pytest.raises(LogBroken):
                proven(sealed, connection)
        finally:
            transaction.rollback()


def test_the_log_itself_holds_all_the_while(sealed: World) -> None:
    with sealed.vault.storage.engine.connect() as connection:
        assert proven(sealed, connection).sealed > EVENTS


def test_many_sealers_at_once_make_one_log(world: World) -> None:
    """As processes do: each has its own vault over the same database."""
    for _ in range(40):
        world.call(R.DPO, complaints.list_cases)
    with (
        open_vault(world.vault.settings, world.clock) as second,
        open_vault(world.vault.settings, world.clock) as third,
        ThreadPoolExecutor(6) as pool,
    ):
        vaults = (world.vault, second, third) * 4
        under_way: list[Future[Any]] = [pool.submit(seal_log, vault, world.organisation) for vault in vaults]
        under_way += [pool.submit(world.call, R.DPO, complaints.list_cases) for _ in range(20)]
        for one in under_way:
            one.result()
    seal_log(world.vault, world.organisation)
    held = world.call(R.AUDITOR, evidence.verify, world.vault.kept_checkpoints.everyone())
    assert (held.sealed >= 60, held.unsealed) == (True, 0)


def test_sealing_in_many_steps_is_sealing_in_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.evidence.sealing.SEALED_AT_ONCE", 3)
    for _ in range(10):
        world.call(R.DPO, complaints.list_cases)
    assert seal_log(world.vault, world.organisation) >= 10
    assert world.call(R.AUDITOR, evidence.verify, world.vault.kept_checkpoints.everyone()).unsealed == 0
