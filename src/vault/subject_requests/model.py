"""A rights request and its states: pure."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.deadlines import Country, Deadline, deadline, prompt
from vault.ids import AttachmentId, CaseId, DocumentId, PackageId, RequestId, SubjectId
from vault.language import Language
from vault.redaction import Inference, Span
from vault.subject_requests.answer import Answer
from vault.subject_requests.review.model import Proposed, ReviewCandidate
from vault.subject_requests.review.protocol import Protocol
from vault.subjects import Given


class Channel(StrEnum):
    """How a request arrived; any channel counts (A-01)."""

    LETTER = "letter"
    EMAIL = "email"
    PHONE = "phone"
    PORTAL = "portal"
    IN_PERSON = "in_person"
    OTHER = "other"


class State(StrEnum):
    """Where a request stands; the steps between are in its history."""

    OPEN = "open"
    READY = "ready"
    """A package is composed and checked, and waits for a person's approval."""
    ANSWERED = "answered"
    """Approved, or decided by a letter."""
    DELIVERED = "delivered"
    CLOSED = "closed"


class Right(StrEnum):
    """Which right is exercised. All have the same clock (A-32; R-01)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"


class Regime(StrEnum):
    """Which rules a request is answered by; a letter seldom says (A-04, X-24, X-25)."""

    DATA_PROTECTION = "data_protection"
    PUBLIC_DOCUMENTS = "public_documents"


class NewRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request as it arrived. No reason is asked for (A-03)."""

    received_on: Annotated[date, Meta(description="The day on which it reached the organisation, Sundays included.")]
    channel: Channel
    language: Language
    text: Annotated[str, Meta(min_length=1, max_length=20_000, description="The request in the person's own words.")]
    given: Annotated[Given, Meta(description="What the person gave to be found by.")]
    right: Annotated[Right, Meta(description="Which right is exercised.")] = Right.ACCESS
    regime: Annotated[Regime, Meta(description="Whose rules apply; public documents may be asked for by anybody.")] = (
        Regime.DATA_PROTECTION
    )
    full_copy: Annotated[
        bool, Meta(description="Whether documents that an earlier answer gave are wanted once more.")
    ] = False


class OpenedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What opening a request did: the clock runs, what was found is kept from deletion."""

    request_id: RequestId
    due_on: date
    internal_target: date
    cases_held: int
    candidates_to_confirm: int
    triage: tuple[str, ...] = ()
    """What the words of the request call for besides, as codes (`triage`)."""


class SubmittedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is told whose request was registered: nothing of what is held."""

    request_id: RequestId
    due_on: date


class RequestSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A request in a list: no name."""

    request_id: RequestId
    state: State
    received_on: date
    due_on: date
    internal_target: date
    extended_due_on: date
    channel: Channel
    language: Language
    answered_at: datetime | None
    right: Right = Right.ACCESS
    regime: Regime = Regime.DATA_PROTECTION
    unpaused_due_on: date | None = None
    """What `due_on` would be had the clock never stood still (A-46)."""
    paused_since: date | None = None
    extended: bool = False


class RequestView(msgspec.Struct, frozen=True, kw_only=True):
    request: RequestSummary
    text: str
    given: Given
    scope_at_receipt: str
    """SHA-256 over the ids and versions of everything found on receipt (section 9, point 39)."""
    scope_at_answer: str | None
    package_id: PackageId | None


class DocumentReview(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided about one document: masks as data, apart from the text (X-06)."""

    case_id: CaseId | None
    """None for what is kept of the person in no case."""
    document_id: DocumentId
    """A document, or by its own id whatever else the text stands in."""
    field: str = "text"
    written_by_requester: bool
    spans: tuple[Span, ...]
    extract: bool = False
    """Whether an extract goes out in place of a copy, because its author spoke in confidence: a person approves it."""
    unread: bool = False
    """Whether that person has yet to read it."""
    warning: Inference | None = None
    """What stays readable points to fewer than five people."""
    proposed: Proposed | None = None
    """What the machine said before anybody decided."""


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """The reviewer's register of an answer: decisions, and what automation left to a person."""

    documents: tuple[DocumentReview, ...]
    subjects: tuple[SubjectId, ...]
    to_confirm: tuple[SubjectId, ...]
    """Records whose name fits and which nothing confirms or excludes; not in the answer until a person says so."""
    by_index: tuple[SubjectId, ...] = ()
    """Which of `subjects` the exact index finds; the rest were found by comparing everybody."""
    mentioned: tuple[CaseId, ...] = ()
    """The cases that are in the answer because their texts mention the person, who is no party of them."""
    candidates: tuple[ReviewCandidate, ...] = ()
    """Those, and the cases that could be about the person; not in the answer until a person says so."""
    to_look_at: tuple[AttachmentId, ...] = ()
    """Files that a person must look at or listen to, since their text is not all that they say (A-75, A-76)."""


class Composed(msgspec.Struct, frozen=True, kw_only=True):
    """An answer ready to be rendered."""

    answer: Answer
    review: Review
    scope: str
    protocol: Protocol
    """The search on which it rests, as evidence."""
    right: Right = Right.ACCESS


Files = dict[str, bytes]
"""The finished files of a package by name, without its manifest."""


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """What the requester receives: file names and contents. Names carry no personal data."""

    package_id: PackageId
    files: dict[str, bytes]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What answering did."""

    package_id: PackageId | None
    cases: int
    documents: int
    masked: int
    undecided: int
    """What waits for a person: spans that automation masks until then, files to look at, extracts to read."""
    candidates_to_confirm: int
    in_time: bool
    state: State = State.ANSWERED
    ordinary: bool = False
    """Whether it takes nothing but one approval: identity proven, nothing hidden, nothing left to decide."""


class QueueItem(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a request when the whole queue was prepared."""

    request_id: RequestId
    state: State
    ordinary: bool
    stopped_by: str | None
    """The kind of problem, as problems are named; None where it waits for approval."""


# Art. 99(2) GDPR.
RIGHT_SINCE = date(2018, 5, 25)

# How long what was in scope stays after the answer, so that a complaint about it can be looked into.
COMPLAINT_WINDOW = timedelta(days=90)

LETTER, PAGE, DATA, MANIFEST = "letter.pdf", "letter.html", "data.json", "manifest.json"


def clock(received_on: date, country: Country, regime: Regime = Regime.DATA_PROTECTION) -> Deadline:
    """The statutory dates of a request (A-30, A-40 … A-43); public documents are given at once (X-25)."""
    return prompt(received_on, country) if regime is Regime.PUBLIC_DOCUMENTS else deadline(received_on, country)


def hold_review(received_on: date, country: Country) -> date:
    """When the deletion hold of a request is looked at again: when the longest answer would be due (A-08)."""
    return deadline(received_on, country).extended_due
