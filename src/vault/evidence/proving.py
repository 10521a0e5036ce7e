"""Proofs to be given away: of one event, and that the log only grew since an earlier checkpoint."""

from collections.abc import Sequence

import msgspec

from vault.audit import inclusion, proofs, store
from vault.audit.inclusion import Extra
from vault.audit.merkle import KEPT_LEVELS
from vault.audit.model import Checkpoint
from vault.audit.note import Verifier
from vault.audit.proofs import Hashing, Range
from vault.crypto import node_hash
from vault.errors import Conflict, LogBroken, NotFound
from vault.evidence.sealing import known_keys
from vault.ids import EventId, OrganisationId
from vault.policy import Permission
from vault.work import Work, reads


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A proof as text, and the public keys that it is checked with; how they are trusted is the reader's matter."""

    proof: str
    keys: tuple[str, ...]


@reads
def prove_event(work: Work, event_id: EventId) -> Proof:
    """A proof that one event stands in the sealed log, with its body if that is still there.

    Raises NotFound for an event that is not there, Conflict for one that is not sealed yet, LogBroken where what is
    stored leads to no signed root.
    """
    work.permit(Permission.AUDIT_VERIFY, event_id)
    newest = store.newest_checkpoint(work.connection, work.organisation_id)
    return _proven(work, event_id, newest, known_keys(work))


@reads
def prove_events(work: Work, event_ids: Sequence[EventId]) -> tuple[Proof | None, ...]:
    """A proof for each of these events; None for one that is not there or not sealed yet. Raises LogBroken."""
    work.permit(Permission.AUDIT_VERIFY)
    work.audit.note(f"{len(event_ids)} events")
    newest, known = store.newest_checkpoint(work.connection, work.organisation_id), known_keys(work)
    return tuple(_if_sealed(work, one, newest, known) for one in event_ids)


def _if_sealed(work: Work, event_id: EventId, newest: Checkpoint | None, known: tuple[Verifier, ...]) -> Proof | None:
    try:
        return _proven(work, event_id, newest, known)
    except (Conflict, NotFound):
        return None


def _proven(work: Work, event_id: EventId, newest: Checkpoint | None, known: tuple[Verifier, ...]) -> Proof:
    try:
        stored = store.find(work.connection, work.organisation_id, event_id)
    except ValueError:
        raise LogBroken("the event is not what was stored") from None
    if stored is None:
        raise NotFound("event")
    if stored.position is None or newest is None:
        raise Conflict("the event is not sealed yet", hint="seal the log first: cvault audit seal")
    extra = Extra(leaf=stored.leaf) if stored.event is None else Extra(event=msgspec.msgpack.encode(stored.event))
    path = _hashes(work, _ranges(stored.position, newest))
    text = inclusion.write_inclusion(extra, stored.position, path, newest.note)
    # What is stored is not believed: the proof is checked as its reader will.
    inclusion.check(text, known)
    return _given(known, text)


@reads
def prove_growth(work: Work, since: int) -> Proof:
    """A proof that the log of now begins with that of `since` events; it is checked with the checkpoint over those.

    Raises Conflict where there are fewer: the number alone does not tell a log that was cut back from a wrong one, as
    a signed checkpoint does (`verify`).
    """
    work.permit(Permission.AUDIT_VERIFY)
    newest = store.newest_checkpoint(work.connection, work.organisation_id)
    if newest is None or since > newest.size:
        raise Conflict(
            "the log has fewer events than that",
            hint="if a checkpoint says so, the log was cut back: verify it against that checkpoint",
        )
    return _given(known_keys(work), growth(work, since, newest))


def growth(work: Work, old: int, newest: Checkpoint) -> str:
    """A proof of growth from a size to a checkpoint, as witnesses take it. Part of other verbs."""
    return inclusion.write_growth(old, _hashes(work, proofs.consistency(old, newest.size)), newest.note)


def _given(known: tuple[Verifier, ...], text: str) -> Proof:
    return Proof(proof=text, keys=tuple(key.vkey() for key in known))


def _ranges(position: int, newest: Checkpoint) -> Sequence[Range]:
    if position >= newest.size:
        raise LogBroken("the event stands behind the last checkpoint")
    return proofs.inclusion(position, newest.size)


def _hashes(work: Work, ranges: Sequence[Range]) -> list[bytes]:
    hashing = _hashing(work, work.organisation_id)
    return [proofs.root(one, hashing) for one in ranges]


def _hashing(work: Work, organisation: OrganisationId) -> Hashing:
    """Hashes of perfect subtrees, from the kept ones below them or from leaves: at most 256 rows are read for one."""

    def hashed(level: int, number: int) -> bytes:
        kept = level - level % KEPT_LEVELS
        start, end = number << level - kept, number + 1 << level - kept
        if kept:
            parts = [one.hash for one in store.subtrees(work.connection, organisation, kept, start, end)]
        else:
            parts = store.leaves(work.connection, organisation, start, end)
        if len(parts) != end - start:
            raise LogBroken("leaves or subtrees are missing")
        while len(parts) > 1:
            parts = [node_hash(left, right) for left, right in zip(parts[::2], parts[1::2], strict=True)]
        return parts[0]

    return hashed
