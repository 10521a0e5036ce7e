"""Verbs of a request: register it, list, look."""

from vault.clock import legal_day
from vault.complaints.store import cases_with
from vault.errors import InvalidInput
from vault.ids import CaseId, LetterId, RequestId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.retention import HoldKind
from vault.retention import store as retention
from vault.subject_requests import store
from vault.subject_requests.history import store as history
from vault.subject_requests.history.entries import CodeSent, CodeTried, Kept
from vault.subject_requests.locating import locate
from vault.subject_requests.looking import look_for
from vault.subject_requests.model import (
    RIGHT_SINCE,
    NewRequest,
    OpenedRequest,
    RequestSummary,
    RequestView,
    SubmittedRequest,
    clock,
    hold_review,
)
from vault.subject_requests.review import store as reviews
from vault.subject_requests.review.model import CandidateKind
from vault.subject_requests.review.sight import waits
from vault.subject_requests.triage import hints, refuse_strange_regime
from vault.work import Work, looks_first, reads, writes

PAGE = 100


@looks_first(look_for(Permission.REQUEST_OPEN))
@writes
def open_request(work: Work, new: NewRequest) -> OpenedRequest:
    """Registers a request: the clock runs from receipt, and what is found is kept from deletion (A-02, A-08).

    Raises InvalidInput for a day of receipt that has not come yet, or on which there was no such right.
    """
    work.permit(Permission.REQUEST_OPEN)
    return _opened(work, new)


@looks_first(look_for(Permission.REQUEST_SUBMIT))
@writes
def submit_request(work: Work, new: NewRequest) -> SubmittedRequest:
    """Registers a request of whoever sends one in, as `open_request` does, and tells nothing of what was found (A-01).

    Raises InvalidInput as `open_request`.
    """
    work.permit(Permission.REQUEST_SUBMIT)
    opened = _opened(work, new)
    return SubmittedRequest(request_id=opened.request_id, due_on=opened.due_on)


def _opened(work: Work, new: NewRequest) -> OpenedRequest:
    _refuse_strange_day(work, new)
    profile = organisations.load(work)
    refuse_strange_regime(new, under_public_access=profile.public_access)
    retention.before_placing(work)
    located = locate(work, new.given, profile)
    dates = clock(new.received_on, profile.country, new.regime)
    request_id = store.add_request(work, new, dates, located.scope)
    history.connect(work, request_id, located.same)
    reviews.add_protocol(work, request_id, located.protocol)
    uncertain = cases_with(work, located.to_confirm)
    possible = (CaseId(one.about) for one in located.candidates if one.kind is CandidateKind.MENTION)
    held = {*(file.case.case_id for file in located.files), *uncertain, *possible}
    review_on = hold_review(new.received_on, profile.country)
    # People as well: they may stand in no case, and what is stored of them from now on belongs to the answer.
    for record in (*sorted(held), *located.same, *located.to_confirm):
        retention.place_hold(work, record, HoldKind.ACCESS_REQUEST, request_id, review_on)
    work.audit.involve(request_id, *located.same, *sorted(held))
    work.audit.tell("request.opened", request_id)
    return OpenedRequest(
        request_id=request_id,
        due_on=dates.due,
        internal_target=dates.internal_target,
        cases_held=len(held),
        candidates_to_confirm=sum(waits(one) for one in located.candidates),
        triage=tuple(one.value for one in hints(new)),
    )


@reads
def list_requests(work: Work, after: RequestId | None = None, limit: int = PAGE) -> list[RequestSummary]:
    """A page of requests, the soonest due first, without names. `after` is the last id of the page before.

    Raises NotFound where `after` is no request.
    """
    work.permit(Permission.REQUEST_LIST)
    return store.list_requests(work, after, limit)


@reads
def requests_answered(work: Work, before: RequestId | None = None, limit: int = PAGE) -> list[RequestSummary]:
    """A page of requests that are answered or closed, the newest first, without names; `before` is the last seen."""
    work.permit(Permission.REQUEST_LIST)
    return store.answered(work, limit, before)


@reads
def read_request(work: Work, request_id: RequestId) -> RequestView:
    """A request with what the person said. Raises NotFound."""
    work.permit(Permission.REQUEST_READ, request_id)
    return store.load_request(work, request_id)[0]


@reads
def read_history(work: Work, request_id: RequestId) -> tuple[Kept, ...]:
    """Everything that happened to a request, in order, without codes that prove an address. Raises NotFound."""
    work.permit(Permission.REQUEST_READ, request_id)
    return tuple(one for one in history.load(work, request_id) if not isinstance(one.entry, CodeSent | CodeTried))


@reads
def read_letter(work: Work, request_id: RequestId, letter_id: LetterId) -> bytes:
    """A letter about a request, as PDF. Raises NotFound."""
    work.permit(Permission.REQUEST_READ, request_id)
    return history.load_letter(work, request_id, letter_id)


def _refuse_strange_day(work: Work, new: NewRequest) -> None:
    if new.received_on > legal_day(work.now):
        raise InvalidInput("received_on", "lies in the future")
    if new.received_on < RIGHT_SINCE:
        raise InvalidInput("received_on", f"lies before {RIGHT_SINCE}, when the right came into force")
