"""Recipients, agreements, consents, and what is kept of a disclosure: pure shapes, and when a consent carries one."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from vault.disclosures.codes import Change, ConsentChannel, ConsentGiver, Field, NoticeState, RecipientKind, Refusal
from vault.errors import InvalidInput
from vault.ids import AgreementId, CaseId, ConcernId, ConsentId, DisclosureId, NoticeId, RecipientId, SubjectId
from vault.parsing import ONE_LINE

Line = Annotated[str, Meta(min_length=1, max_length=300)]
Code = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z0-9_.-]+$")]
Words = Annotated[str, Meta(min_length=1, max_length=4_000)]
Lines = Annotated[tuple[Line, ...], Meta(max_length=500)]
Home = Annotated[str, Meta(min_length=1, max_length=300, pattern=ONE_LINE)]


class NewRecipient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody outside who may be given something: a legal person, and the unit or function within it."""

    kind: RecipientKind
    name: Annotated[Line, Meta(description="The legal person.")]
    unit: Annotated[Line, Meta(description="The unit or function within it.")] | None = None
    address: Annotated[Line, Meta(description="Where it is written to: the only address to which anything goes.")]


class RecipientChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is different about a recipient; null takes a value away."""

    name: Line | UnsetType = UNSET
    unit: Line | UnsetType | None = UNSET
    address: Line | UnsetType = UNSET


class RecipientView(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient in the register."""

    recipient_id: RecipientId
    recipient: NewRecipient
    registered_on: date
    ended_on: date | None
    version: int

    @property
    def known_as(self) -> str:
        """The recipient as an answer to a data subject names it (A-63)."""
        return ", ".join(part for part in (self.recipient.name, self.recipient.unit) if part)


class NewAgreement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cooperation agreement: with whom, about which homes, who does what, on which basis. It names no tenant."""

    recipient_id: RecipientId
    title: Line
    started_on: date
    ends_on: Annotated[date, Meta(description="The last day, where one was agreed.")] | None = None
    homes: Annotated[
        tuple[Home, ...],
        Meta(max_length=500, description="Departments that it is about, as complaints name them; none means all."),
    ] = ()
    target_group: Line | None = None
    roles: Annotated[Lines, Meta(description="Who does what, one line each.")] = ()
    legal_basis: Line
    arrangement: Annotated[
        Line, Meta(description="What was found on who is controller, processor or both together (Art. 26, 28).")
    ]
    contact: Annotated[Line, Meta(description="The single entry: a function or a named person, and the address.")]
    substitute: Annotated[Line, Meta(description="Who stands in, and the address.")] | None = None
    response_days: (
        Annotated[int, Meta(ge=1, le=365, description="Working days in which an answer was agreed.")] | None
    ) = None


class AgreementChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is different about an agreement; null takes a value away, a list is replaced whole."""

    title: Line | UnsetType = UNSET
    ends_on: date | UnsetType | None = UNSET
    homes: Annotated[tuple[Home, ...], Meta(max_length=500)] | UnsetType = UNSET
    target_group: Line | UnsetType | None = UNSET
    roles: Lines | UnsetType = UNSET
    legal_basis: Line | UnsetType = UNSET
    arrangement: Line | UnsetType = UNSET
    contact: Line | UnsetType = UNSET
    substitute: Line | UnsetType | None = UNSET
    response_days: Annotated[int, Meta(ge=1, le=365)] | UnsetType | None = UNSET


class AgreementView(msgspec.Struct, frozen=True, kw_only=True):
    """An agreement and whether it ended."""

    agreement_id: AgreementId
    agreement: NewAgreement
    ended_on: date | None
    version: int

    def runs(self, today: date) -> bool:
        """Whether it is in force on a day; first and last day count."""
        last = min((day for day in (self.ended_on, self.agreement.ends_on) if day is not None), default=date.max)
        return self.agreement.started_on <= today <= last

    def covers(self, department: str) -> bool:
        """Whether homes in a department are among those that it is about."""
        return not self.agreement.homes or department.casefold() in {one.casefold() for one in self.agreement.homes}


class NewConsent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Consent for one purpose and one recipient: in which words, when, how, by whom, and what shows it."""

    recipient_id: RecipientId
    purpose: Annotated[Code, Meta(description="A code of the register of purposes.")]
    health: Annotated[bool, Meta(description="Whether the words name health expressly (Art. 9(2)(a) GDPR).")] = False
    wording: Annotated[Words, Meta(description="What the person was asked to agree to, word by word.")]
    wording_version: Code
    given_on: date
    until: Annotated[date, Meta(description="The last day, where one was agreed.")] | None = None
    by: ConsentGiver = ConsentGiver.SELF
    representative: Annotated[SubjectId, Meta(description="Who consented for them.")] | None = None
    channel: ConsentChannel
    evidence: Annotated[Line, Meta(description="Where it can be seen: a document's reference, a recording.")]


class Withdrawal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That consent was withdrawn. No reason is asked for."""

    on: date
    channel: ConsentChannel


class ConsentView(msgspec.Struct, frozen=True, kw_only=True):
    """A consent, to whom it names the way, and whether it was withdrawn."""

    consent_id: ConsentId
    consent: NewConsent
    recipient: Annotated[str, Meta(description="As the recipient was called when it was given.")]
    withdrawal: Withdrawal | None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A field that goes, with its heading and its lines."""

    field: Field
    title: str
    lines: tuple[str, ...]


class Disclosed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Everything that is kept of a disclosure (D-00). The first four fields are all that older systems tell."""

    disclosed_on: date
    recipient: str
    legal_basis: str
    content: str
    at: datetime | None = None
    by: str | None = None
    """Who sent it, as the log knows them."""
    addressed_to: str | None = None
    purpose: str | None = None
    articles: tuple[str, ...] = ()
    consents: tuple[ConsentId, ...] = ()
    agreement_id: AgreementId | None = None
    agreement: str | None = None
    items: tuple[Item, ...] = ()
    digest: str | None = None
    """SHA-256 over what was sent, hexadecimal."""
    weighing: str | None = None
    health: bool = False
    offence: bool = False
    protected: bool | None = None
    """Whether somebody's address is protected: None where nobody looked."""
    despite_restriction: str | None = None
    channel: str | None = None
    receipt: str | None = None
    keep: str | None = None
    """How long the recipient was told to keep it."""


class DisclosureAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a recipient answered to what it was told, as far as it may be kept."""

    on: date
    receipt: Annotated[Line, Meta(description="The recipient's own case number.")] | None = None
    words: Words | None = None


_TOLD_IN_WORDS: Final = ("recipient", "content", "addressed_to", "weighing", "despite_restriction")


def told_without(told: Disclosed, without: Callable[[str], str]) -> Disclosed:
    """A disclosure with each of its texts as `without` leaves it. Its digest still is that of what was sent."""
    words = {name: without(text) for name in _TOLD_IN_WORDS if (text := getattr(told, name))}
    items = tuple(msgspec.structs.replace(one, lines=tuple(without(line) for line in one.lines)) for one in told.items)
    return msgspec.structs.replace(told, **words, items=items)


def answer_without(answer: DisclosureAnswer | None, without: Callable[[str], str]) -> DisclosureAnswer | None:
    """The same of what a recipient answered."""
    if answer is None or not answer.words:
        return answer
    return msgspec.structs.replace(answer, words=without(answer.words))


class KeptDisclosure(msgspec.Struct, frozen=True, kw_only=True):
    """A disclosure with what stands in the clear of it."""

    disclosure_id: DisclosureId
    case_id: CaseId
    disclosed: Disclosed
    recipient_id: RecipientId | None = None
    scenario: str | None = None
    persons: tuple[SubjectId, ...] = ()
    respond_by: date | None = None
    answer: DisclosureAnswer | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a notice says: to whom, and of what, by references that the recipient knows. No data of the person."""

    recipient: str
    addressed_to: str | None
    disclosed_on: date
    reference: str
    receipt: str | None
    fields: tuple[Field, ...]


class NoticeOutcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of a notice: sent, answered, or not needed for a reason."""

    state: NoticeState
    on: date
    channel: Line | None = None
    words: Annotated[Words, Meta(description="The answer, or why no notice is needed.")] | None = None


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that a recipient is owed because data that it was given changed (Art. 19 GDPR)."""

    notice_id: NoticeId
    change: Change
    disclosure_id: DisclosureId
    recipient_id: RecipientId | None
    case_id: Annotated[CaseId, Meta(description="The complaint it was given from, which may be gone.")]
    made_on: date
    due_on: date
    state: NoticeState
    told: Told
    outcomes: tuple[NoticeOutcome, ...]


class NewConcern(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the municipality needs to find the child and understand what was seen; nothing of any dispute."""

    recipient_id: RecipientId
    child: Annotated[Line, Meta(description="The child's name, or what is known of who it is.")]
    date_of_birth: date | None = None
    address: Line
    observed_on: date
    observation: Annotated[str, Meta(min_length=1, max_length=20_000, description="What was seen or heard.")]
    reporter: Annotated[Line, Meta(description="How to reach whoever reports, by function.")]
    parents_told: Annotated[
        bool, Meta(description="Whether the parents were told; they are not where that could put the child at risk.")
    ] = False


class NewConfirmation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That the municipality has received a report of concern, and under which number of its own."""

    on: date
    receipt: Line | None = None


class ConcernView(msgspec.Struct, frozen=True, kw_only=True):
    """A reported concern: the copy for thirty days, and from then on the municipality's receipt alone."""

    concern_id: ConcernId
    concern: NewConcern | None
    sent_on: date
    confirm_by: date | None
    confirmed_on: date | None
    receipt: str | None


def refuse_strange_consent(new: NewConsent) -> None:
    """Raises InvalidInput for a representative's consent that does not say whose, and days out of order."""
    if (new.by is ConsentGiver.REPRESENTATIVE) != (new.representative is not None):
        raise InvalidInput("representative", "is for consent that a representative gave, which needs one")
    if new.until is not None and new.until < new.given_on:
        raise InvalidInput("until", "is before given_on")


def refuse_strange_outcome(now: NoticeState, outcome: NoticeOutcome) -> None:
    """Raises InvalidInput for a step that does not follow, or one without its words."""
    follows = {
        NoticeState.PENDING: {NoticeState.SENT, NoticeState.NOT_NEEDED},
        NoticeState.SENT: {NoticeState.ANSWERED, NoticeState.SENT},
    }
    if outcome.state not in follows.get(now, set()):
        allowed = ", ".join(sorted(follows.get(now, set()))) or "nothing: it is settled"
        raise InvalidInput("state", f"may be after {now.value}: {allowed}")
    if outcome.state in (NoticeState.NOT_NEEDED, NoticeState.ANSWERED) and outcome.words is None:
        raise InvalidInput("words", "is needed")
    if outcome.state is NoticeState.SENT and outcome.channel is None:
        raise InvalidInput("channel", "is needed")


def carrying(
    consents: Iterable[ConsentView], recipient_id: RecipientId, purpose: str, today: date
) -> ConsentView | Refusal:
    """The consent that carries a disclosure to this recipient for this purpose, or why none does.

    The refusal is the closest miss: a consent for this recipient that ended says more than one that names another.
    """
    for_purpose = [one for one in consents if one.consent.purpose == purpose]
    for_recipient = [one for one in consents if one.consent.recipient_id == recipient_id]
    fitting = [one for one in for_purpose if one in for_recipient]
    standing = [one for one in fitting if one.withdrawal is None and one.consent.given_on <= today]
    lasting = [one for one in standing if one.consent.until is None or today <= one.consent.until]
    if lasting:
        return max(lasting, key=lambda one: (one.consent.health, one.consent.given_on))
    if standing:
        return Refusal.CONSENT_RAN_OUT
    if any(one.withdrawal is not None for one in fitting):
        return Refusal.CONSENT_WITHDRAWN
    if for_recipient:
        return Refusal.CONSENT_FOR_ANOTHER_PURPOSE
    return Refusal.CONSENT_NAMES_ANOTHER if for_purpose else Refusal.NO_CONSENT
