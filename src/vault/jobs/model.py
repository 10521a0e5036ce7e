"""Long work that is done in the background: what it is, and where it stands. Pure."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from vault.ids import JobId
from vault.policy import Permission


class JobKind(StrEnum):
    """What is done."""

    APPLY_PURGE = "apply_purge"
    """Erase what a purge plan lists, and certify it."""
    ANSWER_REQUEST = "answer_request"
    """Compose and keep the answer to an access request."""

    @property
    def permission(self) -> Permission:
        """What whoever starts, watches or ends such work must be permitted to do."""
        return _PERMISSIONS[self]


_PERMISSIONS = {
    JobKind.APPLY_PURGE: Permission.PURGE_APPLY,
    JobKind.ANSWER_REQUEST: Permission.REQUEST_ANSWER,
}


class JobState(StrEnum):
    """`waiting` and `running` may still be cancelled; what was done until then stays done."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({JobState.WAITING, JobState.RUNNING})


class JobView(msgspec.Struct, frozen=True, kw_only=True):
    """Work in the background. `target_id` is the plan or the request; `problem` is the type of what ended it."""

    job_id: JobId
    kind: JobKind
    target_id: UUID
    state: JobState
    done: int
    total: int | None
    created_at: datetime
    ended_at: datetime | None
    cancelling: bool = False
    problem: str | None = None


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """A job that was taken up: what to do, and on whose behalf."""

    job_id: JobId
    kind: JobKind
    target_id: UUID
    actor: str
    purpose: str
