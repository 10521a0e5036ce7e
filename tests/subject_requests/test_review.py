"""A review from proposals to approval: decisions are data, nothing open goes out, what changed is asked again."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.world import World, case, document, party, person

from vault import approvals, subject_requests
from vault.complaints import Role
from vault.complaints.codes import Anonymity
from vault.errors import Changed, Conflict, InvalidInput, NotFound, NotPermitted
from vault.ids import RequestId, RulingId, new_id
from vault.language import Language
from vault.policy import Permission, RoleName
from vault.redaction import Decision, Ground, Kind
from vault.storage import metadata
from vault.subject_requests import (
    Channel,
    Choice,
    Judgement,
    NewJudgement,
    NewMaskDecision,
    NewRequest,
    NewReviewApproval,
    NewSpan,
    Reach,
    Reading,
    ReviewQuestion,
    ReviewView,
    Started,
    Where,
)
from vault.subjects import Given
from vault.work import Work, writes

DPO = RoleName.DPO
ME = person("Solvej Kragelund", date_of_birth=date(1977, 2, 14), phones=("68 90 80 70",))
OTHER = person("Valdemar Nyborg", phones=("68 12 21 12",))
APPROVAL = NewReviewApproval(reason="Alt er læst igennem.")


def opened(world: World, **given: Any) -> RequestId:
    usual: dict[str, Any] = {"name": "Solvej Kragelund", "phone": "68 90 80 70"}
    new = NewRequest(
        received_on=date(2026, 11, 2),
        channel=Channel.LETTER,
        language=Language.DANISH,
        text="Jeg vil se alt.",
        given=Given(**(usual | given)),
    )
    return world.call(DPO, subject_requests.open_request, new).request_id


def stored(world: World, *notes: str) -> None:
    parties = (party("K", Role.COMPLAINANT, OTHER), party("I", Role.RESPONDENT, ME))
    world.store(case(*parties, documents=tuple(document(one) for one in notes)))


def started(world: World, request_id: RequestId, **how: Any) -> ReviewView:
    return world.call(DPO, subject_requests.start_review, request_id, Started(**how))


def questions(world: World, request_id: RequestId) -> dict[str, ReviewQuestion]:
    return {one.string: one for one in world.call(DPO, subject_requests.list_questions, request_id)}


def decided(world: World, request_id: RequestId, one: ReviewQuestion, choice: Choice, **more: Any) -> list[RulingId]:
    ruling = NewMaskDecision(places=(one.place,), choice=choice, **more)
    return world.call(DPO, subject_requests.decide_spans, request_id, ruling)


def told(world: World, request_id: RequestId) -> str:
    """The documents as they are delivered, masks as […]."""
    package = world.call(DPO, subject_requests.read_package, request_id)
    answer = json.loads(package.files["data.json"])["answer"]
    return " | ".join(
        "".join(part if isinstance(part, str) else "[…]" for part in one["segments"])
        for file in answer["cases"]
        for one in file["documents"]
    )


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


def _erase(world: World, holding: Any, record: Any) -> None:
    @writes
    def erase(work: Work) -> None:
        work.permit(Permission.PURGE_APPLY)
        holding.erase(work, record)

    world.call(RoleName.RETENTION_JOB, erase)
