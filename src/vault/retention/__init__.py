"""Deleting on time: schedules as data, holds, plans, and certificates of what was erased."""

from vault.retention.actions import apply_plan, certify, erase_item, erase_items, plan, read_plan, schedule_of
from vault.retention.deleting import delete_attachment
from vault.retention.model import (
    Certificate,
    Erase,
    Held,
    HoldKind,
    ItemOutcome,
    Keep,
    Plan,
    PlanItem,
    SignedCertificate,
    decide,
)
from vault.retention.schedule import Rule, Schedule, due_on

__all__ = [
    "Certificate",
    "Erase",
    "Held",
    "HoldKind",
    "ItemOutcome",
    "Keep",
    "Plan",
    "PlanItem",
    "Rule",
    "Schedule",
    "SignedCertificate",
    "apply_plan",
    "certify",
    "decide",
    "delete_attachment",
    "due_on",
    "erase_item",
    "erase_items",
    "plan",
    "read_plan",
    "schedule_of",
]
