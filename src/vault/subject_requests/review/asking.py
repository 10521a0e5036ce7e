"""Asking for a review: what every verb about one asks first, and what it then sees. Part of other verbs."""

from vault.ids import RequestId
from vault.policy import Permission
from vault.subject_requests import store as requests
from vault.subject_requests.preparing import READ_FOR_AN_ANSWER
from vault.subject_requests.review import store
from vault.subject_requests.review.model import cases_of
from vault.subject_requests.review.sight import Sight
from vault.subject_requests.stages import Act, require
from vault.work import Work


def reading(work: Work, request_id: RequestId) -> Sight:
    """A review, opened: its texts are read as well, so every category is asked for. Raises NotFound."""
    work.permit(Permission.REQUEST_REVIEW_READ, request_id)
    cases = cases_of(store.texts(work, request_id))
    for category in READ_FOR_AN_ANSWER:
        work.permit(category, *cases)
    return Sight(work, request_id)


def deciding(work: Work, request_id: RequestId) -> Sight:
    """A review that the caller may decide in. Raises NotFound, Conflict where the request is over."""
    work.permit(Permission.REQUEST_REVIEW_DECIDE, request_id)
    refuse_over(work, request_id)
    return Sight(work, request_id)


def refuse_over(work: Work, request_id: RequestId) -> None:
    """Raises NotFound, Conflict."""
    require(Act.COMPOSE, requests.load_request(work, request_id)[0].request.state)
