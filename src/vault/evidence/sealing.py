"""Sealing: what waits goes into the tree, and a checkpoint is signed over it."""

import msgspec

from vault.audit import checkpoint, store
from vault.audit.model import Checkpoint
from vault.audit.note import Verifier
from vault.policy import Permission
from vault.work import Work, reads, writes

SEALED_AT_ONCE = 500
"""One sealing handles this many events at most, so that it never holds the writer for long."""


class Sealed(msgspec.Struct, frozen=True):
    """How many events were sealed, and the checkpoint over all there are."""

    events: int
    checkpoint: Checkpoint


@writes
def seal(work: Work) -> Sealed | None:
    """Puts waiting events into the tree and signs a checkpoint; None where none waits. Call again until it is None.

    A sealing leaves a checkpoint and no event: an event of its own would at once need sealing again. Several processes
    may seal one log at a time: each waits for the tree until the other has committed.
    """
    if not work.may(Permission.AUDIT_SEAL):
        work.permit(Permission.AUDIT_SEAL)
    organisation = work.organisation_id
    tree = store.lock_tree(work.connection, organisation)
    waiting = store.unsealed(work.connection, organisation, SEALED_AT_ONCE)
    if not waiting:
        return None
    positions = [(row.event_id, position) for position, row in enumerate(waiting, start=tree.size)]
    store.place(work.connection, organisation, positions)
    completed = tree.extend(row.leaf for row in waiting)
    store.save_tree(work.connection, organisation, tree, completed)
    note = checkpoint.sign(organisation, tree.size, tree.root(), work.keys.signing())
    # Not the time of the sealing, which follows within seconds: it would tell when somebody came of whom the log knows
    # the day alone.
    made = Checkpoint(size=tree.size, at=max(row.at for row in waiting), note=note)
    store.save_checkpoint(work.connection, organisation, made)
    return Sealed(len(waiting), made)


@reads
def newest_checkpoint(work: Work) -> Checkpoint | None:
    """The checkpoint over the whole sealed log; None where nothing was sealed yet."""
    work.permit(Permission.AUDIT_VERIFY)
    return store.newest_checkpoint(work.connection, work.organisation_id)


@reads
def verifier_keys(work: Work) -> tuple[str, ...]:
    """The public keys that checkpoints of this log are signed with, as one word each, the newest first."""
    work.permit(Permission.AUDIT_VERIFY)
    return tuple(key.vkey() for key in known_keys(work))


def known_keys(work: Work) -> tuple[Verifier, ...]:
    """Every key that this log was ever signed with. Part of other verbs."""
    return checkpoint.verifiers(work.organisation_id, work.keys.verifying())
