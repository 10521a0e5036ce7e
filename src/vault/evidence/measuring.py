"""Numbers about the log and about what is overdue, for metrics: no ids but those of organisations, nothing of people.

Measuring leaves no event: it shows nothing that anybody could be found in, and happens every few seconds.
"""

from datetime import datetime

import msgspec

from vault.audit import store, witnessing
from vault.policy import Permission
from vault.retention.surveying import overdue_of
from vault.work import Work, reads


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a log."""

    sealed: int
    waiting: int
    waiting_since: datetime | None
    witnesses: tuple[tuple[str, int, bool], ...]
    """Name, the size of the newest checkpoint it took, whether it fails."""


@reads
def measure(work: Work) -> Measured:
    """How the log of an organisation, or of the installation, stands."""
    _permit(work)
    newest = store.newest_checkpoint(work.connection, work.organisation_id)
    waiting, since = store.waiting(work.connection, work.organisation_id)
    told = witnessing.standings(work.connection, work.organisation_id)
    return Measured(
        sealed=0 if newest is None else newest.size,
        waiting=waiting,
        waiting_since=since,
        witnesses=tuple((one.witness, one.size, one.failing_since is not None) for one in told),
    )


@reads
def overdue(work: Work) -> int:
    """How many records an organisation keeps that retention should have erased by now (T-02)."""
    _permit(work)
    return sum(overdue_of(work).records.values())


def _permit(work: Work) -> None:
    if not work.may(Permission.METRICS_READ):
        work.permit(Permission.METRICS_READ)
