"""No column of a sealed event can be changed unseen, and the log grows only at its end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select, update
from tests.world import World, case, party, person

from vault import complaints, evidence
from vault.audit import checkpoint
from vault.audit.merkle import Tree
from vault.audit.tables import audit_checkpoint as checkpoints
from vault.audit.tables import audit_event as events
from vault.audit.tables import audit_tree as tree
from vault.complaints import Role
from vault.crypto import Secret, SigningKey
from vault.errors import LogBroken, NotPermitted
from vault.ids import OrganisationId, new_id
from vault.policy import RoleName

R = RoleName

CHANGES: dict[str, Callable[[Any], Any]] = {
    "organisation_id": lambda _: new_id(),
    "event_id": lambda _: new_id(),
    "at": lambda at: at + timedelta(microseconds=1),
    "actor": lambda actor: actor + "x",
    "permission": lambda _: "case:list",
    "purpose": lambda _: "administration",
    "outcome": lambda _: "denied",
    "detail": lambda detail: detail + "x",
    "entities": lambda entities: entities[:-16],
    "leaf": lambda leaf: bytes(reversed(leaf)),
    "position": lambda _: None,
}


def sealed(world: World) -> None:
    """A log of which the first event stores a case, sealed twice."""
    world.store(case(party("K", Role.COMPLAINANT, person())))
    world.call(R.AUDITOR, evidence.seal)
    world.call(R.DPO, complaints.list_cases)
    world.call(R.AUDITOR, evidence.seal)


def tamper(world: World, act: Callable[[Connection], object]) -> None:
    with world.vault.storage.engine.begin() as connection:
        act(connection)


def broken(world: World) -> bool:
    try:
        world.call(R.AUDITOR, evidence.verify)
    except LogBroken:
        return True
    return False


def test_every_column_of_an_event_is_there_to_be_changed() -> None:
    assert set(CHANGES) == set(events.c.keys())


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_in_any_column_is_found(world: World, column: str) -> None:
    sealed(world)
    assert not broken(world)
    of_storing = (events.c.organisation_id == world.organisation) & (events.c.permission == "case:store")

    def change(connection: Connection) -> None:
        value = connection.execute(select(events.c[column]).where(of_storing)).scalar_one()
        connection.execute(update(events).where(of_storing).values({column: CHANGES[column](value)}))

    tamper(world, change)
    assert broken(world)


def test_the_log_of_another_organisation_cannot_stand_in(world: World) -> None:
    """Its checkpoints were signed with its own key, for its own name."""
    elsewhere = world.another_organisation()
    sealed(world)
    world.call_in(elsewhere, R.DPO, complaints.list_cases)
    world.call_in(elsewhere, R.AUDITOR, evidence.seal)

    def exchange(connection: Connection) -> None:
        for table in (events, checkpoints, tree):
            connection.execute(delete(table).where(table.c.organisation_id == world.organisation))
            connection.execute(
                update(table).where(table.c.organisation_id == elsewhere).values(organisation_id=world.organisation)
            )

    tamper(world, exchange)
    assert broken(world)


def test_an_edge_that_was_tampered_with_seals_nothing_that_verifies(world: World) -> None:
    """The edge is only a short cut: what it says is checked against the events."""
    sealed(world)
    mine = tree.c.organisation_id == world.organisation

    def change(connection: Connection) -> None:
        edge = connection.execute(select(tree.c.edge).where(mine)).scalar_one()
        connection.execute(update(tree).where(mine).values(edge=bytes(len(edge))))

    tamper(world, change)
    world.call(R.DPO, complaints.list_cases)
    world.call(R.AUDITOR, evidence.seal)
    assert broken(world)


def test_events_that_wait_are_counted_and_then_sealed(world: World) -> None:
    sealed(world)
    before = world.call(R.AUDITOR, evidence.verify)
    world.call(R.DPO, complaints.list_cases)
    waiting = world.call(R.AUDITOR, evidence.verify)
    # The verification before is an event as well.
    assert (waiting.sealed, waiting.unsealed) == (before.sealed, before.unsealed + 2)
    assert waiting.root == before.root
    world.call(R.AUDITOR, evidence.seal)
    after = world.call(R.AUDITOR, evidence.verify)
    assert (after.sealed, after.unsealed) == (waiting.events + 1, 0)
    assert after.root != before.root


def test_an_event_that_was_changed_while_it_waited_is_found_once_sealed(world: World) -> None:
    world.store(case())

    def change(connection: Connection) -> None:
        connection.execute(update(events).where(events.c.organisation_id == world.organisation).values(actor="nobody"))

    tamper(world, change)
    world.call(R.AUDITOR, evidence.seal)
    assert broken(world)


def test_a_denied_call_is_told_with_whom_what_and_why(world: World) -> None:
    stored = world.store(case())
    with pytest.raises(NotPermitted):
        world.call(R.BOARD, complaints.read_case, stored.case_id)
    told = world.call(R.AUDITOR, evidence.read_log)[0]
    assert (told.outcome, told.actor, told.permission) == ("denied", "test:board", "case:list")
    assert told.entities == (stored.case_id,)
    assert told.detail


LOG, SIGNER = OrganisationId(new_id()), SigningKey(Secret(b"k" * 32))
ROOT = b"r" * 32


def test_a_note_has_exactly_one_spelling() -> None:
    """A checkpoint that is kept elsewhere is compared letter by letter."""
    note = checkpoint.sign(LOG, 7, ROOT, SIGNER)
    near = [chr(code) for code in range(128)]
    spelt = [note[:at] + one + note[at + 1 :] for at in range(len(note)) for one in near if one != note[at]]
    for other in (*spelt, note + "\n", note[:-1], note + "=", "\n" + note, note.replace("\n", "\r\n")):
        with pytest.raises(LogBroken):
            checkpoint.open_note(other, LOG, [SIGNER.public()])
    assert checkpoint.open_note(note, LOG, [SIGNER.public()]) == (7, ROOT)


@given(st.text(max_size=200))
def test_any_text_is_a_note_or_a_broken_log(text: str) -> None:
    with pytest.raises(LogBroken):
        checkpoint.open_note(text, LOG, [SIGNER.public()])


@pytest.mark.parametrize(("size", "edge"), [(1, []), (0, [ROOT]), (3, [ROOT]), (4, [ROOT, ROOT])])
def test_an_edge_that_does_not_fit_its_size_is_no_tree(size: int, edge: list[bytes]) -> None:
    with pytest.raises(ValueError, match="edge"):
        Tree(size, edge)
