"""The shape of a complaint: pure, no database and no keys.

A case has parties in roles, steps with dates, documents with authors, and disclosures to recipients. The codes
(category, status, steps, kinds) are closed sets and stand in the clear, because retention and statistics work on
them; everything that a person wrote or that names one is sealed.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.complaints.attachments.model import AttachmentFile
from vault.complaints.codes import (
    Anonymity,
    Category,
    DocumentKind,
    Lane,
    Outcome,
    Role,
    Severity,
    Source,
    Status,
    StepKind,
    Track,
)
from vault.complaints.course.codes import ContactChannel
from vault.complaints.course.contact import ContactAttempt
from vault.complaints.course.entries import AnyEntry, EntryView
from vault.complaints.course.entry import Entry, lane_of, references
from vault.complaints.fields import Department, GroundCode, Label, Narrative, ShortText, WitnessCount, Worker
from vault.disclosures.codes import Field
from vault.disclosures.model import DisclosureAnswer
from vault.errors import InvalidInput
from vault.ids import CaseId, DisclosureId, DocumentId, EntryId, PartyId, RecipientId, SubjectId
from vault.language import Language
from vault.subjects.model import Person

_SOME: Final = Meta(max_length=100)
_NAMELESS = frozenset({Anonymity.ANONYMOUS, Anonymity.PSEUDONYMOUS})


class Missing(StrEnum):
    """What handling a complaint takes and a complaint lacks."""

    COMPLAINANT_NAME = "complainant_name"
    COMPLAINANT_ADDRESS = "complainant_address"
    COMPLAINANT_CONTACT = "complainant_contact"
    RESPONDENT = "respondent"
    RESPONDENT_ADDRESS = "respondent_address"
    INCIDENTS = "incidents"
    INCIDENT_WORDS = "incident_words"
    OWN_OBSERVATION = "own_observation"
    WITNESS_COUNT = "witness_count"


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: StepKind
    on: date
    lane: Lane = Lane.TENANCY
    channel: Annotated[ContactChannel | None, Meta(description="By what, where somebody was to be reached.")] = None


def steps_from(entry: Entry) -> list[Step]:
    """What an entry adds to the course of its case."""
    channel = entry.channel if isinstance(entry, ContactAttempt) else None
    return [Step(kind, entry.on, lane_of(entry), channel) for kind in entry.steps()]


class NewParty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party to store: somebody new (`person`), somebody known (`subject_id`), or nobody known at all."""

    label: Label
    role: Role
    person: Person | None = None
    subject_id: SubjectId | None = None
    description: Annotated[ShortText, Meta(description='Where no name is known: "resident, stair 12".')] | None = None
    knowledge: Annotated[ShortText, Meta(description="What a witness can tell of.")] | None = None
    confidential: bool = False
    named_to_respondent: bool = False


class NewDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: DocumentKind
    author_role: Role
    author: Annotated[Label, Meta(description="The label of the party who wrote it.")] | None = None
    language: Language
    dated_on: date
    text: Narrative
    lane: Annotated[Lane, Meta(description="The process it belongs to, which decides who reads it.")] = Lane.TENANCY


class AddedDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document that comes to a case later, by a party who is known by id."""

    document: NewDocument
    author_party_id: PartyId | None = None


class NewDisclosure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was given to whom, when, and on which basis (Art. 15(1)(c); A-63)."""

    disclosed_on: date
    recipient: ShortText
    legal_basis: ShortText
    content: Annotated[str, Meta(min_length=1, max_length=2_000)]


class NewCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A complaint as another system hands it over."""

    reference: Annotated[ShortText, Meta(description="The case number in the sending system.")] | None = None
    department: Department
    category: Category
    severity: Severity
    anonymity: Anonymity
    language: Language
    received_on: date
    status: Status = Status.OPEN
    assigned_to: Worker | None = None
    source: Source = Source.RESIDENT
    ground: Annotated[GroundCode | None, Meta(description="The statutory ground, as the country's list codes it.")] = (
        None
    )
    witness_count: WitnessCount | None = None
    steps: Annotated[tuple[Step, ...], Meta(max_length=500)] = ()
    parties: Annotated[tuple[NewParty, ...], Meta(max_length=200)] = ()
    documents: Annotated[tuple[NewDocument, ...], Meta(max_length=500)] = ()
    disclosures: Annotated[tuple[NewDisclosure, ...], Meta(max_length=500)] = ()
    entries: Annotated[
        tuple[AnyEntry, ...], Meta(max_length=500, description="What happened so far; naming no parties by id.")
    ] = ()


class StoredCase(msgspec.Struct, frozen=True, kw_only=True):
    """The ids that a stored case was given; parties and documents in the order they were sent."""

    case_id: CaseId
    parties: tuple[PartyId, ...]
    subjects: tuple[SubjectId | None, ...]
    documents: tuple[DocumentId, ...]
    disclosures: tuple[DisclosureId, ...] = ()
    entries: tuple[EntryId, ...] = ()
    missing: tuple[Missing, ...] = ()


class CaseSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A case in a list: codes and dates, nobody's name."""

    case_id: CaseId
    department: str
    category: Category
    severity: Severity
    anonymity: Anonymity
    language: Language
    status: Status
    received_on: date
    version: int
    assigned_to: str | None = None
    source: Source = Source.RESIDENT
    ground: str | None = None
    track: Track | None = None
    outcome: Outcome | None = None
    witness_count: int | None = None
    complete: bool = True
    restricted: bool = False


class CaseQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Conditions on cases, all of which must be met. None of them is about a person's name."""

    department: Annotated[tuple[Department, ...], _SOME] = ()
    category: Annotated[tuple[Category, ...], _SOME] = ()
    severity: Annotated[tuple[Severity, ...], _SOME] = ()
    status: Annotated[tuple[Status, ...], _SOME] = ()
    track: Annotated[tuple[Track, ...], _SOME] = ()
    outcome: Annotated[tuple[Outcome, ...], _SOME] = ()
    assigned_to: Annotated[tuple[Worker, ...], _SOME] = ()
    ground: Annotated[tuple[GroundCode, ...], _SOME] = ()
    complete: bool | None = None
    restricted: bool | None = None
    received_from: date | None = None
    received_until: Annotated[date, Meta(description="That day included.")] | None = None
    subject_id: Annotated[SubjectId, Meta(description="Somebody who is a party.")] | None = None


class PartyView(msgspec.Struct, frozen=True, kw_only=True):
    """A party as one caller may see them. `subject_id` and `description` are null where they are withheld."""

    party_id: PartyId
    role: Role
    confidential: bool
    named_to_respondent: bool
    subject_id: SubjectId | None
    description: str | None
    knowledge: str | None = None


class LaneView(msgspec.Struct, frozen=True, kw_only=True):
    """A process beside the legal matter, which is always there: since when, and until when it ran."""

    lane: Lane
    opened_on: date
    closed_on: date | None
    version: int


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    document_id: DocumentId
    kind: DocumentKind
    author_role: Role
    author: PartyId | None
    language: Language
    dated_on: date
    text: str
    lane: Lane = Lane.TENANCY


class DisclosureView(msgspec.Struct, frozen=True, kw_only=True):
    disclosure_id: DisclosureId
    disclosed_on: date
    recipient: str
    legal_basis: str
    content: str
    scenario: str | None = None
    recipient_id: RecipientId | None = None
    addressed_to: str | None = None
    purpose: str | None = None
    agreement: Annotated[str | None, Meta(description="The cooperation agreement under which it was given.")] = None
    fields: Annotated[tuple[Field, ...], Meta(description="What was given, where the vault composed it.")] = ()
    digest: Annotated[str | None, Meta(description="SHA-256 over what was given, hexadecimal.")] = None
    channel: str | None = None
    receipt: str | None = None
    respond_by: Annotated[date | None, Meta(description="Until when an answer was agreed or prescribed.")] = None
    answer: DisclosureAnswer | None = None
    persons: Annotated[tuple[SubjectId, ...], Meta(description="Whom it concerns.")] = ()


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A case as one caller may see it; `withheld` names the categories that were left out."""

    case: CaseSummary
    reference: str | None
    steps: tuple[Step, ...]
    parties: tuple[PartyView, ...] | None
    documents: tuple[DocumentView, ...] | None
    disclosures: tuple[DisclosureView, ...] | None
    entries: tuple[EntryView, ...] = ()
    lanes: tuple[LaneView, ...] = ()
    withheld: tuple[str, ...] = ()


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A whole case, opened, for verbs that compose an answer from it. Never leaves the vault as it is."""

    case: CaseSummary
    reference: str | None
    steps: tuple[Step, ...]
    parties: tuple[PartyView, ...]
    documents: tuple[DocumentView, ...]
    disclosures: tuple[DisclosureView, ...]
    entries: tuple[EntryView, ...] = ()
    lanes: tuple[LaneView, ...] = ()
    attachments: tuple[AttachmentFile, ...] = ()


def attached(file: CaseFile) -> tuple[DocumentView, ...]:
    """The texts of a case's files as documents, to be searched and masked as every other is."""
    return tuple(as_document(one) for one in file.attachments)


def as_document(one: AttachmentFile) -> DocumentView:
    """What a file says, with its name and description, as a document."""
    return DocumentView(
        document_id=DocumentId(one.view.attachment_id),
        kind=DocumentKind.ATTACHMENT,
        author_role=one.view.author_role,
        author=one.view.author,
        language=one.view.language,
        dated_on=one.view.dated_on,
        text="\n".join(filter(None, (one.view.name, one.view.description, one.content))),
        lane=one.lane,
    )


def latest_events(received_on: date, steps: tuple[Step, ...]) -> dict[str, date]:
    """The latest day of each kind of step, from which periods start (T-22). A case that was taken up is not closed.

    Steps in the order in which they were kept: of two on one day, the later counts.
    """
    return latest_days(received_on, ((one.kind.value, one.on) for one in steps))


def latest_days(received_on: date, steps: Iterable[tuple[str, date]]) -> dict[str, date]:
    """The same of kinds and days."""
    events: dict[str, date] = {"received": received_on}
    last = ""
    for kind, day in steps:
        known = events.get(kind)
        if known is None or known <= day:
            events[kind] = day
            if kind in _TURNS and day >= max(events.get(one, day) for one in _TURNS):
                last = kind
    if last == _REOPENED:
        events.pop(_CLOSED, None)
    return events


def refuse_earlier(on: date, steps: Iterable[Step], kind: StepKind, field: str = "on") -> None:
    """Raises InvalidInput for a day before the last step of a kind: what ends a thing cannot come before it began."""
    if any(one.kind is kind and on < one.on for one in steps):
        raise InvalidInput(field, f"is before the day on which the case was last {kind.value}")


_CLOSED, _REOPENED = StepKind.CLOSED.value, StepKind.REOPENED.value
_TURNS: Final = (_CLOSED, _REOPENED)


def refuse_strange_labels(new: NewCase) -> None:
    """Raises InvalidInput where labels are doubled or an author is nobody's label."""
    labels = [party.label for party in new.parties]
    if len(set(labels)) != len(labels):
        raise InvalidInput("parties", "two parties share a label")
    for number, document in enumerate(new.documents):
        if document.author is not None and document.author not in labels:
            raise InvalidInput(f"documents[{number}].author", "is not the label of a party in this case")
    for number, party in enumerate(new.parties):
        if party.person is not None and party.subject_id is not None:
            raise InvalidInput(f"parties[{number}]", "give either a person or a subject_id")
        if party.person is not None and party.role is Role.COMPLAINANT and new.anonymity in _NAMELESS:
            raise InvalidInput(f"parties[{number}].person", "an anonymous complainant has no identity to store")
    for number, entry in enumerate(new.entries):
        lane_of(entry)
        if references(entry):
            raise InvalidInput(f"entries[{number}]", "names an id, which is only possible once the case is stored")


def lanes_of(new: NewCase) -> frozenset[Lane]:
    """Every lane into which a new case writes."""
    return frozenset(
        {one.lane for one in new.steps} | {one.lane for one in new.documents} | {lane_of(one) for one in new.entries}
    )
