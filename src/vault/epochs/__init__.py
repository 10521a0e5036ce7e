"""Rotating an organisation's keys, and destroying the old ones once no backup is left that needs them."""

from vault.epochs.actions import (
    NOT_NEEDED,
    begin,
    destroy,
    destroy_at_provider,
    finish,
    mark_destroyed,
    reindex_some,
    rewrap_some,
    rotate,
    status,
)
from vault.epochs.algorithms import count_records, migrate_records, migrate_some, unmigrated
from vault.epochs.model import Bound, Custody, DeactivatedView, EpochView, Left, Need, RecordCount, Status
from vault.epochs.moving import (
    destroy_left,
    keep_move,
    leave,
    list_deactivated,
    mark_left,
    move,
    prepare_move,
    waiting_to_move,
)
from vault.epochs.signing import begin_signer, destroy_signer, replace_signer, unneeded_signers

__all__ = [
    "NOT_NEEDED",
    "Bound",
    "Custody",
    "DeactivatedView",
    "EpochView",
    "Left",
    "Need",
    "RecordCount",
    "Status",
    "begin",
    "begin_signer",
    "count_records",
    "destroy",
    "destroy_at_provider",
    "destroy_left",
    "destroy_signer",
    "finish",
    "keep_move",
    "leave",
    "list_deactivated",
    "mark_destroyed",
    "mark_left",
    "migrate_records",
    "migrate_some",
    "move",
    "prepare_move",
    "reindex_some",
    "replace_signer",
    "rewrap_some",
    "rotate",
    "status",
    "unmigrated",
    "unneeded_signers",
    "waiting_to_move",
]
