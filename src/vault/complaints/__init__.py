"""Cases, parties, documents, steps, disclosures: a complaint from door to disk."""

from vault.complaints.model import (
    Anonymity,
    Category,
    DocumentKind,
    NewCase,
    NewDisclosure,
    NewDocument,
    NewParty,
    Role,
    Severity,
    Status,
    Step,
    StepKind,
    StoredCase,
)

__all__ = [
    "Anonymity",
    "Category",
    "DocumentKind",
    "NewCase",
    "NewDisclosure",
    "NewDocument",
    "NewParty",
    "Role",
    "Severity",
    "Status",
    "Step",
    "StepKind",
    "StoredCase",
]
