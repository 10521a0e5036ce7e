"""What about a thing, beside its category, decides who may see or change it."""

from enum import StrEnum
from typing import Final


class Circumstance(StrEnum):
    """What holds of a case or a person when somebody asks; rules name these as conditions."""

    ASSIGNED = "assigned"
    """The case is assigned to the caller."""
    DEPARTMENT = "department"
    """The case belongs to a department for which the caller works."""
    RESTRICTED = "restricted"
    """Use of the data is restricted: they are kept and not used (Art. 18(2) GDPR)."""
    OFFENCE = "offence"
    """The case says that somebody committed an offence (Art. 10 GDPR)."""
    CONFIDENTIAL = "confidential"
    """Whoever complained spoke in confidence."""
    PROTECTED_ADDRESS = "protected_address"
    """Where the person lives is protected by law (S-30 … S-33)."""


Circumstances = frozenset[Circumstance]

NONE: Final[Circumstances] = frozenset()
"""Nothing particular: what is asked before a thing is looked at, and what holds of most."""
