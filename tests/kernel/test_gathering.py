"""New rows wait and are inserted together, and nobody can tell, except by how long it takes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, delete, event, select, update
from sqlalchemy.exc import IntegrityError
from tests.world import NOW, World, case, party, person

from vault import accounts, complaints
from vault.accounts import NewClient, Shown
from vault.complaints import Role
from vault.errors import Unauthenticated
from vault.ids import PLATFORM, new_id
from vault.keys.tables import data_key, epoch
from vault.policy import RoleName
from vault.storage import Query, add
from vault.wiring import Caller

R = RoleName
KEYS = Query(
    select(data_key.c.owner_kind).where(
        data_key.c.organisation_id == bindparam("organisation"), data_key.c.owner_id == bindparam("owner")
    )
)


def new_epoch() -> dict[str, Any]:
    return {
        "organisation_id": PLATFORM,
        "epoch_id": new_id(),
        "number": 1_000_000,
        "provider": "file",
        "provider_key": "none",
        "wrapped_encryption_key": b"\x00\xff",
        "wrapped_index_key": b"",
        "created_at": NOW,
    }


def key_under(made: dict[str, Any], owner: Any) -> dict[str, Any]:
    return {
        "organisation_id": PLATFORM,
        "key_id": new_id(),
        "epoch_id": made["epoch_id"],
        "owner_kind": "case",
        "owner_id": owner,
        "wrapped": b"\x01",
        "created_at": NOW + timedelta(microseconds=1),
    }


def kinds(connection: Connection, owner: Any) -> list[str]:
    return [row.owner_kind for row in KEYS.all(connection, organisation=PLATFORM, owner=owner)]


def test_whoever_looks_finds_the_rows_and_their_values(world: World) -> None:
    owner, made = new_id(), new_epoch()
    with world.vault.storage.engine.begin() as connection:
        # The child is added first: what it refers to goes to the database before it.
        add(connection, data_key, key_under(made, owner))
        add(connection, epoch, made)
        row = connection.execute(select(epoch).where(epoch.c.epoch_id == made["epoch_id"])).one()
        assert {name: getattr(row, name) for name in made} == made
        assert kinds(connection, owner) == ["case"]
    with world.vault.storage.engine.connect() as connection:
        found = connection.execute(select(data_key.c.created_at).where(data_key.c.owner_id == owner)).scalar_one()
        assert found == NOW + timedelta(microseconds=1)


def test_rows_that_nobody_looked_at_are_there_after_the_commit(world: World) -> None:
    made = new_epoch()
    with world.vault.storage.engine.connect() as connection:
        add(connection, epoch, made)
        connection.commit()
        assert connection.execute(select(epoch.c.number).where(epoch.c.epoch_id == made["epoch_id"])).one()


def test_a_rollback_forgets_them_and_one_to_a_savepoint_those_behind_it(world: World) -> None:
    owner, made = new_id(), new_epoch()
    with world.vault.storage.engine.connect() as connection:
        add(connection, epoch, made)
        attempt = connection.begin_nested()
        add(connection, data_key, key_under(made, owner))
        attempt.rollback()
        assert connection.execute(select(epoch.c.number).where(epoch.c.epoch_id == made["epoch_id"])).one()
        assert kinds(connection, owner) == []
        add(connection, data_key, key_under(made, owner))
        connection.rollback()
        assert kinds(connection, owner) == []
        assert connection.execute(select(epoch.c.number).where(epoch.c.epoch_id == made["epoch_id"])).first() is None


def test_a_row_that_may_not_be_there_fails_as_any_statement_does(world: World) -> None:
    made = new_epoch()
    with world.vault.storage.engine.connect() as connection:
        add(connection, epoch, made)
        add(connection, epoch, made)
        with pytest.raises(IntegrityError) as failed:
            connection.commit()
        assert made["provider_key"] not in str(failed.value)


def test_an_answer_is_asked_for_again_after_whatever_may_change_it(world: World) -> None:
    owner, made = new_id(), new_epoch()
    with world.vault.storage.engine.begin() as connection:
        add(connection, epoch, made)
        assert kinds(connection, owner) == []
        add(connection, data_key, key_under(made, owner))
        assert kinds(connection, owner) == ["case"]
        connection.execute(update(data_key).where(data_key.c.owner_id == owner).values(owner_kind="lane"))
        assert kinds(connection, owner) == ["lane"]
        attempt = connection.begin_nested()
        connection.execute(delete(data_key).where(data_key.c.owner_id == owner))
        assert kinds(connection, owner) == []
        attempt.rollback()
        assert kinds(connection, owner) == ["lane"]


def test_whoever_listens_to_statements_is_told_of_them(world: World) -> None:
    told: list[str] = []
    engine = world.vault.storage.engine
    event.listen(engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    with engine.begin() as connection:
        add(connection, epoch, new_epoch())
        kinds(connection, new_id())
    assert any(one.startswith("INSERT INTO epoch") for one in told)
    assert any(one.startswith("SELECT data_key") for one in told)


def test_a_revoked_client_is_refused_in_the_same_group(world: World) -> None:
    """What one unit of a group read is not read again by the next; what was changed between them is."""
    new = NewClient(label="case system", roles=frozenset({R.INGEST}), days_valid=30)
    made = world.call(R.OPERATOR, accounts.create_client, new)
    caller = Caller(Shown(key=made.key), "complaint_handling")
    told = case(party("K", Role.COMPLAINANT, person()))
    submit = world.vault._submit
    first = [submit(caller, complaints.store_case, told) for _ in range(5)]
    ended = submit(world.caller(R.ORG_ADMIN), accounts.revoke_client, made.client_id)
    if world.vault.storage.engine.dialect.name != "sqlite":
        # Units of a pool run beside each other; those of one writer in their order.
        ended.result()
    last = [submit(caller, complaints.store_case, told) for _ in range(5)]
    assert all(one.result() for one in first)
    ended.result()
    for one in last:
        with pytest.raises(Unauthenticated):
            one.result()
