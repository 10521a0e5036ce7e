"""Verbs that answer with data: compose, check, keep, approve; one request or the whole queue."""

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

import msgspec

from vault.clock import legal_day
from vault.complaints import Part, read_file
from vault.crypto import SigningKey
from vault.errors import Conflict, VaultError
from vault.ids import AttachmentId, CaseId, RequestId, SubjectId
from vault.media import FileKind, copied
from vault.organisations import Profile
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.redaction import Decision
from vault.retention import store as retention
from vault.subject_requests import checking, letter, store
from vault.subject_requests.amending import Earlier, amended, fingerprints
from vault.subject_requests.answer import Answer, AnswerRequest
from vault.subject_requests.enclosing import Enclosure
from vault.subject_requests.history import store as history
from vault.subject_requests.history.clock import dates
from vault.subject_requests.history.entries import Approved, Entry, Hit, HitAllowed, Stopped
from vault.subject_requests.history.entries import Composed as ComposedEntry
from vault.subject_requests.letter.texts import words
from vault.subject_requests.looking import judgements
from vault.subject_requests.model import (
    COMPLAINT_WINDOW,
    Answered,
    Composed,
    Files,
    Package,
    QueueItem,
    RequestSummary,
    RequestView,
    Review,
    Right,
    State,
)
from vault.subject_requests.preparing import prepare
from vault.subject_requests.review import store as reviews
from vault.subject_requests.review.approving import refuse_unapproved
from vault.subject_requests.review.sight import waits
from vault.subject_requests.stages import Act, refuse_alone, require, require_composable
from vault.subjects import Person
from vault.subjects import store as subjects
from vault.work import Run, Work, process, reads, scans, writes

_PROVEN = frozenset({"known_contact", "known_channel", "session", "code", "call_back", "document_shown", "in_person"})
"""Ways of knowing who asks that need no second look."""


@process
def answer_request(run: Run, request_id: RequestId) -> Answered:
    """Composes, checks and approves an answer in one go. Raises Conflict if it is answered already or was stopped."""
    done = prepare_request(run, request_id)
    run(approve_request, request_id)
    return msgspec.structs.replace(done, state=State.ANSWERED)


@process
def prepare_request(run: Run, request_id: RequestId) -> Answered:
    """Composes an answer and checks it: it waits for approval then. May be done again until it is approved.

    Composing and checking read on snapshots, rendering holds no transaction. Raises Conflict where it is answered, or
    where the check finds something of others without a decision: then nothing is kept but what was found.
    """
    composed = run(compose_answer, request_id)
    if composed.right is not Right.ACCESS:
        raise Conflict("this right is not answered with a package", hint="export the data, and decide the request")
    files = letter.render_files(composed.answer, _enclosed(run, composed.answer))
    hits = run(check_answer, request_id, composed, files)
    if hits:
        run(stop_answer, request_id, hits)
        raise Conflict(
            "the finished answer shows something of other people that nobody decided about",
            hint="look at it: cvault request findings",
        )
    return run(keep_answer, request_id, composed, files)


@process
def run_queue(run: Run) -> list[QueueItem]:
    """Prepares every request that waits for it; what cannot be prepared is left as it is, with the reason as a code."""
    return [_prepared(run, request_id) for request_id in run(waiting_requests)]


@reads
def waiting_requests(work: Work) -> list[RequestId]:
    """Open requests whose clock runs and that are answered with data, the soonest due first."""
    work.permit(Permission.REQUEST_LIST)
    return store.waiting(work)


@scans
@reads
def compose_answer(work: Work, request_id: RequestId) -> Composed:
    """The answer as a value, with the register of what was masked and why. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    view, new = store.load_request(work, request_id)
    entries = [one.entry for one in history.load(work, request_id)]
    require_composable(view.request, entries)
    composed = prepare(work, request_id, "answered")
    requests, earlier = _earlier(work, request_id, composed.review.subjects)
    clock = dates(new.received_on, organisations.load(work).country, entries)
    answer = amended(
        composed.answer,
        entries,
        earlier=earlier,
        full_copy=new.full_copy,
        requests=requests,
        extended_due=clock.due if clock.extended else None,
    )
    return msgspec.structs.replace(composed, answer=answer, right=new.right)


@scans
@reads
def check_answer(work: Work, request_id: RequestId, composed: Composed, files: Files) -> tuple[Hit, ...]:
    """What of other people stands in the finished files without a decision. Raises NotFound."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    work.permit(Permission.SUBJECT_SCAN)
    allowed = {one.entry.digest for one in history.load(work, request_id) if isinstance(one.entry, HitAllowed)}
    own = set(composed.review.subjects)
    others = ((one, person) for one, person in subjects.scan(work, subjects.PARTS) if one not in own)
    return checking.check(
        files,
        others,
        own=_own_words(composed.answer, organisations.load(work)),
        excuses=checking.Excuses(composed.review.documents, allowed),
    )


@writes
def stop_answer(work: Work, request_id: RequestId, hits: tuple[Hit, ...]) -> None:
    """Keeps what the check found, for whoever decides about it. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    require(Act.COMPOSE, store.load_request(work, request_id)[0].request.state)
    history.add(work, request_id, Stopped(hits=hits))
    _drop_packages(work, request_id)
    history.set_state(work, request_id, State.OPEN.value)


@writes
def keep_answer(work: Work, request_id: RequestId, composed: Composed, files: Files) -> Answered:
    """Seals a rendered and checked answer with a signed manifest; it waits for approval. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    view, _ = store.load_request(work, request_id)
    require(Act.COMPOSE, view.request.state)
    refuse_unapproved(work, request_id, composed)
    _drop_packages(work, request_id)
    manifest = _signed_manifest(composed, files, work.keys.signing())
    package_id = store.add_package(work, request_id, files, manifest, composed.review)
    history.connect(work, request_id, composed.review.subjects)
    reviews.add_protocol(work, request_id, composed.protocol)
    answered = _outcome(composed, view.request, judgements(work, request_id))
    history.add(
        work,
        request_id,
        ComposedEntry(
            package_id=package_id,
            scope=composed.scope,
            documents=fingerprints(composed.answer),
            undecided=answered.undecided,
            to_confirm=answered.candidates_to_confirm,
            ordinary=answered.ordinary,
        ),
    )
    history.set_state(work, request_id, State.READY.value, scope_at_answer=bytes.fromhex(composed.scope))
    work.audit.involve(package_id)
    return msgspec.structs.replace(answered, package_id=package_id)


@writes
def approve_request(work: Work, request_id: RequestId) -> RequestView:
    """Approves an answer as it is composed: that is the answer. Raises NotFound, Conflict.

    Takes somebody else where what the check had stopped was let out.
    """
    work.permit(Permission.REQUEST_APPROVE, request_id)
    view, _ = store.load_request(work, request_id)
    require(Act.APPROVE, view.request.state)
    refuse_alone(history.load(work, request_id), work.actor.ref)
    if view.package_id is None:
        raise Conflict("the package is gone", hint="compose it anew")
    history.add(work, request_id, Approved(package_id=view.package_id))
    history.set_state(work, request_id, State.ANSWERED.value, answered_at=work.now)
    retention.end_holds(work, request_id, until=legal_day(work.now) + COMPLAINT_WINDOW)
    work.audit.involve(view.package_id)
    work.audit.tell("request.answered", request_id)
    return store.load_request(work, request_id)[0]


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


@reads
def read_findings(work: Work, request_id: RequestId) -> tuple[Hit, ...]:
    """What stopped the answer when it was last composed and waits for a decision. Raises NotFound."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    return _waiting_hits([one.entry for one in history.load(work, request_id)])


@writes
def allow_finding(work: Work, request_id: RequestId, decided: HitAllowed) -> None:
    """Decides that something that the check stopped may go out, and why. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_DECIDE, request_id)
    require(Act.COMPOSE, store.load_request(work, request_id)[0].request.state)
    entries = [one.entry for one in history.load(work, request_id)]
    if decided.digest not in {hit.digest for hit in _waiting_hits(entries)}:
        raise Conflict("nothing of that kind waits for a decision")
    history.add(work, request_id, decided)


def _waiting_hits(entries: Sequence[Entry]) -> tuple[Hit, ...]:
    stopped = next((one for one in reversed(entries) if isinstance(one, Stopped | ComposedEntry)), None)
    if not isinstance(stopped, Stopped):
        return ()
    allowed = {one.digest for one in entries if isinstance(one, HitAllowed)}
    return tuple(hit for hit in stopped.hits if hit.digest not in allowed)


def _prepared(run: Run, request_id: RequestId) -> QueueItem:
    try:
        done = prepare_request(run, request_id)
    except VaultError as error:
        return QueueItem(request_id=request_id, state=State.OPEN, ordinary=False, stopped_by=error.slug)
    return QueueItem(request_id=request_id, state=State.READY, ordinary=done.ordinary, stopped_by=None)


def _outcome(composed: Composed, request: RequestSummary, said: Collection[UUID]) -> Answered:
    """What answering did. `said` are the records and cases of which a person has said whether they are meant."""
    spans = [span for document in composed.review.documents for span in document.spans]
    masked = letter.masked_places(composed.answer)
    waiting = sum(waits(one) and one.about not in said for one in composed.review.candidates)
    answer, unseen = composed.answer, _unseen(composed.answer)
    unread = sum(document.unread for document in composed.review.documents)
    others = masked or any(span.ref and span.ref not in map(str, composed.review.subjects) for span in spans)
    return Answered(
        package_id=None,
        cases=len(answer.cases),
        documents=sum(len(case.documents) for case in answer.cases),
        masked=masked,
        undecided=sum(span.decision is Decision.ASK for span in spans) + unseen + unread,
        candidates_to_confirm=waiting,
        in_time=answer.answered_on <= request.due_on,
        state=State.READY,
        ordinary=answer.identified_by in _PROVEN and not others and not waiting and not unseen,
    )


def _unseen(answer: Answer) -> int:
    """How many files wait for somebody to look at them or listen to them."""
    files = (document.file for case in answer.cases for document in case.documents)
    return sum(file is not None and file.standing == Enclosure.UNDECIDED for file in files)


def _earlier(
    work: Work, request_id: RequestId, same: Sequence[SubjectId]
) -> tuple[tuple[AnswerRequest, ...], Earlier | None]:
    """The other requests of a person, and the newest answer among them with what it gave."""
    told, newest = [], None
    for other in history.requests_of(work, same, but=request_id):
        view, new = store.load_request(work, other)
        answered_on = legal_day(view.request.answered_at) if view.request.answered_at else None
        told.append(
            AnswerRequest(
                reference=str(other),
                right=new.right.value,
                received_on=new.received_on,
                asked=new.text,
                answered_on=answered_on,
            )
        )
        given = next(
            (one.entry for one in history.load(work, other)[::-1] if isinstance(one.entry, ComposedEntry)), None
        )
        if answered_on is not None and given is not None and (newest is None or newest.answered_on <= answered_on):
            newest = Earlier(reference=str(other), answered_on=answered_on, documents=given.documents)
    return tuple(told), newest


def _own_words(answer: Answer, profile: Profile) -> Iterator[str]:
    """Texts whose words point to nobody else: the requester's details, the organisation's, those of every letter."""
    controller, authority = answer.controller, answer.authority
    yield from (*_name_forms(answer.requester_name), answer.requester_address or "")
    yield from (controller.name, controller.address, controller.contact, controller.data_protection_officer or "")
    yield from (authority.name, authority.address, authority.phone, authority.email)
    yield from (*profile.processors, profile.transfers or "", profile.automated_decisions or "")
    for purpose in answer.purposes:
        yield f"{purpose.purpose} {purpose.legal_basis}"
    if answer.representative is not None:
        yield answer.representative.name
    for record in answer.records:
        yield from _record_words(record)
    yield words(answer.language)


def _record_words(record: Person) -> Iterator[str]:
    for name in record.names:
        yield from _name_forms(name)
    yield from (*record.phones, *record.emails, record.national_id or "")
    for address in record.addresses:
        yield f"{address.line.split(',')[0]} {address.unit or ''}"


def _name_forms(name: str) -> Iterator[str]:
    """A name as people write it: in full, turned round, with an initial. Somebody else may share the short ones."""
    yield name
    words = name.split()
    if len(words) > 1:
        yield from (f"{words[-1]} {words[0]}", f"{words[0]} {words[-1]}", f"{words[0][0]} {words[-1]}")


def _drop_packages(work: Work, request_id: RequestId) -> None:
    """A package that is composed anew takes the place of the one before, which nobody approved."""
    for package_id in store.package_ids(work, request_id):
        store.erase_package(work, package_id)


def _enclosed(run: Run, answer: Answer) -> Files:
    """The files that go along, clean wherever a clean copy is made, by the names that the answer gives them."""
    return {
        document.file.name: read_file(
            run,
            CaseId(UUID(case.case_id)),
            AttachmentId(UUID(document.document_id)),
            Part.CLEAN if copied(FileKind(document.file.kind)) else Part.ORIGINAL,
        )
        for case in answer.cases
        for document in case.documents
        if document.file is not None and document.file.name is not None
    }


def _signed_manifest(composed: Composed, files: Files, key: SigningKey) -> bytes:
    content = letter.manifest(composed.answer, files)
    signature = key.sign("package-manifest", content)
    return letter.manifest_with_signature(content, signature, key.public().raw)
