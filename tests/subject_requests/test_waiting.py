"""What each unanswered request waits for, without opening any; and those that are answered, page by page."""

from datetime import date

import pytest
from tests.subject_requests.reviewing import opened
from tests.world import NOW, World

from vault import approvals, subject_requests
from vault.approvals import Act, NewApproval
from vault.ids import RequestId, new_id
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import Channel, Closed, Identified, RequestSummary, Right, State, WaitsFor
from vault.subject_requests.history.entries import ClosingReason, IdentityMethod
from vault.subject_requests.waiting import Course, waits_for

R, W = RoleName, WaitsFor
PAUSED = date(2026, 11, 9)
KNOWN = IdentityMethod.IN_PERSON
WAITS = [
    # right, state, clock stands still since, how far it is; what it waits for
    (Right.ACCESS, State.OPEN, PAUSED, Course(identified=True, approved=True), W.PERSON),
    (Right.ACCESS, State.READY, None, Course(), W.LETTER),
    (Right.ACCESS, State.OPEN, None, Course(reviewed=True), W.IDENTITY),
    (Right.ERASURE, State.OPEN, None, Course(identified=True), W.DECISION),
    (Right.ACCESS, State.OPEN, None, Course(identified=True), W.REVIEW),
    (Right.ACCESS, State.OPEN, None, Course(identified=True, reviewed=True), W.QUESTIONS),
    (Right.ACCESS, State.OPEN, None, Course(identified=True, reviewed=True, second_asked=True), W.SECOND_PERSON),
    (
        Right.ACCESS,
        State.OPEN,
        None,
        Course(identified=True, reviewed=True, second_asked=True, approved=True),
        W.ANSWER,
    ),
]


@pytest.mark.parametrize(("right", "state", "paused", "course", "waits"), WAITS)
def test_the_first_of_what_is_missing(
    right: Right, state: State, paused: date | None, course: Course, waits: WaitsFor
) -> None:
    request = RequestSummary(
        request_id=RequestId(new_id()), state=state, received_on=PAUSED, due_on=PAUSED, internal_target=PAUSED,
        extended_due_on=PAUSED, channel=Channel.LETTER, language=Language.DANISH, answered_at=None, right=right,
        paused_since=paused,
    )  # fmt: skip
    assert waits_for(request, course) is waits


def waiting(world: World) -> dict[RequestId, WaitsFor]:
    return {one.request_id: one.waits_for for one in world.call(R.DPO, subject_requests.requests_due)}


def test_each_step_is_seen_in_the_list(world: World) -> None:
    one, other = opened(world), opened(world)
    assert waiting(world) == {one: W.IDENTITY, other: W.IDENTITY}
    said = Identified(method=KNOWN, on=NOW.date(), established=True)
    world.call(R.DPO, subject_requests.identify_person, one, said)
    assert waiting(world)[one] is W.REVIEW
    world.call(R.DPO, subject_requests.start_review, one)
    assert waiting(world)[one] is W.QUESTIONS
    new = NewApproval(act=Act.REDACTION_OVERRIDE, concerned=(str(one), "a" * 64), reason="Shown all the same.")
    world.vault.call(world.by("client:first", R.DPO), approvals.ask, new)
    assert waiting(world) == {one: W.SECOND_PERSON, other: W.IDENTITY}


def test_answered_requests_come_in_pages_and_hold_up_no_open_one(world: World) -> None:
    """However many were answered, the open ones are all listed."""
    made = [opened(world) for _ in range(4)]
    for one in made[:3]:
        world.call(R.DPO, subject_requests.close_request, one, Closed(reason=ClosingReason.WITHDRAWN))
    assert list(waiting(world)) == made[3:]
    first = world.call(R.DPO, subject_requests.requests_answered, None, 2)
    assert [one.request_id for one in first] == [made[2], made[1]]
    then = world.call(R.DPO, subject_requests.requests_answered, first[-1].request_id, 2)
    assert [one.request_id for one in then] == [made[0]]
