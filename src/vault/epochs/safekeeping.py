"""Whether what is kept could be brought back, and what was erased could not: backups and keys, in dates and counts."""

from datetime import date, datetime, timedelta
from typing import Final

import msgspec

from vault.audit import store as log
from vault.clock import legal_day
from vault.epochs.model import Bound, Custody, bounds
from vault.ids import PLATFORM
from vault.policy import Permission
from vault.work import Work, reads

LATE_AFTER: Final = timedelta(days=2)
"""A backup is made every night; one that is missing twice is noticed."""


class Safekeeping(msgspec.Struct, frozen=True, kw_only=True):
    """What who answers for the data must know of backups and keys; never where they lie, never a key."""

    backed_up_at: datetime | None
    """When the installation's newest backup was made, as its log tells; null where it tells of none for a quarter."""
    backup_late: bool
    backups_kept_days: int
    """How long the oldest backup is kept that anybody could restore."""
    epochs: int
    """Key epochs that are not destroyed."""
    key_since: date
    """Since when the newest of them is in use."""
    bounds: list[Bound]
    """From when on no backup yields what was erased."""


@reads
def read_safekeeping(work: Work) -> Safekeeping:
    """Backups and keys at a glance."""
    work.permit(Permission.SAFEKEEPING_READ)
    custody = Custody.load(work.policy.folder)
    known = work.keys.rotation().epochs(count=False)
    made = log.newest_backup(
        work.connection, PLATFORM, Permission.DATABASE_BACK_UP, since=work.now - timedelta(days=92)
    )
    return Safekeeping(
        backed_up_at=made,
        backup_late=is_late(made, work.now),
        backups_kept_days=custody.backup_horizon_days,
        epochs=sum(one.destroyed_at is None for one in known),
        key_since=legal_day(known[-1].created_at),
        bounds=bounds(known, custody, legal_day(work.now)),
    )


def is_late(backed_up_at: datetime | None, now: datetime) -> bool:
    """Whether the next backup should have been made by now."""
    return backed_up_at is None or now - backed_up_at > LATE_AFTER
