"""Erasing again what was erased: after a restore, and after a crash between the ledger and the commit."""

from vault.erasure.actions import erase_again, reconciled_to, reconciled_up_to

__all__ = ["erase_again", "reconciled_to", "reconciled_up_to"]
