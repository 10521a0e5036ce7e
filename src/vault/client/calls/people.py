"""People, and the requests they make."""

import msgspec

from vault.client.calls.call import Call, asking, changing, making, only, reading, shaped, starting
from vault.ids import RequestId, SubjectId
from vault.jobs import JobView
from vault.subject_requests import NewRequest, OpenedRequest, RequestView
from vault.subjects import ChangedSubject, Given, Match, Person, PersonChange, SubjectView


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


def find_subjects(given: Given) -> Call[list[Candidate]]:
    """Who it could be, in any spelling."""
    return asking("/v1/subjects/find", given, list[Candidate])


def open_request(new: NewRequest, *, key: str | None = None) -> Call[OpenedRequest]:
    """Registers an access request: its clock runs."""
    return making("/v1/access-requests", new, shaped(OpenedRequest), key)


def read_request(request_id: RequestId) -> Call[RequestView]:
    """An access request."""
    return reading(f"/v1/access-requests/{request_id}", RequestView)


def start_answer(request_id: RequestId) -> Call[JobView]:
    """Has a request answered in the background."""
    return starting(f"/v1/access-requests/{request_id}/jobs", JobView)
