"""Reading the log as it stands."""

from vault.audit import LoggedEvent, reading
from vault.ids import EventId
from vault.policy import Permission
from vault.work import Work, reads

PAGE = 100


@reads
def read_log(work: Work, before: EventId | None = None, limit: int = PAGE) -> list[LoggedEvent]:
    """A page of the organisation's log, the newest first. `before` is the last id of the page before."""
    work.permit(Permission.AUDIT_READ)
    return reading.recent(work.connection, work.organisation_id, before, limit)
