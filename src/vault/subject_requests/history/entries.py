"""What happens to a request, as entries that are only ever added: pure shapes.

Where a request stands, when it is due and what was decided all follow from its entries, so that each can be proven
later. An entry never holds a proof of identity: it says how somebody was recognised and what came of it (A-23).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.ids import AttachmentId, DocumentId, FlagId, LetterId, NoticeId, PackageId, SubjectId
from vault.subjects.standing.model import Power

Words = Annotated[str, Meta(min_length=1, max_length=4_000)]
TakenBack = Annotated[bool, Meta(description="That it was a mistake and holds no more; the last word counts.")]
Reasons = Annotated[
    str, Meta(min_length=20, max_length=4_000, description="Facts of this request, in words that its sender will read.")
]


class Doubt(StrEnum):
    """What stops the clock: doubt about who asks, or about what is asked for; nothing else does (A-46, A-47)."""

    IDENTITY = "identity"
    SCOPE = "scope"


class IdentityMethod(StrEnum):
    """How somebody was recognised, the least intrusive first (A-21). A copy of a document is none of them."""

    KNOWN_CHANNEL = "known_channel"
    SESSION = "session"
    CODE = "code"
    CALL_BACK = "call_back"
    DOCUMENT_SHOWN = "document_shown"
    IN_PERSON = "in_person"


class Prolonging(StrEnum):
    """The only grounds of an extension (Art. 12(3); A-31)."""

    COMPLEXITY = "complexity"
    NUMBER_OF_REQUESTS = "number_of_requests"


class Withholding(StrEnum):
    """Why a whole document stays out of an answer."""

    LAWYER_CORRESPONDENCE = "lawyer_correspondence"
    DRAFT = "draft"
    MEMORY_NOTE = "memory_note"
    SECRECY = "secrecy"


class DecisionOutcome(StrEnum):
    """What was decided about a request that is not answered by a package of data."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class ClosingReason(StrEnum):
    """Why nothing more is done about a request."""

    DONE = "done"
    WITHDRAWN = "withdrawn"
    HANDED_ON = "handed_on"


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="asked"):
    """The person was asked who they are or what they mean: the clock stands still until it is answered."""

    doubt: Doubt
    on: date
    reason: Reasons
    question: Words
    letter_id: LetterId | None = None


class Resolved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="resolved"):
    """The doubt ended: the clock runs on."""

    doubt: Doubt
    on: date


class Identified(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="identified"):
    """How identity was established, or that it was not."""

    method: IdentityMethod
    on: date
    established: bool


class CodeSent(msgspec.Struct, frozen=True, kw_only=True, tag="code_sent"):
    """A code went to an address or phone that was on record before the request (A-21)."""

    subject_id: SubjectId
    by_letter: bool
    expires_at: datetime
    hash: bytes


class CodeTried(msgspec.Struct, frozen=True, kw_only=True, tag="code_tried"):
    """Somebody typed a code."""


class Represented(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="represented"):
    """Somebody asks for the data subject: on which authority, how far, until when (A-12)."""

    name: Annotated[str, Meta(min_length=1, max_length=300)]
    power: Power
    authority: Annotated[Words, Meta(description="The document that gives the power, described; no copy is kept.")]
    scope: Words | None = None
    until: date | None = None
    conflict_checked: Annotated[bool, Meta(description="That their interest is not opposed to the person's own.")] = (
        False
    )
    taken_back: TakenBack = False


class ScopeAgreed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="scope"):
    """How the request was understood, and any narrowing that the person agreed to (section 9, point 3)."""

    understood: Words
    narrowed: bool = False


class Extended(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="extended"):
    """Two further months, of which the person is told with reasons within the first (A-31)."""

    ground: Prolonging
    reasons: Reasons
    on: date
    letter_id: LetterId | None = None


class DocumentWithheld(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="withheld"):
    """A document that stays out as a whole, decided for this document (X-05, X-20, X-21)."""

    document_id: DocumentId
    ground: Withholding
    facts: Annotated[str, Meta(min_length=10, max_length=4_000)]
    taken_back: TakenBack = False


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """Something of another person that the check before sending found in a finished file."""

    digest: str
    """The same for the same thing of the same person in the same file, whenever it is composed."""
    file: str
    place: str
    kind: str
    subject_id: SubjectId
    excerpt: str


class FileDecided(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="file_decided"):
    """Whether a file goes out, decided by somebody who looked at it or listened to it."""

    attachment_id: AttachmentId
    enclose: bool
    facts: Annotated[
        str,
        Meta(min_length=10, max_length=4_000, description="Who is seen or heard in it, and how that was weighed."),
    ]


class Stopped(msgspec.Struct, frozen=True, kw_only=True, tag="stopped"):
    """The check found something of others; nothing was kept of the package."""

    hits: tuple[Hit, ...]


class HitAllowed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="hit_allowed"):
    """A person decided that what was found may go out, and why."""

    digest: Annotated[str, Meta(min_length=1, max_length=200)]
    reason: Annotated[str, Meta(min_length=10, max_length=4_000)]


class Composed(msgspec.Struct, frozen=True, kw_only=True, tag="composed"):
    """An answer was composed and passed the check."""

    package_id: PackageId
    scope: str
    documents: dict[str, str]
    """SHA-256 of each document as it was shown, by id: what a later answer need not repeat (A-88)."""
    undecided: int
    to_confirm: int
    ordinary: bool


class Approved(msgspec.Struct, frozen=True, kw_only=True, tag="approved"):
    """A person approved the package as it is."""

    package_id: PackageId


class Decided(msgspec.Struct, frozen=True, kw_only=True, tag="decided"):
    """What was decided, on which grounds, with the letter that says so (X-40)."""

    outcome: DecisionOutcome
    grounds: tuple[str, ...]
    reasons: str
    done: str | None
    letter_id: LetterId


class Done(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of a deed that fulfils a right."""

    deed: str
    records: tuple[UUID, ...]
    """What it touched; of an erasure, everything that is gone."""
    kind: str | None = None
    """Of an erasure: what sort of thing went."""
    ground: str | None = None
    fields: tuple[str, ...] = ()
    """Of a correction: what is different now."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    case: str | None = None
    """The case that it is about, as it is known by: its reference, or its id."""
    case_received_on: date | None = None
    keys: int = 0
    """Data keys that were destroyed."""
    notices: tuple[NoticeId, ...] = ()
    """The recipients who must hear of it (Art. 19)."""


class Stayed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stays although it was asked to be erased: on which ground, and until when by its schedule."""

    kind: str
    record_id: UUID
    ground: str
    until: date | None = None
    """None while its period has not begun."""
    case: str | None = None
    case_received_on: date | None = None


class Fulfilled(msgspec.Struct, frozen=True, kw_only=True, tag="fulfilled"):
    """What was done to fulfil a right, in the same transaction, and what stays."""

    done: tuple[Done, ...]
    stayed: tuple[Stayed, ...] = ()


class LiftAnnounced(msgspec.Struct, frozen=True, kw_only=True, tag="lift_announced"):
    """The person was told that a restriction will be lifted, and when (Art. 18(3))."""

    subject_id: SubjectId
    flag_id: FlagId
    on: date
    letter_id: LetterId


class Delivered(msgspec.Struct, frozen=True, kw_only=True, tag="delivered"):
    """How a package went out, and to an address that was verified how (A-80)."""

    method: str
    address: str
    sha256: str
    despite: str | None = None


class Collected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="collected"):
    """The package was collected or its receipt confirmed."""

    how: Words


class Closed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="closed"):
    reason: ClosingReason
    note: Words | None = None


Entry = (
    Asked
    | Resolved
    | Identified
    | CodeSent
    | CodeTried
    | Represented
    | ScopeAgreed
    | Extended
    | DocumentWithheld
    | FileDecided
    | Stopped
    | HitAllowed
    | Composed
    | Approved
    | Decided
    | Fulfilled
    | LiftAnnounced
    | Delivered
    | Collected
    | Closed
)


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An entry as it stands in a request's history: when, by whom (a reference, no name), and what."""

    at: datetime
    by: str
    entry: Entry


def tag_of(kind: type[Entry]) -> str:
    """The code of a kind of entries."""
    return str(kind.__struct_config__.tag)


def kind_of(entry: Entry) -> str:
    """The code by which an entry is told."""
    return str(type(entry).__struct_config__.tag)
