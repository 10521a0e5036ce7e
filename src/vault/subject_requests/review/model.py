"""A review of what an answer would show: what the machine proposes, and what people decide about it. Pure.

Masks are data, apart from the text (X-06): a proposal names a text by its place and its hash, and a ruling names the
proposal. A text that changes has another hash, so that whatever was proposed and decided for a place in it is void.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.approvals import Reason, Waiting
from vault.complaints.texts import CaseText, TextPlace
from vault.crypto import sha256
from vault.errors import InvalidInput
from vault.ids import CandidateId, CaseId, RequestId, RulingId, SubjectId, TextId
from vault.redaction import Decision, Ground, Inference, Kind, Span
from vault.subjects import Person

DECIDED = "decided by a person"
"""How the reason of a span begins that a person decided."""


class Choice(StrEnum):
    """What a person decides about a place."""

    HIDE = "hide"
    KEEP = "keep"


class Reach(StrEnum):
    """How far a decision goes within the request."""

    PLACE = "place"
    """This place alone."""
    STRING = "string"
    """Wherever the same words stand for the same."""
    PERSON = "person"
    """Wherever the same person is named, or reached in the same way."""
    TEXT = "text"
    """A whole text: keep approves a prepared extract, hide withholds everything."""


class Reading(StrEnum):
    """Whose decisions: what the second reader decides is kept apart and changes nothing by itself."""

    FIRST = "first"
    SECOND = "second"


class Judgement(StrEnum):
    """What a person says of a candidate."""

    SAME = "same"
    DIFFERENT = "different"


class CandidateKind(StrEnum):
    """What could be the requester's."""

    RECORD = "record"
    """A person on file who could be the requester."""
    MENTION = "mention"
    """A case in whose texts the requester could be mentioned."""
    DOCUMENT = "document"
    """A document of their case that says nothing of them: it is left out unless a person brings it in."""


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """What the machine says of one text. Carries no word of it."""

    place: TextPlace
    sha256: str
    """Of the text, hexadecimal."""
    spans: tuple[Span, ...]
    own: bool = False
    """Whether the requester wrote it."""
    extract: bool = False
    """Whether an extract takes its place, since its author spoke in confidence."""
    warning: Inference | None = None
    remembered: int = 0
    """How many places the organisation's earlier decisions kept readable."""


class ReviewedText(msgspec.Struct, frozen=True, kw_only=True):
    """A text under review, with the number by which a person calls it."""

    text_id: TextId
    number: int
    proposed: Proposed


class Where(msgspec.Struct, frozen=True, kw_only=True, order=True, forbid_unknown_fields=True):
    """A stretch of a text under review, offsets in code points, end exclusive; both 0 for the whole."""

    text_id: TextId
    start: Annotated[int, Meta(ge=0)] = 0
    end: Annotated[int, Meta(ge=0)] = 0


Interest = Annotated[str, Meta(min_length=1, max_length=300, description="Whose interest it protects.")]
RulingFacts = Annotated[str, Meta(min_length=1, max_length=2000, description="The concrete facts on which it rests.")]


class NewMaskDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person decides about places that the machine found."""

    places: Annotated[tuple[Where, ...], Meta(min_length=1, max_length=500)]
    choice: Choice
    reach: Reach = Reach.STRING
    ground: Annotated[Ground | None, Meta(description="Why it is hidden; the proposal's ground where left out.")] = None
    interest: Interest | None = None
    facts: RulingFacts | None = None
    review_on: Annotated[date | None, Meta(description="When it is looked at again; a year on where left out.")] = None
    remember: Annotated[
        bool, Meta(description="Offer it again in the organisation's later requests: harmless words, known people.")
    ] = False
    reading: Reading = Reading.FIRST


class NewSpan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to hide that the machine missed."""

    place: Where
    kind: Kind
    reach: Annotated[Reach, Meta(description="`place` or `string`.")] = Reach.STRING
    ground: Ground = Ground.RIGHTS_OF_OTHERS
    interest: Interest | None = None
    facts: RulingFacts | None = None
    review_on: date | None = None
    reading: Reading = Reading.FIRST


class MaskDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it is kept: what, why, for whom, by whom, when, and when it is looked at again."""

    ruling_id: RulingId
    place: TextPlace
    sha256: str
    start: int
    end: int
    string: str
    """What stands there. Sealed with the request and gone with it."""
    kind: Kind
    ref: str | None
    choice: Choice
    reach: Reach
    reading: Reading
    proposed: Decision | None
    """What the machine proposed; None for what it had missed."""
    ground: Ground | None
    interest: str | None
    facts: str | None
    review_on: date | None
    by: str
    makers: frozenset[str] = frozenset()
    at: datetime


class Excerpt(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch with a few words around it."""

    place: TextPlace
    before: str
    string: str
    after: str


class CluePlace(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody could be meant by a stretch of a text: a kind of evidence and where it stands, never the words."""

    place: TextPlace
    start: int
    end: int
    evidence: str


class ReviewCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody, some case or some document that could be the requester's: a person says whether it is."""

    candidate_id: CandidateId
    kind: CandidateKind
    about: UUID
    """The record of a person, the case or the document."""
    evidence: tuple[str, ...]
    strength: float
    """From 0 to 1."""
    findings: tuple[CluePlace, ...] = ()
    certain: bool = False
    """Whether nobody has to decide: a mention is in the answer, and a document out of it, unless a person says no."""
    judgement: Judgement | None = None
    reason: str | None = None
    by: str | None = None
    at: datetime | None = None
    offered: Judgement | None = None
    """What was decided in an earlier request."""


class CandidateView(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate as the officer sees it, with what is on file or what stands in the texts."""

    candidate: ReviewCandidate
    person: Person | None
    excerpts: tuple[Excerpt, ...]


class NewJudgement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person says of a candidate, and why."""

    judgement: Judgement
    reason: Annotated[str, Meta(min_length=3, max_length=1000, pattern=r"\S")]


class Approved(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody approved exactly what goes out."""

    by: str
    at: datetime
    overridden: int
    """How many places a person keeps readable that the machine would hide; two people stand for them."""
    digest: str
    """SHA-256 over every text and every mask: exactly this may go out."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What a review is as a whole."""

    started_by: str
    started_at: datetime
    two_readers: bool = False
    """Whether a second person reads everything before it is approved."""
    people: tuple[SubjectId, ...] = ()
    """Whose records are answered with."""
    stale: bool = False
    """Whether a candidate was decided since: who is meant may be another by now."""
    approved: Approved | None = None


class TextSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A text under review, without its words."""

    text_id: TextId
    number: int
    place: TextPlace
    own: bool
    extract: bool
    hidden: int
    open: int
    changed: bool
    """Whether the text is another one by now: what was decided for its places is void until the review is renewed."""
    warning: Inference | None


class ReviewView(msgspec.Struct, frozen=True, kw_only=True):
    """How far a review is. Approval waits until everything that is open is nought."""

    request_id: RequestId
    started_by: str
    started_at: datetime
    two_readers: bool
    texts: tuple[TextSummary, ...]
    masked: int
    """Places that would be hidden if it went out now."""
    open_questions: int
    """Different strings that wait for a decision."""
    open_places: int
    """The places at which they stand; automation alone masks them."""
    open_candidates: int
    disagreements: int
    """Places about which the second reader decided otherwise."""
    second_open: int
    """Strings that the second reader has still to decide, where two people read."""
    overridden: int
    """Places that a person keeps readable and the machine would hide: two people stand for them."""
    void_rulings: int
    """Decisions whose text has changed."""
    remembered: int
    """Places that earlier decisions of the organisation kept readable."""
    to_renew: bool
    """Whether a candidate was decided or a text changed since: start the review again, which loses nothing."""
    approved: Approved | None


class ReviewQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A string that waits for a decision, once, however often it stands there."""

    place: Where
    number: int
    """Of the text in which it stands first."""
    places: tuple[Where, ...]
    string: str
    before: str
    after: str
    kind: Kind
    ref: str | None
    reason: str
    whole_text: bool = False
    """A prepared extract that waits to be approved."""
    offered: Choice | None = None
    """What was decided about this person in an earlier request."""


class ReadText(msgspec.Struct, frozen=True, kw_only=True):
    """A text as the reviewer reads it: the original, what the machine proposes, and what becomes of it."""

    summary: TextSummary
    text: str
    proposed: tuple[Span, ...]
    settled: tuple[Span, ...]
    rulings: tuple[MaskDecision, ...]


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """Where two readers decided differently."""

    place: Where
    number: int
    string: str
    first: Decision
    second: Decision


class NewReviewApproval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That everything was read. A second person reads the reason, where one is needed; it names nobody."""

    reason: Reason


class ReviewApproval(msgspec.Struct, frozen=True, kw_only=True):
    """Either what it waits for, or that it is approved."""

    approved: Approved | None = None
    waiting: Annotated[
        Waiting | None, Meta(description="Null unless a second person must confirm what was kept readable.")
    ] = None


class Started(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to review: whether two people read everything."""

    two_readers: bool = False


def hash_of(text: str) -> str:
    """By which a text is known to be the same."""
    return sha256(text.encode("utf-8", "surrogatepass")).hex()


def overridden(proposed: Sequence[Span], settled: Sequence[Span]) -> list[Span]:
    """What the machine would hide and a person keeps readable."""
    kept = [one for one in settled if one.decision is Decision.KEEP]
    return [
        one
        for one in proposed
        if one.decision is Decision.HIDE and any(k.start <= one.start and one.end <= k.end for k in kept)
    ]


def refuse_unfounded(choice: Choice, proposed: Decision | None, ground: Ground | None, facts: str | None) -> None:
    """Raises InvalidInput where a decision lacks what the law wants to know of it (X-02, X-06).

    Somebody's decisive interest is weighed on concrete facts; so is showing what the machine would hide.
    """
    if choice is Choice.KEEP and ground is not None:
        raise InvalidInput("ground", "is for what is hidden")
    if choice is Choice.KEEP and proposed is Decision.HIDE and not facts:
        raise InvalidInput("facts", "are needed to show what would be hidden")
    if ground is Ground.UNDECIDED:
        raise InvalidInput("ground", "is not a reason")
    if choice is Choice.HIDE and ground is Ground.DECISIVE_INTEREST and not facts:
        raise InvalidInput("facts", "are needed for a decisive interest")


def excerpt(text: str, start: int, end: int, around: int = 40) -> tuple[str, str, str]:
    """A stretch with what stands before and after it, on one line; no word at its ends is cut."""
    flat = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    begin, finish = max(0, start - around), end + around
    before, after = flat[begin:start], flat[end:finish]
    if begin and flat[begin - 1] != " ":
        before = before.partition(" ")[2] or before
    if finish < len(flat) and flat[finish] != " ":
        after = after.rpartition(" ")[0] or after
    return before, flat[start:end], after


def texts_by_place(texts: Iterable[CaseText]) -> dict[TextPlace, str]:
    return {one.place: one.text for one in texts}


def cases_of(texts: Iterable[ReviewedText]) -> tuple[CaseId, ...]:
    return tuple(sorted({one.proposed.place.case_id for one in texts if one.proposed.place.case_id is not None}))
