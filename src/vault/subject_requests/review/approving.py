"""Verbs at both ends of a review: starting or renewing it, and approving exactly what goes out."""

from collections.abc import Sequence

import msgspec

from vault.approvals import Act, NewApproval, await_second, carried
from vault.errors import Changed, Conflict
from vault.ids import RequestId, SubjectId
from vault.policy import Permission
from vault.subject_requests.model import Composed
from vault.subject_requests.preparing import prepare
from vault.subject_requests.review import store
from vault.subject_requests.review.actions import show_review
from vault.subject_requests.review.asking import deciding, refuse_over
from vault.subject_requests.review.digest import digest_of
from vault.subject_requests.review.model import (
    Approved,
    Head,
    Judgement,
    NewReviewApproval,
    Proposed,
    ReviewApproval,
    ReviewCandidate,
    ReviewView,
    Started,
)
from vault.subject_requests.review.sight import Sight
from vault.work import Run, Work, process, reads, scans, writes


@process
def start_review(run: Run, request_id: RequestId, new: Started | None = None) -> ReviewView:
    """Starts a review, or renews it: everything is located and proposed anew, and what was decided stays.

    Raises NotFound, Conflict where the request is over.
    """
    run(keep_review, request_id, run(propose_review, request_id), new or Started())
    return run(show_review, request_id)


@scans
@reads
def propose_review(work: Work, request_id: RequestId) -> Composed:
    """What would go out now, with every proposal; keeps nothing. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_REVIEW_DECIDE, request_id)
    return prepare(work, request_id, "reviewed")


@writes
def keep_review(work: Work, request_id: RequestId, composed: Composed, new: Started) -> None:
    """Keeps proposals, candidates and the search protocol; an approval is void by it. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_REVIEW_DECIDE, request_id)
    refuse_over(work, request_id)
    known = store.find_head(work, request_id)
    head = Head(
        started_by=work.actor.ref,
        started_at=work.now,
        two_readers=new.two_readers or (known is not None and known[0].two_readers),
        people=composed.review.subjects,
    )
    store.put_head(work, request_id, head, known[1] if known else 0)
    store.put_texts(work, request_id, _proposals(composed))
    pairs = store.remembered(work).pairs
    found = [_offered(one, composed.review.subjects, pairs) for one in composed.review.candidates]
    store.put_candidates(work, request_id, found)
    store.add_protocol(work, request_id, composed.protocol)


@process
def approve_review(run: Run, request_id: RequestId, new: NewReviewApproval) -> ReviewApproval:
    """Approves exactly what would go out now. Raises NotFound, Conflict while anything waits for a person.

    Where a person keeps readable what the machine would hide, a second person confirms it first.
    """
    return run(keep_approval, request_id, run(propose_review, request_id), new)


@writes
def keep_approval(work: Work, request_id: RequestId, composed: Composed, new: NewReviewApproval) -> ReviewApproval:
    """Keeps an approval of what was composed, or asks for a second person. Raises NotFound, Conflict."""
    sight = deciding(work, request_id)
    work.permit(Permission.REQUEST_REVIEW_APPROVE, request_id)
    view = sight.view()
    _refuse_unread(sight, composed)
    if waiting := _waiting(view):
        raise Conflict(f"the review is not finished: {', '.join(waiting)}", hint="decide what is open, then approve")
    digest = composed_digest(composed)
    if view.overridden:
        asked = NewApproval(act=Act.REDACTION_OVERRIDE, concerned=(str(request_id), digest), reason=new.reason)
        if not carried(work, asked.act, asked.concerned):
            return ReviewApproval(waiting=await_second(work, asked))
    approved = Approved(by=work.actor.ref, at=work.now, overridden=view.overridden, digest=digest)
    store.put_head(work, request_id, msgspec.structs.replace(sight.head, approved=approved), sight.version)
    return ReviewApproval(approved=approved)


def composed_digest(composed: Composed) -> str:
    """Names exactly what an answer shows and hides."""
    texts = ((one.proposed.place, one.proposed.sha256, one.spans) for one in composed.review.documents if one.proposed)
    files = (
        f"{document.document_id} {document.file.standing}"
        for case in composed.answer.cases
        for document in case.documents
        if document.file is not None
    )
    return digest_of(texts, composed.review.subjects, files)


def refuse_unapproved(work: Work, request_id: RequestId, composed: Composed) -> None:
    """Raises Conflict where a review was started and this is not what was approved. Part of answering."""
    found = store.find_head(work, request_id)
    if found is None:
        return
    approved = found[0].approved
    if approved is None:
        raise Conflict("the review is not approved", hint="decide what is open and approve it, then answer")
    if approved.digest != composed_digest(composed):
        raise Changed("something changed since the review was approved", hint="renew the review and approve it again")


def _proposals(composed: Composed) -> list[Proposed]:
    return [one.proposed for one in composed.review.documents if one.proposed is not None]


def _offered(
    one: ReviewCandidate, same: Sequence[SubjectId], pairs: dict[tuple[SubjectId, SubjectId], Judgement]
) -> ReviewCandidate:
    """A candidate with what was said in an earlier request of the same two records."""
    said = next((pairs[SubjectId(one.about), own] for own in same if (one.about, own) in pairs), None)
    return msgspec.structs.replace(one, offered=said)


def _refuse_unread(sight: Sight, composed: Composed) -> None:
    """Raises Changed unless what would go out is what was read."""
    read = {one.proposed.place: one.proposed for one in sight.reviewed}
    now = {one.place: one for one in _proposals(composed)}
    known = {(one.kind, one.about) for one in sight.candidates}
    found = {(one.kind, one.about) for one in composed.review.candidates}
    if sight.head.stale or read != now or found - known:
        raise Changed("something changed since the review was started", hint="renew the review, then approve")


def _waiting(view: ReviewView) -> list[str]:
    """What keeps a review from being approved, in words without names."""
    counts = {
        "open questions": view.open_questions,
        "candidates to decide": view.open_candidates,
        "disagreements of the readers": view.disagreements,
        "questions for the second reader": view.second_open,
    }
    return [f"{number} {name}" for name, number in counts.items() if number]
