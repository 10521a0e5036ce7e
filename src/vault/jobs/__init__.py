"""Long work in the background: asked for through a door, taken up by the server, on the asker's behalf.

A job is a row of ids and codes. A server that is killed leaves it behind, and the next takes it up again; that is safe
since the work itself can be done again from where it was.
"""

from vault.jobs.actions import (
    acting_for,
    advance_job,
    cancel_job,
    end_job,
    read_job,
    start_answer,
    start_purge,
    take_job,
)
from vault.jobs.model import Errand, JobKind, JobState, JobView
from vault.jobs.store import is_due

__all__ = [
    "Errand",
    "JobKind",
    "JobState",
    "JobView",
    "acting_for",
    "advance_job",
    "cancel_job",
    "end_job",
    "is_due",
    "read_job",
    "start_answer",
    "start_purge",
    "take_job",
]
