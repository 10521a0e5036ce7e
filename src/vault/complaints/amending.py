"""Verbs that change what is known of a case and its parties, and that end a lane or open it again.

Each takes the version that the caller has seen and refuses if somebody was faster. A field that is left out stays as
it is (RFC 7396).
"""

from datetime import date

import msgspec
from msgspec import UNSET, UnsetType

from vault.clock import legal_day
from vault.complaints import store
from vault.complaints.access import appending
from vault.complaints.actions import reassess, subject_of
from vault.complaints.asking import permit
from vault.complaints.bounds import Input
from vault.complaints.catalogue import catalogue
from vault.complaints.codes import Anonymity, Category, DocumentKind, Lane, Role, Severity
from vault.complaints.course.nameless import named
from vault.complaints.fields import Department, GroundCode, ShortText, WitnessCount, Worker
from vault.complaints.model import CaseSummary, LaneView, NewDocument, NewParty, PartyView
from vault.complaints.stance import NAMELESS
from vault.complaints.store.reading import summary_of
from vault.complaints.viewing import without_identity
from vault.disclosures import Change, owe
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import CaseId, DocumentId, PartyId
from vault.language import Language
from vault.organisations import store as organisations
from vault.patches import given, refuse_outdated
from vault.policy import Permission
from vault.subjects import Person
from vault.subjects import store as subjects
from vault.work import Work, writes


class CaseChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is different about a complaint; null takes a value away."""

    department: Department | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    severity: Severity | UnsetType = UNSET
    assigned_to: Worker | UnsetType | None = UNSET
    ground: GroundCode | UnsetType | None = UNSET
    witness_count: WitnessCount | UnsetType | None = UNSET
    reference: ShortText | UnsetType | None = UNSET


class PartyChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is different about a party; null takes a value away."""

    role: Role | UnsetType = UNSET
    confidential: bool | UnsetType = UNSET
    named_to_respondent: bool | UnsetType = UNSET
    description: ShortText | UnsetType | None = UNSET
    knowledge: ShortText | UnsetType | None = UNSET


@writes
def change_case(work: Work, case_id: CaseId, change: CaseChange, seen: int) -> CaseSummary:
    """Changes the codes of a case, its assignment or its reference.

    Raises NotFound, Outdated, InvalidInput, Finished for a closed case.
    """
    permit(work, case_id, Permission.CASE_CHANGE)
    named = given(change)
    if not named:
        return _unchanged(work, case_id, seen)
    key = store.case_key(work, case_id, Input.CODES, seen)
    if isinstance(change.ground, str):
        catalogue(work.policy.folder).ground(change.ground, organisations.load(work).country)
    if "reference" in named:
        store.set_reference(work, case_id, key, named["reference"])
    if codes := {name: _plain(value) for name, value in named.items() if name != "reference"}:
        store.set_codes(work, case_id, **codes)
    reassess(work, case_id)
    work.audit.note(f"changed: {', '.join(sorted(named))}")
    return summary_of(work, case_id)


@writes
def add_party(work: Work, case_id: CaseId, new: NewParty, seen: int) -> PartyView:
    """Adds somebody to a case. Raises NotFound, Outdated, InvalidInput, Finished for a closed case."""
    permit(work, case_id, Permission.CASE_CHANGE)
    work.permit(Permission.SUBJECT_STORE)
    key = store.case_key(work, case_id, Input.PARTY, seen)
    if new.person is not None and new.subject_id is not None:
        raise InvalidInput("party", "give either a person or a subject_id")
    if new.role is Role.COMPLAINANT and (new.person or new.subject_id):
        _refuse_naming(work, case_id)
    if new.subject_id is not None:
        subjects.require(work, [new.subject_id])
    who = subject_of(work, new, organisations.load(work).country)
    (party_id,) = store.add_parties(work, case_id, key, [(new, who)])
    reassess(work, case_id)
    work.audit.involve(party_id, *([who] if who and not new.confidential else []))
    return _party(work, case_id, party_id)


@writes
def change_party(work: Work, case_id: CaseId, party_id: PartyId, change: PartyChange, seen: int) -> PartyView:
    """Changes how somebody stands to a case; `seen` is the case's version.

    Raises NotFound, Outdated, Finished for a closed case, in which somebody may still be promised confidence; Conflict
    where they were, which is not taken back: it would show to one person alone what it takes two to open (N-01).
    """
    permit(work, case_id, Permission.CASE_CHANGE)
    work.audit.involve(party_id)
    named = {name: _plain(value) for name, value in given(change).items()}
    if not named:
        _unchanged(work, case_id, seen)
        return without_identity(_party(work, case_id, party_id))
    wanted = Input.PROTECTION if named == {"confidential": True} else Input.PARTY
    key = store.case_key(work, case_id, wanted, seen)
    if change.confidential is False and _party(work, case_id, party_id).confidential:
        raise Conflict("confidence that was promised is not taken back", hint="two people may open the identity")
    if change.role is Role.COMPLAINANT and _party(work, case_id, party_id).subject_id is not None:
        _refuse_naming(work, case_id)
    store.set_party(work, case_id, key, party_id, named)
    reassess(work, case_id)
    work.audit.note(f"changed: {', '.join(sorted(named))}")
    return without_identity(_party(work, case_id, party_id))


def name_complainant(
    work: Work, case_id: CaseId, person: Person, state: Anonymity, *, stands_by: bool = False
) -> PartyId:
    """Puts the person who reported into their case, at their own wish. Part of verbs that a receipt was shown to.

    They become a party of their own: what was written before stays with the party without a name, whom nothing ties
    to them, and the incidents of it carry no sanction unless they stand by what they saw themselves (N-08).
    """
    work.permit(Permission.SUBJECT_STORE)
    new = NewParty(
        label="reporter", role=Role.COMPLAINANT, person=person, confidential=state is not Anonymity.IDENTIFIED
    )
    who = subject_of(work, new, organisations.load(work).country)
    key = store.case_key(work, case_id, Input.NAMING)
    (party_id,) = store.add_parties(work, case_id, key, [(new, who)])
    naming = named(
        store.open_files(work, [case_id])[0],
        legal_day(work.now),
        party_id,
        openly=state is Anonymity.IDENTIFIED,
        stands_by=stands_by,
    )
    store.add_entries(work, case_id, store.LaneKeys(work, case_id, key), [naming])
    store.set_codes(work, case_id, anonymity=state.value)
    reassess(work, case_id)
    return party_id


def add_statement(work: Work, case_id: CaseId, party_id: PartyId, text: str, language: Language) -> DocumentId:
    """Puts a party's own account on their case; nothing of what it contests changes (Art. 16; R-04).

    Part of verbs that asked. Whoever was given something from this case must hear of it.
    """
    parties = {one.party_id: one.role for one in store.open_files(work, [case_id])[0].parties}
    new = NewDocument(
        kind=DocumentKind.STATEMENT,
        author_role=parties[party_id],
        language=language,
        dated_on=legal_day(work.now),
        text=text,
    )
    keys = store.LaneKeys(work, case_id, store.case_key(work, case_id, Input.STATEMENT))
    (document_id,) = store.add_documents(work, case_id, keys, [(new, party_id)])
    owe(work, Change.RECTIFIED, cases=[case_id])
    work.audit.involve(document_id)
    return document_id


@writes
def close_lane(work: Work, case_id: CaseId, lane: Lane, on: date, seen: int) -> LaneView:
    """Ends a process beside the legal matter, from when its period counts.

    Raises NotFound, Outdated, InvalidInput, Finished for a closed case.
    """
    return _end(work, case_id, lane, on, seen)


@writes
def reopen_lane(work: Work, case_id: CaseId, lane: Lane, seen: int) -> LaneView:
    """Opens a lane again that was closed. Raises NotFound, Outdated, Finished for a closed case."""
    return _end(work, case_id, lane, None, seen)


def _refuse_naming(work: Work, case_id: CaseId) -> None:
    """Raises InvalidInput: whoever reported without a name is named by nobody but themselves (N-08, N-10)."""
    if summary_of(work, case_id).anonymity in NAMELESS:
        raise InvalidInput("party.person", "an anonymous complainant has no identity to store")


def _end(work: Work, case_id: CaseId, lane: Lane, on: date | None, seen: int) -> LaneView:
    permit(work, case_id, Permission.CASE_PROGRESS)
    permit(work, case_id, appending(lane))
    if on is not None and on > legal_day(work.now):
        raise InvalidInput("on", "is a day to come")
    store.case_key(work, case_id, Input.LANE)
    return store.end_lane(work, case_id, lane, on, seen)


def _unchanged(work: Work, case_id: CaseId, seen: int) -> CaseSummary:
    """What a change that names nothing answers. Raises NotFound, Outdated."""
    found = summary_of(work, case_id)
    refuse_outdated("case", found.version, seen)
    work.audit.unchanged()
    return found


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Category | Severity | Role) else value


def _party(work: Work, case_id: CaseId, party_id: PartyId) -> PartyView:
    """Raises NotFound."""
    for one in store.open_files(work, [case_id])[0].parties:
        if one.party_id == party_id:
            return one
    raise NotFound("party")
