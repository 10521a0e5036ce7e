"""A-66: when and why somebody's records were consulted; the letter and the officer's list are one list."""

import json
from datetime import timedelta

import pytest
from tests.world import TODAY, World, case, document, party, person

from vault import complaints, evidence, subject_requests, subjects
from vault.clock import legal_day
from vault.complaints import Role
from vault.errors import NotFound
from vault.evidence.consulting import CONSULTING, consults
from vault.ids import CaseId, SubjectId, new_id
from vault.language import Language
from vault.policy import Permission, RoleName
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given

R = RoleName
ME = person("Solvej Kragelund", phones=("68 90 80 70",))
OTHER = person("Valdemar Nyborg Friis", phones=("68 12 21 12",))

SEES = {
    Permission.SUBJECT_FIND,
    Permission.SUBJECT_IDENTITY_READ,
    Permission.SUBJECT_CONTACT_READ,
    Permission.SUBJECT_NATIONAL_ID_READ,
    Permission.CASE_NARRATIVE_READ,
    Permission.CASE_PARTIES_READ,
    Permission.CASE_CONFIDENTIAL_IDENTITY_READ,
    Permission.CASE_DISCLOSURES_READ,
    Permission.REQUEST_READ,
    Permission.REQUEST_ANSWER,
    Permission.REQUEST_PACKAGE_READ,
}


def test_looking_at_a_person_is_a_consultation() -> None:
    assert {one.value for one in SEES} <= set(CONSULTING)


@pytest.mark.parametrize(
    "permission",
    ["case:store", "case:list", "request:open", "audit:read", "audit.consultations:read", "key:list", "case:progress"],
)
def test_what_shows_nothing_of_a_person_is_none(permission: str) -> None:
    assert not consults(permission)


def known(world: World) -> tuple[SubjectId, SubjectId, CaseId, CaseId]:
    """Somebody in a case with somebody else, that other, the case, and one in which the other stands alone."""
    stored = world.store(
        case(
            party("K", Role.COMPLAINANT, ME),
            party("I", Role.RESPONDENT, OTHER),
            documents=(document("Der er støj.", author="K", role=Role.COMPLAINANT),),
        )
    )
    mine, theirs = stored.subjects
    assert mine is not None
    assert theirs is not None
    alone = world.store(case(party("I", Role.RESPONDENT, subject_id=theirs)))
    return mine, theirs, stored.case_id, alone.case_id


def test_a_look_at_a_case_is_one_at_each_of_its_people(world: World) -> None:
    mine, theirs, ours, another = known(world)
    world.call(R.DPO, complaints.list_cases)
    assert world.call(R.DPO, evidence.who_saw, mine) == []
    for look in (
        lambda: world.call(R.CASE_WORKER, complaints.read_case, ours),
        lambda: world.call(R.CASE_WORKER, complaints.read_case, another),
        lambda: world.call(R.CASE_WORKER, subjects.read_subject, mine),
    ):
        world.clock.advance(timedelta(minutes=5))
        look()
    of_me, of_them = (world.call(R.DPO, evidence.who_saw, one) for one in (mine, theirs))
    assert [(one.actor, one.purpose, one.through) for one in of_me] == [
        ("test:case_worker", "complaint_handling", (ours,)),
        ("test:case_worker", "complaint_handling", (mine,)),
    ]
    assert [one.through for one in of_them] == [(ours,), (another,)]
    assert "case.narrative:read" in of_me[0].permissions


def test_what_was_refused_was_not_seen(world: World) -> None:
    mine, *_ = known(world)
    from vault.errors import NotPermitted

    with pytest.raises(NotPermitted):
        world.call(R.BOARD, subjects.read_subject, mine)
    assert world.call(R.DPO, evidence.who_saw, mine) == []


def test_nobody_is_asked_for_who_is_not_there(world: World) -> None:
    with pytest.raises(NotFound):
        world.call(R.DPO, evidence.who_saw, SubjectId(new_id()))
    mine, *_ = known(world)
    with pytest.raises(NotFound):
        world.call_in(world.another_organisation(), R.DPO, evidence.who_saw, mine)


def test_the_answer_to_the_person_counts_what_the_officer_sees(world: World) -> None:
    mine, *_ = known(world)
    for one in world.call(R.DPO, complaints.list_cases):
        for _ in range(3):
            world.clock.advance(timedelta(hours=7))
            world.call(R.CASE_WORKER, complaints.read_case, one.case_id)
    world.call(R.CASE_WORKER, subjects.read_subject, mine)
    asked = NewRequest(
        received_on=TODAY,
        channel=Channel.LETTER,
        language=Language.ENGLISH,
        text="What do you have?",
        given=Given(name="Solvej Kragelund", phone="68 90 80 70"),
    )
    request = world.call(R.DPO, subject_requests.open_request, asked).request_id
    seen = world.call(R.DPO, evidence.who_saw, mine)
    world.call(R.DPO, subject_requests.answer_request, request)
    data = json.loads(world.call(R.DPO, subject_requests.read_package, request).files["data.json"])
    told = data["answer"]["consultations"]
    assert sum(one["times"] for one in told) == len(seen)
    assert {one["on"] for one in told} == {legal_day(one.at).isoformat() for one in seen}
    assert "test:case_worker" not in json.dumps(data)
    assert [evidence.told(one).at for one in seen] == [one.at for one in seen]
