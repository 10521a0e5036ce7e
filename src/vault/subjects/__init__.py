"""Data subjects: who, how to reach them, and how to find them by an exact identifier."""

from vault.subjects.actions import find_subjects, read_subject, store_subject
from vault.subjects.matching import Given, Match, Verdict
from vault.subjects.model import Address, Contact, Identity, Person, Protection, ProtectionKind, SubjectView

__all__ = [
    "Address",
    "Contact",
    "Given",
    "Identity",
    "Match",
    "Person",
    "Protection",
    "ProtectionKind",
    "SubjectView",
    "Verdict",
    "find_subjects",
    "read_subject",
    "store_subject",
]
