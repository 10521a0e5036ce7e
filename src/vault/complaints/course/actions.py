"""Verbs about the course of a case: enter, look where it stands, ask what stands in the way, close, take up again."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.clock import legal_day
from vault.complaints import store
from vault.complaints.access import appending, reading
from vault.complaints.actions import lacking, reassess, refuse_blocked, uses
from vault.complaints.asking import permit
from vault.complaints.bounds import Input
from vault.complaints.catalogue import catalogue
from vault.complaints.codes import Outcome, Status, StepKind
from vault.complaints.course.arrears import Arrears, Demand, Payment
from vault.complaints.course.contact import ContactAttempt, Notice
from vault.complaints.course.entries import AnyEntry, KeptEntry, NewEntry
from vault.complaints.course.entry import Prose, lane_of, references
from vault.complaints.course.gate import Blocked, obstacles, shown_by
from vault.complaints.course.nameless import beyond_entry
from vault.complaints.course.situation import Question, Situation, situation
from vault.complaints.course.tenancy import (
    Closing,
    Filing,
    Incident,
    Reopening,
    Reply,
    Ruling,
    TrackChoice,
    WarningSent,
    WarningWithdrawn,
)
from vault.complaints.fields import Worker
from vault.complaints.model import CaseFile, refuse_earlier, steps_from
from vault.disclosures import Change, Field, owe
from vault.errors import InvalidInput
from vault.ids import CaseId, EntryId, PartyId, SubjectId
from vault.language import Language
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subjects import store as subjects
from vault.work import Work, reads, writes

_MONEY: Final = frozenset({Field.DEBT, Field.DEBT_DETAILS, Field.PAY_BY, Field.LEASE, Field.ARREARS_FILED})
_GIVEN: Final[Mapping[type, frozenset[Field]]] = {
    Incident: frozenset({Field.INCIDENTS, Field.INCIDENT_WORDS}),
    WarningSent: frozenset({Field.MEASURES}),
    Ruling: frozenset({Field.TERMINATION}),
    Notice: frozenset({Field.CHILDREN}),
    Arrears: _MONEY,
    Demand: _MONEY,
    Payment: _MONEY,
}
"""Which fields of an extract come from which kind of entry."""


class NewClosing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The end of a complaint: what it came to, and why."""

    on: date
    outcome: Outcome
    by: Worker | None = None
    text: Prose | None = None


class NewReopening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a closed complaint is taken up again."""

    on: date
    reason: Prose
    by: Worker | None = None


class FilingCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What a filing would show to the other party, and everything that stands in its way."""

    obstacles: tuple[Blocked, ...]
    shows: Annotated[tuple[PartyId, ...], Meta(description="Whose name the other party would see.")]


@writes
def add_entry(work: Work, case_id: CaseId, new: NewEntry) -> EntryId:
    """Enters what happened, in its lane, and adds the steps that it comes to.

    Raises NotFound; InvalidInput for an id that is none of this case's, a phrase that is not known and an entry of
    another day to come; Finished, Restricted (`bounds`); Conflict where its lane is closed, or something stands in the
    way of an act towards a person (`course.gate`).
    """
    permit(work, case_id, Permission.CASE_PROGRESS)
    permit(work, case_id, appending(lane_of(new.entry)))
    key = store.case_key(work, case_id, Input.ENTRY)
    file = store.open_files(work, [case_id])[0]
    _refuse_misfit(work, new.entry, file)
    found = obstacles(new.entry, file, organisations.load(work).country, _restricted(work, file))
    refuse_blocked((*found, *beyond_entry(new.entry, file, uses(work))))
    entry_id = _enter(work, case_id, store.LaneKeys(work, case_id, key), _worded(work, new.entry, file))
    if changed := _corrected(new.entry, file):
        owe(work, Change.RECTIFIED, cases=[case_id], fields=changed)
    if isinstance(new.entry, TrackChoice):
        store.set_codes(work, case_id, track=new.entry.track.value)
    reassess(work, case_id)
    return entry_id


@writes
def close_case(work: Work, case_id: CaseId, new: NewClosing, seen: int) -> EntryId:
    """Closes a case with its outcome, and its lanes. One that proved unfounded is restricted from then on (R-03).

    Raises NotFound, Outdated where the case is in another version than `seen`, Finished where it is closed already;
    InvalidInput for a day to come, or before the case was taken up last.
    """
    permit(work, case_id, Permission.CASE_PROGRESS)
    key = store.case_key(work, case_id, Input.CLOSING, seen)
    file = store.open_files(work, [case_id])[0]
    ended = Closing(on=new.on, outcome=new.outcome, by=new.by, text=new.text)
    _refuse_future(work, ended.on)
    refuse_earlier(ended.on, file.steps, StepKind.REOPENED)
    unfounded = new.outcome is Outcome.UNFOUNDED
    store.set_codes(work, case_id, status=Status.CLOSED.value, outcome=new.outcome.value)
    if unfounded:
        store.set_codes(work, case_id, restricted=True)
        owe(work, Change.RESTRICTED, cases=[case_id])
    store.end_every_lane(work, case_id, new.on)
    work.audit.tell("case.closed", case_id)
    return _enter(work, case_id, store.LaneKeys(work, case_id, key), ended)


@writes
def reopen_case(work: Work, case_id: CaseId, new: NewReopening, seen: int) -> EntryId:
    """Takes a closed case up again; a restriction that its outcome brought ends. Raises as `close_case`.

    Conflict where it is not closed, InvalidInput for a day before it was.
    """
    permit(work, case_id, Permission.CASE_PROGRESS)
    key = store.case_key(work, case_id, Input.REOPENING, seen)
    file = store.open_files(work, [case_id])[0]
    _refuse_future(work, new.on)
    refuse_earlier(new.on, file.steps, StepKind.CLOSED)
    store.set_codes(work, case_id, status=Status.OPEN.value, outcome=None, restricted=False)
    if file.case.restricted:
        owe(work, Change.LIFTED, cases=[case_id])
    again = Reopening(on=new.on, reason=new.reason, by=new.by)
    return _enter(work, case_id, store.LaneKeys(work, case_id, key), again)


@reads
def read_situation(work: Work, case_id: CaseId, language: Language = Language.DANISH) -> Situation:
    """Where a case stands: what it lacks and how to ask for it, whom to call, what is due. Raises NotFound."""
    permit(work, case_id, Permission.CASE_LIST, Permission.CASE_NARRATIVE_READ)
    file = store.open_files(work, [case_id])[0]
    known = catalogue(work.policy.folder)
    questions = tuple(
        Question(missing=one, words=known.words("ask", one.value, language)) for one in lacking(work, file)
    )
    return situation(_readable(work, file), questions, organisations.load(work).country, legal_day(work.now))


@reads
def check_filing(work: Work, case_id: CaseId, new: NewEntry) -> FilingCheck:
    """What a filing would meet, without filing it (X-10). Raises NotFound, InvalidInput where it is none."""
    permit(work, case_id, Permission.CASE_LIST, Permission.CASE_NARRATIVE_READ)
    if not isinstance(new.entry, Filing):
        raise InvalidInput("entry.kind", "must be filing")
    file = store.open_files(work, [case_id])[0]
    _refuse_misfit(work, new.entry, file)
    country = organisations.load(work).country
    return FilingCheck(
        obstacles=obstacles(new.entry, file, country, _restricted(work, file)),
        shows=tuple(one.party_id for one in shown_by(new.entry, file)),
    )


def _enter(work: Work, case_id: CaseId, keys: store.LaneKeys, entry: KeptEntry) -> EntryId:
    (entry_id,) = store.add_entries(work, case_id, keys, [entry])
    store.add_steps(work, case_id, steps_from(entry))
    work.audit.involve(entry_id)
    return entry_id


def _corrected(entry: AnyEntry, file: CaseFile) -> frozenset[Field]:
    """What recipients may have been given that an entry puts right."""
    if isinstance(entry, WarningWithdrawn):
        return frozenset({Field.MEASURES})
    wrong = next((one.entry for one in file.entries if one.entry_id == entry.replaces), None)
    return next((fields for kind, fields in _GIVEN.items() if isinstance(wrong, kind)), frozenset())


def _refuse_future(work: Work, on: date) -> None:
    if on > legal_day(work.now):
        raise InvalidInput("on", "is a day to come")


def _refuse_misfit(work: Work, entry: AnyEntry, file: CaseFile) -> None:
    """Raises InvalidInput for what is well-formed and cannot be so in this case."""
    _refuse_future(work, entry.on)
    own = {
        *(party.party_id for party in file.parties),
        *(one.entry_id for one in file.entries),
        *(one.document_id for one in file.documents),
    }
    if references(entry) - own:
        raise InvalidInput("entry", "names an id that is none of this case's")
    if isinstance(entry, Reply):
        catalogue(work.policy.folder).words("reply", entry.phrase, entry.language)
        if entry.text is not None or entry.about:
            raise InvalidInput("entry.text", "must be left out: a reply is made of fixed words")
    if isinstance(entry, ContactAttempt) and entry.phrase is not None:
        catalogue(work.policy.folder).words("contact", entry.phrase, Language.DANISH)


def _worded(work: Work, entry: AnyEntry, file: CaseFile) -> AnyEntry:
    """A fixed text with its words of this day: a later version of the catalogue does not change what was sent."""
    if isinstance(entry, Reply):
        said = catalogue(work.policy.folder).words("reply", entry.phrase, entry.language)
        return msgspec.structs.replace(entry, text=said)
    if isinstance(entry, ContactAttempt) and entry.phrase is not None and entry.text is None:
        said = catalogue(work.policy.folder).words("contact", entry.phrase, Language(file.case.language))
        return msgspec.structs.replace(entry, text=said)
    return entry


def _restricted(work: Work, file: CaseFile) -> frozenset[SubjectId]:
    return subjects.restricted(work, [one.subject_id for one in file.parties if one.subject_id is not None])


def _readable(work: Work, file: CaseFile) -> CaseFile:
    """The case without the entries of lanes that the caller does not read."""
    entries = tuple(one for one in file.entries if work.may(reading(one.lane)))
    lanes = tuple(one for one in file.lanes if work.may(reading(one.lane)))
    return msgspec.structs.replace(file, entries=entries, lanes=lanes)
