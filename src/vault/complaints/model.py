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

from vault.ids import CaseId, DisclosureId, DocumentId, PartyId, SubjectId
from vault.subjects import Language, Person


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
    description: Annotated[ShortText, Meta(description='Where no name is known: "resident, stair 12".')] | None = (
        None
    )
    confidential: bool = False
    named_to_respondent: bool = False


class NewDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: DocumentKind
    author_role: Role
    author: Annotated[Label, Meta(description="The label of the party who wrote it.")] | None = None
    language: Language
    dated_on: date
    text: Narrative


class NewDisclosure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was given to whom, when, and on which basis (Art. 15(1)(c); A-63)."""

    disclosed_on: date
    recipient: ShortText
    legal_basis: ShortText
    content: Annotated[str, Meta(min_length=1, max_length=2_000)]


class NewCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A complaint as another system hands it over."""

    reference: Annotated[ShortText, Meta(description="The case number in the sending system.")] | None = None
    department: ShortText
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
