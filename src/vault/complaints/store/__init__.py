"""Cases' rows: the only SQL about them, and the place where they are sealed and opened."""

from vault.complaints.store.adding import (
    add_case,
    add_disclosure,
    add_documents,
    add_entries,
    add_parties,
    add_steps,
)
from vault.complaints.store.changing import case_key, erase, forget_subject, set_codes, set_party, set_reference
from vault.complaints.store.lanes import LaneKeys, end_every_lane, end_lane, erase_lane, every_lane
from vault.complaints.store.reading import (
    all_steps,
    cases_with,
    codes,
    existing,
    open_files,
    party_ids,
    people_without_case,
    speaking_openly,
    steps_of,
    subjects_of,
    summaries,
)
from vault.complaints.store.scanning import ScannedCase, every_text

__all__ = [
    "LaneKeys",
    "ScannedCase",
    "add_case",
    "add_disclosure",
    "add_documents",
    "add_entries",
    "add_parties",
    "add_steps",
    "all_steps",
    "case_key",
    "cases_with",
    "codes",
    "end_every_lane",
    "end_lane",
    "erase",
    "erase_lane",
    "every_lane",
    "every_text",
    "existing",
    "forget_subject",
    "open_files",
    "party_ids",
    "people_without_case",
    "set_codes",
    "set_party",
    "set_reference",
    "speaking_openly",
    "steps_of",
    "subjects_of",
    "summaries",
]
