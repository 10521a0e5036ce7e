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
from vault.retention.certificate import Certificate, SignedCertificate
from vault.retention.checking import check_terms
from vault.retention.comparison import Change, Comparison
from vault.retention.deleting import delete_attachment
from vault.retention.holds.actions import end_hold, list_holds, place_hold, review_hold
from vault.retention.holds.holding import HoldHolding
from vault.retention.holds.model import HoldEnd, HoldReview, HoldView, NewHold
from vault.retention.model import (
    AsOf,
    Erase,
    Held,
    ItemOutcome,
    Keep,
    Outlook,
    Overdue,
    Plan,
    PlanItem,
    PlannedDeletion,
    PlanSummary,
    Review,
    ReviewDecision,
    ToReview,
    Waits,
    decide,
)
from vault.retention.reading import read
from vault.retention.schedule import Action, HoldKind, Rule, Schedule, due_on
from vault.retention.schedules import schedule_of
from vault.retention.sources import Sources
from vault.retention.surveying import (
    compare,
    decide_review,
    list_reviews,
    read_outlook,
    read_schedule,
    report_overdue,
    survey,
)
from vault.retention.viewing import list_plans, read_certificate, read_deletions

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
    "Outlook",
    "Overdue",
    "Plan",
    "PlanItem",
    "PlanSummary",
    "PlannedDeletion",
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
    "list_plans",
    "list_reviews",
    "place_hold",
    "plan",
    "read",
    "read_certificate",
    "read_deletions",
    "read_outlook",
    "read_plan",
    "read_schedule",
    "report_overdue",
    "review_hold",
    "run_purge",
    "schedule_of",
    "survey",
]
