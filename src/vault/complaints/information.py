"""Telling people that data about them are kept (Art. 13, 14 GDPR), and when that is due.

A complaint is about somebody who did not bring it: they, witnesses and whoever else is named must be told within a
month, or earlier when they are first written to or first disclosed to another (X-34). Wanting to look into the matter
first postpones nothing; a decision to do so must be made, for a ground, with a day on which it is looked at
again. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.complaints.codes import Role, StepKind
from vault.complaints.course.codes import ContactChannel
from vault.complaints.course.entry import Prose
from vault.complaints.guides import Code
from vault.complaints.model import Step
from vault.deadlines import Country, deadline
from vault.disclosures.model import NoticeView
from vault.errors import InvalidInput
from vault.ids import CaseId, DisclosureId, InformationId, PartyId, SubjectId

TOLD_BY_OTHERS: Final = (Role.RESPONDENT, Role.WITNESS, Role.HOUSEHOLD_MEMBER, Role.MENTIONED)
"""Whose data come from somebody else, so that Art. 14 holds; complainants are told when they complain (Art. 13)."""

_ADDRESSED: Final = {
    Role.RESPONDENT: {
        StepKind.RESPONDENT_HEARD,
        StepKind.REMINDER_SENT,
        StepKind.WARNING_SENT,
        StepKind.OUTREACH,
        StepKind.VISIT,
        StepKind.MEDIATION_OFFERED,
    },
    Role.WITNESS: {StepKind.WITNESS_HEARD},
}


class InformationKind(StrEnum):
    """What became of the duty to inform somebody."""

    TOLD = "told"
    POSTPONED = "postponed"
    """For decisive interests of somebody, looked at again on a day (DBL § 22)."""
    EXEMPT = "exempt"


class InformationGround(StrEnum):
    """Why somebody is not told, or not yet (Art. 14(5); databeskyttelsesloven § 22; dataskyddslagen 5 kap. 1 §)."""

    KNOWS_ALREADY = "knows_already"
    IMPOSSIBLE = "impossible"
    SET_OUT_BY_LAW = "set_out_by_law"
    SECRECY = "secrecy"
    DECISIVE_INTEREST = "decisive_interest"


class NewInformation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That somebody was told of the processing, or the decision that they are not, or not yet."""

    party_id: PartyId
    kind: InformationKind
    on: date
    channel: ContactChannel | None = None
    guide: Annotated[Code, Meta(description="The guide that they were shown.")] | None = None
    guide_version: Code | None = None
    ground: InformationGround | None = None
    reason: Annotated[Prose | None, Meta(description="The concrete facts, which the person is not shown.")] = None
    review_on: Annotated[date | None, Meta(description="When a postponement is looked at again.")] = None


class KeptInformation(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept of telling somebody."""

    information_id: InformationId
    information: NewInformation


class InformationDue(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who must be told, by when, and which event set the day."""

    case_id: CaseId
    party_id: PartyId
    subject_id: SubjectId
    role: Role
    due_on: date
    because: Annotated[str, Meta(description="`month`, `first_contact`, `first_disclosure` or `review`.")]


class AnswerDue(msgspec.Struct, frozen=True, kw_only=True):
    """A recipient who should have answered by now."""

    case_id: CaseId
    disclosure_id: DisclosureId
    due_on: date


class SharingDue(msgspec.Struct, frozen=True, kw_only=True):
    """What sharing still owes: to the people concerned, to recipients, and by recipients. Ids, days and codes."""

    information: tuple[InformationDue, ...]
    answers: tuple[AnswerDue, ...]
    notices: Annotated[tuple[NoticeView, ...], Meta(description="Empty where the caller may not read notices.")]


class Owed(StrEnum):
    """What sharing can owe."""

    INFORMATION = "information"
    """Somebody of whom others told is told of it."""
    ANSWER = "answer"
    """A recipient answers."""
    NOTICE = "notice"
    """A recipient is told of a change."""


class OwedView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is owed about a case, by the day on which it is due."""

    kind: Owed
    case_id: CaseId
    due_on: date


class SharingOutlook(msgspec.Struct, frozen=True, kw_only=True):
    """How much sharing owes, how much of that is late, and what is due first. Ids, days and codes."""

    owed: int
    late: int
    first: tuple[OwedView, ...]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A party of whom others told."""

    case_id: CaseId
    party_id: PartyId
    subject_id: SubjectId
    role: Role
    received_on: date


def due_for(
    party: Party,
    steps: Iterable[Step],
    disclosed: Mapping[tuple[CaseId, SubjectId], date],
    settled: tuple[InformationKind, date | None] | None,
    country: Country,
) -> InformationDue | None:
    """When somebody must be told: the earliest of a month, first contact and first disclosure. None once settled."""
    if settled is not None:
        kind, review_on = settled
        if kind is not InformationKind.POSTPONED or review_on is None:
            return None
        days = {"review": review_on}
    else:
        days = dict(_days(party, steps, disclosed, country))
    because = min(days, key=lambda name: (days[name], name))
    return InformationDue(
        case_id=party.case_id,
        party_id=party.party_id,
        subject_id=party.subject_id,
        role=party.role,
        due_on=days[because],
        because=because,
    )


def refuse_strange_information(new: NewInformation, today: date) -> None:
    """Raises InvalidInput for a decision without its ground, a postponement without end, and a day to come."""
    if new.on > today:
        raise InvalidInput("on", "is a day to come")
    told = new.kind is InformationKind.TOLD
    if told != (new.ground is None):
        raise InvalidInput("ground", "is for those who are not told, and is needed there")
    if told and new.channel is None:
        raise InvalidInput("channel", "is needed")
    if not told and new.ground is not InformationGround.KNOWS_ALREADY and new.reason is None:
        raise InvalidInput("reason", "is needed: the concrete facts")
    if (new.kind is InformationKind.POSTPONED) != (new.review_on is not None):
        raise InvalidInput("review_on", "is for what is postponed, and is needed there")
    if (new.guide is None) != (new.guide_version is None):
        raise InvalidInput("guide_version", "belongs to a guide")


def _days(
    party: Party,
    steps: Iterable[Step],
    disclosed: Mapping[tuple[CaseId, SubjectId], date],
    country: Country,
) -> Iterator[tuple[str, date]]:
    yield "month", deadline(party.received_on, country).due
    if contacts := [step.on for step in steps if step.kind in _ADDRESSED.get(party.role, ())]:
        yield "first_contact", max(min(contacts), party.received_on)
    if (on := disclosed.get((party.case_id, party.subject_id))) is not None:
        yield "first_disclosure", max(on, party.received_on)
