"""People: who they are, how they stand, whom they are tied to."""

import msgspec

from vault.client.calls.call import Call, asking, changing, making, nothing, only, putting, reading, removing, shaped
from vault.ids import FlagId, SubjectId, TieId
from vault.subjects import (
    ChangedSubject,
    FlagEnd,
    Given,
    Match,
    NewFlag,
    NewTie,
    Person,
    PersonChange,
    ProtectionCheck,
    ProtectionEnd,
    Recheck,
    Standing,
    SubjectView,
)


class Candidate(msgspec.Struct, frozen=True):
    """Somebody whom a search found, and why."""

    subject_id: SubjectId
    match: Match


def store_subject(person: Person, *, key: str | None = None) -> Call[SubjectId]:
    """Stores a person, or finds that they are known."""
    return making("/v1/subjects", person, only(SubjectId), key)


def read_subject(subject_id: SubjectId) -> Call[SubjectView]:
    """A person, without what may not be seen."""
    return reading(f"/v1/subjects/{subject_id}", SubjectView)


def change_subject(subject_id: SubjectId, change: PersonChange, *, version: int) -> Call[ChangedSubject]:
    """Changes what is known of a person who is still in the version that was read; else `outdated`."""
    return changing(f"/v1/subjects/{subject_id}", change, ChangedSubject, version)


def find_subjects(given: Given, *, exact: bool = False) -> Call[list[Candidate]]:
    """Who it could be, in any spelling; `exact` gives only whoever shares one of these details, which is quick."""
    return asking("/v1/subjects/find", given, list[Candidate], {"exact": "true"} if exact else {})


def read_standing(subject_id: SubjectId) -> Call[Standing]:
    """Restrictions and objections, household and representatives, and records of the same person."""
    return reading(f"/v1/subjects/{subject_id}/standing", Standing)


def add_flag(subject_id: SubjectId, new: NewFlag, *, key: str | None = None) -> Call[FlagId]:
    """Restricts the use of a person's data, or notes that they objected; everything else obeys it from then on."""
    return making(f"/v1/subjects/{subject_id}/flags", new, only(FlagId), key)


def end_flag(subject_id: SubjectId, flag_id: FlagId, end: FlagEnd) -> Call[None]:
    """Lifts a restriction, of which the person was told before, or answers an objection."""
    return putting(f"/v1/subjects/{subject_id}/flags/{flag_id}/end", end, nothing)


def add_tie(subject_id: SubjectId, new: NewTie, *, key: str | None = None) -> Call[TieId]:
    """Says who lives with a person, or who may act for them: on which authority, how far and until when."""
    return making(f"/v1/subjects/{subject_id}/ties", new, only(TieId), key)


def join_subjects(subject_id: SubjectId, same_as: SubjectId) -> Call[None]:
    """Says that this record is of the same person as another. Neither changes, so it can be taken back."""
    return putting(f"/v1/subjects/{subject_id}/joining", {"same_as": same_as}, nothing)


def part_subjects(subject_id: SubjectId) -> Call[None]:
    """Takes the joining of a record back; both are as they were."""
    return removing(f"/v1/subjects/{subject_id}/joining", nothing)


def remove_tie(subject_id: SubjectId, tie_id: TieId) -> Call[None]:
    """Takes a tie away that was wrong."""
    return removing(f"/v1/subjects/{subject_id}/ties/{tie_id}", nothing)


def list_protections_due() -> Call[list[Recheck]]:
    """Whose protected address has run out or must be asked for again; ids and days, nobody's name."""
    return reading("/v1/subjects/protections-due", list[Recheck])


def confirm_protection(subject_id: SubjectId, check: ProtectionCheck, *, version: int) -> Call[ChangedSubject]:
    """Records that a protected address was asked for again and stands, until when, and when to ask next."""
    path = f"/v1/subjects/{subject_id}/protection-check"
    return putting(path, check, shaped(ChangedSubject), version=version)


def lift_protection(subject_id: SubjectId, end: ProtectionEnd, *, version: int) -> Call[ChangedSubject]:
    """Takes a protection away that ended, and with it the addresses where the person no longer lives."""
    return putting(f"/v1/subjects/{subject_id}/protection-end", end, shaped(ChangedSubject), version=version)
