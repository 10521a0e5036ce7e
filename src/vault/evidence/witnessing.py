"""What is to be sent to a witness, and what came of it. The sending itself is done outside of any transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from vault.audit import store, witnessing
from vault.audit.model import Checkpoint
from vault.audit.witnessing import Standing
from vault.evidence.proving import growth
from vault.policy import Permission
from vault.work import Work, reads, writes

_SHORTEST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)
_DOUBLINGS = 10


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint that a witness has not taken yet."""

    witness: str
    since: int
    """The size of the newest checkpoint that the witness took, as far as is known here."""
    checkpoint: Checkpoint


@reads
def errands(work: Work, witnesses: Sequence[str]) -> list[Errand]:
    """What is due to be sent to these witnesses. Leaves no event, which would need sealing and sending again."""
    _permit(work)
    newest = store.newest_checkpoint(work.connection, work.organisation_id)
    if newest is None:
        return []
    known = {one.witness: one for one in witnessing.standings(work.connection, work.organisation_id)}
    return [
        Errand(witness=name, since=known[name].size if name in known else 0, checkpoint=newest)
        for name in witnesses
        if due(known.get(name), newest.size, work.now)
    ]


@reads
def submission(work: Work, since: int, checkpoint: Checkpoint) -> str:
    """A checkpoint with the proof that it grew from `since` events, as witnesses take it (C2SP tlog-witness)."""
    _permit(work)
    return growth(work, since, checkpoint)


@writes
def taken(work: Work, witness: str, size: int, cosignatures: str) -> None:
    """A witness took a checkpoint."""
    _permit(work)
    standing = Standing(
        witness=witness,
        size=size,
        cosignatures=cosignatures,
        taken_at=work.now,
        failing_since=None,
        failures=0,
        failure="",
        tried_at=work.now,
    )
    witnessing.save(work.connection, work.organisation_id, standing)


@writes
def refused(work: Work, witness: str, reason: str) -> None:
    """A witness did not answer, or did not take a checkpoint. It is tried again, less and less often."""
    _permit(work)
    known = {one.witness: one for one in witnessing.standings(work.connection, work.organisation_id)}
    before = known.get(witness)
    standing = Standing(
        witness=witness,
        size=before.size if before else 0,
        cosignatures=before.cosignatures if before else "",
        taken_at=before.taken_at if before else None,
        failing_since=before.failing_since if before and before.failing_since else work.now,
        failures=before.failures + 1 if before else 1,
        failure=reason,
        tried_at=work.now,
    )
    witnessing.save(work.connection, work.organisation_id, standing)


@reads
def witness_standings(work: Work) -> list[Standing]:
    """How every witness stands to this log."""
    work.permit(Permission.AUDIT_VERIFY)
    return witnessing.standings(work.connection, work.organisation_id)


def due(standing: Standing | None, size: int, now: datetime) -> bool:
    """Whether a witness is to be told of a log of this size now: it lacks something, and its pause is over."""
    if standing is None:
        return True
    pause = min(_SHORTEST_PAUSE * 2 ** min(standing.failures, _DOUBLINGS), _LONGEST_PAUSE)
    waited = standing.failing_since is None or now >= standing.tried_at + pause
    return standing.size < size and waited


def _permit(work: Work) -> None:
    if not work.may(Permission.AUDIT_SEAL):
        work.permit(Permission.AUDIT_SEAL)
