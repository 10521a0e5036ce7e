"""After a restore or a crash: erasing again what was erased, and proving that every record opens."""

from vault.recovery.actions import (
    check_every_record,
    check_records,
    erase_again,
    reconciled_to,
    reconciled_up_to,
    records,
)

__all__ = [
    "check_every_record",
    "check_records",
    "erase_again",
    "reconciled_to",
    "reconciled_up_to",
    "records",
]
