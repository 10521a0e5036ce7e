"""A report without a name: handed in, gone on with by receipt, asked about, corrected, taken back (N-01 … N-12)."""

from datetime import date
from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from tests.anonymous.reporting import CONFIDENTIAL, REPORT, TEXT, R, hand_in, visit
from tests.attachments.sending import attach, listed
from tests.world import PROFILE, TODAY, World, case

from vault import anonymous, complaints, evidence
from vault.anonymous import MailboxQuestion, MessageKind, NewMessage, Reporter, Revealing
from vault.anonymous.tables import message, report
from vault.complaints import Anonymity, NewAttachment, NewParty, NewStep, Outcome, Role, Status, Step, StepKind
from vault.crypto import key_id_of
from vault.errors import Conflict, Finished, InvalidInput, NotFound, Tampered
from vault.ids import CaseId, new_id
from vault.language import Language
from vault.records import place
from vault.storage import looking
from vault.subjects import Person

QUESTION = MailboxQuestion(text="Hvilke naetter var det?", language=Language.DANISH)
ANSWER = NewMessage(text="Fredag og loerdag.")


def read_case(world: World, case_id: CaseId) -> complaints.CaseView:
    return world.call(R.CASE_WORKER, complaints.read_case, case_id)


def test_a_dialogue_is_read_from_both_sides(world: World) -> None:
    handed = hand_in(world)
    world.call(R.CASE_WORKER, anonymous.ask, handed.case_id, QUESTION)
    world.call(R.PUBLIC, anonymous.write, handed.unlocked, ANSWER)
    theirs = visit(world, handed)
    assert [(one.kind, one.text) for one in theirs.messages] == [
        (MessageKind.REPORT, TEXT),
        (MessageKind.QUESTION, QUESTION.text),
        (MessageKind.ADDITION, ANSWER.text),
    ]
    assert (theirs.state, theirs.received_on, theirs.closed) == (Anonymity.PSEUDONYMOUS, TODAY, False)
    documents = read_case(world, handed.case_id).documents or ()
    assert [one.text for one in documents] == [TEXT, QUESTION.text, ANSWER.text]
    seen = world.call(R.CASE_WORKER, anonymous.read_mailbox, handed.case_id)
    assert [one.document_id for one in seen.messages] == [one.document_id for one in documents]
    assert seen.answerable


def test_another_receipt_opens_nothing(world: World) -> None:
    handed = hand_in(world)
    other = anonymous.unlock(world.organisation, anonymous.new_receipt())
    with pytest.raises(NotFound):
        world.call(R.PUBLIC, anonymous.visit, other)
    # Not even where somebody who keeps the database puts another's value beside it.
    mixed = anonymous.Unlocked(handed.unlocked.lookup, other.key)
    with pytest.raises(Tampered):
        world.call(R.PUBLIC, anonymous.visit, mixed)


def test_a_receipt_opens_in_its_own_organisation_alone(world: World) -> None:
    handed = hand_in(world)
    other = world.another_organisation(msgspec.structs.replace(PROFILE, name="En anden"))
    for unlocked in (handed.unlocked, anonymous.unlock(other, handed.receipt)):
        with pytest.raises(NotFound):
            world.call_in(other, R.PUBLIC, anonymous.visit, unlocked)
        with pytest.raises(NotFound):
            world.call_in(other, R.PUBLIC, anonymous.write, unlocked, ANSWER)
    for verb, arguments in ((anonymous.ask, (QUESTION,)), (anonymous.read_mailbox, ())):
        with pytest.raises(NotFound):
            world.call_in(other, R.CASE_WORKER, verb, handed.case_id, *arguments)


def test_only_what_a_slow_hash_gives_is_kept_of_a_receipt(world: World) -> None:
    """With every key of the vault, the reporter's side does not open without the receipt."""
    handed = hand_in(world)
    with looking(world.vault.storage.engine) as connection:
        kept = connection.execute(select(report)).one()
        row = connection.execute(select(message)).one()
        keys = world.vault.keyring.within(connection, world.organisation, world.clock.now())
        opened = keys.get(key_id_of(row.envelope)).open(
            row.envelope, place(world.organisation, "report_message", row.message_id, "envelope")
        )
    plain = handed.receipt.replace("-", "")
    assert kept.lookup == handed.unlocked.lookup
    assert not any(one in bytes(kept.lookup) + opened for one in (plain.encode(), handed.receipt.encode()))
    assert TEXT.encode() not in opened


def test_a_report_that_is_sent_twice_is_stored_once(world: World) -> None:
    handed = hand_in(world)
    again = world.call(R.PUBLIC, anonymous.submit, REPORT, handed.unlocked.lock)
    assert again.case_id == handed.case_id
    assert len(visit(world, handed).messages) == 1


def test_a_message_that_is_sent_twice_is_stored_once(world: World) -> None:
    handed = hand_in(world)
    for _ in range(2):
        world.call(R.PUBLIC, anonymous.write, handed.unlocked, ANSWER)
    assert [one.text for one in visit(world, handed).messages] == [TEXT, ANSWER.text]
    assert len(read_case(world, handed.case_id).documents or ()) == 2
    # The same words to another question are an answer of their own.
    world.call(R.CASE_WORKER, anonymous.ask, handed.case_id, QUESTION)
    world.call(R.PUBLIC, anonymous.write, handed.unlocked, ANSWER)
    assert len(visit(world, handed).messages) == 4


def test_without_a_receipt_nobody_can_be_asked(world: World) -> None:
    handed = hand_in(world, state=Anonymity.ANONYMOUS)
    assert not world.call(R.CASE_WORKER, anonymous.read_mailbox, handed.case_id).answerable
    with pytest.raises(Conflict, match="nobody has a receipt"):
        world.call(R.CASE_WORKER, anonymous.ask, handed.case_id, QUESTION)
    with pytest.raises(NotFound):
        visit(world, handed)


def test_what_was_written_is_put_right(world: World) -> None:
    handed = hand_in(world)
    world.call(R.PUBLIC, anonymous.write, handed.unlocked, NewMessage(text="Det er nr. 16.", corrects=1))
    told = visit(world, handed).messages[-1]
    assert (told.kind, told.corrects, told.text) == (MessageKind.CORRECTION, 1, "Det er nr. 16.")
    documents = read_case(world, handed.case_id).documents or ()
    assert documents[-1].text == "Rettelse til besked 1:\nDet er nr. 16."
    with pytest.raises(InvalidInput):
        world.call(R.PUBLIC, anonymous.write, handed.unlocked, NewMessage(text="x", corrects=9))


def test_a_report_that_is_taken_back_ends_where_nothing_was_done(world: World) -> None:
    handed = hand_in(world)
    world.call(R.PUBLIC, anonymous.withdraw, handed.unlocked)
    seen = read_case(world, handed.case_id).case
    assert (seen.status, seen.outcome) == (Status.CLOSED, Outcome.WITHDRAWN)
    assert visit(world, handed).withdrawn_on == TODAY
    with pytest.raises(Conflict):
        world.call(R.PUBLIC, anonymous.withdraw, handed.unlocked)


def test_what_staff_saw_themselves_goes_on_when_a_report_is_taken_back(world: World) -> None:
    handed = hand_in(world)
    inspected = NewStep(step=Step(StepKind.INSPECTION, TODAY))
    world.call(R.CASE_WORKER, complaints.add_step, handed.case_id, inspected)
    world.call(R.PUBLIC, anonymous.withdraw, handed.unlocked)
    assert read_case(world, handed.case_id).case.status is Status.OPEN
    assert world.call(R.CASE_WORKER, anonymous.read_mailbox, handed.case_id).withdrawn_on == TODAY


@pytest.mark.parametrize("state", [Anonymity.CONFIDENTIAL, Anonymity.IDENTIFIED])
def test_a_name_is_given_by_its_owner_alone(world: World, state: Anonymity) -> None:
    """N-08: what was written before stays with a party that nothing ties to the person."""
    openly = state is Anonymity.IDENTIFIED
    handed = hand_in(world)
    given = Revealing(reporter=Reporter(name="Karla Eskebjerg", phone="68141516"), openly=openly)
    world.call(R.PUBLIC, anonymous.reveal, handed.unlocked, given)
    world.call(R.PUBLIC, anonymous.write, handed.unlocked, ANSWER)
    seen = read_case(world, handed.case_id)
    parties = [one for one in seen.parties or () if one.role is Role.COMPLAINANT]
    assert seen.case.anonymity is state
    assert [one.subject_id is not None for one in parties] == [False, openly]
    assert [one.author for one in seen.documents or ()] == [parties[0].party_id] * 2 + [parties[1].party_id]
    log = world.call(R.AUDITOR, evidence.read_log)
    assert [one.actor for one in log if one.detail == f"pseudonymous to {state.value}"] == ["test:public"]
    with pytest.raises(Conflict):
        world.call(R.PUBLIC, anonymous.reveal, handed.unlocked, given)


@pytest.mark.parametrize("state", [Anonymity.ANONYMOUS, Anonymity.PSEUDONYMOUS])
def test_staff_name_nobody_who_did_not_give_their_name(world: World, state: Anonymity) -> None:
    handed = hand_in(world, state=state)
    version = read_case(world, handed.case_id).case.version
    guessed = NewParty(label="K", role=Role.COMPLAINANT, person=Person(name="Karla Eskebjerg"))
    with pytest.raises(InvalidInput):
        world.call(R.CASE_WORKER, complaints.add_party, handed.case_id, guessed, version)
    witness = msgspec.structs.replace(guessed, role=Role.WITNESS)
    added = world.call(R.CASE_WORKER, complaints.add_party, handed.case_id, witness, version)
    change = complaints.PartyChange(role=Role.COMPLAINANT)
    with pytest.raises(InvalidInput):
        world.call(R.CASE_WORKER, complaints.change_party, handed.case_id, added.party_id, change, version + 1)


def test_a_name_in_confidence_is_a_person_under_a_key_of_their_own(world: World) -> None:
    handed = hand_in(world, CONFIDENTIAL)
    seen = read_case(world, handed.case_id)
    (reporter, _) = seen.parties or ()
    assert (reporter.subject_id, reporter.confidential) == (None, True)
    found = world.call(R.DPO, complaints.read_case, handed.case_id)
    assert "Eskebjerg" not in str(found)
    file = world.vault.call(world.caller(R.DPO), complaints.search_cases, complaints.CaseQuery())
    assert file[0].anonymity is Anonymity.CONFIDENTIAL


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"terms": "2025-01"}, Conflict),
        ({"state": Anonymity.IDENTIFIED}, Conflict),
        ({"state": Anonymity.CONFIDENTIAL}, InvalidInput),
        ({"reporter": Reporter(name="Karla")}, InvalidInput),
        ({"seen_on": date(2026, 11, 24)}, InvalidInput),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    world: World, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        hand_in(world, **changes)
    assert world.call(R.CASE_WORKER, complaints.list_cases) == []


def test_staff_ask_nobody_in_a_case_that_came_otherwise(world: World) -> None:
    stored = world.store(case())
    for one in (stored.case_id, CaseId(new_id())):
        with pytest.raises(NotFound):
            world.call(R.CASE_WORKER, anonymous.ask, one, QUESTION)


def test_a_reporter_is_heard_although_the_case_is_closed_and_staff_take_it_up_first(world: World) -> None:
    """N-08, N-09; Art. 16: nobody else can reopen it for them. Whoever asks them anything opens it again."""
    handed = hand_in(world)
    closing = complaints.NewClosing(on=TODAY, outcome=Outcome.SETTLED)
    world.call(R.CASE_WORKER, complaints.close_case, handed.case_id, closing, 1)
    with pytest.raises(Finished):
        world.call(R.CASE_WORKER, anonymous.ask, handed.case_id, QUESTION)
    world.call(R.PUBLIC, anonymous.write, handed.unlocked, ANSWER)
    found = world.call(R.PUBLIC, anonymous.place_of_files, handed.unlocked)
    about = NewAttachment(name="foto.txt", author_role=Role.COMPLAINANT, author_party_id=found.party_id, dated_on=TODAY)
    kept = attach(world, handed.case_id, b"Larm.", about, role=R.PUBLIC)
    with pytest.raises(Finished):
        attach(world, handed.case_id, b"Larm.", about, role=R.CASE_WORKER)
    world.call(
        R.PUBLIC, anonymous.reveal, handed.unlocked, Revealing(reporter=Reporter(name="Karla Eskebjerg"), openly=True)
    )
    world.call(R.PUBLIC, anonymous.withdraw, handed.unlocked)
    view = read_case(world, handed.case_id)
    assert (view.case.status, view.case.anonymity) == (Status.CLOSED, Anonymity.IDENTIFIED)
    assert [one.text for one in view.documents or ()][:2] == [TEXT, ANSWER.text]
    assert [one.attachment_id for one in listed(world, handed.case_id)] == [kept]
