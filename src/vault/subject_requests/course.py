"""What of a case's course is about the one who asks, and how each field of it is told."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Final
from uuid import UUID

import msgspec

from vault.complaints import CaseFile, EntryView, KeptEntry, Lane, PartyView, Role, text_fields
from vault.complaints.course.arrears import Arrears, CounsellingNote, Demand, Help, InstalmentPlan, Payment
from vault.complaints.course.contact import ContactAttempt, Mediation, Notice, Placement, PoliceInformation, Support
from vault.complaints.course.entry import kind_of, references
from vault.complaints.course.tenancy import (
    Filing,
    Inspection,
    Reply,
    Ruling,
    WarningSent,
    WarningWithdrawn,
)
from vault.complaints.texts import CaseText, TextPlace, TextSource
from vault.ids import PartyId, SubjectId
from vault.subject_requests.answer import AnswerEntry, AnswerFact
from vault.subject_requests.masking import Masks
from vault.subjects.standing import store as standing
from vault.work import Work

_OF_THE_TENANT: Final = (
    *(WarningSent, WarningWithdrawn, Filing, Ruling, Inspection, Notice, Placement, PoliceInformation, Support),
    *(Arrears, Demand, InstalmentPlan, Payment, Help, CounsellingNote, ContactAttempt),
)
"""Entries about the tenant complained of, even where they name nobody."""
_OF_THE_PARTIES: Final = (Mediation,)
_NOT_TOLD: Final = frozenset({"on", "lane", "by"})
"""Told elsewhere, or about staff, who are no part of what is asked for (A-66)."""
_WRITTEN: Final = ("reason", "decision", "scope")
"""What of a flag or tie is somebody's words."""


def concerns(entry: KeptEntry, own: Collection[PartyId], roles: Collection[Role]) -> bool:
    """Whether an entry is about a person who stands in the case in these parties and roles.

    What names them is theirs. A sanction, a debt and advice are the tenant's alone, a reply is the complainant's
    (D-10); what was observed and how the case went is everybody's, masked.
    """
    if references(entry) & set(own):
        return True
    if isinstance(entry, _OF_THE_TENANT):
        return Role.RESPONDENT in roles and not entry.about
    if isinstance(entry, _OF_THE_PARTIES):
        return bool({Role.RESPONDENT, Role.COMPLAINANT} & set(roles))
    if isinstance(entry, Reply):
        return Role.COMPLAINANT in roles
    return True


def in_reach(lane: Lane, roles: Collection[Role]) -> bool:
    """Whether what stands in a lane and names nobody is about a person in these roles."""
    if lane is Lane.TENANCY:
        return True
    parties = {Role.RESPONDENT, Role.COMPLAINANT} if lane is Lane.MEDIATION else {Role.RESPONDENT}
    return bool(parties & set(roles))


def entries_of(
    file: CaseFile, own: Sequence[PartyView], masks: Masks, mentioned: Collection[UUID] = ()
) -> Iterator[AnswerEntry]:
    """The entries about the requester, every field of each; of one who is no party, those that mention them."""
    mine, roles = {party.party_id for party in own}, {party.role for party in own}
    named = {party.party_id: party.role for party in file.parties}
    for view in file.entries:
        if concerns(view.entry, mine, roles) if own else view.entry_id in mentioned:
            yield AnswerEntry(
                kind=kind_of(view.entry),
                lane=view.lane,
                on=view.entry.on,
                facts=tuple(_facts(view, masks, named, mine)),
            )


def words_of(party: PartyView, masks: Masks) -> Iterator[AnswerFact]:
    """What was noted of the requester as a party."""
    for name in ("description", "knowledge"):
        if text := getattr(party, name):
            yield AnswerFact(field=name, text=masks.of(TextSource.PARTY, party.party_id, name, text))


def standing_facts(work: Work, same: Sequence[SubjectId], masks: Masks) -> Iterator[AnswerFact]:
    """How the requester stands; of whoever is tied to them, no more than that they are."""
    for subject_id in same:
        for view in standing.flags_of(work, subject_id):
            yield AnswerFact(field=view.flag.kind.value, code=view.flag.ground.value)
            yield from _days_and_words(view.flag, view.flag_id, "flag", masks)
            yield from _days_and_words(view.end, view.flag_id, "end", masks)
        for one in standing.ties_of(work, subject_id):
            yield AnswerFact(field=one.tie.kind.value, code=one.tie.authority.value if one.tie.authority else "yes")
            yield from _days_and_words(one.tie, one.tie_id, "tie", masks)
        for tie in standing.ties_to(work, subject_id):
            yield AnswerFact(field=f"{tie.kind.value}_of_another", code=tie.authority.value if tie.authority else "yes")


def standing_texts(work: Work, same: Iterable[SubjectId]) -> Iterator[CaseText]:
    """Every text in which it is written how the requester stands, as `standing_facts` masks them."""
    for subject_id in same:
        parts: list[tuple[msgspec.Struct | None, UUID, str]] = []
        for view in standing.flags_of(work, subject_id):
            parts += [(view.flag, view.flag_id, "flag"), (view.end, view.flag_id, "end")]
        parts += [(one.tie, one.tie_id, "tie") for one in standing.ties_of(work, subject_id)]
        for value, record_id, part in parts:
            for name, text in msgspec.structs.asdict(value).items() if value is not None else ():
                if name in _WRITTEN and text:
                    place = TextPlace(
                        case_id=None, source=TextSource.STANDING, record_id=record_id, field=f"{part}.{name}"
                    )
                    yield CaseText(place=place, text=text)


def _days_and_words(value: msgspec.Struct | None, record_id: UUID, of: str, masks: Masks) -> Iterator[AnswerFact]:
    """The days of something, and what was written of it, masked."""
    for name, part in msgspec.structs.asdict(value).items() if value is not None else ():
        if isinstance(part, date):
            yield AnswerFact(field=name, plain=part.isoformat())
        elif name in _WRITTEN and part:
            yield AnswerFact(field=name, text=masks.of(TextSource.STANDING, record_id, f"{of}.{name}", part))


def _facts(
    view: EntryView, masks: Masks, named: dict[PartyId, Role], mine: Collection[PartyId]
) -> Iterator[AnswerFact]:
    free = text_fields(type(view.entry))
    for name, value in msgspec.structs.asdict(view.entry).items():
        if name in _NOT_TOLD or value is None or value == ():
            continue
        if name in free:
            yield AnswerFact(field=name, text=masks.of(TextSource.ENTRY, view.entry_id, name, value))
        else:
            yield from _plain(name, value, named, mine)


def _plain(name: str, value: object, named: dict[PartyId, Role], mine: Collection[PartyId]) -> Iterator[AnswerFact]:
    """A field that is nobody's words. Of other people their role is told and nothing else."""
    if isinstance(value, bool):
        yield AnswerFact(field=name, code="yes" if value else "no")
    elif isinstance(value, Enum):
        yield AnswerFact(field=name, code=str(value.value))
    elif isinstance(value, datetime | date):
        yield AnswerFact(field=name, plain=value.isoformat())
    elif isinstance(value, UUID):
        if value in named:
            yield AnswerFact(field=name, code="you" if value in mine else named[PartyId(value)].value)
    elif isinstance(value, msgspec.Struct):
        for inner, part in msgspec.structs.asdict(value).items():
            yield from _plain(inner, part, named, mine)
    elif isinstance(value, tuple):
        for one in value:
            yield from _plain(name, one, named, mine)
    else:
        yield AnswerFact(field=name, plain=str(value))
