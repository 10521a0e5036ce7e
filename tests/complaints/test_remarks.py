"""Passages that need a ground to stay: pointed out whenever somebody looks, and decided by a person."""

import pytest
from tests.world import World, case, document, party, person

from vault import complaints
from vault.complaints import NewRemarkDecision, RemarkDecision, RemarkView, Role, StoredCase
from vault.errors import InvalidInput
from vault.policy import RoleName
from vault.redaction.hygiene import RemarkKind

R, D, K = RoleName, RemarkDecision, RemarkKind
TEXT = "Naboen er syg, og han er sindssyg. Hans CPR er 140560-9914."


@pytest.fixture
def stored(world: World) -> StoredCase:
    """An intake from another system, which is never refused for what it holds."""
    return world.store(case(party("I", Role.RESPONDENT, person()), documents=(document(TEXT),)))


def found(world: World, of: StoredCase, role: RoleName = R.CASE_WORKER) -> dict[RemarkKind, RemarkView]:
    return {one.kind: one for one in world.call(role, complaints.list_remarks, of.case_id)}


def decide(world: World, of: StoredCase, one: RemarkView, decision: RemarkDecision, ground: str | None = None) -> None:
    new = NewRemarkDecision(
        text_id=one.text_id, start=one.start, end=one.end, kind=one.kind, decision=decision, ground=ground
    )
    world.call(R.CASE_WORKER, complaints.decide_remark, of.case_id, new)


def test_what_was_decided_stands_with_its_ground_and_its_decider(world: World, stored: StoredCase) -> None:
    number = found(world, stored)[K.NATIONAL_ID]
    assert TEXT[number.start : number.end] == "140560-9914"
    assert number.decided is None
    decide(world, stored, number, D.KEPT, "court_filing")
    kept = found(world, stored)[K.NATIONAL_ID].decided
    assert kept is not None
    assert (kept.decision, kept.ground, kept.by) == (D.KEPT, "court_filing", "test:case_worker")
    decide(world, stored, number, D.CORRECTED)
    again = found(world, stored, R.DPO)[K.NATIONAL_ID].decided
    assert again is not None
    assert again.decision is D.CORRECTED


def test_nothing_justifies_saying_what_somebody_is(world: World, stored: StoredCase) -> None:
    """S-03: describe behaviour, not the person."""
    about = found(world, stored)[K.ABOUT_THE_PERSON]
    assert about.grounds == ()
    with pytest.raises(InvalidInput, match="not the person"):
        decide(world, stored, about, D.KEPT, "legal_claims")
    decide(world, stored, about, D.CORRECTED)


def test_a_ground_is_one_of_the_kind(world: World, stored: StoredCase) -> None:
    ill = found(world, stored)[K.HEALTH]
    for decision, ground in ((D.KEPT, None), (D.KEPT, "court_filing"), (D.NO_SUCH_THING, "legal_claims")):
        with pytest.raises(InvalidInput) as refused:
            decide(world, stored, ill, decision, ground)
        assert refused.value.field == "ground"


def test_a_decision_is_about_a_passage_that_stands_there(world: World, stored: StoredCase) -> None:
    ill = found(world, stored)[K.HEALTH]
    new = NewRemarkDecision(
        text_id=ill.text_id, start=0, end=ill.end, kind=ill.kind, decision=D.KEPT, ground="legal_claims"
    )
    with pytest.raises(InvalidInput, match="no such passage"):
        world.call(R.CASE_WORKER, complaints.decide_remark, stored.case_id, new)
