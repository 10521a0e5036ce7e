"""Verbs that decide: refuse or grant by letter, keep a document out, close (Art. 12(4) and (5); X-40)."""

from typing import Annotated

import msgspec
from msgspec import Meta

from vault.clock import legal_day
from vault.errors import Conflict, NotFound
from vault.ids import LetterId, RequestId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.retention import store as retention
from vault.subject_requests import store
from vault.subject_requests.fulfilling.actions import do_all
from vault.subject_requests.fulfilling.doing import told_recipients
from vault.subject_requests.fulfilling.model import Deeds, Staying, refuse_strange_result
from vault.subject_requests.grounds import RefusalGround, refuse_strange_decision, refuse_strange_withholding
from vault.subject_requests.history import store as history
from vault.subject_requests.history.entries import (
    Closed,
    Decided,
    DecisionOutcome,
    DocumentWithheld,
    FileDecided,
    Fulfilled,
    Reasons,
    Words,
)
from vault.subject_requests.letter import Decision
from vault.subject_requests.looking import locate_again, look_again
from vault.subject_requests.model import COMPLAINT_WINDOW, NewRequest, State
from vault.subject_requests.stages import Act, require
from vault.subject_requests.writing import write
from vault.work import Work, looks_first, writes


class NewDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was decided about a request. The person reads `reasons` and `done`, so they reveal nothing (X-33)."""

    outcome: DecisionOutcome
    grounds: Annotated[tuple[RefusalGround, ...], Meta(max_length=8)] = ()
    reasons: Reasons
    done: Annotated[Words, Meta(description="What was done, in words, where the deeds do not say it all.")] | None = (
        None
    )
    deeds: Annotated[Deeds, Meta(description="What is carried out with the decision, in the same transaction.")] = ()
    stays: Annotated[
        tuple[Staying, ...], Meta(max_length=100, description="What an exception keeps from erasure.")
    ] = ()


def _look(work: Work, request_id: RequestId, new_decision: NewDecision) -> None:
    """Only what is carried out needs to be located."""
    work.permit(Permission.REQUEST_DECIDE, request_id)
    if new_decision.deeds or new_decision.stays:
        look_again(Permission.REQUEST_DECIDE)(work, request_id)


@looks_first(_look)
@writes
def decide_request(work: Work, request_id: RequestId, new_decision: NewDecision) -> LetterId:
    """Decides a request by letter and carries the decision out: all of it, or nothing of it (X-40; R-01).

    A request for access that is granted is answered with data and not by this. Raises NotFound, Conflict, Outdated,
    InvalidInput.
    """
    work.permit(Permission.REQUEST_DECIDE, request_id)
    view, new = store.load_request(work, request_id)
    require(Act.DECIDE, view.request.state)
    country, outcome = organisations.load(work).country, new_decision.outcome
    refuse_strange_decision(outcome, new_decision.grounds, new_decision.reasons, new.right, country, new.regime)
    refuse_strange_result(outcome, new_decision.deeds, new_decision.stays, new_decision.grounds, new_decision.done)
    fulfilled = _fulfilled(work, request_id, new, new_decision)
    notice = Decision(
        outcome=outcome.value,
        grounds=tuple(one.value for one in new_decision.grounds),
        reasons=new_decision.reasons,
        done=new_decision.done,
        carried=fulfilled.done,
        stayed=fulfilled.stayed,
        recipients=tuple(told_recipients(work, fulfilled.done)),
    )
    letter_id = write(work, view.request, new, notice, kind="decision")
    for package_id in store.package_ids(work, request_id):
        store.erase_package(work, package_id)
    history.add(
        work,
        request_id,
        Decided(
            outcome=outcome,
            grounds=notice.grounds,
            reasons=new_decision.reasons,
            done=new_decision.done,
            letter_id=letter_id,
        ),
    )
    history.set_state(work, request_id, State.ANSWERED.value, answered_at=work.now)
    retention.end_holds(work, request_id, until=legal_day(work.now) + COMPLAINT_WINDOW)
    return letter_id


def _fulfilled(work: Work, request_id: RequestId, new: NewRequest, decision: NewDecision) -> Fulfilled:
    """What is carried out with a decision; nothing is kept where there is nothing to do and nothing to keep."""
    if not decision.deeds and not decision.stays:
        return Fulfilled(done=())
    return do_all(work, request_id, new, decision.deeds, decision.stays)


@looks_first(look_again(Permission.REQUEST_DECIDE))
@writes
def withhold_document(work: Work, request_id: RequestId, withheld: DocumentWithheld) -> None:
    """Keeps a document of the answer out as a whole, on a ground and facts of its own, or takes that back.

    X-05, X-20, X-21. Raises NotFound where the document is none of this request's; InvalidInput where the ground is
    none for it.
    """
    work.permit(Permission.REQUEST_DECIDE, request_id)
    view, new = store.load_request(work, request_id)
    require(Act.COMPOSE, view.request.state)
    profile = organisations.load(work)
    located = locate_again(work, request_id, new.given)
    dated = {document.document_id: document.dated_on for file in located.files for document in file.documents}
    if withheld.document_id not in dated:
        raise NotFound("document")
    if not withheld.taken_back:
        refuse_strange_withholding(withheld.ground, profile.country, dated[withheld.document_id], legal_day(work.now))
    history.add(work, request_id, withheld)


@looks_first(look_again(Permission.REQUEST_DECIDE))
@writes
def decide_file(work: Work, request_id: RequestId, decided: FileDecided) -> None:
    """Keeps whether a file goes out, decided by somebody who looked at it (A-75, A-76). Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_DECIDE, request_id)
    view, new = store.load_request(work, request_id)
    require(Act.COMPOSE, view.request.state)
    located = locate_again(work, request_id, new.given)
    if decided.attachment_id not in {one.view.attachment_id for file in located.files for one in file.attachments}:
        raise NotFound("attachment")
    history.add(work, request_id, decided)
    work.audit.involve(decided.attachment_id)


@writes
def close_request(work: Work, request_id: RequestId, closed: Closed) -> None:
    """Ends the work on a request. One that is not answered is closed only if withdrawn or handed on.

    Raises NotFound, Conflict. The holds on what was in scope end.
    """
    work.permit(Permission.REQUEST_PROCEED, request_id)
    view, _ = store.load_request(work, request_id)
    require(Act.CLOSE, view.request.state)
    answered = view.request.answered_at is not None
    if not answered and closed.reason.value == "done":
        raise Conflict("the request is not answered", hint="answer or decide it, or say that it was withdrawn")
    history.add(work, request_id, closed)
    values = {} if answered else {"answered_at": work.now}
    history.set_state(work, request_id, State.CLOSED.value, **values)
    retention.end_holds(work, request_id, until=legal_day(work.now) + COMPLAINT_WINDOW)
