"""A proof is given away and checked by somebody who has nothing but a public key."""

import base64
import json
from uuid import UUID

import msgspec
import pytest
from tests.evidence.notes import head, path, verified_text
from tests.world import World, case

from vault import complaints, evidence
from vault.audit import checkpoint, inclusion, note
from vault.audit.inclusion import ProvenEvent, ProvenGrowth
from vault.crypto import leaf_hash
from vault.errors import Conflict, InvalidInput, LogBroken, NotFound
from vault.ids import EventId, new_id
from vault.policy import RoleName
from vault.sealing import seal_log

R = RoleName


def checkpoint_now(world: World) -> str:
    seal_log(world.vault, world.organisation)
    newest = world.call(R.AUDITOR, evidence.newest_checkpoint)
    assert newest is not None
    return newest.note


def events(world: World, count: int) -> list[EventId]:
    for _ in range(count):
        world.call(R.DPO, complaints.list_cases)
    checkpoint_now(world)
    return [one.event_id for one in world.call(R.AUDITOR, evidence.read_log, limit=1000) if one.sealed]


def test_every_event_of_a_log_is_proven(world: World) -> None:
    stored = world.store(case())
    for event in events(world, 9):
        proof = world.call(R.AUDITOR, evidence.prove_event, event)
        shown = inclusion.check(proof.proof, [note.parse_vkey(key) for key in proof.keys])
        assert isinstance(shown, ProvenEvent)
        assert shown.event is not None
        assert shown.event.event_id == event
        if shown.event.permission == "case:store":
            assert shown.event.entities == (stored.case_id,)


def test_a_proof_beyond_the_first_kept_subtree_is_checked_by_the_specification_alone(sqlite_world: World) -> None:
    found = events(sqlite_world, 600)
    for event in (found[0], found[300], found[-1]):
        proof = sqlite_world.call(R.AUDITOR, evidence.prove_event, event)
        first, extra, index, *rest = proof.proof.split("\n")
        hashes = rest[: rest.index("")]
        _, size, root = head(verified_text("\n".join(rest[len(hashes) + 1 :]), proof.keys[0]))
        assert first == "c2sp.org/tlog-proof@v1"
        leaf = leaf_hash(base64.b64decode(json.loads(base64.b64decode(extra.split(" ")[1]))["event"]))
        with sqlite_world.vault.storage.engine.connect() as connection:
            from vault.audit import store

            leaves = store.leaves(connection, sqlite_world.organisation, 0, size)
        place = int(index.split(" ")[1])
        assert leaves[place] == leaf
        assert [base64.b64decode(one) for one in hashes] == path(place, leaves)
        assert len(root) == 32


def test_a_proof_that_was_changed_or_meets_another_key_proves_nothing(world: World) -> None:
    event, other, *_ = events(world, 6)
    proof = world.call(R.AUDITOR, evidence.prove_event, event)
    known = [note.parse_vkey(key) for key in proof.keys]
    lines = proof.proof.split("\n")
    another = world.call(R.AUDITOR, evidence.prove_event, other).proof.split("\n")
    for changed in (
        [*lines[:1], another[1], *lines[2:]],
        [*lines[:2], another[2], *lines[3:]],
        [*lines[:3], another[3], *lines[4:]],
        [*lines[:3], *lines[4:]],
    ):
        with pytest.raises(LogBroken):
            inclusion.check("\n".join(changed), known)
    stranger = world.call_in(world.another_organisation(), R.AUDITOR, evidence.verifier_keys)
    with pytest.raises(LogBroken):
        inclusion.check(proof.proof, [note.parse_vkey(key) for key in stranger])


@pytest.mark.parametrize("text", ["", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex 0\n\nx", "old 1\n\n"])
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises((InvalidInput, LogBroken)):
        inclusion.check(text, [], "")


def test_a_whole_tree_of_one_is_proven(world: World) -> None:
    elsewhere = world.another_organisation()
    world.call_in(elsewhere, R.DPO, complaints.list_cases)
    world.call_in(elsewhere, R.AUDITOR, evidence.seal)
    *_, event = world.call_in(elsewhere, R.AUDITOR, evidence.read_log)
    proof = world.call_in(elsewhere, R.AUDITOR, evidence.prove_event, event.event_id)
    shown = inclusion.check(proof.proof, [note.parse_vkey(key) for key in proof.keys])
    assert isinstance(shown, ProvenEvent)


def test_growth_is_proven_from_every_checkpoint(world: World) -> None:
    earlier = []
    for _ in range(5):
        events(world, 3)
        earlier.append(checkpoint_now(world))
    for before in earlier:
        proof = world.call(R.AUDITOR, evidence.prove_growth, checkpoint.head_of(before).size)
        known = [note.parse_vkey(key) for key in proof.keys]
        shown = inclusion.check(proof.proof, known, before)
        assert isinstance(shown, ProvenGrowth)
        assert shown.old <= shown.size
        with pytest.raises(InvalidInput):
            inclusion.check(proof.proof, known)
    first = world.call(R.AUDITOR, evidence.prove_growth, checkpoint.head_of(earlier[0]).size)
    with pytest.raises(LogBroken):
        inclusion.check(first.proof, [note.parse_vkey(key) for key in first.keys], earlier[1])


def test_an_event_that_waits_is_not_proven_yet_and_a_strange_one_never(world: World) -> None:
    world.call(R.DPO, complaints.list_cases)
    waiting = world.call(R.AUDITOR, evidence.read_log)[0]
    with pytest.raises(Conflict):
        world.call(R.AUDITOR, evidence.prove_event, waiting.event_id)
    with pytest.raises(NotFound):
        world.call(R.AUDITOR, evidence.prove_event, EventId(new_id()))


def test_the_bytes_of_an_event_are_those_that_are_described() -> None:
    """An array of nine: organisation, event, time, actor, permission, purpose, outcome, detail, ids."""
    from datetime import UTC, datetime

    from vault.audit import Event, Outcome
    from vault.ids import OrganisationId

    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    who, what = UUID(int=1), UUID(int=2)
    event = Event(OrganisationId(who), EventId(what), at, "client:x", "case:list", "p", Outcome.DONE, "", (what,))
    fields = msgspec.msgpack.decode(msgspec.msgpack.encode(event))
    assert fields[:2] == [str(who), str(what)]
    assert fields[2].timestamp() == at.timestamp()
    assert fields[3:] == ["client:x", "case:list", "p", "done", "", [str(what)]]


def test_more_events_than_there_are_prove_nothing_either_way(world: World) -> None:
    for beyond in (10**6, 2**63 - 1):
        with pytest.raises(Conflict, match="fewer events"):
            world.call(R.AUDITOR, evidence.prove_growth, beyond)
