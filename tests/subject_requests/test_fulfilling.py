"""Carrying out a decision: corrected, stated, restricted, erased in the step that decides, and who must hear of it."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from tests.disclosures.given import consent, recipient
from tests.subject_requests.stepping import QUESTION, asked, call, letter, state
from tests.world import World, case, document, party, person

from vault import complaints, disclosures, retention, subject_requests, subjects
from vault.complaints import AddedDocument, Lane, NewDisclosure, NewStep, Role, Status, Step, StepKind, StoredCase
from vault.complaints.codes import DocumentKind
from vault.disclosures import RecipientKind
from vault.errors import Conflict, InvalidInput, NotFound, NotPermitted, Outdated
from vault.ids import CaseId, FlagId, RequestId, SubjectId, new_id
from vault.policy import RoleName
from vault.retention import HoldEnd, HoldKind, NewHold
from vault.subject_requests import (
    AddStatement,
    CorrectPerson,
    EndFlag,
    Erasable,
    EraseRecord,
    ErasureGround,
    NewAnnouncement,
    NewDecision,
    NewFulfilment,
    NoteObjection,
    Restrict,
    Right,
    State,
    Staying,
)
from vault.subject_requests.fulfilling.model import Deed, deed_of, refuse_strange_deeds, refuse_strange_result
from vault.subject_requests.grounds import RefusalGround
from vault.subject_requests.history.entries import DecisionOutcome, Fulfilled
from vault.subjects import PersonChange
from vault.subjects.standing.model import FlagGround

ME = person("Solvej Kragelund", phones=("68 90 80 70",), address="Humlehaven 9, 8799 Prøveby")
NEIGHBOUR = person("Valdemar Nyborg Friis", phones=("68 12 21 12",))
REASONS = "Vi har sammenholdt med folkeregistret."
TOLD = NewDisclosure(
    disclosed_on=date(2026, 9, 4),
    recipient="Prøveby Kommune",
    legal_basis="almenlejeloven § 92",
    content="Navn og adresse på Solvej Kragelund.",
)


def stored(world: World) -> StoredCase:
    return world.store(
        case(
            party("I", Role.RESPONDENT, ME),
            party("K", Role.COMPLAINANT, NEIGHBOUR),
            documents=(document("Solvej spiller højt.", author="K", role=Role.COMPLAINANT),),
            disclosures=(TOLD,),
            reference="2026-77",
        )
    )


def mine(kept: StoredCase) -> SubjectId:
    """Who is complained of."""
    assert kept.subjects[0] is not None
    return kept.subjects[0]


def opened(world: World, right: Right) -> RequestId:
    return RequestId(call(world, subject_requests.open_request, asked(right=right, text="Gør det, tak.")).request_id)


def decided(world: World, request_id: RequestId, **details: Any) -> str:
    """Decides and returns the words of the letter."""
    usual: dict[str, Any] = {"outcome": DecisionOutcome.GRANTED, "reasons": REASONS}
    decision = NewDecision(**(usual | details))
    return letter(world, request_id, call(world, subject_requests.decide_request, request_id, decision))


def carried(world: World, request_id: RequestId) -> Fulfilled:
    found = [one.entry for one in call(world, subject_requests.read_history, request_id)]
    return next(one for one in found if isinstance(one, Fulfilled))


def evidence(world: World, request_id: RequestId) -> str:
    return msgspec.json.encode(
        world.vault.call(world.caller(RoleName.AUDITOR), subject_requests.request_evidence, request_id)
    ).decode()


def test_details_are_corrected_with_the_decision_and_recipients_hear_of_it(world: World) -> None:
    """Art. 16, 19: old and new value are kept, the letter names what changed and who is told."""
    me = mine(stored(world))
    request_id = opened(world, Right.RECTIFICATION)
    change = PersonChange(name="Solvej Kragelund Holm", emails=("solvej@brev.example",))
    words = decided(world, request_id, deeds=(CorrectPerson(subject_id=me, change=change, seen=1),))
    assert call(world, subjects.read_subject, me).identity.name == "Solvej Kragelund Holm"
    (done,) = carried(world, request_id).done
    assert (done.fields, done.before["name"]) == (("name", "emails"), "Solvej Kragelund")
    (notice,) = call(world, disclosures.list_notices)
    assert done.notices == (notice.notice_id,)
    assert "Vi har rettet det, vi har registreret om dig: navn og e-mailadresser." in words
    assert "får besked om ændringen: Prøveby Kommune." in words
    assert state(world, request_id) is State.ANSWERED
    proof = evidence(world, request_id)
    assert str(notice.notice_id) in proof
    assert "Kragelund" not in proof


def test_what_somebody_said_stays_and_a_statement_is_put_beside_it(fresh_world: World) -> None:
    """R-04: append-only; the statement is theirs, in the case that they contest."""
    kept = stored(fresh_world)
    request_id = opened(fresh_world, Right.RECTIFICATION)
    statement = AddStatement(case_id=kept.case_id, about=kept.documents[0], text="Jeg var bortrejst den uge.")
    words = decided(
        fresh_world,
        request_id,
        outcome=DecisionOutcome.REFUSED,
        grounds=(RefusalGround.ACCOUNT_OF_ANOTHER,),
        deeds=(statement,),
    )
    documents = fresh_world.call(RoleName.DPO, complaints.read_case, kept.case_id).documents or ()
    assert [(one.kind, one.text) for one in documents[1:]] == [(DocumentKind.STATEMENT, "Jeg var bortrejst den uge.")]
    assert documents[0].text == "Solvej spiller højt."
    assert documents[1].author == kept.parties[0]
    assert "sag 2026-77, modtaget den 1. september 2026" in words
    assert len(call(fresh_world, disclosures.list_notices)) == 1


def test_a_case_is_erased_with_its_key_and_recipients_are_told(world: World) -> None:
    """Art. 17, 19; also the record of whoever stands in no other case. The request that asked for it is no obstacle."""
    kept = stored(world)
    request_id = opened(world, Right.ERASURE)
    gone = EraseRecord(kind=Erasable.CASE, record_id=kept.case_id, ground=ErasureGround.NO_LONGER_NECESSARY)
    words = decided(world, request_id, deeds=(gone,))
    with pytest.raises(NotFound):
        world.call(RoleName.DPO, complaints.read_case, kept.case_id)
    with pytest.raises(NotFound):
        call(world, subjects.read_subject, kept.subjects[0])
    (done,) = carried(world, request_id).done
    assert kept.case_id in done.records
    assert done.keys >= 3
    assert "Vi har slettet sagen med alt, hvad der hører til den (sag 2026-77" in words
    assert "Prøveby Kommune" in words
    assert [one.told.recipient for one in call(world, disclosures.list_notices)] == ["Prøveby Kommune"]


def test_part_goes_and_what_stays_is_told_with_its_ground_and_day(fresh_world: World) -> None:
    """Art. 17(3): a consent or a lane can go while the legal matter stays (R-02, R-05)."""
    kept = fresh_world.store(case(party("I", Role.RESPONDENT, ME), reference="2026-78"))
    need = msgspec.structs.replace(document("Har brug for hjælp."), lane=Lane.CUSTOMER_CARE)
    helping = fresh_world.caller(RoleName.INGEST, purpose="tenancy_support")
    fresh_world.vault.call(helping, complaints.add_document, kept.case_id, AddedDocument(document=need))
    ended = NewStep(step=Step(StepKind.CLOSED, date(2026, 10, 11)), status=Status.CLOSED)
    fresh_world.call(RoleName.INGEST, complaints.add_step, kept.case_id, ended)
    request_id = opened(fresh_world, Right.ERASURE)
    gone = EraseRecord(kind=Erasable.CASE, record_id=kept.case_id, ground=ErasureGround.CONSENT_WITHDRAWN)
    words = decided(
        fresh_world,
        request_id,
        outcome=DecisionOutcome.PARTLY,
        grounds=(RefusalGround.LEGAL_CLAIMS,),
        deeds=(msgspec.structs.replace(gone, kind=Erasable.LANE, lane=Lane.CUSTOMER_CARE),),
        stays=(Staying(kind=Erasable.CASE, record_id=kept.case_id, ground=RefusalGround.LEGAL_CLAIMS),),
    )
    assert fresh_world.call(RoleName.DPO, complaints.read_case, kept.case_id).documents == ()
    (stayed,) = carried(fresh_world, request_id).stayed
    assert stayed.until is not None
    assert stayed.until > date(2026, 11, 23)
    assert "Det bliver stående" in words
    assert "artikel 17, stk. 3, litra e" in words
    assert "Vi har slettet et særskilt forløb i sagen (sag 2026-78" in words


def test_one_person_is_erased_from_a_case_that_lives_on(world: World) -> None:
    """Art. 17, R-02: what points to them is taken out, with their key; the others and what happened stay."""
    kept = stored(world)
    request_id = opened(world, Right.ERASURE)
    gone = EraseRecord(kind=Erasable.PARTY, record_id=kept.parties[0], ground=ErasureGround.UNLAWFUL)
    words = decided(world, request_id, deeds=(gone,))
    seen = world.call(RoleName.DPO, complaints.read_case, kept.case_id)
    assert {one.party_id: one.subject_id for one in seen.parties or ()} == {
        kept.parties[0]: None,
        kept.parties[1]: kept.subjects[1],
    }
    assert "Solvej" not in msgspec.json.encode(seen).decode()
    assert call(world, subjects.read_subject, kept.subjects[1]).identity.name == "Valdemar Nyborg Friis"
    (told,) = seen.documents or ()
    assert told.author == kept.parties[1]
    assert told.text
    with pytest.raises(NotFound):
        call(world, subjects.read_subject, mine(kept))
    (done,) = carried(world, request_id).done
    assert (done.kind, done.records[0:1] != ()) == ("party", True)
    assert "sag 2026-77" in words
    assert state(world, request_id) is State.ANSWERED
    assert len(call(world, disclosures.list_notices)) == 1


def test_what_another_request_keeps_is_not_erased_and_then_nothing_is(world: World) -> None:
    """A-08: all of a decision, or nothing of it."""
    kept = stored(world)
    request_id = opened(world, Right.ERASURE)
    opened(world, Right.ACCESS)
    restrict = Restrict(subject_id=mine(kept), ground=FlagGround.UNLAWFUL)
    gone = EraseRecord(kind=Erasable.CASE, record_id=kept.case_id, ground=ErasureGround.UNLAWFUL)
    with pytest.raises(Conflict, match="kept from deletion"):
        decided(world, request_id, deeds=(restrict, gone))
    assert call(world, subjects.read_standing, mine(kept)).flags == ()
    assert state(world, request_id) is State.OPEN


def test_a_consent_of_somebody_who_is_held_is_not_erased(fresh_world: World) -> None:
    """T-12: a purge keeps it with whoever gave it, and a request is no way around that."""
    me = mine(stored(fresh_world))
    given = consent(fresh_world, me, recipient(fresh_world, RecipientKind.MUNICIPALITY))
    request_id = opened(fresh_world, Right.ERASURE)
    hold = NewHold(record_id=me, kind=HoldKind.POLICE, reason="Politiet efterforsker.", review_on=date(2027, 1, 5))
    officer = fresh_world.caller(RoleName.DPO, purpose="storage_limitation")
    kept = fresh_world.vault.call(officer, retention.place_hold, hold)
    gone = EraseRecord(kind=Erasable.CONSENT, record_id=given, ground=ErasureGround.CONSENT_WITHDRAWN)
    with pytest.raises(Conflict, match="kept from deletion"):
        decided(fresh_world, request_id, deeds=(gone,))
    fresh_world.vault.call(officer, retention.end_hold, kept.hold_id, HoldEnd())
    fresh_world.clock.advance(timedelta(days=1))
    decided(fresh_world, request_id, deeds=(gone,))


def test_a_restriction_holds_meanwhile_and_is_lifted_only_after_they_were_told(fresh_world: World) -> None:
    """Art. 18(3), 21: the objection stops enforcement at once; the answer ends it."""
    me = mine(stored(fresh_world))
    request_id = opened(fresh_world, Right.OBJECTION)
    deeds = (NoteObjection(subject_id=me), Restrict(subject_id=me, ground=FlagGround.OBJECTION_PENDING))
    done = call(fresh_world, subject_requests.fulfil_request, request_id, NewFulfilment(deeds=deeds)).done
    objection, restriction = (one.records[1] for one in done)
    ending = tuple(EndFlag(subject_id=me, flag_id=one) for one in (objection, restriction))
    refusal: dict[str, Any] = {
        "outcome": DecisionOutcome.REFUSED,
        "grounds": (RefusalGround.COMPELLING_GROUNDS,),
        "reasons": "Sagen hører for beboerklagenævnet, og andres ro går forud her.",
    }
    with pytest.raises(Conflict, match="told before"):
        decided(fresh_world, request_id, deeds=ending, **refusal)
    told = NewAnnouncement(subject_id=me, flag_id=restriction, on=date(2026, 11, 24), reasons=REASONS)
    today = msgspec.structs.replace(told, on=date(2026, 11, 23))
    with pytest.raises(InvalidInput, match="must lie ahead"):
        call(fresh_world, subject_requests.announce_lifting, request_id, today)
    letter_id = call(fresh_world, subject_requests.announce_lifting, request_id, told)
    assert "Fra den 24. november 2026 bruger vi igen" in letter(fresh_world, request_id, letter_id)
    fresh_world.clock.advance(timedelta(days=1))
    words = decided(fresh_world, request_id, deeds=ending, **refusal)
    assert "Din indsigelse er behandlet" in words
    assert all(one.end is not None for one in call(fresh_world, subjects.read_standing, me).flags)


def test_a_restriction_can_be_lifted_long_after_the_request_was_decided(fresh_world: World) -> None:
    me = mine(stored(fresh_world))
    request_id = opened(fresh_world, Right.RESTRICTION)
    decided(fresh_world, request_id, deeds=(Restrict(subject_id=me, ground=FlagGround.ACCURACY_CONTESTED),))
    (flag,) = call(fresh_world, subjects.read_standing, me).flags
    end = NewFulfilment(deeds=(EndFlag(subject_id=me, flag_id=flag.flag_id),))
    told = NewAnnouncement(subject_id=me, flag_id=flag.flag_id, on=date(2026, 11, 24), reasons=REASONS)
    call(fresh_world, subject_requests.announce_lifting, request_id, told)
    with pytest.raises(Conflict, match="told before"):
        call(fresh_world, subject_requests.fulfil_request, request_id, end)
    fresh_world.clock.advance(timedelta(days=1))
    call(fresh_world, subject_requests.fulfil_request, request_id, end)
    more = NewFulfilment(deeds=(Restrict(subject_id=me, ground=FlagGround.UNLAWFUL),))
    with pytest.raises(Conflict, match="answered"):
        call(fresh_world, subject_requests.fulfil_request, request_id, more)


@pytest.mark.parametrize("kind", [one for one in Erasable if one not in (Erasable.PARTY, Erasable.LANE)])
def test_what_is_not_theirs_is_not_there(fresh_world: World, kind: Erasable) -> None:
    """Whatever id is named, of whatever kind: only what the search found for this request can go."""
    stored(fresh_world)
    other = fresh_world.store(case(party("K", Role.COMPLAINANT, NEIGHBOUR)))
    request_id = opened(fresh_world, Right.ERASURE)
    for record in (new_id(), other.case_id, mine(other)):
        deed = EraseRecord(kind=kind, record_id=record, ground=ErasureGround.UNLAWFUL)
        with pytest.raises(NotFound):
            decided(fresh_world, request_id, deeds=(deed,))


def test_whose_record_changed_meanwhile_is_looked_at_again(fresh_world: World) -> None:
    kept = stored(fresh_world)
    request_id = opened(fresh_world, Right.RECTIFICATION)
    change = PersonChange(name="Solvej Holm")
    with pytest.raises(Outdated):
        decided(fresh_world, request_id, deeds=(CorrectPerson(subject_id=mine(kept), change=change, seen=2),))
    same = PersonChange(name="Solvej Kragelund")
    with pytest.raises(InvalidInput, match="corrects nothing"):
        decided(fresh_world, request_id, deeds=(CorrectPerson(subject_id=mine(kept), change=same, seen=1),))
    with pytest.raises(NotFound):
        decided(
            fresh_world,
            request_id,
            deeds=(CorrectPerson(subject_id=SubjectId(kept.subjects[1] or new_id()), change=change, seen=1),),
        )


def test_nothing_is_done_for_somebody_of_whom_there_is_doubt(fresh_world: World) -> None:
    """A-20, A-46: a stranger may neither correct nor erase."""
    kept = stored(fresh_world)
    request_id = opened(fresh_world, Right.ERASURE)
    call(fresh_world, subject_requests.ask_person, request_id, QUESTION)
    gone = EraseRecord(kind=Erasable.CASE, record_id=kept.case_id, ground=ErasureGround.UNLAWFUL)
    with pytest.raises(Conflict, match="in doubt who asks"):
        decided(fresh_world, request_id, deeds=(gone,))


def test_nobody_but_the_officer_carries_anything_out(fresh_world: World) -> None:
    me = mine(stored(fresh_world))
    request_id = opened(fresh_world, Right.RESTRICTION)
    new = NewFulfilment(deeds=(Restrict(subject_id=me, ground=FlagGround.UNLAWFUL),))
    with pytest.raises(NotPermitted):
        fresh_world.call(RoleName.CASE_WORKER, subject_requests.fulfil_request, request_id, new)


ME_ID, RECORD = SubjectId(new_id()), new_id()
EACH: dict[str, Deed] = {
    deed_of(one): one
    for one in (
        CorrectPerson(subject_id=ME_ID, change=PersonChange(name="x"), seen=1),
        AddStatement(case_id=CaseId(RECORD), text="x"),
        Restrict(subject_id=ME_ID, ground=FlagGround.UNLAWFUL),
        NoteObjection(subject_id=ME_ID),
        EndFlag(subject_id=ME_ID, flag_id=FlagId(RECORD)),
        EraseRecord(kind=Erasable.CASE, record_id=RECORD, ground=ErasureGround.UNLAWFUL),
    )
}
BELONGS = {
    Right.ACCESS: set[str](),
    Right.PORTABILITY: set[str](),
    Right.RECTIFICATION: {"correct_person", "add_statement", "restrict", "end_flag"},
    Right.ERASURE: {"erase", "restrict", "end_flag"},
    Right.RESTRICTION: {"restrict", "end_flag"},
    Right.OBJECTION: {"note_objection", "restrict", "erase", "end_flag"},
}


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("name", EACH)
def test_which_deed_belongs_to_which_right(right: Right, name: str) -> None:
    if name in BELONGS[right]:
        refuse_strange_deeds(right, [EACH[name]])
    else:
        with pytest.raises(InvalidInput):
            refuse_strange_deeds(right, [EACH[name]])


STAYS = Staying(kind=Erasable.CASE, record_id=new_id(), ground=RefusalGround.LEGAL_CLAIMS)
CLAIMS = (RefusalGround.LEGAL_CLAIMS,)


@pytest.mark.parametrize(
    ("outcome", "deeds", "stays", "grounds", "done", "fits"),
    [
        (DecisionOutcome.GRANTED, ("erase",), (), (), None, True),
        (DecisionOutcome.GRANTED, (), (), (), "Rettet i hånden.", True),
        (DecisionOutcome.GRANTED, (), (), (), None, False),
        (DecisionOutcome.GRANTED, ("erase",), (STAYS,), CLAIMS, None, False),
        (DecisionOutcome.PARTLY, ("erase",), (STAYS,), CLAIMS, None, True),
        (DecisionOutcome.PARTLY, ("erase",), (STAYS,), (), None, False),
        (DecisionOutcome.REFUSED, (), (STAYS,), CLAIMS, None, True),
        (DecisionOutcome.REFUSED, (), (), CLAIMS, "Noget.", False),
        (DecisionOutcome.REFUSED, ("erase",), (), CLAIMS, None, False),
        (DecisionOutcome.REFUSED, ("add_statement", "end_flag"), (), CLAIMS, None, True),
    ],
)
def test_what_is_done_and_stays_fits_what_was_decided(
    outcome: DecisionOutcome,
    deeds: tuple[str, ...],
    stays: tuple[Staying, ...],
    grounds: tuple[RefusalGround, ...],
    done: str | None,
    *,
    fits: bool,
) -> None:
    every = [EACH[one] for one in deeds]
    if fits:
        refuse_strange_result(outcome, every, stays, grounds, done)
    else:
        with pytest.raises(InvalidInput):
            refuse_strange_result(outcome, every, stays, grounds, done)


def test_what_is_erased_does_not_stay() -> None:
    both = msgspec.structs.replace(STAYS, record_id=RECORD)
    with pytest.raises(InvalidInput, match="names what is erased"):
        refuse_strange_result(DecisionOutcome.PARTLY, [EACH["erase"]], [both], CLAIMS, None)
