"""Reports without a name or in confidence, and what is written about them later: pure."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.complaints import (
    Anonymity,
    CaseFile,
    Category,
    DocumentKind,
    NewCase,
    NewDocument,
    NewParty,
    Role,
    Severity,
    Source,
    Status,
    Step,
    StepKind,
)
from vault.complaints.course.codes import IncidentKind
from vault.complaints.course.tenancy import Incident, Naming
from vault.complaints.fields import Department, ShortText, Worker
from vault.complaints.stance import NAMELESS, Stance
from vault.errors import Conflict, InvalidInput
from vault.ids import CaseId, DocumentId, OrganisationId, PartyId
from vault.language import Language
from vault.subjects import Address, Person

Words = Annotated[str, Meta(min_length=1, max_length=20_000)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Reach = Annotated[str, Meta(min_length=1, max_length=200)]

_SERIOUS: Final = frozenset({Category.THREATS_OR_HARASSMENT, Category.VIOLENCE, Category.VANDALISM})
_OBSERVED: Final = {
    Category.NOISE: IncidentKind.NOISE,
    Category.PETS: IncidentKind.ANIMAL,
    Category.SMOKE_OR_SMELL: IncidentKind.SMOKE_OR_SMELL,
    Category.WASTE_OR_NEGLECT: IncidentKind.WASTE,
    Category.PARKING: IncidentKind.PARKING,
    Category.VANDALISM: IncidentKind.DAMAGE,
    Category.THREATS_OR_HARASSMENT: IncidentKind.THREAT,
    Category.VIOLENCE: IncidentKind.VIOLENCE,
}
_UNTOUCHED: Final = frozenset({StepKind.RECEIVED, StepKind.INCIDENT, StepKind.ACKNOWLEDGED, StepKind.REPLIED})
"""Steps that leave nothing done about a report."""


class MessageKind(StrEnum):
    """What a message in a mailbox is."""

    REPORT = "report"
    ADDITION = "addition"
    CORRECTION = "correction"
    QUESTION = "question"
    """From staff; every other is the reporter's."""
    FILE = "file"
    WITHDRAWAL = "withdrawal"
    REVEALED = "revealed"
    """The reporter gave their name."""


class Reporter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who reports, where they say so. Kept as any person is, under a key of their own."""

    name: Name
    phone: Reach | None = None
    email: Reach | None = None
    address: Reach | None = None

    def person(self) -> Person:
        """Raises InvalidInput for a telephone number or address that is none."""
        given = {
            "name": self.name,
            "phones": [self.phone] if self.phone else [],
            "emails": [self.email] if self.email else [],
        }
        try:
            person = msgspec.convert(given, Person)
        except msgspec.ValidationError:
            raise InvalidInput("reporter", "has a telephone number or e-mail address that is none") from None
        lines = (Address(self.address),) if self.address else ()
        return msgspec.structs.replace(person, addresses=lines)


class NewReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report as somebody writes it, or tells it. Nothing says how or from where it came."""

    terms: Annotated[str, Meta(min_length=1, max_length=40, description="The version of the policy that was shown.")]
    state: Annotated[Anonymity, Meta(description="anonymous, pseudonymous (with a receipt) or confidential.")]
    language: Language
    department: Department
    category: Category
    about: (
        Annotated[ShortText, Meta(description="Whom or which place it is about, as the reporter calls it.")] | None
    ) = None
    text: Words
    seen_on: date | None = None
    own_observation: bool = False
    witness_count: Annotated[int, Meta(ge=0, le=500)] | None = None
    reporter: Annotated[Reporter, Meta(description="Only for a report in confidence.")] | None = None


class NewMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reporter adds, or puts right: `corrects` is the number of the message that it is about."""

    text: Words
    corrects: Annotated[int, Meta(ge=1, le=100_000)] | None = None


class MailboxQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What staff write to a reporter whom they do not know."""

    text: Words
    language: Language
    by: Worker | None = None


class Revealing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reporter's name, and whether whoever they complain about may learn it, too.

    `stands_by`: they stand under their name by what they wrote before that they saw or heard. Only openly.
    """

    reporter: Reporter
    openly: bool
    stands_by: bool = False


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation says to whoever is about to write."""

    organisation_id: OrganisationId
    stance: Stance
    name: str
    address: str
    contact: str
    language: Language
    departments: tuple[str, ...]


class Submitted(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was stored."""

    case_id: CaseId


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """A report that was handed in for somebody, and the receipt to give them."""

    case_id: CaseId
    receipt: Annotated[
        str | None, Meta(description="Shown this once and kept nowhere; null for a report without one.")
    ] = None


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """What is sealed about a mailbox: the key that seals for the reporter, and as which party they write."""

    public: bytes
    party_id: PartyId


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What is in an envelope."""

    text: str
    corrects: int | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its reporter reads it."""

    number: int
    on: date
    kind: MessageKind
    text: str
    corrects: int | None = None


class Dialogue(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a receipt opens (Art. 11(2), 15 GDPR; N-12)."""

    state: Anonymity
    language: Language
    terms: str
    received_on: date
    closed: bool
    withdrawn_on: date | None
    messages: tuple[Message, ...]


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """A message as staff know of it; its words are a document of the case."""

    number: int
    on: date
    kind: MessageKind
    document_id: DocumentId | None


class MailboxView(msgspec.Struct, frozen=True, kw_only=True):
    """What staff know of a mailbox: nothing that leads to its reporter, and not whether it was read."""

    terms: Annotated[str, Meta(description="The version of the policy that was shown before it was written.")]
    state: Anonymity
    answerable: Annotated[bool, Meta(description="Whether somebody has a receipt to read an answer with.")]
    withdrawn_on: date | None
    messages: tuple[Posted, ...]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a reporter's file belongs."""

    case_id: CaseId
    party_id: PartyId
    language: Language


def refuse(new: NewReport, stance: Stance, *, locked: bool, today: date) -> None:
    """Raises Conflict for what the organisation does not take (N-04), InvalidInput for what does not fit together.

    `locked`: a receipt goes with it.
    """
    if new.terms != stance.version:
        raise Conflict("the policy was changed since it was shown", hint="show the text in force, and ask again")
    if not stance.takes_state(new.state) or not stance.takes_category(new.category):
        raise Conflict("the organisation does not take such reports", hint="show its policy")
    if (new.reporter is not None) != (new.state is Anonymity.CONFIDENTIAL):
        raise InvalidInput("reporter", "is given for a report in confidence, and for no other")
    if new.state is Anonymity.ANONYMOUS and locked:
        raise InvalidInput("state", "is not anonymous once a receipt is given")
    if new.state is Anonymity.PSEUDONYMOUS and not locked:
        raise InvalidInput("state", "is pseudonymous only with a receipt")
    if new.seen_on is not None and new.seen_on > today:
        raise InvalidInput("seen_on", "is a day to come")


def case_of(new: NewReport, today: date, source: Source = Source.RESIDENT) -> NewCase:
    """The complaint that a report is."""
    parties = [
        NewParty(
            label="reporter",
            role=Role.COMPLAINANT,
            person=None if new.reporter is None else new.reporter.person(),
            confidential=True,
        )
    ]
    if new.about:
        parties.append(NewParty(label="about", role=Role.RESPONDENT, description=new.about))
    on = new.seen_on or today
    what = _OBSERVED.get(new.category, IncidentKind.OTHER)
    return NewCase(
        department=new.department,
        category=new.category,
        severity=Severity.SERIOUS if new.category in _SERIOUS else Severity.MILD,
        anonymity=new.state,
        language=new.language,
        received_on=today,
        source=source,
        witness_count=new.witness_count,
        steps=(Step(StepKind.RECEIVED, today),),
        parties=tuple(parties),
        documents=(written(new.text, new.language, today, label="reporter", kind=DocumentKind.COMPLAINT),),
        entries=(Incident(on=on, what=what, own_observation=new.own_observation),),
    )


def written(
    text: str, language: Language, on: date, *, label: str | None = None, kind: DocumentKind = DocumentKind.LETTER
) -> NewDocument:
    """What a reporter wrote, as staff read it."""
    return NewDocument(kind=kind, author_role=Role.COMPLAINANT, author=label, language=language, dated_on=on, text=text)


def untouched(file: CaseFile) -> bool:
    """Whether nothing was done about a report, so that taking it back ends it."""
    others = [one for one in file.entries if not isinstance(one.entry, Incident | Naming)]
    by_others = [one for one in file.entries if isinstance(one.entry, Incident) and one.entry.by is not None]
    return (
        file.case.status is Status.OPEN
        and not others
        and not by_others
        and {one.kind for one in file.steps} <= _UNTOUCHED
    )


def revealed_as(before: Anonymity, *, openly: bool) -> Anonymity:
    """What a report is once its reporter gave their name. Raises Conflict where that was so already (N-08)."""
    if before is Anonymity.IDENTIFIED or (before is Anonymity.CONFIDENTIAL and not openly):
        raise Conflict("the name was given already")
    if before not in NAMELESS | {Anonymity.CONFIDENTIAL}:
        raise Conflict("nothing can be revealed here")
    return Anonymity.IDENTIFIED if openly else Anonymity.CONFIDENTIAL
