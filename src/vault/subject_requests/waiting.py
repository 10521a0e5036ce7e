"""What an unanswered request waits for, as its rows tell it: ids, states and kinds of entries, none of them opened."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from vault.approvals import store as approvals
from vault.ids import RequestId
from vault.subject_requests.history import store as history
from vault.subject_requests.history.entries import Identified, tag_of
from vault.subject_requests.model import RequestSummary, Right, State
from vault.subject_requests.review import store as reviews
from vault.work import Work


class WaitsFor(StrEnum):
    """What comes next, and so what holds the answer up."""

    PERSON = "person"
    """They were asked something, and the clock stands still."""
    IDENTITY = "identity"
    """Nobody recorded yet how they were recognised."""
    DECISION = "decision"
    """A right that is decided by letter."""
    REVIEW = "review"
    """Nothing was searched for the answer yet."""
    QUESTIONS = "questions"
    """Candidates and places wait for a decision, or the review for its approval."""
    SECOND_PERSON = "second_person"
    ANSWER = "answer"
    """The review is approved; the answer is to be composed."""
    LETTER = "letter"
    """The answer is composed; somebody reads and approves it."""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """How far a request is, as far as its rows say."""

    identified: bool = False
    reviewed: bool = False
    """Whether a review was begun."""
    approved: bool = False
    second_asked: bool = False


def waits_for(request: RequestSummary, course: Course) -> WaitsFor:
    """The first of what is missing, in the order in which a request goes. Pure."""
    missing = (
        (request.paused_since is not None, WaitsFor.PERSON),
        (request.state is State.READY, WaitsFor.LETTER),
        (not course.identified, WaitsFor.IDENTITY),
        (request.right is not Right.ACCESS, WaitsFor.DECISION),
        (course.approved, WaitsFor.ANSWER),
        (course.second_asked, WaitsFor.SECOND_PERSON),
        (course.reviewed, WaitsFor.QUESTIONS),
    )
    return next((what for so, what in missing if so), WaitsFor.REVIEW)


def courses(work: Work, request_ids: Iterable[RequestId]) -> dict[RequestId, Course]:
    """How far each of these requests is. Part of other verbs."""
    wanted = sorted(set(request_ids))
    identified = history.with_entry(work, wanted, tag_of(Identified))
    begun = reviews.begun(work, wanted)
    asked = approvals.asked_about(work, wanted)
    return {
        one: Course(
            identified=one in identified,
            reviewed=one in begun,
            approved=begun.get(one, False),
            second_asked=one in asked,
        )
        for one in wanted
    }
