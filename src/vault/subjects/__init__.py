"""Data subjects: who, how to reach them, and how to find them by an exact identifier."""

from vault.subjects.model import Address, Contact, Identity, Language, Person, SubjectView

__all__ = ["Address", "Contact", "Identity", "Language", "Person", "SubjectView"]
