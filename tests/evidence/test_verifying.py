"""Whatever is done to the stored log is found: cut back with its checkpoints, beside the events, or in its index."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update
from tests.world import World, case, party, person

from vault import complaints, evidence
from vault.audit import checkpoint, inclusion, note
from vault.audit.merkle import Tree
from vault.audit.tables import audit_checkpoint, audit_event, audit_mention, audit_subtree, audit_tree
from vault.complaints import Role
from vault.errors import LogBroken
from vault.ids import new_id
from vault.policy import RoleName
from vault.sealing import seal_log

R = RoleName


def busy(world: World, events: int = 3) -> str:
    """Some events, sealed and kept; answers the checkpoint over them."""
    world.store(case(party("K", Role.COMPLAINANT, person())))
    for _ in range(events):
        world.call(R.DPO, complaints.list_cases)
    seal_log(world.vault, world.organisation)
    newest = world.call(R.AUDITOR, evidence.newest_checkpoint)
    assert newest is not None
    return newest.note


def proven(world: World, since: Sequence[str] = ()) -> Any:
    return world.call(R.AUDITOR, evidence.verify, world.vault.kept_checkpoints.everyone(), since)


def alter(world: World, act: Callable[[Connection], object]) -> None:
    with world.vault.storage.engine.begin() as connection:
        act(connection)


def cut_back(world: World, size: int) -> None:
    """As somebody does who knows the tables well: what is left is a whole log of fewer events."""
    mine = audit_event.c.organisation_id == world.organisation

    def cut(connection: Connection) -> None:
        behind = select(audit_event.c.event_id).where(
            mine, audit_event.c.position.is_(None) | (audit_event.c.position >= size)
        )
        gone = list(connection.scalars(behind))
        connection.execute(delete(audit_mention).where(audit_mention.c.event_id.in_(gone)))
        connection.execute(delete(audit_event).where(audit_event.c.event_id.in_(gone)))
        connection.execute(
            delete(audit_checkpoint).where(
                audit_checkpoint.c.organisation_id == world.organisation, audit_checkpoint.c.size > size
            )
        )
        tree = Tree()
        tree.extend(connection.scalars(select(audit_event.c.leaf).where(mine).order_by(audit_event.c.position)))
        connection.execute(
            update(audit_tree)
            .where(audit_tree.c.organisation_id == world.organisation)
            .values(size=tree.size, edge=b"".join(tree.edge))
        )

    alter(world, cut)


def test_a_log_that_was_cut_back_with_its_checkpoints_verifies_by_itself_and_not_against_what_was_kept(
    world: World,
) -> None:
    early = busy(world)
    late = busy(world)
    assert proven(world, [early, late]).outside == 3
    cut_back(world, checkpoint.head_of(early).size)
    assert world.call(R.AUDITOR, evidence.verify).outside == 0
    assert world.call(R.AUDITOR, evidence.verify, {}, [early]).outside == 1
    with pytest.raises(LogBroken, match="cut back"):
        proven(world)
    with pytest.raises(LogBroken, match="cut back"):
        world.call(R.AUDITOR, evidence.verify, {}, [late])


def test_a_log_that_grew_again_after_it_was_cut_is_another(world: World) -> None:
    early = busy(world)
    late = busy(world)
    cut_back(world, checkpoint.head_of(early).size)
    for _ in range(3):
        busy(world)
    with pytest.raises(LogBroken, match="kept outside"):
        world.call(R.AUDITOR, evidence.verify, {}, [late])
    proof = world.call(R.AUDITOR, evidence.prove_growth, checkpoint.head_of(late).size)
    with pytest.raises(LogBroken):
        inclusion.check(proof.proof, [note.parse_vkey(key) for key in proof.keys], late)


def test_a_checkpoint_of_another_log_proves_nothing_here(world: World) -> None:
    elsewhere = world.another_organisation()
    busy(world)
    world.call_in(elsewhere, R.DPO, complaints.list_cases)
    world.call_in(elsewhere, R.AUDITOR, evidence.seal)
    newest = world.call_in(elsewhere, R.AUDITOR, evidence.newest_checkpoint)
    assert newest is not None
    with pytest.raises(LogBroken):
        proven(world, [newest.note])


def test_the_kept_checkpoint_is_never_replaced_by_a_shorter_one(world: World) -> None:
    early, late = busy(world), busy(world)
    world.vault.kept_checkpoints.keep(world.organisation, early)
    assert world.vault.kept_checkpoints.newest(world.organisation) == late


ROWS: dict[str, tuple[Table, dict[str, Callable[[Any], Any]]]] = {
    "tree": (
        audit_tree,
        {
            "organisation_id": lambda _: new_id(),
            "size": lambda size: size - 1,
            "edge": lambda edge: edge[:-1] + bytes([edge[-1] ^ 1]),
        },
    ),
    "subtree": (
        audit_subtree,
        {
            "organisation_id": lambda _: new_id(),
            "level": lambda level: level + 8,
            "number": lambda number: number + 1,
            "hash": lambda kept: bytes(len(kept)),
        },
    ),
    "checkpoint": (
        audit_checkpoint,
        {
            "organisation_id": lambda _: new_id(),
            "note": lambda note: note.replace("\n\n", "\nmore\n\n"),
        },
    ),
    "mention": (
        audit_mention,
        {"organisation_id": lambda _: new_id(), "entity_id": lambda _: new_id(), "event_id": lambda _: new_id()},
    ),
}


@pytest.mark.parametrize(("name", "column"), [(name, column) for name in ROWS for column in ROWS[name][1]])
def test_a_change_beside_the_events_is_found(world: World, name: str, column: str) -> None:
    busy(world, events=257)
    table, changes = ROWS[name]
    mine = table.c.organisation_id == world.organisation
    keys = [one for one in table.primary_key if one.name != column] or [table.c.organisation_id]

    def change(connection: Connection) -> None:
        row = connection.execute(select(table).where(mine).order_by(*keys).limit(1)).one()._asdict()
        same = [table.c[key.name] == row[key.name] for key in table.primary_key]
        connection.execute(update(table).where(*same).values({column: changes[column](row[column])}))

    assert proven(world).sealed > 256
    alter(world, change)
    with pytest.raises(LogBroken):
        proven(world)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_is_gone_beside_the_events_is_found(world: World, name: str) -> None:
    busy(world, events=257)
    table, _ = ROWS[name]
    alter(
        world, lambda connection: connection.execute(delete(table).where(table.c.organisation_id == world.organisation))
    )
    with pytest.raises(LogBroken):
        proven(world)


def test_a_mention_that_no_event_makes_is_found(world: World) -> None:
    busy(world)
    event = world.call(R.AUDITOR, evidence.read_log)[0].event_id
    row = {"organisation_id": world.organisation, "entity_id": new_id(), "event_id": event}
    alter(world, lambda connection: connection.execute(insert(audit_mention).values(**row)))
    with pytest.raises(LogBroken, match="mention"):
        proven(world)


def test_a_body_that_was_dropped_by_no_purge_is_found(world: World) -> None:
    busy(world)
    empty = dict.fromkeys(("at", "actor", "permission", "purpose", "outcome", "detail", "entities"))

    def drop(connection: Connection) -> None:
        first = (audit_event.c.organisation_id == world.organisation) & (audit_event.c.position == 0)
        event = connection.execute(select(audit_event.c.event_id).where(first)).scalar_one()
        connection.execute(update(audit_event).where(first).values(empty))
        connection.execute(delete(audit_mention).where(audit_mention.c.event_id == event))

    alter(world, drop)
    with pytest.raises(LogBroken, match="no purge says so"):
        proven(world)
