"""Deeds that fulfil a right, what came of each, and what stays: pure shapes, and which deed belongs to which right.

A correction of a person's own details replaces them. What others said is evidence and is never rewritten: beside it
the person puts a statement of their own (Art. 16, second sentence; R-04). Erasing destroys keys (Art. 17); what an
exception keeps is named with its ground and the day on which it goes (Art. 17(3); R-02).
"""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.complaints import Lane
from vault.errors import InvalidInput
from vault.ids import CaseId, DocumentId, FlagId, SubjectId
from vault.subject_requests.grounds import RefusalGround
from vault.subject_requests.history.entries import DecisionOutcome, Words
from vault.subject_requests.model import Right
from vault.subjects import PersonChange
from vault.subjects.standing.model import FlagGround

RecordId = Annotated[UUID, Meta(description="What it is; of a lane, the case in which it is.")]
WhichLane = Annotated[Lane | None, Meta(description="Which lane of the case, where one is meant.")]
Why = Annotated[str, Meta(min_length=1, max_length=2_000)]


class Erasable(StrEnum):
    """What can be erased by itself, from the whole of a case to one person in one that lives on."""

    CASE = "case"
    PARTY = "party"
    """The person in one case: what points to them is taken out, the case stays."""
    LANE = "lane"
    ATTACHMENT = "attachment"
    CONSENT = "consent"
    SUBJECT = "subject"
    """The record of the person, once they stand in no case."""


class ErasureGround(StrEnum):
    """On which ground of Art. 17(1) something is erased."""

    NO_LONGER_NECESSARY = "no_longer_necessary"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTION = "objection"
    UNLAWFUL = "unlawful"
    LEGAL_OBLIGATION = "legal_obligation"
    CHILD_CONSENT = "child_consent"


class _Deed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="deed"):
    """Something that is done at a person's request."""


class CorrectPerson(_Deed, frozen=True, kw_only=True, tag="correct_person"):
    """Their own details are corrected or completed; `seen` is the version of the record that was looked at."""

    subject_id: SubjectId
    change: PersonChange
    seen: int


class AddStatement(_Deed, frozen=True, kw_only=True, tag="add_statement"):
    """Their own account is put on a case, beside what they contest."""

    case_id: CaseId
    text: Annotated[str, Meta(min_length=1, max_length=20_000, description="In the person's own words.")]
    about: Annotated[DocumentId | None, Meta(description="The document that they contest.")] = None


class Restrict(_Deed, frozen=True, kw_only=True, tag="restrict"):
    """Their data are kept and not used any more (Art. 18)."""

    subject_id: SubjectId
    ground: FlagGround
    reason: Why | None = None


class NoteObjection(_Deed, frozen=True, kw_only=True, tag="note_objection"):
    """They object on grounds of their own situation: nothing is enforced until it is answered (Art. 21, 18(1)(d))."""

    subject_id: SubjectId
    reason: Why | None = None


class EndFlag(_Deed, frozen=True, kw_only=True, tag="end_flag"):
    """A restriction is lifted, after the person was told, or an objection is answered (Art. 18(3))."""

    subject_id: SubjectId
    flag_id: FlagId
    decision: Why | None = None


class EraseRecord(_Deed, frozen=True, kw_only=True, tag="erase"):
    """Something goes, with its key (Art. 17)."""

    kind: Erasable
    record_id: RecordId
    lane: WhichLane = None
    ground: ErasureGround


Deed = CorrectPerson | AddStatement | Restrict | NoteObjection | EndFlag | EraseRecord
Deeds = Annotated[tuple[Deed, ...], Meta(max_length=100)]


class Staying(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an exception of Art. 17(3) keeps, although it was asked to be erased."""

    kind: Erasable
    record_id: RecordId
    lane: WhichLane = None
    ground: RefusalGround


_BY_RIGHT: Final[dict[Right, tuple[type[msgspec.Struct], ...]]] = {
    Right.ACCESS: (),
    Right.PORTABILITY: (),
    Right.RECTIFICATION: (CorrectPerson, AddStatement, Restrict, EndFlag),
    Right.ERASURE: (EraseRecord, Restrict, EndFlag),
    Right.RESTRICTION: (Restrict, EndFlag),
    Right.OBJECTION: (NoteObjection, Restrict, EraseRecord, EndFlag),
}
EXCEPTIONS: Final = frozenset(
    {
        RefusalGround.LEGAL_OBLIGATION,
        RefusalGround.LEGAL_CLAIMS,
        RefusalGround.ARCHIVING,
        RefusalGround.COMPELLING_GROUNDS,
    }
)
_EVEN_IF_REFUSED: Final = (AddStatement, EndFlag)
"""A refusal to correct leaves room for a statement; one of an objection ends what held meanwhile."""


def deed_of(deed: Deed) -> str:
    """The code of a deed."""
    return str(type(deed).__struct_config__.tag)


def refuse_strange_deeds(right: Right, deeds: Sequence[Deed]) -> None:
    """Raises InvalidInput for a deed that does not belong to the right that is exercised."""
    for one in deeds:
        if not isinstance(one, _BY_RIGHT[right]):
            raise InvalidInput("deeds", f"{deed_of(one)} is none for {right.value}")


def refuse_strange_result(
    outcome: DecisionOutcome,
    deeds: Sequence[Deed],
    stays: Sequence[Staying],
    grounds: Collection[RefusalGround],
    done: str | None,
) -> None:
    """Raises InvalidInput where what is done and what stays do not fit what was decided."""
    refused = outcome is DecisionOutcome.REFUSED
    if refused and done is not None:
        raise InvalidInput("done", "is left out of a refusal")
    if not refused and done is None and not deeds:
        raise InvalidInput("done", "says what was done, or deeds do it")
    if refused and not all(isinstance(one, _EVEN_IF_REFUSED) for one in deeds):
        raise InvalidInput("deeds", "a refusal does nothing of what was asked for")
    if stays and outcome is DecisionOutcome.GRANTED:
        raise InvalidInput("stays", "nothing stays where everything was granted")
    if not {one.ground for one in stays} <= EXCEPTIONS & set(grounds):
        raise InvalidInput("stays", "stands on an exception of Art. 17(3) or 21(1) that is among the grounds")
    going = {(one.record_id, one.lane) for one in deeds if isinstance(one, EraseRecord)}
    if {(one.record_id, one.lane) for one in stays} & going:
        raise InvalidInput("stays", "names what is erased")


class NewFulfilment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Deeds that do not wait for the decision: a restriction meanwhile, an objection that is noted."""

    deeds: Annotated[tuple[Deed, ...], Meta(min_length=1, max_length=100)]


class NewAnnouncement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a restriction will be lifted: the person is told before (Art. 18(3))."""

    subject_id: SubjectId
    flag_id: FlagId
    on: Annotated[date, Meta(description="The day on which it will be lifted.")]
    reasons: Words
