"""Verbs of an access request: open, answer, look, fetch the package."""

from vault.clock import legal_day
from vault.complaints.store import cases_with
from vault.crypto import SigningKey
from vault.errors import Conflict, InvalidInput
from vault.ids import CaseId, RequestId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.redaction import Decision
from vault.retention import HoldKind
from vault.retention import store as retention
from vault.subject_requests import letter, store
from vault.subject_requests.locating import locate
from vault.subject_requests.model import (
    COMPLAINT_WINDOW,
    DATA,
    LETTER,
    RIGHT_SINCE,
    Answered,
    Composed,
    Files,
    NewRequest,
    OpenedRequest,
    Package,
    RequestSummary,
    RequestView,
    Review,
    State,
    clock,
    hold_review,
)
from vault.subject_requests.preparing import prepare
from vault.subject_requests.review import store as reviews
from vault.subject_requests.review.approving import refuse_unapproved
from vault.subject_requests.review.model import CandidateKind
from vault.subject_requests.review.sight import waits
from vault.work import Run, Work, process, reads, writes

PAGE = 100


@writes
def open_request(work: Work, new: NewRequest) -> OpenedRequest:
    """Registers a request: the clock runs from receipt, and what is found is kept from deletion (A-02, A-08).

    Raises InvalidInput for a day of receipt that has not come yet, or on which there was no such right.
    """
    work.permit(Permission.REQUEST_OPEN)
    if new.received_on > legal_day(work.now):
        raise InvalidInput("received_on", "lies in the future")
    if new.received_on < RIGHT_SINCE:
        raise InvalidInput("received_on", f"lies before {RIGHT_SINCE}, when the right came into force")
    profile = organisations.load(work)
    located = locate(work, new.given, profile)
    dates = clock(new.received_on, profile.country)
    request_id = store.add_request(work, new, dates, located.scope)
    reviews.add_protocol(work, request_id, located.protocol)
    uncertain = cases_with(work, located.to_confirm)
    possible = (CaseId(one.about) for one in located.candidates if one.kind is CandidateKind.MENTION)
    held = {*(file.case.case_id for file in located.files), *uncertain, *possible}
    for case_id in sorted(held):
        review_on = hold_review(new.received_on, profile.country)
        retention.place_hold(work, case_id, HoldKind.ACCESS_REQUEST, request_id, review_on)
    work.audit.involve(request_id, *located.same, *sorted(held))
    return OpenedRequest(
        request_id=request_id,
        due_on=dates.due,
        internal_target=dates.internal_target,
        cases_held=len(held),
        candidates_to_confirm=sum(waits(one) for one in located.candidates),
    )


@reads
def list_requests(work: Work, after: RequestId | None = None, limit: int = PAGE) -> list[RequestSummary]:
    """A page of requests, the soonest due first, without names. `after` is the last id of the page before.

    Raises NotFound where `after` is no request.
    """
    work.permit(Permission.REQUEST_LIST)
    return store.list_requests(work, after, limit)


@reads
def read_request(work: Work, request_id: RequestId) -> RequestView:
    """A request with what the person said. Raises NotFound."""
    work.permit(Permission.REQUEST_READ, request_id)
    return store.load_request(work, request_id)[0]


@process
def answer_request(run: Run, request_id: RequestId) -> Answered:
    """Answers a request: locates anew, masks, composes letter and data, and keeps the package.

    Composing reads on a snapshot and rendering holds no transaction. Raises Conflict if it is answered already.
    """
    composed = run(compose_answer, request_id)
    files = Files(letter=letter.render_pdf(composed.answer), data=letter.render_json(composed.answer))
    return run(keep_answer, request_id, composed, files)


@reads
def compose_answer(work: Work, request_id: RequestId) -> Composed:
    """The answer as a value, with the register of what was masked and why. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    return prepare(work, request_id, "answered")


@writes
def keep_answer(work: Work, request_id: RequestId, composed: Composed, files: Files) -> Answered:
    """Seals a rendered answer with a signed manifest, and closes the request. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    view, _ = store.load_request(work, request_id)
    if view.request.state is State.ANSWERED:
        raise Conflict("the request is answered already")
    refuse_unapproved(work, request_id, composed)
    manifest = _signed_manifest(composed, files, work.keys.signing())
    package_id = store.add_package(work, request_id, files, manifest, composed.review)
    store.set_answered(work, request_id, composed.scope)
    reviews.add_protocol(work, request_id, composed.protocol)
    retention.end_holds(work, request_id, until=legal_day(work.now) + COMPLAINT_WINDOW)
    work.audit.involve(package_id)
    work.audit.tell("request.answered", request_id)
    spans = [span for document in composed.review.documents for span in document.spans]
    return Answered(
        package_id=package_id,
        cases=len(composed.answer.cases),
        documents=sum(len(case.documents) for case in composed.answer.cases),
        masked=sum(span.decision is not Decision.KEEP for span in spans),
        undecided=sum(span.decision is Decision.ASK for span in spans),
        candidates_to_confirm=sum(waits(one) for one in composed.review.candidates),
        in_time=composed.answer.answered_on <= view.request.due_on,
    )


@reads
def read_package(work: Work, request_id: RequestId) -> Package:
    """The files of an answered request: letter, data, manifest. Raises NotFound."""
    work.permit(Permission.REQUEST_PACKAGE_READ, request_id)
    return store.load_package(work, request_id)


@reads
def read_review(work: Work, request_id: RequestId) -> Review:
    """The register of decisions behind a package, for its reviewer; never part of the package. Raises NotFound."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    return store.load_review(work, request_id)


def _signed_manifest(composed: Composed, files: Files, key: SigningKey) -> bytes:
    content = letter.manifest(composed.answer, {LETTER: files.letter, DATA: files.data})
    signature = key.sign("package-manifest", content)
    return letter.manifest_with_signature(content, signature, key.public().raw)
