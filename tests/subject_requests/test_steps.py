"""The steps between receipt and delivery: identity, the clock, refusals, delivery, the whole queue."""

import json
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from tests.subject_requests.stepping import DPO, ME, QUESTION, REASON, _subject, asked, call, letter, opened, state
from tests.world import World, case, document, party, person

from vault import subject_requests
from vault.complaints import Role
from vault.deadlines import Country
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import RequestId, new_id
from vault.subject_requests import (
    Closed,
    Identified,
    NewCode,
    NewDecision,
    NewExtension,
    Resolved,
    Right,
    State,
    TypedCode,
)
from vault.subject_requests.grounds import BURDEN_ON_CONTROLLER, RefusalGround, available
from vault.subject_requests.history.entries import (
    ClosingReason,
    DecisionOutcome,
    Doubt,
    IdentityMethod,
    Prolonging,
)
from vault.subjects import Given


def test_doubt_stops_the_clock_and_identification_starts_it(world: World) -> None:
    """A-20 … A-23, A-44 … A-46."""
    request_id = opened(world)
    moved = call(world, subject_requests.ask_person, request_id, QUESTION)
    assert (moved.paused_since, moved.due_on) == (date(2026, 11, 4), date(2026, 12, 2))
    written = letter(world, request_id, moved.letter_id)
    assert REASON in written
    assert "Send os ikke en kopi" in written
    with pytest.raises(Conflict, match="in doubt who asks"):
        call(world, subject_requests.answer_request, request_id)
    proven = Identified(method=IdentityMethod.CALL_BACK, on=date(2026, 11, 20), established=True)
    call(world, subject_requests.identify_person, request_id, proven)
    (due,) = call(world, subject_requests.requests_due)
    # Two of thirty days were used: 28 are left from the 20th.
    assert (due.due_on, due.unpaused_due_on) == (date(2026, 12, 18), date(2026, 12, 2))
    assert due.paused_since is None
    call(world, subject_requests.answer_request, request_id)


def test_a_scope_question_resumes_by_its_answer(world: World) -> None:
    request_id = opened(world)
    question = msgspec.structs.replace(QUESTION, doubt=Doubt.SCOPE)
    call(world, subject_requests.ask_person, request_id, question)
    assert call(world, subject_requests.waiting_requests) == []
    moved = call(world, subject_requests.resume_clock, request_id, Resolved(doubt=Doubt.SCOPE, on=date(2026, 11, 9)))
    assert moved.paused_since is None
    assert call(world, subject_requests.waiting_requests) == [request_id]


def test_an_extension_moves_the_date_in_every_list(world: World) -> None:
    request_id = opened(world)
    new = NewExtension(ground=Prolonging.COMPLEXITY, reasons="Sagerne fylder seks mapper fra ti år.")
    moved = call(world, subject_requests.extend_request, request_id, new)
    assert moved.due_on == date(2027, 2, 2)
    (summary,) = call(world, subject_requests.list_requests)
    assert (summary.due_on, summary.unpaused_due_on, summary.extended) == (date(2027, 2, 2), date(2027, 2, 2), True)
    with pytest.raises(Conflict):
        call(world, subject_requests.extend_request, request_id, new)


def test_a_code_goes_to_what_was_on_record_and_is_tried_five_times(world: World) -> None:
    """A-21: never to an address that came with the request."""
    request_id = opened(world, given=Given(name="Solvej Kragelund", phone="68908070", address="Et andet sted 1"))
    subject_id = _subject(world)
    issued = call(world, subject_requests.send_code, request_id, NewCode(subject_id=subject_id, by_letter=True))
    assert issued.to == "Humlehaven 9, 8799 Prøveby"
    assert issued.code is None
    written = letter(world, request_id, issued.letter_id)
    assert "Humlehaven 9" in written
    assert "Et andet sted" not in written
    by_phone = call(world, subject_requests.send_code, request_id, NewCode(subject_id=subject_id, by_letter=False))
    assert by_phone.to == "68 90 80 70"
    for _ in range(5):
        with pytest.raises(Conflict, match="not right"):
            call(world, subject_requests.enter_code, request_id, TypedCode(code="0000-0000"))
    with pytest.raises(Conflict, match="no code counts"):
        call(world, subject_requests.enter_code, request_id, TypedCode(code=by_phone.code))
    again = call(world, subject_requests.send_code, request_id, NewCode(subject_id=subject_id, by_letter=False))
    call(world, subject_requests.enter_code, request_id, TypedCode(code=again.code.lower().replace("-", " ")))
    with pytest.raises(Conflict, match="no code counts"):
        call(world, subject_requests.enter_code, request_id, TypedCode(code=again.code))
    call(world, subject_requests.answer_request, request_id)
    package = call(world, subject_requests.read_package, request_id)
    assert json.loads(package.files["data.json"])["answer"]["identified_by"] == "code"


def test_a_code_runs_out(world: World) -> None:
    request_id = opened(world)
    issued = call(world, subject_requests.send_code, request_id, NewCode(subject_id=_subject(world), by_letter=False))
    world.clock.advance(timedelta(minutes=31))
    with pytest.raises(Conflict, match="no code counts"):
        call(world, subject_requests.enter_code, request_id, TypedCode(code=issued.code))


def test_the_words_of_a_request_are_looked_at(world: World) -> None:
    """A-04: what somebody calls it does not decide."""
    made = call(world, subject_requests.open_request, asked(text="Jeg beder om aktindsigt i min sag, og slet den så."))
    assert set(made.triage) == {"names_public_documents", "other_rights"}


def test_composing_may_be_repeated_and_approving_not(world: World) -> None:
    request_id = opened(world)
    first = call(world, subject_requests.prepare_request, request_id)
    assert (first.state, first.ordinary) == (State.READY, True)
    second = call(world, subject_requests.prepare_request, request_id)
    assert first.package_id != second.package_id
    assert call(world, subject_requests.read_package, request_id).package_id == second.package_id
    call(world, subject_requests.approve_request, request_id)
    with pytest.raises(Conflict):
        call(world, subject_requests.approve_request, request_id)
    with pytest.raises(Conflict, match="answered already"):
        call(world, subject_requests.prepare_request, request_id)


def test_the_queue_goes_up_to_approval_and_names_what_stopped(world: World) -> None:
    ready, doubtful = opened(world), opened(world)
    call(
        world,
        subject_requests.identify_person,
        doubtful,
        Identified(method=IdentityMethod.CALL_BACK, on=date(2026, 11, 5), established=False),
    )
    items = {one.request_id: one for one in call(world, subject_requests.run_queue)}
    assert (items[ready].state, items[ready].ordinary, items[ready].stopped_by) == (State.READY, True, None)
    assert (items[doubtful].state, items[doubtful].stopped_by) == (State.OPEN, "conflict")
    assert call(world, subject_requests.run_queue)[0].request_id == doubtful


def test_what_somebody_provided_can_be_taken_elsewhere_and_nothing_else(world: World) -> None:
    """Art. 20: their own words and details; no assessment, no other's word, nobody's name in a field."""
    other = person("Valdemar Friis", phones=("68 12 21 12",))
    told = case(
        party("K", Role.COMPLAINANT, ME),
        party("I", Role.RESPONDENT, other),
        documents=(
            document("Valdemar Friis larmer.", author="K", role=Role.COMPLAINANT),
            document("Vurdering: Solvej overdriver."),
        ),
    )
    world.store(told)
    request_id = RequestId(call(world, subject_requests.open_request, asked(right=Right.PORTABILITY)).request_id)
    data = json.loads(call(world, subject_requests.export_portable, request_id))
    assert [one["text"] for one in data["statements"]] == [["Valdemar Friis larmer."]]
    assert data["person"][0]["phones"] == ["68 90 80 70"]
    assert "overdriver" not in json.dumps(data)
    with pytest.raises(Conflict, match="not answered with a package"):
        call(world, subject_requests.prepare_request, request_id)
    access = opened(world)
    with pytest.raises(Conflict, match="portability"):
        call(world, subject_requests.export_portable, access)


@pytest.mark.parametrize("right", [one for one in Right if one not in (Right.ACCESS, Right.PORTABILITY)])
def test_other_rights_have_the_same_clock_and_a_letter(world: World, right: Right) -> None:
    """R-01: also a closing message when it is done."""
    request_id = opened(world, right=right)
    with pytest.raises(Conflict, match="not answered with data"):
        call(world, subject_requests.answer_request, request_id)
    decision = NewDecision(
        outcome=DecisionOutcome.PARTLY,
        grounds=(min(available(right, Country.DENMARK) - BURDEN_ON_CONTROLLER),),
        reasons="Vi har set på hver enkelt oplysning for sig.",
        done="Vi har gjort det for sagen fra september.",
    )
    letter_id = call(world, subject_requests.decide_request, request_id, decision)
    written = letter(world, request_id, letter_id)
    for part in ("2. november 2026", decision.done or "", decision.reasons, "Datatilsynet", "byretten"):
        assert part in written
    assert state(world, request_id) is State.ANSWERED


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"grounds": ()}, "grounds"),
        ({"grounds": (RefusalGround.SECRECY,)}, "grounds"),
        ({"grounds": (RefusalGround.LEGAL_CLAIMS,)}, "grounds"),
        ({"grounds": (RefusalGround.EXCESSIVE,)}, "reasons"),
        ({"done": "Noget blev gjort."}, "done"),
    ],
)
def test_a_refusal_that_the_law_does_not_know_is_refused(world: World, change: dict[str, Any], field: str) -> None:
    request_id = opened(world)
    fine = NewDecision(
        outcome=DecisionOutcome.REFUSED,
        grounds=(RefusalGround.NOT_IDENTIFIABLE,),
        reasons="Vi har spurgt to gange uden at få svar.",
    )
    with pytest.raises(InvalidInput, match=field):
        call(world, subject_requests.decide_request, request_id, msgspec.structs.replace(fine, **change))
    assert state(world, request_id) is State.OPEN


def test_what_is_not_answered_closes_only_if_withdrawn(world: World) -> None:
    request_id = opened(world)
    with pytest.raises(Conflict, match="not answered"):
        call(world, subject_requests.close_request, request_id, Closed(reason=ClosingReason.DONE))
    call(world, subject_requests.close_request, request_id, Closed(reason=ClosingReason.WITHDRAWN))
    with pytest.raises(Conflict, match="closed"):
        call(world, subject_requests.ask_person, request_id, QUESTION)


def test_letters_and_history_go_with_the_request(world: World) -> None:
    request_id = opened(world)
    moved = call(world, subject_requests.ask_person, request_id, QUESTION)
    with pytest.raises(NotFound):
        call(world, subject_requests.read_letter, RequestId(new_id()), moved.letter_id)
    elsewhere = world.another_organisation()
    for verb, arguments in (
        (subject_requests.read_history, ()),
        (subject_requests.read_letter, (moved.letter_id,)),
        (subject_requests.ask_person, (QUESTION,)),
        (subject_requests.read_findings, ()),
    ):
        with pytest.raises(NotFound):
            world.call_in(elsewhere, DPO, verb, request_id, *arguments)


def test_an_initial_that_two_people_share_is_the_requesters(world: World) -> None:
    world.store(case(party("K", Role.COMPLAINANT, person("Sanne Kragelund", phones=("68 70 70 70",)))))
    world.store(case(party("I", Role.RESPONDENT, ME), documents=(document("Hos S. Kragelund var der stille."),)))
    request_id = RequestId(call(world, subject_requests.open_request, asked()).request_id)
    assert call(world, subject_requests.prepare_request, request_id).state is State.READY
