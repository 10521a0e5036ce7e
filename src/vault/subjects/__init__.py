"""Data subjects: who, how to reach them, and how to find them by an exact identifier."""

from vault.linkage import Band as Verdict
from vault.subjects.actions import find_subjects, look_up_subjects, read_subject, store_subject
from vault.subjects.amending import ChangedSubject, PersonChange, Recheck, change_subject, protections_due
from vault.subjects.consenting import give_consent, read_consents, withdraw_consent
from vault.subjects.linking import Match, Reason
from vault.subjects.matching import Given
from vault.subjects.model import (
    Address,
    Contact,
    Identity,
    NationalIdBasis,
    Person,
    Protection,
    ProtectionKind,
    SubjectView,
)
from vault.subjects.protecting import ProtectionCheck, ProtectionEnd, confirm_protection, lift_protection
from vault.subjects.searching import Telling
from vault.subjects.standing.actions import (
    add_flag,
    add_tie,
    end_flag,
    join_subjects,
    part_subjects,
    read_standing,
    remove_tie,
)
from vault.subjects.standing.holding import FlagHolding
from vault.subjects.standing.model import FlagEnd, FlagView, NewFlag, NewTie, Power, Standing, TieKind, TieView
from vault.subjects.told import GivenTo, list_disclosures

__all__ = [
    "Address",
    "ChangedSubject",
    "Contact",
    "FlagEnd",
    "FlagHolding",
    "FlagView",
    "Given",
    "GivenTo",
    "Identity",
    "Match",
    "NationalIdBasis",
    "NewFlag",
    "NewTie",
    "Person",
    "PersonChange",
    "Power",
    "Protection",
    "ProtectionCheck",
    "ProtectionEnd",
    "ProtectionKind",
    "Reason",
    "Recheck",
    "Standing",
    "SubjectView",
    "Telling",
    "TieKind",
    "TieView",
    "Verdict",
    "add_flag",
    "add_tie",
    "change_subject",
    "confirm_protection",
    "end_flag",
    "find_subjects",
    "give_consent",
    "join_subjects",
    "lift_protection",
    "list_disclosures",
    "look_up_subjects",
    "part_subjects",
    "protections_due",
    "read_consents",
    "read_standing",
    "read_subject",
    "remove_tie",
    "store_subject",
    "withdraw_consent",
]
