"""The answer to an access request as a value: all that the letter, the annex and the JSON are made of.

Nothing here is computed; `compose` fills it and `letter` renders it. Every text is what the requester will read,
after masking.
"""

from datetime import date, datetime
from typing import Final

import msgspec

from vault.complaints import Category, DocumentKind, Lane, Role, Severity, Status, StepKind
from vault.deadlines import add_months
from vault.language import Language
from vault.redaction import Segment
from vault.subjects import Person

_OF_AGE: Final = 18 * 12


class Authority(msgspec.Struct, frozen=True, kw_only=True):
    """The supervisory authority to complain to (X-41, X-42), from dated configuration (X-44)."""

    name: str
    address: str
    phone: str
    email: str
    website: str


class Controller(msgspec.Struct, frozen=True, kw_only=True):
    """The organisation that answers; never the platform (section 9, point 1)."""

    name: str
    registration_number: str
    country: str
    """"DK" or "SE"."""
    address: str
    contact: str
    data_protection_officer: str | None


class AnswerFile(msgspec.Struct, frozen=True, kw_only=True):
    """The file whose text a document is: enclosed under a name, or why not."""

    kind: str
    """jpeg, pdf, mp3 …"""
    standing: str
    """enclosed, withheld, undecided, text_given, no_copy or too_large."""
    name: str | None = None
    """Its name in the package."""


class AnswerPassage(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided on words that need a ground to stay: an assessment about a person is theirs, too (A-71)."""

    kind: str
    """What the words hold: national_id, health, offence, about_the_person."""
    decision: str
    """kept, corrected or no_such_thing."""
    ground: str | None
    """Why they are kept."""
    decided_on: date


class AnswerDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One document in scope, complete and in context (A-70), with masks where others are protected."""

    document_id: str
    kind: DocumentKind
    lane: Lane = Lane.TENANCY
    dated_on: date
    author_role: Role
    written_by_requester: bool
    language: Language
    segments: tuple[Segment, ...]
    file: AnswerFile | None = None
    passages: tuple[AnswerPassage, ...] = ()
    """What was decided on words that are readable here."""


class AnswerStep(msgspec.Struct, frozen=True, kw_only=True):
    kind: StepKind
    on: date


class AnswerDisclosure(msgspec.Struct, frozen=True, kw_only=True):
    """A named recipient (A-63)."""

    disclosed_on: date
    recipient: tuple[Segment, ...]
    legal_basis: tuple[Segment, ...]
    content: tuple[Segment, ...]
    purpose: str | None = None
    """The purpose in words; None where another system told of the disclosure."""
    agreement: str | None = None
    """The cooperation agreement under which the data were used."""


class AnswerFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field: somebody's words, masked; or a code that the legend explains; or a number or day as it stands."""

    field: str
    text: tuple[Segment, ...] = ()
    code: str | None = None
    plain: str | None = None


class AnswerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, in the process in which it did."""

    kind: str
    lane: Lane
    on: date
    facts: tuple[AnswerFact, ...]
    passages: tuple[AnswerPassage, ...] = ()


class AnswerCase(msgspec.Struct, frozen=True, kw_only=True):
    case_id: str
    reference: str | None
    department: str
    category: Category
    severity: Severity
    status: Status
    received_on: date
    roles: tuple[Role, ...]
    """The requester's own roles in the case."""
    steps: tuple[AnswerStep, ...]
    documents: tuple[AnswerDocument, ...]
    disclosures: tuple[AnswerDisclosure, ...]
    planned_deletion_on: date | None
    """None while the case is open: then `retention_rule` says what the period counts from."""
    retention_rule: str
    """The rule in words, in the requester's language."""
    facts: tuple[AnswerFact, ...] = ()
    """What else is kept of the case, and what was noted of the requester in it."""
    entries: tuple[AnswerEntry, ...] = ()
    on_hold: bool
    """Whether a hold, such as the one for this request, postpones deletion."""


class PurposeFact(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose for which this person's data are in fact held (A-62), with its basis, in their language."""

    purpose: str
    legal_basis: str


class Consultation(msgspec.Struct, frozen=True, kw_only=True):
    """A time at which the person's data were read, and why; never by whom (A-66)."""

    on: date
    purpose: str
    times: int


class SearchLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the search protocol (A-06): what was searched, by which kind of term, with how many hits."""

    source: str
    term: str
    hits: int


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """That the time was extended, with what the person was told then (A-31)."""

    on: date
    ground: str
    reasons: str
    due_on: date


class Representative(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for the person, and on which kind of power (A-12)."""

    name: str
    power: str


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """How the request was understood, and whether the person agreed to less than everything."""

    understood: str
    narrowed: bool


class PreviousAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer before this one, and how many of its documents are not repeated (A-88)."""

    reference: str
    answered_on: date
    not_repeated: int
    full_copy: bool = False
    """That the person asked for all of it once more."""


class AnswerRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Another request of the same person: it, too, is held about them."""

    reference: str
    right: str
    received_on: date
    asked: str
    answered_on: date | None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that Art. 15 asks for, about one person, from one controller."""

    language: Language
    reference: str
    controller: Controller
    authority: Authority
    requester_name: str
    requester_address: str | None
    received_on: date
    received_through: str
    """The channel, as a code: letter, email, phone, portal, in_person, other."""
    asked: str
    """The request in the person's own words."""
    due_on: date
    answered_on: date
    composed_at: datetime
    identified_by: str
    """How identity was established, as a code: known_contact, matching_details, not_established."""
    records: tuple[Person, ...]
    """What is held of the person's identity and contact data, one for each record."""
    cases: tuple[AnswerCase, ...]
    standing: tuple[AnswerFact, ...] = ()
    """Restrictions, objections, household and representatives of the requester."""
    purposes: tuple[PurposeFact, ...]
    processors: tuple[str, ...]
    transfers: str | None
    """None means that nothing leaves the EU/EEA."""
    automated_decisions: str | None
    """None means that there are none."""
    consultations: tuple[Consultation, ...]
    search: tuple[SearchLine, ...]
    scope: Scope | None = None
    extension: Extension | None = None
    representative: Representative | None = None
    withheld_documents: tuple[str, ...] = ()
    """The ground of each document that stays out as a whole."""
    previous: PreviousAnswer | None = None
    requests: tuple[AnswerRequest, ...] = ()

    @property
    def for_child(self) -> bool:
        """Whether the first page is written for somebody under 18 (A-78; S-40)."""
        born = [record.date_of_birth for record in self.records if record.date_of_birth]
        return any(record.minor for record in self.records) or any(
            add_months(day, _OF_AGE) > self.answered_on for day in born
        )

    @property
    def holds_data(self) -> bool:
        """Whether the first sentence of the answer is yes or no (A-60)."""
        return bool(self.records or self.cases)
