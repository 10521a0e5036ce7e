"""Rotating an organisation's keys, and destroying the old ones once no backup is left that needs them."""

from vault.epochs.actions import (
    begin,
    destroy,
    destroy_at_provider,
    finish,
    list_epochs,
    mark_destroyed,
    reindex_some,
    rewrap_some,
    rotate,
)
from vault.epochs.model import Custody, DeactivatedView, Destruction, EpochView, Left
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

__all__ = [
    "Custody",
    "DeactivatedView",
    "Destruction",
    "EpochView",
    "Left",
    "begin",
    "destroy",
    "destroy_at_provider",
    "destroy_left",
    "finish",
    "keep_move",
    "leave",
    "list_deactivated",
    "list_epochs",
    "mark_destroyed",
    "mark_left",
    "move",
    "prepare_move",
    "reindex_some",
    "rewrap_some",
    "rotate",
    "waiting_to_move",
]
