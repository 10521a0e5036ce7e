"""What stands in the way of a warning, a filing or any other act towards a person: pure.

The truth tables of these rules stand in tests/complaints/test_gate.py. An act that meets an obstacle is refused and
nothing of it is kept; what other systems hand over as history goes around the gate, since it has happened.
"""

from collections.abc import Collection, Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Final

import msgspec

from vault.clock import legal_day
from vault.complaints.codes import Anonymity, Category, Lane, Role, Severity
from vault.complaints.course.arrears import Demand
from vault.complaints.course.codes import Body, DemandForm, Duty, ObservedBy, Visibility, WarningForm
from vault.complaints.course.contact import ContactAttempt, Mediation, Notice
from vault.complaints.course.entries import EntryView, KeptEntry
from vault.complaints.course.tenancy import Filing, Incident, Naming, TrackChoice, WarningSent, WarningWithdrawn
from vault.complaints.model import CaseFile, PartyView
from vault.deadlines import Country
from vault.ids import EntryId, PartyId, SubjectId

_VERIFIED: Final = {ObservedBy.STAFF, ObservedBy.PATROL, ObservedBy.POLICE, ObservedBy.RECORDING}
_FORMAL_DEMAND_DAYS: Final = timedelta(days=14)
_TOWARDS_PEOPLE: Final = (WarningSent, Filing, ContactAttempt, Demand, Mediation)


class Obstacle(StrEnum):
    """Why an act may not be done yet."""

    NOT_ASSESSED = "not_assessed"
    """Letters go out only after the way forward was chosen (S0, two tracks)."""
    NOTHING_VERIFIED = "nothing_verified"
    """Nobody who can be named saw it (N-06)."""
    NO_REMINDER = "no_reminder"
    """almenlejeloven § 82(2) (T-09)."""
    NO_RECTIFICATION = "no_rectification"
    """12 kap. 25 a § jordabalken (T-10)."""
    NO_FORMAL_DEMAND = "no_formal_demand"
    """almenlejeloven § 90(2) (D-02)."""
    MUNICIPALITY_NOT_TOLD = "municipality_not_told"
    """almenlejeloven § 92(2) (D-01, D-32)."""
    SOCIAL_SERVICES_NOT_TOLD = "social_services_not_told"
    """12 kap. 25 a § and 44 § jordabalken (D-20, D-21)."""
    SHOWS_SOMEBODY = "shows_somebody"
    """Nothing was decided on somebody whom the other party will see (X-10)."""
    SHOWS_A_CONFIDANT = "shows_a_confidant"
    """Who spoke in confidence is shown only if they consented."""
    STILL_RELIED_ON = "still_relied_on"
    """Somebody is to be left out, and what they told is not."""
    NO_EVIDENCE = "no_evidence"
    """From a lane whose content is no evidence, such as mediation."""
    NOT_OF_USE = "not_of_use"
    """The organisation's policy does not let a complaint without a name lead to this (N-04, N-06)."""
    RESTRICTED = "restricted"
    """Art. 18(2): somebody's data are kept and not used."""


class Blocked(msgspec.Struct, frozen=True, kw_only=True):
    """An obstacle, and whom it is about where it is about somebody."""

    obstacle: Obstacle
    party_id: PartyId | None = None


def obstacles(
    entry: KeptEntry, file: CaseFile, country: Country, restricted: Collection[SubjectId] = ()
) -> tuple[Blocked, ...]:
    """Everything that stands in the way of an entry; nothing for entries that only tell what was seen."""
    found = list(_of_restriction(entry, file, restricted))
    if isinstance(entry, WarningSent):
        found += _of_warning(entry, file)
    elif isinstance(entry, Filing):
        found += _of_filing(entry, file, country)
    return tuple(dict.fromkeys(found))


def standing(entries: Collection[EntryView]) -> tuple[EntryView, ...]:
    """The entries that count: not replaced by a later one, and no warning that was withdrawn."""
    gone = {one.entry.replaces for one in entries}
    gone |= {one.entry.warning for one in entries if isinstance(one.entry, WarningWithdrawn)}
    return tuple(one for one in entries if one.entry_id not in gone)


def shown_by(filing: Filing, file: CaseFile) -> tuple[PartyView, ...]:
    """The parties whom the other side will see if this is filed: authors of documents, complainants, witnesses."""
    relied = [one.entry for one in file.entries if one.entry_id in filing.incidents]
    seen = {one.author for one in file.documents if one.document_id in filing.documents}
    for one in relied:
        if isinstance(one, Incident):
            seen |= set(one.witnesses)
            if one.observed_by is ObservedBy.COMPLAINANT:
                seen |= {party.party_id for party in file.parties if party.role is Role.COMPLAINANT}
    return tuple(
        party for party in file.parties if party.party_id in seen and party.role not in (Role.RESPONDENT, Role.STAFF)
    )


def verified(view: EntryView, file: CaseFile) -> bool:
    """Whether an entry is an incident that can carry a sanction: the organisation saw it, or somebody who can be named.

    What an anonymous or confidential report says is followed up and is never by itself a ground (N-06, N-11); nor is
    it once its reporter gave their name, unless they stand by it (N-08).
    """
    incident = view.entry
    if not isinstance(incident, Incident):
        return False
    named = file.case.anonymity is Anonymity.IDENTIFIED and view.entry_id not in told_nameless(file.entries)
    return incident.observed_by in _VERIFIED or (incident.own_observation and named)


def told_nameless(entries: Collection[EntryView]) -> frozenset[EntryId]:
    """The incidents that were told before their reporter gave their name, and that they do not stand by."""
    namings = [one.entry for one in entries if isinstance(one.entry, Naming)]
    confirmed = {incident for one in namings for incident in one.confirmed}
    return frozenset(incident for one in namings for incident in one.told_before) - confirmed


def _of_restriction(entry: KeptEntry, file: CaseFile, restricted: Collection[SubjectId]) -> Iterator[Blocked]:
    if not isinstance(entry, _TOWARDS_PEOPLE) or entry.despite_restriction is not None:
        return
    for party in file.parties:
        concerned = party.party_id in entry.about or (not entry.about and party.role is Role.RESPONDENT)
        if concerned and party.subject_id in restricted:
            yield Blocked(obstacle=Obstacle.RESTRICTED, party_id=party.party_id)


def _of_warning(warning: WarningSent, file: CaseFile) -> Iterator[Blocked]:
    entries = standing(file.entries)
    if not any(isinstance(one.entry, TrackChoice) for one in entries):
        yield Blocked(obstacle=Obstacle.NOT_ASSESSED)
    if not _carried(warning.incidents, file):
        yield Blocked(obstacle=Obstacle.NOTHING_VERIFIED)


def _carried(relied: Collection[object], file: CaseFile) -> bool:
    return any(verified(one, file) for one in standing(file.entries) if one.entry_id in relied)


def _of_filing(filing: Filing, file: CaseFile, country: Country) -> Iterator[Blocked]:
    if filing.body is Body.LAWYER:
        return
    yield from _of_shown(filing, file)
    if any(one.lane is not Lane.TENANCY for one in file.documents if one.document_id in filing.documents):
        yield Blocked(obstacle=Obstacle.NO_EVIDENCE)
    in_arrears = file.case.category is Category.ARREARS
    if not in_arrears and not _carried(filing.incidents, file):
        yield Blocked(obstacle=Obstacle.NOTHING_VERIFIED)
    if country is Country.DENMARK:
        yield from _danish(filing, file, in_arrears=in_arrears)
    elif filing.eviction:
        yield from _swedish(filing, file, in_arrears=in_arrears)


def _of_shown(filing: Filing, file: CaseFile) -> Iterator[Blocked]:
    decided = {one.party_id: one.decision for one in filing.shown}
    for party in shown_by(filing, file):
        decision = decided.get(party.party_id)
        confidant = party.confidential or (
            party.role is Role.COMPLAINANT and file.case.anonymity is not Anonymity.IDENTIFIED
        )
        if decision is None:
            yield Blocked(obstacle=Obstacle.SHOWS_SOMEBODY, party_id=party.party_id)
        elif decision is Visibility.LEFT_OUT:
            yield Blocked(obstacle=Obstacle.STILL_RELIED_ON, party_id=party.party_id)
        elif confidant and decision is not Visibility.CONSENTED:
            yield Blocked(obstacle=Obstacle.SHOWS_A_CONFIDANT, party_id=party.party_id)


def _danish(filing: Filing, file: CaseFile, *, in_arrears: bool) -> Iterator[Blocked]:
    entries = [one.entry for one in standing(file.entries)]
    if filing.body is Body.RESIDENTS_TRIBUNAL and not any(isinstance(one, WarningSent) for one in entries):
        yield Blocked(obstacle=Obstacle.NO_REMINDER)
    if not (in_arrears and filing.eviction):
        return
    demands = [one for one in entries if isinstance(one, Demand) and one.form is DemandForm.FORMAL]
    waited = [one for one in demands if one.threatens_termination and one.arrived_on]
    filed_on = legal_day(filing.filed_at)
    if not any(one.arrived_on and one.arrived_on + _FORMAL_DEMAND_DAYS < filed_on for one in waited):
        yield Blocked(obstacle=Obstacle.NO_FORMAL_DEMAND)
    if not _told(filing, entries, {Duty.EVICTION_REQUEST}):
        yield Blocked(obstacle=Obstacle.MUNICIPALITY_NOT_TOLD)


def _swedish(filing: Filing, file: CaseFile, *, in_arrears: bool) -> Iterator[Blocked]:
    entries = [one.entry for one in standing(file.entries)]
    if in_arrears:
        duties = {Duty.ARREARS_TERMINATION}
    elif file.case.severity is Severity.SERIOUS:
        duties = {Duty.DISTURBANCE, Duty.COPY_OF_TERMINATION}
    else:
        duties = {Duty.DISTURBANCE}
        if not any(isinstance(one, WarningSent) and one.form is WarningForm.RECTIFICATION for one in entries):
            yield Blocked(obstacle=Obstacle.NO_RECTIFICATION)
    if not _told(filing, entries, duties):
        yield Blocked(obstacle=Obstacle.SOCIAL_SERVICES_NOT_TOLD)


def _told(filing: Filing, entries: Collection[KeptEntry], duties: Collection[Duty]) -> bool:
    """Whether an authority was told of this, and not later than the filing."""
    return any(isinstance(one, Notice) and one.duty in duties and one.sent_at <= filing.filed_at for one in entries)
