"""The shape of a complaint: pure, no database and no keys.

A case has parties in roles, steps with dates, documents with authors, and disclosures to recipients. The codes
(category, status, steps, kinds) are closed sets and stand in the clear, because retention and statistics work on
them; everything that a person wrote or that names one is sealed.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.errors import InvalidInput
from vault.ids import CaseId, DisclosureId, DocumentId, PartyId, SubjectId
from vault.language import Language
from vault.parsing import ONE_LINE
from vault.subjects.model import Person


class Anonymity(StrEnum):
    """Who knows who complained (N-01): three different things and never a checkbox."""

    IDENTIFIED = "identified"
    CONFIDENTIAL = "confidential"
    PSEUDONYMOUS = "pseudonymous"
    ANONYMOUS = "anonymous"


class Category(StrEnum):
    NOISE = "noise"
    PETS = "pets"
    SMOKE_OR_SMELL = "smoke_or_smell"
    WASTE_OR_NEGLECT = "waste_or_neglect"
    PARKING = "parking"
    VANDALISM = "vandalism"
    SHARED_AREAS = "shared_areas"
    CONFLICT = "conflict"
    THREATS_OR_HARASSMENT = "threats_or_harassment"
    VIOLENCE = "violence"
    ARREARS = "arrears"
    OTHER = "other"


class Severity(StrEnum):
    MILD = "mild"
    SERIOUS = "serious"


class Status(StrEnum):
    OPEN = "open"
    PAYMENT_PLAN = "payment_plan"
    MEDIATED = "mediated"
    WITH_LAWYER = "with_lawyer"
    AT_TRIBUNAL = "at_tribunal"
    CLOSED = "closed"


class StepKind(StrEnum):
    """What happened in a case. Retention periods start from some of these (T-22)."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    RESPONDENT_HEARD = "respondent_heard"
    WITNESS_HEARD = "witness_heard"
    GUARDIAN_HEARD = "guardian_heard"
    INSPECTION = "inspection"
    VISIT = "visit"
    OUTREACH = "outreach"
    NOTICE_POSTED = "notice_posted"
    INCIDENT = "incident"
    REMINDER_SENT = "reminder_sent"
    WARNING_SENT = "warning_sent"
    WARNING_WITHDRAWN = "warning_withdrawn"
    MEDIATION_OFFERED = "mediation_offered"
    MEDIATED = "mediated"
    CONSENT_OBTAINED = "consent_obtained"
    POLICE_CONTACT = "police_contact"
    SOCIAL_SERVICES_NOTIFIED = "social_services_notified"
    MUNICIPALITY_NOTIFIED = "municipality_notified"
    ARREARS_REGISTERED = "arrears_registered"
    ARREARS_PAID = "arrears_paid"
    PAYMENT_PLAN = "payment_plan"
    ADMINISTRATION_AGREEMENT = "administration_agreement"
    PROTECTIVE_MEASURES = "protective_measures"
    REVIEWED = "reviewed"
    ESCALATED_TO_LAWYER = "escalated_to_lawyer"
    ESCALATED_TO_TRIBUNAL = "escalated_to_tribunal"
    DECISION = "decision"
    MOVED_OUT = "moved_out"
    CLOSED = "closed"
    REOPENED = "reopened"


class Role(StrEnum):
    """How a person stands to a case."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    WITNESS = "witness"
    HOUSEHOLD_MEMBER = "household_member"
    REPRESENTATIVE = "representative"
    STAFF = "staff"
    MENTIONED = "mentioned"


class DocumentKind(StrEnum):
    COMPLAINT = "complaint"
    JOURNAL_NOTE = "journal_note"
    LETTER = "letter"
    WARNING_LETTER = "warning_letter"
    EMAIL = "email"
    SMS = "sms"
    REPORT = "report"
    DISTURBANCE_REPORT = "disturbance_report"
    ARREARS_NOTE = "arrears_note"
    MUNICIPALITY_NOTICE = "municipality_notice"
    MEDIATION_NOTE = "mediation_note"


Label = Annotated[str, Meta(min_length=1, max_length=40, description="A name for this party within the call.")]
ShortText = Annotated[str, Meta(min_length=1, max_length=300)]
Department = Annotated[str, Meta(min_length=1, max_length=300, pattern=ONE_LINE)]
Narrative = Annotated[str, Meta(min_length=1, max_length=200_000)]


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: StepKind
    on: date


class NewParty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A party to store: somebody new (`person`), somebody known (`subject_id`), or nobody known at all."""

    label: Label
    role: Role
    person: Person | None = None
    subject_id: SubjectId | None = None
    description: Annotated[ShortText, Meta(description='Where no name is known: "resident, stair 12".')] | None = None
    confidential: bool = False
    named_to_respondent: bool = False


class NewDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: DocumentKind
    author_role: Role
    author: Annotated[Label, Meta(description="The label of the party who wrote it.")] | None = None
    language: Language
    dated_on: date
    text: Narrative


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
    steps: Annotated[tuple[Step, ...], Meta(max_length=500)] = ()
    parties: Annotated[tuple[NewParty, ...], Meta(max_length=200)] = ()
    documents: Annotated[tuple[NewDocument, ...], Meta(max_length=500)] = ()
    disclosures: Annotated[tuple[NewDisclosure, ...], Meta(max_length=500)] = ()


class StoredCase(msgspec.Struct, frozen=True, kw_only=True):
    """The ids that a stored case was given; parties and documents in the order they were sent."""

    case_id: CaseId
    parties: tuple[PartyId, ...]
    subjects: tuple[SubjectId | None, ...]
    documents: tuple[DocumentId, ...]
    disclosures: tuple[DisclosureId, ...] = ()


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


class PartyView(msgspec.Struct, frozen=True, kw_only=True):
    """A party as one caller may see them. `subject_id` and `description` are null where they are withheld."""

    party_id: PartyId
    role: Role
    confidential: bool
    named_to_respondent: bool
    subject_id: SubjectId | None
    description: str | None


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    document_id: DocumentId
    kind: DocumentKind
    author_role: Role
    author: PartyId | None
    language: Language
    dated_on: date
    text: str


class DisclosureView(msgspec.Struct, frozen=True, kw_only=True):
    disclosure_id: DisclosureId
    disclosed_on: date
    recipient: str
    legal_basis: str
    content: str


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A case as one caller may see it; `withheld` names the categories that were left out."""

    case: CaseSummary
    reference: str | None
    steps: tuple[Step, ...]
    parties: tuple[PartyView, ...] | None
    documents: tuple[DocumentView, ...] | None
    disclosures: tuple[DisclosureView, ...] | None
    withheld: tuple[str, ...] = ()


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """A whole case, opened, for verbs that compose an answer from it. Never leaves the vault as it is."""

    case: CaseSummary
    reference: str | None
    steps: tuple[Step, ...]
    parties: tuple[PartyView, ...]
    documents: tuple[DocumentView, ...]
    disclosures: tuple[DisclosureView, ...]


def latest_events(received_on: date, steps: tuple[Step, ...]) -> dict[str, date]:
    """The latest day of each kind of step, from which periods start (T-22). A reopened case is not closed."""
    events: dict[str, date] = {"received": received_on}
    for step in steps:
        events[step.kind.value] = max(step.on, events.get(step.kind.value, step.on))
    reopened = events.get(StepKind.REOPENED.value)
    if reopened is not None and events.get(StepKind.CLOSED.value, reopened) <= reopened:
        events.pop(StepKind.CLOSED.value, None)
    return events


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
        if party.person is not None and party.role is Role.COMPLAINANT and new.anonymity is Anonymity.ANONYMOUS:
            raise InvalidInput(f"parties[{number}].person", "an anonymous complainant has no identity to store")
