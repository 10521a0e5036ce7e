"""What happens in a case, as entries of known kinds: pure shapes.

An entry is evidence, so it is never rewritten: a mistake is put right by a later entry that names the one it
replaces. What retention and statistics need of it (kind, lane, day) stands in the clear; the entry is sealed.
"""

from datetime import datetime
from typing import get_args

import msgspec

from vault.complaints.codes import Lane
from vault.complaints.course.arrears import Arrears, CounsellingNote, Demand, Help, InstalmentPlan, Payment
from vault.complaints.course.contact import ContactAttempt, Mediation, Notice, Placement, PoliceInformation, Support
from vault.complaints.course.entry import Entry
from vault.complaints.course.tenancy import (
    Closing,
    Filing,
    Incident,
    Inspection,
    Naming,
    Reopening,
    Reply,
    Ruling,
    TrackChoice,
    WarningSent,
    WarningWithdrawn,
)
from vault.ids import EntryId

AnyEntry = (
    Incident
    | TrackChoice
    | ContactAttempt
    | WarningSent
    | WarningWithdrawn
    | Mediation
    | Reply
    | Notice
    | Filing
    | Ruling
    | Arrears
    | Demand
    | InstalmentPlan
    | Payment
    | Help
    | CounsellingNote
    | Support
    | Inspection
    | Placement
    | PoliceInformation
)
"""What can be entered. A case is closed and reopened by verbs of its own, and named by its reporter alone."""

KeptEntry = AnyEntry | Closing | Reopening | Naming


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with its id and lane."""

    entry_id: EntryId
    lane: Lane
    stored_at: datetime
    entry: KeptEntry


class NewEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that happened in a complaint."""

    entry: AnyEntry


KINDS: dict[str, type[Entry]] = {str(one.__struct_config__.tag): one for one in get_args(KeptEntry)}
"""Every kind of entry by its code."""
