"""Data subjects: who, how to reach them, and how to find them by an exact identifier."""

from vault.linkage import Band as Verdict
from vault.subjects.actions import find_subjects, read_subject, store_subject
from vault.subjects.linking import Match, Reason
from vault.subjects.matching import Given
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
    "Reason",
    "SubjectView",
    "Verdict",
    "find_subjects",
    "read_subject",
    "store_subject",
]
