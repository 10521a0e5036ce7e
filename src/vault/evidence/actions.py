"""Verbs of the log: read, seal, verify; and what a data subject may know of it.

The log itself is `vault.audit`, beneath every verb; these verbs stand above it like any others.
"""

from collections.abc import Iterable
from uuid import UUID

from vault.audit import checkpoint, store
from vault.audit.merkle import Tree
from vault.audit.model import Checkpoint, Consulted, LoggedEvent, Verification
from vault.crypto import equal
from vault.errors import LogBroken
from vault.ids import EventId
from vault.policy import Permission
from vault.work import Work, reads, writes

PAGE = 100
# One sealing handles this many events at most, so that it never holds the writer for long.
_SEALED_AT_ONCE = 5_000
_READS = (
    Permission.CASE_NARRATIVE_READ.value,
    Permission.SUBJECT_IDENTITY_READ.value,
    Permission.REQUEST_ANSWER.value,
    Permission.REQUEST_PACKAGE_READ.value,
)


@reads
def read_log(work: Work, before: EventId | None = None, limit: int = PAGE) -> list[LoggedEvent]:
    """A page of the organisation's log, the newest first. `before` is the last id of the page before."""
    work.permit(Permission.AUDIT_READ)
    return store.recent(work.connection, work.organisation_id, before, limit)


@writes
def seal(work: Work) -> int:
    """Puts waiting events into the tree and signs a checkpoint; returns how many. Call again until it is 0.

    A sealing leaves a checkpoint and no event: an event of its own would at once need sealing again.
    """
    if not work.may(Permission.AUDIT_SEAL):
        work.permit(Permission.AUDIT_SEAL)
    tree = store.load_tree(work.connection, work.organisation_id)
    waiting = store.unsealed(work.connection, work.organisation_id, _SEALED_AT_ONCE)
    if not waiting:
        return 0
    store.place(
        work.connection,
        work.organisation_id,
        [(row.event_id, position) for position, row in enumerate(waiting, start=tree.size)],
    )
    tree.extend(row.leaf for row in waiting)
    store.save_tree(work.connection, work.organisation_id, tree)
    note = checkpoint.sign(work.organisation_id, tree.size, tree.root(), work.keys.signing())
    store.save_checkpoint(work.connection, work.organisation_id, Checkpoint(size=tree.size, at=work.now, note=note))
    return len(waiting)


@reads
def verify(work: Work) -> Verification:
    """Proves the whole log. Raises LogBroken, naming the first place where it does not hold.

    Recomputes every event's leaf from its row, the tree from the leaves, and compares each checkpoint's signed
    root with the tree at its size; a removed, altered, inserted or reordered sealed event cannot pass.
    """
    work.permit(Permission.AUDIT_VERIFY)
    key = work.keys.signing().public()
    notes = [
        checkpoint.open_note(entry.note, work.organisation_id, key)
        for entry in store.checkpoints(work.connection, work.organisation_id)
    ]
    tree = _replay(work, dict(notes))
    latest = max((size for size, _ in notes), default=0)
    if tree.size != latest:
        raise LogBroken(f"the log holds {tree.size} sealed events, its last checkpoint vouches for {latest}")
    waiting = store.count_unsealed(work.connection, work.organisation_id)
    return Verification(
        events=tree.size + waiting,
        sealed=tree.size,
        unsealed=waiting,
        checkpoints=len(notes),
        root=tree.root().hex(),
    )


def _replay(work: Work, roots: dict[int, bytes]) -> Tree:
    tree = Tree()
    for position, event, leaf in store.sealed_events(work.connection, work.organisation_id):
        if position != tree.size:
            raise LogBroken(f"sealed events are missing or doubled at position {tree.size}")
        if not equal(event.leaf(), leaf):
            raise LogBroken(f"event {event.event_id} is not what was stored")
        tree.append(leaf)
        if (root := roots.get(tree.size)) is not None and not equal(root, tree.root()):
            raise LogBroken(f"the tree does not match the checkpoint at size {tree.size}")
    return tree


def consultations(work: Work, entities: Iterable[UUID]) -> list[Consulted]:
    """When and why the records of somebody were read, for their access answer (A-66). Part of other verbs."""
    found = {
        Consulted(at, purpose)
        for entity in entities
        for at, purpose in store.reads_about(work.connection, work.organisation_id, entity, _READS)
    }
    return sorted(found, key=lambda one: (one.at, one.purpose))
