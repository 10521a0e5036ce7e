"""Locating what a request is about anew for one of its steps, and doing so before a step that writes."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from vault.ids import RequestId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subject_requests import store
from vault.subject_requests.locating import Located, locate
from vault.subject_requests.model import NewRequest
from vault.subject_requests.review import store as reviews
from vault.subject_requests.review.model import Judgement
from vault.subjects import Given
from vault.work import Work


def judgements(work: Work, request_id: RequestId) -> dict[UUID, Judgement]:
    """What people said of the candidates of a request, by the id of the record or case. Part of other verbs."""
    return {one.about: one.judgement for one in reviews.candidates(work, request_id) if one.judgement is not None}


def locate_again(work: Work, request_id: RequestId, given: Given, *, occasion: str = "opened") -> Located:
    """What a request is about now, with what people said of its candidates. Part of verbs that asked for it."""
    said = judgements(work, request_id)
    return locate(work, given, organisations.load(work), occasion=occasion, judgements=said)


def look_for(permission: Permission) -> Callable[[Work, NewRequest], None]:
    """A look for whoever gave these details, before a verb that asks for this permission registers their request."""

    def look(work: Work, new: NewRequest) -> None:
        work.permit(permission)
        locate(work, new.given, organisations.load(work))

    return look


def look_again(permission: Permission) -> Callable[..., None]:
    """A look at what a request is about, before a verb that asks for this permission of it."""

    def look(work: Work, request_id: RequestId, *_given: Any, **_named: Any) -> None:
        work.permit(permission, request_id)
        locate_again(work, request_id, store.load_request(work, request_id)[1].given)

    return look
