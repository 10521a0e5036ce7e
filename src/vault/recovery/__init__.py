"""After a restore or a crash: erasing again what was erased, and proving that every record opens."""

from vault.recovery.actions import (
    begin_backup,
    check_every_record,
    check_records,
    erase_again,
    finish_backup,
    reconciled_to,
    reconciled_up_to,
    records,
    restored,
)

__all__ = [
    "begin_backup",
    "check_every_record",
    "check_records",
    "erase_again",
    "finish_backup",
    "reconciled_to",
    "reconciled_up_to",
    "records",
    "restored",
]
