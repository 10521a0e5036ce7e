"""What was decided stays through renewals and is offered again; candidates are decided, and two readers compared."""

from datetime import date

import pytest
from tests.subject_requests.reviewing import APPROVAL, DPO, ME, decided, opened, questions, started, stored
from tests.world import World, case, document, party, person

from vault import subject_requests
from vault.complaints import Role
from vault.errors import Changed, Conflict, NotPermitted
from vault.redaction import Decision
from vault.subject_requests import (
    Choice,
    Judgement,
    NewJudgement,
    NewMaskDecision,
    Reach,
    Reading,
    Where,
)


def test_a_renewal_keeps_what_was_decided_and_the_numbers_of_texts(world: World) -> None:
    stored(world, "Solvej talte med Fnugbert.")
    request_id = opened(world)
    before = started(world, request_id)
    decided(world, request_id, questions(world, request_id)["Fnugbert"], Choice.KEEP)
    stored(world, "Fnugbert kom igen, Solvej.")
    after = started(world, request_id)
    assert after.open_questions == 0
    assert {one.text_id: one.number for one in before.texts}.items() <= {
        one.text_id: one.number for one in after.texts
    }.items()


def test_a_word_that_names_nobody_is_not_asked_again(world: World) -> None:
    stored(world, "Solvej talte med Fnugbert.")
    request_id = opened(world)
    started(world, request_id)
    decided(world, request_id, questions(world, request_id)["Fnugbert"], Choice.KEEP, remember=True)
    later = opened(world)
    view = started(world, later)
    assert (view.open_questions, view.remembered) == (0, 1)


def test_a_remembered_word_that_is_somebodys_name_by_now_is_hidden(world: World) -> None:
    """The machine knows nobody by the word when it is remembered; later it does."""
    stored(world, "Solvej talte med Fnugbert.")
    request_id = opened(world)
    started(world, request_id)
    decided(world, request_id, questions(world, request_id)["Fnugbert"], Choice.KEEP, remember=True)
    parties = (party("K", Role.COMPLAINANT, person("Fnugbert Olsen")), party("I", Role.RESPONDENT, ME))
    world.store(case(*parties, documents=(document("Solvej talte med Fnugbert."),), received=date(2026, 9, 9)))
    later = opened(world)
    view = started(world, later)
    text = world.call(DPO, subject_requests.read_text, later, view.texts[-1].text_id)
    assert next(one.decision for one in text.settled if one.ref and one.start > 0) is Decision.HIDE


def test_what_was_decided_about_a_person_is_offered_again_and_not_taken(world: World) -> None:
    stored(world, "Solvej talte med Valdemar Nyborg.")
    request_id = opened(world)
    view = started(world, request_id)
    text = world.call(DPO, subject_requests.read_text, request_id, view.texts[0].text_id)
    hidden = next(one for one in text.proposed if one.decision is Decision.HIDE)
    where = Where(text_id=view.texts[0].text_id, start=hidden.start, end=hidden.end)
    new = NewMaskDecision(places=(where,), choice=Choice.KEEP, reach=Reach.PERSON, facts="Venner.", remember=True)
    world.call(DPO, subject_requests.decide_spans, request_id, new)
    later = opened(world)
    assert started(world, later).overridden == 0


def test_two_readers_are_two_people_and_their_disagreements_wait(world: World) -> None:
    stored(world, "Solvej talte med Fnugbert.")
    request_id = opened(world)
    started(world, request_id, two_readers=True)
    one = questions(world, request_id)["Fnugbert"]
    decided(world, request_id, one, Choice.KEEP)
    second = NewMaskDecision(places=(one.place,), choice=Choice.HIDE, reading=Reading.SECOND)
    with pytest.raises(NotPermitted, match="both readings"):
        world.call(DPO, subject_requests.decide_spans, request_id, second)
    with pytest.raises(Conflict, match="second reader"):
        world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    world.vault.call(world.by("test:another", DPO), subject_requests.decide_spans, request_id, second)
    (differs,) = world.call(DPO, subject_requests.list_disagreements, request_id)
    assert (differs.string, differs.first, differs.second) == ("Fnugbert", Decision.KEEP, Decision.HIDE)
    with pytest.raises(Conflict, match="1 disagreements"):
        world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    decided(world, request_id, one, Choice.HIDE)
    assert world.call(DPO, subject_requests.approve_review, request_id, APPROVAL).approved is not None


def test_a_candidate_is_decided_by_a_person_and_counts_from_the_renewal_on(world: World) -> None:
    parties = (party("I", Role.RESPONDENT, person("Solvej Kragelund")),)
    world.store(case(*parties, documents=(document("Om Solvej."),)))
    request_id = opened(world, phone=None)
    assert started(world, request_id).open_candidates == 1
    (found,) = world.call(DPO, subject_requests.list_candidates, request_id)
    assert found.person is not None
    assert found.person.name == "Solvej Kragelund"
    assert any("surname: same" in one for one in found.candidate.evidence)
    with pytest.raises(Conflict, match="1 candidates"):
        world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    same = NewJudgement(judgement=Judgement.SAME, reason="Har vist pas.")
    world.call(DPO, subject_requests.decide_candidate, request_id, found.candidate.candidate_id, same)
    assert world.call(DPO, subject_requests.show_review, request_id).to_renew
    with pytest.raises(Changed):
        world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    view = started(world, request_id)
    assert (view.open_candidates, len(view.texts)) == (0, 1)
    world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    assert world.call(DPO, subject_requests.answer_request, request_id).documents == 1


def test_a_candidate_who_is_somebody_else_stays_out_and_is_offered_again(world: World) -> None:
    world.store(case(party("I", Role.RESPONDENT, ME), documents=(document("Om Solvej."),)))
    world.store(case(party("I", Role.RESPONDENT, person("Solvej Kragelund")), documents=(document("Om Solvej."),)))
    request_id = opened(world)
    started(world, request_id)
    found = [one for one in world.call(DPO, subject_requests.list_candidates, request_id) if one.person]
    other = NewJudgement(judgement=Judgement.DIFFERENT, reason="En anden fødselsdag.")
    for one in found:
        world.call(DPO, subject_requests.decide_candidate, request_id, one.candidate.candidate_id, other)
    assert len(started(world, request_id).texts) == 1
    later = opened(world)
    started(world, later)
    again = [one for one in world.call(DPO, subject_requests.list_candidates, later) if one.person]
    assert [one.candidate.offered for one in again] == [Judgement.DIFFERENT]
