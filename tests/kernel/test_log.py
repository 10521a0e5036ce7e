"""The log tells of everything, carries nobody's data, and shows whatever was done to it afterwards."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, update
from tests.world import World, case, document, party, person

from vault import complaints, evidence
from vault.audit import checkpoint
from vault.audit.merkle import EMPTY_ROOT, Tree
from vault.complaints import Role
from vault.crypto import Secret, SigningKey, leaf_hash, node_hash
from vault.errors import LogBroken, NotFound, NotPermitted
from vault.ids import CaseId, EventId, OrganisationId, new_id
from vault.policy import RoleName
from vault.storage import metadata

R = RoleName
EVENT, MENTION = metadata.tables["audit_event"], metadata.tables["audit_mention"]
CHECKPOINT, TREE = metadata.tables["audit_checkpoint"], metadata.tables["audit_tree"]

# RFC 6962 as its reference implementation tests it: the leaves, and the root over the first n of them.
LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_roots_are_those_of_rfc_6962() -> None:
    tree = Tree()
    assert tree.root() == EMPTY_ROOT
    for size, root in enumerate(ROOTS):
        assert (tree.size, tree.root().hex()) == (size, root)
        if size < len(LEAVES):
            tree.append(leaf_hash(LEAVES[size]))


def _recomputed(leaves: list[bytes]) -> bytes:
    """The definition in section 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(_recomputed(leaves[:split]), _recomputed(leaves[split:]))


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_the_right_edge_is_all_that_a_tree_needs(leaves: list[bytes]) -> None:
    tree = Tree()
    for leaf in leaves:
        tree = Tree(tree.size, tree.edge)
        tree.append(leaf)
    assert tree.root() == _recomputed(leaves)


LOG, SIGNER = OrganisationId(new_id()), SigningKey(Secret(b"k" * 32))


def test_a_checkpoint_is_a_signed_note() -> None:
    note = checkpoint.sign(LOG, 7, b"r" * 32, SIGNER)
    assert note.startswith(f"complaint-vault/{LOG}\n7\n")
    assert checkpoint.open_note(note, LOG, [SIGNER.public()]) == (7, b"r" * 32)


@given(st.data())
def test_a_changed_note_is_refused(data: st.DataObject) -> None:
    note = checkpoint.sign(LOG, 7, b"r" * 32, SIGNER)
    place = data.draw(st.integers(0, len(note) - 1))
    letter = data.draw(st.characters().filter(lambda one: one != note[place]))
    with pytest.raises(LogBroken):
        checkpoint.open_note(note[:place] + letter + note[place + 1 :], LOG, [SIGNER.public()])


def test_a_note_of_another_log_or_key_is_refused() -> None:
    note = checkpoint.sign(LOG, 7, b"r" * 32, SIGNER)
    for log, key in ((OrganisationId(new_id()), SIGNER), (LOG, SigningKey(Secret(b"l" * 32)))):
        with pytest.raises(LogBroken):
            checkpoint.open_note(note, log, [key.public()])


def busy(world: World) -> None:
    """A few events, sealed in two sealings."""
    world.store(case(party("K", Role.COMPLAINANT, person())))
    world.call(R.AUDITOR, evidence.seal)
    for _ in range(3):
        world.call(R.DPO, complaints.list_cases)
    world.call(R.AUDITOR, evidence.seal)


def test_an_untouched_log_verifies(world: World) -> None:
    busy(world)
    proven = world.call(R.AUDITOR, evidence.verify)
    assert (proven.checkpoints, proven.unsealed) == (2, 0)
    assert proven.sealed >= 4


def _ours(world: World, connection: Connection) -> list[object]:
    query = select(EVENT.c.event_id).where(EVENT.c.organisation_id == world.organisation).order_by(EVENT.c.position)
    return list(connection.scalars(query))


def alter(world: World, connection: Connection) -> None:
    first = _ours(world, connection)[0]
    connection.execute(update(EVENT).where(EVENT.c.event_id == first).values(actor="client:somebody-else"))


def alter_with_its_leaf(world: World, connection: Connection) -> None:
    first = _ours(world, connection)[0]
    connection.execute(update(EVENT).where(EVENT.c.event_id == first).values(leaf=b"\0" * 32))


def remove(world: World, connection: Connection) -> None:
    connection.execute(delete(EVENT).where(EVENT.c.event_id == _ours(world, connection)[1]))


def remove_the_last(world: World, connection: Connection) -> None:
    connection.execute(delete(EVENT).where(EVENT.c.event_id == _ours(world, connection)[-1]))


def swap(world: World, connection: Connection) -> None:
    one, other = _ours(world, connection)[1:3]
    for event, position in ((one, 1000), (other, 1), (one, 2)):
        connection.execute(update(EVENT).where(EVENT.c.event_id == event).values(position=position))


def insert_one(world: World, connection: Connection) -> None:
    row = connection.execute(select(EVENT).where(EVENT.c.event_id == _ours(world, connection)[-1])).one()._asdict()
    connection.execute(insert(EVENT).values(**row | {"event_id": new_id(), "position": row["position"] + 1}))


def drop_a_checkpoint(world: World, connection: Connection) -> None:
    mine = CHECKPOINT.c.organisation_id == world.organisation
    size = max(connection.scalars(select(CHECKPOINT.c.size).where(mine)))
    connection.execute(delete(CHECKPOINT).where(mine, CHECKPOINT.c.size == size))


def forge_a_checkpoint(world: World, connection: Connection) -> None:
    mine = CHECKPOINT.c.organisation_id == world.organisation
    note = connection.scalars(select(CHECKPOINT.c.note).where(mine)).first()
    assert note is not None
    connection.execute(update(CHECKPOINT).where(mine).values(note=note.replace("\n1\n", "\n2\n")))


TAMPERING = [
    alter,
    alter_with_its_leaf,
    remove,
    remove_the_last,
    swap,
    insert_one,
    drop_a_checkpoint,
    forge_a_checkpoint,
]


@pytest.mark.parametrize("tamper", TAMPERING)
def test_tampering_with_the_log_is_found(world: World, tamper: Callable[[World, Connection], None]) -> None:
    busy(world)
    with world.vault.storage.engine.begin() as connection:
        tamper(world, connection)
    with pytest.raises(LogBroken):
        world.call(R.AUDITOR, evidence.verify)


def test_every_outcome_is_told(world: World) -> None:
    with pytest.raises(NotPermitted):
        world.call(R.AUDITOR, complaints.list_cases)
    with pytest.raises(NotFound):
        world.call(R.DPO, complaints.read_case, CaseId(new_id()))
    world.call(R.DPO, complaints.list_cases)
    told = {(one.permission, one.outcome) for one in world.call(R.AUDITOR, evidence.read_log)}
    assert {("case:list", "denied"), ("case:list", "failed"), ("case:list", "done")} <= told


def test_a_case_is_mentioned_with_its_people(world: World) -> None:
    stored = world.store(case(party("K", Role.COMPLAINANT, person())))
    event = next(one for one in world.call(R.AUDITOR, evidence.read_log) if one.permission == "case:store")
    assert set(event.entities) == {stored.case_id, stored.subjects[0]}
    assert (event.actor, event.purpose) == ("test:ingest", "complaint_handling")


def test_no_byte_of_the_log_is_personal(world: World) -> None:
    who = person("Gudmund Stavnsager", national_id="120566-9914", phones=("68 15 25 35",), emails=("gs@brev.example",))
    told = case(
        party("K", Role.COMPLAINANT, who),
        documents=(document("Han truede mig.", author="K", role=Role.COMPLAINANT, on=date(2026, 9, 3)),),
        reference="2026-0815",
        department="Afdeling Nord",
    )
    world.call(R.DPO, complaints.read_case, world.store(told).case_id)
    with world.vault.storage.engine.connect() as connection:
        everything = repr([connection.execute(select(table)).all() for table in (EVENT, MENTION, CHECKPOINT, TREE)])
    for private in ("Gudmund", "Stavnsager", "120566", "68 15", "6815", "gs@", "truede", "0815", "Nord"):
        assert private not in everything


def test_the_log_is_paged_from_the_newest_back(world: World) -> None:
    busy(world)
    whole = [one.event_id for one in world.call(R.AUDITOR, evidence.read_log, limit=1000)]
    walked: list[EventId] = []
    before = whole[0]
    while page := world.call(R.AUDITOR, evidence.read_log, before, 2):
        walked += [one.event_id for one in page]
        before = walked[-1]
    assert walked == whole[1:]
