"""What of a case's course is about the one who asks, and how each field of it is told."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Final
from uuid import UUID

import msgspec

from vault.complaints import (
    CaseFile,
    DisclosureView,
    EntryView,
    InformationKind,
    KeptEntry,
    Lane,
    PartyView,
    Role,
    text_fields,
)
from vault.complaints.course.arrears import Arrears, CounsellingNote, Demand, Help, InstalmentPlan, Payment
from vault.complaints.course.contact import ContactAttempt, Mediation, Notice, Placement, PoliceInformation, Support
from vault.complaints.course.entry import kind_of, references
from vault.complaints.course.tenancy import (
    Filing,
    Inspection,
    Naming,
    Reply,
    Ruling,
    WarningSent,
    WarningWithdrawn,
)
from vault.complaints.store import informed
from vault.complaints.texts import CaseText, TextPlace, TextSource
from vault.disclosures.store import consents
from vault.ids import CaseId, PartyId, SubjectId
from vault.language import Language
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
    if isinstance(entry, Reply | Naming):
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
                passages=masks.passages(TextSource.ENTRY, view.entry_id),
            )


def words_of(party: PartyView, masks: Masks) -> Iterator[AnswerFact]:
    """What was noted of the requester as a party."""
    for name in ("description", "knowledge"):
        if text := getattr(party, name):
            yield AnswerFact(field=name, text=masks.of(TextSource.PARTY, party.party_id, name, text))


def standing_facts(work: Work, same: Sequence[SubjectId], masks: Masks, language: Language) -> Iterator[AnswerFact]:
    """How the requester stands; of whoever is tied to them, no more than that they are."""
    for subject_id in same:
        for view in standing.flags_of(work, subject_id):
            yield AnswerFact(field=view.flag.kind.value, code=view.flag.ground.value)
            yield from _days_and_words(view.flag, view.flag_id, "flag", masks)
            yield from _days_and_words(view.end, view.flag_id, "end", masks)
        for one in standing.ties_of(work, subject_id):
            yield AnswerFact(field=one.tie.kind.value, code=one.tie.authority.value if one.tie.authority else "yes")
            yield from _days_and_words(one.tie, one.tie_id, "tie", masks)
        yield from _consents(work, subject_id, masks, language)
        for tie in standing.ties_to(work, subject_id):
            yield AnswerFact(field=f"{tie.kind.value}_of_another", code=tie.authority.value if tie.authority else "yes")


def told_of(disclosure: DisclosureView, same: Sequence[SubjectId]) -> bool:
    """Whether a disclosure is about the requester. One that another system told of may be about every party."""
    return not disclosure.fields or bool(set(disclosure.persons) & set(same))


def informed_of(work: Work, case_id: CaseId, own: Sequence[PartyView]) -> Iterator[AnswerFact]:
    """When the requester was told of the processing, and with which guide; not why they were not (X-33)."""
    mine = {party.party_id for party in own}
    for one in informed.of_case(work, case_id):
        told = one.information
        if told.party_id in mine and told.kind is InformationKind.TOLD:
            yield AnswerFact(field="informed_on", plain=told.on.isoformat())
            if told.guide is not None:
                yield AnswerFact(field="guide", plain=f"{told.guide} {told.guide_version}")


def _consents(work: Work, subject_id: SubjectId, masks: Masks, language: Language) -> Iterator[AnswerFact]:
    """To what the requester consented, to whom, and until when (Art. 7)."""
    for one in consents.of(work, [subject_id])[subject_id]:
        yield AnswerFact(field="consent", plain=one.recipient)
        if purpose := work.policy.register.find(one.consent.purpose):
            yield AnswerFact(field="consent_purpose", plain=purpose.title[language])
        yield AnswerFact(field="given_on", plain=one.consent.given_on.isoformat())
        shown = masks.of(TextSource.CONSENT, one.consent_id, "wording", one.consent.wording)
        yield AnswerFact(field="wording", text=shown)
        if one.withdrawal is not None:
            yield AnswerFact(field="withdrawn_on", plain=one.withdrawal.on.isoformat())


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
        for consent in consents.of(work, [subject_id])[subject_id]:
            place = TextPlace(case_id=None, source=TextSource.CONSENT, record_id=consent.consent_id, field="wording")
            yield CaseText(place=place, text=consent.consent.wording)


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
