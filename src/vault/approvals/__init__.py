"""What nobody does alone: asked for by one person, confirmed by another, done once and within a time limit."""

from vault.approvals.actions import ask, await_second, carried, confirm, list_approvals, refuse, withdraw
from vault.approvals.holding import ApprovalHolding
from vault.approvals.model import Act, ApprovalState, ApprovalView, NewApproval, Reason, Waiting, limits, parse_reason
from vault.approvals.store import erase_about, erase_about_all

__all__ = [
    "Act",
    "ApprovalHolding",
    "ApprovalState",
    "ApprovalView",
    "NewApproval",
    "Reason",
    "Waiting",
    "ask",
    "await_second",
    "carried",
    "confirm",
    "erase_about",
    "erase_about_all",
    "limits",
    "list_approvals",
    "parse_reason",
    "refuse",
    "withdraw",
]
