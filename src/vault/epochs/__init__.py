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
from vault.epochs.model import Custody, Destruction, EpochView

__all__ = [
    "Custody",
    "Destruction",
    "EpochView",
    "begin",
    "destroy",
    "destroy_at_provider",
    "finish",
    "list_epochs",
    "mark_destroyed",
    "reindex_some",
    "rewrap_some",
    "rotate",
]
