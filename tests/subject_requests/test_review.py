"""A review from proposals to approval: decisions are data, nothing open goes out, what changed is asked again."""

from datetime import date

import pytest
from sqlalchemy import func, select
from tests.subject_requests.reviewing import (
    APPROVAL,
    DPO,
    ME,
    OTHER,
    _erase,
    decided,
    opened,
    questions,
    started,
    stored,
    told,
)
from tests.world import World, case, document, party

from vault import approvals, subject_requests
from vault.complaints import Role
from vault.complaints.codes import Anonymity
from vault.errors import Changed, Conflict, InvalidInput, NotFound, NotPermitted
from vault.ids import RulingId, new_id
from vault.redaction import Decision, Ground, Kind
from vault.storage import metadata
from vault.subject_requests import (
    Choice,
    Closed,
    NewMaskDecision,
    NewSpan,
    Reach,
    Where,
)
from vault.subject_requests.history.entries import ClosingReason


def test_a_review_holds_what_is_proposed_apart_from_the_text(world: World) -> None:
    """X-06: a place, a kind, a person, a proposal, a confidence and a reason; not a word of the text."""
    stored(world, "Solvej talte med Valdemar Nyborg og med Fnugbert.")
    request_id = opened(world)
    view = started(world, request_id)
    assert (view.open_questions, view.open_candidates, view.approved) == (1, 0, None)
    text = world.call(DPO, subject_requests.read_text, request_id, view.texts[0].text_id)
    assert text.text == "Solvej talte med Valdemar Nyborg og med Fnugbert."
    found = {text.text[one.start : one.end]: one.decision for one in text.proposed}
    assert found["Valdemar Nyborg"] is Decision.HIDE
    assert found["Fnugbert"] is Decision.ASK
    assert all(one.reason for one in text.proposed)


def test_nobody_approves_what_is_open(world: World) -> None:
    stored(world, "Solvej talte med Fnugbert.")
    request_id = opened(world)
    started(world, request_id)
    with pytest.raises(Conflict, match="1 open questions"):
        world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    with pytest.raises(Conflict, match="not approved"):
        world.call(DPO, subject_requests.answer_request, request_id)
    decided(world, request_id, questions(world, request_id)["Fnugbert"], Choice.HIDE)
    done = world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    assert done.approved is not None
    assert done.approved.by == "test:dpo"
    answered = world.call(DPO, subject_requests.answer_request, request_id)
    assert answered.undecided == 0
    assert told(world, request_id) == "Solvej talte med […]."


def test_one_decision_counts_wherever_the_same_words_stand(world: World) -> None:
    stored(world, "Fnugbert kom.", "Så gik Fnugbert hjem, og Fnugberts hund gøede.")
    request_id = opened(world)
    started(world, request_id)
    found = questions(world, request_id)
    decided(world, request_id, found["Fnugbert"], Choice.HIDE)
    assert questions(world, request_id) == {}
    text = world.call(
        DPO,
        subject_requests.read_text,
        request_id,
        world.call(DPO, subject_requests.show_review, request_id).texts[1].text_id,
    )
    hidden = [text.text[one.start : one.end] for one in text.settled if one.decision is Decision.HIDE]
    assert [one.rstrip("s") for one in hidden] == ["Fnugbert", "Fnugbert"]


def test_a_decision_about_one_place_leaves_the_others_open(world: World) -> None:
    stored(world, "Fnugbert kom.", "Så gik Fnugbert.")
    request_id = opened(world)
    started(world, request_id)
    one = questions(world, request_id)["Fnugbert"]
    assert len(one.places) == 2
    decided(world, request_id, one, Choice.KEEP, reach=Reach.PLACE)
    assert len(questions(world, request_id)["Fnugbert"].places) == 1


def test_a_decision_keeps_ground_interest_facts_decider_and_day(world: World) -> None:
    """X-06; section 9, point 33."""
    stored(world, "Solvej talte med Fnugbert.")
    request_id = opened(world)
    started(world, request_id)
    decided(
        world,
        request_id,
        questions(world, request_id)["Fnugbert"],
        Choice.HIDE,
        ground=Ground.DECISIVE_INTEREST,
        interest="anmelderen",
        facts="Er blevet filmet og råbt ad i gården to gange.",
    )
    (kept,) = world.call(DPO, subject_requests.list_rulings, request_id)
    assert (kept.string, kept.ground, kept.by) == ("Fnugbert", Ground.DECISIVE_INTEREST, "test:dpo")
    assert kept.review_on == date(2027, 11, 23)
    assert (kept.interest, bool(kept.facts)) == ("anmelderen", True)


def test_a_decisive_interest_needs_its_facts(world: World) -> None:
    """X-02: weighed on concrete facts."""
    stored(world, "Solvej talte med Fnugbert.")
    request_id = opened(world)
    started(world, request_id)
    one = questions(world, request_id)["Fnugbert"]
    with pytest.raises(InvalidInput, match="facts"):
        decided(world, request_id, one, Choice.HIDE, ground=Ground.DECISIVE_INTEREST)
    with pytest.raises(InvalidInput, match="no person on file"):
        decided(world, request_id, one, Choice.HIDE, reach=Reach.PERSON)
    nowhere = NewMaskDecision(places=(Where(text_id=one.place.text_id, start=0, end=1),), choice=Choice.HIDE)
    with pytest.raises(InvalidInput, match=r"places\[0\]"):
        world.call(DPO, subject_requests.decide_spans, request_id, nowhere)


def test_what_the_machine_missed_is_added_and_hidden_everywhere(world: World) -> None:
    stored(world, "Solvej så den røde knallert.", "Den røde knallert igen.")
    request_id = opened(world)
    view = started(world, request_id)
    text = world.call(DPO, subject_requests.read_text, request_id, view.texts[0].text_id).text
    at = text.index("den røde knallert")
    new = NewSpan(place=Where(text_id=view.texts[0].text_id, start=at, end=at + 17), kind=Kind.CIRCUMSTANCE)
    world.call(DPO, subject_requests.add_span, request_id, new)
    world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    world.call(DPO, subject_requests.answer_request, request_id)
    assert told(world, request_id) == "Solvej så […]. | […] igen."


def test_what_a_person_shows_against_the_machine_takes_two(world: World) -> None:
    stored(world, "Solvej talte med Valdemar Nyborg.")
    request_id = opened(world)
    view = started(world, request_id)
    text = world.call(DPO, subject_requests.read_text, request_id, view.texts[0].text_id)
    hidden = next(one for one in text.proposed if one.decision is Decision.HIDE)
    where = Where(text_id=view.texts[0].text_id, start=hidden.start, end=hidden.end)
    shown = NewMaskDecision(
        places=(where,), choice=Choice.KEEP, reach=Reach.PERSON, facts="De har skrevet til hinanden."
    )
    unfounded = NewMaskDecision(places=(where,), choice=Choice.KEEP)
    with pytest.raises(InvalidInput, match="facts"):
        world.call(DPO, subject_requests.decide_spans, request_id, unfounded)
    world.call(DPO, subject_requests.decide_spans, request_id, shown)
    waiting = world.call(DPO, subject_requests.approve_review, request_id, APPROVAL).waiting
    assert waiting is not None
    with pytest.raises(Conflict, match="not approved"):
        world.call(DPO, subject_requests.answer_request, request_id)
    with pytest.raises(NotPermitted):
        world.call(DPO, approvals.confirm, waiting.approval_id)
    world.vault.call(world.by("test:another", DPO), approvals.confirm, waiting.approval_id)
    done = world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    assert done.approved is not None
    assert done.approved.overridden == 1
    world.call(DPO, subject_requests.answer_request, request_id)
    assert told(world, request_id) == "Solvej talte med Valdemar Nyborg."


def test_a_confirmation_is_for_exactly_what_was_decided(world: World) -> None:
    stored(world, "Solvej talte med Valdemar Nyborg. Ring 68 12 21 12.")
    request_id = opened(world)
    view = started(world, request_id)
    text = world.call(DPO, subject_requests.read_text, request_id, view.texts[0].text_id)
    hidden = [one for one in text.proposed if one.decision is Decision.HIDE]
    for at, one in enumerate(hidden):
        where = Where(text_id=view.texts[0].text_id, start=one.start, end=one.end)
        new = NewMaskDecision(places=(where,), choice=Choice.KEEP, facts="De kender hinanden godt.")
        world.call(DPO, subject_requests.decide_spans, request_id, new)
        if at == 0:
            waiting = world.call(DPO, subject_requests.approve_review, request_id, APPROVAL).waiting
            assert waiting is not None
            world.vault.call(world.by("test:another", DPO), approvals.confirm, waiting.approval_id)
    assert len(hidden) == 2
    assert world.call(DPO, subject_requests.approve_review, request_id, APPROVAL).waiting is not None


def test_a_text_that_comes_after_the_review_is_not_approved_unread(world: World) -> None:
    stored(world, "Solvej larmer.")
    request_id = opened(world)
    started(world, request_id)
    stored(world, "Solvej talte igen med Fnugbert.")
    with pytest.raises(Changed, match="since the review was started"):
        world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    assert started(world, request_id).open_questions == 1


def test_an_approval_counts_for_nothing_else(world: World) -> None:
    stored(world, "Solvej larmer.")
    request_id = opened(world)
    started(world, request_id)
    world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    stored(world, "Solvej larmer igen.")
    with pytest.raises(Changed, match="since the review was approved"):
        world.call(DPO, subject_requests.answer_request, request_id)
    assert world.call(DPO, subject_requests.read_request, request_id).package_id is None


def test_a_decision_after_the_approval_voids_it(world: World) -> None:
    stored(world, "Solvej talte med Fnugbert.")
    request_id = opened(world)
    started(world, request_id)
    (ruling,) = decided(world, request_id, questions(world, request_id)["Fnugbert"], Choice.HIDE)
    world.call(DPO, subject_requests.approve_review, request_id, APPROVAL)
    world.call(DPO, subject_requests.withdraw_ruling, request_id, ruling)
    view = world.call(DPO, subject_requests.show_review, request_id)
    assert (view.approved, view.open_questions) == (None, 1)
    with pytest.raises(NotFound):
        world.call(DPO, subject_requests.withdraw_ruling, request_id, RulingId(new_id()))


def test_a_reviewer_is_not_shown_who_spoke_in_confidence(world: World) -> None:
    """As everybody else: their letters are covered where they stand, and nobody decides to show them."""
    parties = (party("K", Role.COMPLAINANT, OTHER, confidential=True), party("I", Role.RESPONDENT, ME))
    text = "Solvej larmer, siger Valdemar Nyborg, 68 12 21 12, til Fnugbert."
    world.store(case(*parties, documents=(document(text),), anonymity=Anonymity.CONFIDENTIAL))
    request_id = opened(world)
    view = started(world, request_id)
    shown = world.call(DPO, subject_requests.read_text, request_id, view.texts[0].text_id)
    assert len(shown.text) == len(text)
    assert "████████ ██████" in shown.text
    asked = [one for one in world.call(DPO, subject_requests.list_questions, request_id) if one.string]
    for one in asked:
        assert "Nyborg" not in one.before + one.string + one.after
    hidden = next(one for one in shown.proposed if "█" in shown.text[one.start : one.end])
    where = Where(text_id=view.texts[0].text_id, start=hidden.start, end=hidden.end)
    new = NewMaskDecision(places=(where,), choice=Choice.KEEP, facts="De kender hinanden.")
    with pytest.raises(InvalidInput, match="spoke in confidence"):
        world.call(DPO, subject_requests.decide_spans, request_id, new)


def test_an_answer_without_a_review_masks_what_is_open(world: World) -> None:
    """Automation alone: both counts are told."""
    stored(world, "Solvej talte med Fnugbert og Valdemar Nyborg.")
    request_id = opened(world)
    answered = world.call(DPO, subject_requests.answer_request, request_id)
    assert (answered.masked, answered.undecided) == (2, 1)
    assert told(world, request_id) == "Solvej talte med […] og […]."


def test_the_protocol_of_each_search_is_kept(world: World) -> None:
    """A-06: systems, terms, hits, who, when."""
    stored(world, "Solvej larmer.")
    request_id = opened(world)
    started(world, request_id)
    searches = world.call(DPO, subject_requests.read_protocol, request_id)
    assert [one.occasion for one in searches] == ["opened", "reviewed"]
    lines = {(one.source, one.term): one for one in searches[0].lines}
    assert lines["texts", "name"].hits == 1
    assert lines["texts", "phone"].values == ("68 90 80 70",)
    assert lines["people", "phone"].compared >= 2
    assert searches[0].by == "test:dpo"


def test_a_request_that_is_erased_takes_its_review_along(world: World) -> None:
    stored(world, "Solvej talte med Fnugbert.")
    request_id = opened(world)
    started(world, request_id)
    decided(world, request_id, questions(world, request_id)["Fnugbert"], Choice.HIDE)
    holding = next(one for one in world.vault.holdings if one.kind == "request")
    _erase(world, holding, request_id)
    with world.vault.storage.engine.connect() as connection:
        for name in ("review", "review_text", "review_ruling", "review_candidate", "search_protocol"):
            assert connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one() == 0


def test_a_request_that_was_withdrawn_is_reviewed_no_more(world: World) -> None:
    stored(world, "Solvej talte med Valdemar Nyborg.")
    request_id = opened(world)
    started(world, request_id)
    world.call(DPO, subject_requests.close_request, request_id, Closed(reason=ClosingReason.WITHDRAWN))
    with pytest.raises(Conflict, match="closed"):
        started(world, request_id)
    assert world.call(DPO, subject_requests.show_review, request_id).texts != ()
