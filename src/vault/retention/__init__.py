"""Deleting on time: schedules as data, holds, plans, and certificates of what was erased."""

from vault.retention.actions import (
    apply_plan,
    certify,
    erase_item,
    erase_items,
    plan,
    read_plan,
    run_purge,
)
from vault.retention.checking import check_terms
from vault.retention.deleting import delete_attachment
from vault.retention.holds.actions import end_hold, list_holds, place_hold, review_hold
from vault.retention.holds.holding import HoldHolding
from vault.retention.holds.model import HoldEnd, HoldReview, HoldView, NewHold
from vault.retention.model import (
    AsOf,
    Certificate,
    Change,
    Comparison,
    Erase,
    Held,
    ItemOutcome,
    Keep,
    Overdue,
    Plan,
    PlanItem,
    Review,
    ReviewDecision,
    SignedCertificate,
    ToReview,
    Waits,
    decide,
)
from vault.retention.schedule import Action, HoldKind, Rule, Schedule, due_on
from vault.retention.schedules import schedule_of
from vault.retention.sources import Sources, read
from vault.retention.surveying import compare, decide_review, list_reviews, report_overdue, survey

__all__ = [
    "Action",
    "AsOf",
    "Certificate",
    "Change",
    "Comparison",
    "Erase",
    "Held",
    "HoldEnd",
    "HoldHolding",
    "HoldKind",
    "HoldReview",
    "HoldView",
    "ItemOutcome",
    "Keep",
    "NewHold",
    "Overdue",
    "Plan",
    "PlanItem",
    "Review",
    "ReviewDecision",
    "Rule",
    "Schedule",
    "SignedCertificate",
    "Sources",
    "ToReview",
    "Waits",
    "apply_plan",
    "certify",
    "check_terms",
    "compare",
    "decide",
    "decide_review",
    "delete_attachment",
    "due_on",
    "end_hold",
    "erase_item",
    "erase_items",
    "list_holds",
    "list_reviews",
    "place_hold",
    "plan",
    "read",
    "read_plan",
    "report_overdue",
    "review_hold",
    "run_purge",
    "schedule_of",
    "survey",
]
