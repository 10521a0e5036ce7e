"""People, and the requests they make."""

import msgspec

from vault.client.calls.call import Call, asking, changing, making, nothing, only, putting, reading, shaped, starting
from vault.ids import FlagId, RequestId, SubjectId, TieId
from vault.jobs import JobView
from vault.subject_requests import NewRequest, OpenedRequest, RequestView
from vault.subjects import (
    ChangedSubject,
    FlagEnd,
    Given,
    Match,
    NewFlag,
    NewTie,
    Person,
    PersonChange,
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
    return Call(method="DELETE", path=f"/v1/subjects/{subject_id}/joining", read=nothing, safe=False)


def open_request(new: NewRequest, *, key: str | None = None) -> Call[OpenedRequest]:
    """Registers an access request: its clock runs."""
    return making("/v1/access-requests", new, shaped(OpenedRequest), key)


def read_request(request_id: RequestId) -> Call[RequestView]:
    """An access request."""
    return reading(f"/v1/access-requests/{request_id}", RequestView)


def start_answer(request_id: RequestId) -> Call[JobView]:
    """Has a request answered in the background."""
    return starting(f"/v1/access-requests/{request_id}/jobs", JobView)
