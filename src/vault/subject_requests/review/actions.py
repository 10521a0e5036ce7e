"""Verbs within a review: read, decide, add, take back, compare two readers.

A review can be left and taken up at any time; whatever was decided is kept with the request. Nothing is approved while
a place, a text or a candidate waits for a person.
"""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from vault.approvals.model import Person as Somebody
from vault.clock import legal_day
from vault.errors import Changed, InvalidInput, NotFound, NotPermitted
from vault.ids import CandidateId, RequestId, RulingId, SubjectId, TextId, new_id
from vault.policy import Permission
from vault.redaction import Decision, Kind, Span
from vault.subject_requests import store as requests
from vault.subject_requests.review import store
from vault.subject_requests.review.asking import deciding, reading
from vault.subject_requests.review.memory import Memory, MemoryKind
from vault.subject_requests.review.model import (
    CandidateKind,
    CandidateView,
    Choice,
    Disagreement,
    Judgement,
    MaskDecision,
    NewJudgement,
    NewMaskDecision,
    NewSpan,
    Proposed,
    Reach,
    Reading,
    ReadText,
    ReviewQuestion,
    ReviewView,
    Where,
    refuse_unfounded,
)
from vault.subject_requests.review.protocol import Protocol
from vault.subject_requests.review.sight import Seen, Sight
from vault.subjects import store as subjects
from vault.work import Work, reads, writes

_LOOKED_AT_AGAIN = timedelta(days=365)
"""A restriction is temporary (X-06): unless somebody says otherwise it is looked at again after a year."""


@reads
def show_review(work: Work, request_id: RequestId) -> ReviewView:
    """How far a review is, and which texts it has. Raises NotFound."""
    return reading(work, request_id).view()


@reads
def read_text(work: Work, request_id: RequestId, text_id: TextId) -> ReadText:
    """A text with its original words, what is proposed, what was decided, and what becomes of it. Raises NotFound."""
    sight = reading(work, request_id)
    found = sight.find(text_id)
    if found is None:
        raise NotFound("text")
    seen = sight.look(found, sight.first)
    place = found.proposed.place
    return ReadText(
        summary=sight.summary(seen),
        text=sight.shown(place),
        proposed=() if seen.changed else found.proposed.spans,
        settled=() if seen.changed else seen.settled,
        rulings=tuple(one for one in sight.all_rulings if one.place == place),
    )


@reads
def list_questions(work: Work, request_id: RequestId, reader: Reading = Reading.FIRST) -> list[ReviewQuestion]:
    """What waits for a decision, each string once with every place at which it stands. Raises NotFound."""
    sight = reading(work, request_id)
    return sight.questions(sight.first if reader is Reading.FIRST else sight.second)


@reads
def list_rulings(work: Work, request_id: RequestId) -> list[MaskDecision]:
    """Every decision: what, on which ground, for whom, on which facts, by whom, when (X-06). Raises NotFound."""
    return reading(work, request_id).all_rulings


@reads
def list_disagreements(work: Work, request_id: RequestId) -> list[Disagreement]:
    """Where the second reader decided otherwise than the first. Raises NotFound."""
    return reading(work, request_id).disagreements()


@reads
def list_candidates(work: Work, request_id: RequestId) -> list[CandidateView]:
    """Who could be the requester and which cases could be about them, with what speaks for it. Raises NotFound."""
    sight = reading(work, request_id)
    records = [SubjectId(one.about) for one in sight.candidates if one.kind is CandidateKind.RECORD]
    work.audit.involve(*(one.about for one in sight.candidates))
    people = subjects.load(work, subjects.existing(work, records))
    return [
        CandidateView(candidate=one, person=people.get(SubjectId(one.about)), excerpts=sight.excerpts(one))
        for one in sight.candidates
    ]


@reads
def read_protocol(work: Work, request_id: RequestId) -> list[Protocol]:
    """Every search that was made for a request, as evidence (A-06). Raises NotFound."""
    work.permit(Permission.REQUEST_REVIEW_READ, request_id)
    requests.load_request(work, request_id)
    return store.protocols(work, request_id)


@writes
def decide_candidate(work: Work, request_id: RequestId, candidate_id: CandidateId, new: NewJudgement) -> None:
    """Says whether a candidate is the requester's. It counts from the next renewal on. Raises NotFound, Conflict."""
    sight = deciding(work, request_id)
    one = next((found for found in sight.candidates if found.candidate_id == candidate_id), None)
    if one is None:
        raise NotFound("candidate")
    judged = msgspec.structs.replace(one, judgement=new.judgement, reason=new.reason, by=work.actor.ref, at=work.now)
    store.decide_candidate(work, request_id, judged)
    _reopen(work, sight, renew=True)
    if one.kind is CandidateKind.RECORD:
        _remember_pair(work, sight, SubjectId(one.about), new.judgement)
    work.audit.involve(one.about)
    work.audit.note(new.judgement.value)


@writes
def decide_spans(work: Work, request_id: RequestId, new: NewMaskDecision) -> list[RulingId]:
    """Hides or keeps places, one or every mention. Raises NotFound, Conflict, InvalidInput, NotPermitted.

    NotPermitted for whoever reads in both readings. What is remembered is offered in later requests, and a word that
    names nobody on file is not asked about again.
    """
    sight = deciding(work, request_id)
    _refuse_both_readings(work, sight, new.reading)
    made = [_ruling(work, sight, where, new, at) for at, where in enumerate(new.places)]
    store.add_rulings(work, request_id, made)
    if new.remember and new.reading is Reading.FIRST:
        for one in made:
            _remember(work, one)
    _reopen(work, sight)
    return [one.ruling_id for one in made]


@writes
def add_span(work: Work, request_id: RequestId, new: NewSpan) -> RulingId:
    """Hides something that the machine missed, there or wherever the same words stand. Raises as `decide_spans`."""
    sight = deciding(work, request_id)
    _refuse_both_readings(work, sight, new.reading)
    if new.reach not in (Reach.PLACE, Reach.STRING):
        raise InvalidInput("reach", "must be place or string")
    seen = _current(sight, new.place, "place")
    text = seen.text or ""
    if not 0 <= new.place.start < new.place.end <= len(text) or not text[new.place.start : new.place.end].strip():
        raise InvalidInput("place", "is no stretch of this text")
    if sight.is_covered(seen.reviewed.proposed.place, new.place.start, new.place.end):
        raise InvalidInput("place", "belongs to somebody who spoke in confidence, and is hidden already")
    refuse_unfounded(Choice.HIDE, None, new.ground, new.facts)
    made = MaskDecision(
        ruling_id=RulingId(new_id()),
        place=seen.reviewed.proposed.place,
        sha256=seen.reviewed.proposed.sha256,
        start=new.place.start,
        end=new.place.end,
        string=text[new.place.start : new.place.end],
        kind=new.kind,
        ref=None,
        choice=Choice.HIDE,
        reach=new.reach,
        reading=new.reading,
        proposed=None,
        ground=new.ground,
        interest=new.interest,
        facts=new.facts,
        review_on=new.review_on or legal_day(work.now) + _LOOKED_AT_AGAIN,
        by=work.actor.ref,
        makers=work.actor.makers,
        at=work.now,
    )
    store.add_rulings(work, request_id, [made])
    _reopen(work, sight)
    return made.ruling_id


@writes
def withdraw_ruling(work: Work, request_id: RequestId, ruling_id: RulingId) -> None:
    """Takes a decision back; its places are as the machine proposed them. Raises NotFound, Conflict."""
    sight = deciding(work, request_id)
    store.drop_ruling(work, request_id, ruling_id)
    _reopen(work, sight)


def _reopen(work: Work, sight: Sight, *, renew: bool = False) -> None:
    """Whatever is decided after an approval voids it; what changes who is meant asks for a renewal as well."""
    if sight.head.approved is not None or (renew and not sight.head.stale):
        head = msgspec.structs.replace(sight.head, approved=None, stale=renew or sight.head.stale)
        store.put_head(work, sight.request_id, head, sight.version)


def _refuse_both_readings(work: Work, sight: Sight, reader: Reading) -> None:
    """Whoever decides in one reading may not decide in the other: they would agree with themselves."""
    other = Reading.SECOND if reader is Reading.FIRST else Reading.FIRST
    me = Somebody(work.actor.ref, work.actor.makers)
    if any(me.same(one) for one in sight.readers(other)):
        error = NotPermitted(Permission.REQUEST_REVIEW_DECIDE.value, "the same person in both readings")
        work.audit.denied(error)
        raise error


def _current(sight: Sight, where: Where, field: str) -> Seen:
    """The text of a place, as long as it is the one that was reviewed. Raises InvalidInput, Changed."""
    found = sight.find(where.text_id)
    if found is None:
        raise InvalidInput(f"{field}.text_id", "is no text of this review")
    seen = sight.look(found, sight.first)
    if seen.changed:
        raise Changed("the text was changed since it was proposed", hint="renew the review")
    return seen


def _ruling(work: Work, sight: Sight, where: Where, new: NewMaskDecision, at: int) -> MaskDecision:
    seen = _current(sight, where, f"places[{at}]")
    text, proposed = seen.text or "", seen.reviewed.proposed
    span = _span_at(proposed, where, f"places[{at}]") if new.reach is not Reach.TEXT else None
    if new.reach is Reach.PERSON and (span is None or span.ref is None):
        raise InvalidInput("reach", "no person on file is meant here")
    if new.reach is Reach.TEXT and new.choice is Choice.KEEP and not proposed.extract:
        raise InvalidInput("reach", "only a prepared extract is approved as a whole")
    if span is not None and sight.is_covered(proposed.place, span.start, span.end):
        raise InvalidInput(f"places[{at}]", "belongs to somebody who spoke in confidence, and stays hidden")
    refuse_unfounded(new.choice, None if span is None else span.decision, new.ground, new.facts)
    start, end = (0, len(text)) if span is None else (span.start, span.end)
    return MaskDecision(
        ruling_id=RulingId(new_id()),
        place=proposed.place,
        sha256=proposed.sha256,
        start=start,
        end=end,
        string="" if span is None else text[start:end],
        kind=_kind(span),
        ref=None if span is None else span.ref,
        choice=new.choice,
        reach=new.reach,
        reading=new.reading,
        proposed=Decision.ASK if span is None else span.decision,
        ground=new.ground,
        interest=new.interest,
        facts=new.facts,
        review_on=_review_on(work, new),
        by=work.actor.ref,
        makers=work.actor.makers,
        at=work.now,
    )


def _kind(span: Span | None) -> Kind:
    return Kind.STATEMENT if span is None else span.kind


def _review_on(work: Work, new: NewMaskDecision) -> date | None:
    if new.choice is Choice.KEEP:
        return new.review_on
    return new.review_on or legal_day(work.now) + _LOOKED_AT_AGAIN


def _span_at(proposed: Proposed, where: Where, field: str) -> Span:
    found = next((one for one in proposed.spans if (one.start, one.end) == (where.start, where.end)), None)
    if found is None:
        raise InvalidInput(field, "is no place that was proposed; add it instead")
    return found


def _remember(work: Work, one: MaskDecision) -> None:
    """Keeps for later requests what was decided about somebody on file, or about a word that names nobody."""
    subject_id = _on_file(work, one.ref)
    today = legal_day(work.now)
    if subject_id is not None:
        memory = Memory(kind=MemoryKind.PERSON, names=one.kind, choice=one.choice, decided_on=today)
        store.remember(work, memory, subject_id)
        return
    word = one.string.casefold()
    store.forget_word(work, word)
    if one.choice is Choice.HIDE:
        return
    if one.ref is not None or one.proposed is Decision.HIDE or not word or any(c.isdigit() for c in word):
        raise InvalidInput("remember", "is for words that name nobody, and for people on file")
    store.remember(work, Memory(kind=MemoryKind.WORD, word=word, decided_on=today))


def _on_file(work: Work, ref: str | None) -> SubjectId | None:
    try:
        wanted = SubjectId(UUID(ref or ""))
    except ValueError:
        return None
    return next(iter(subjects.existing(work, [wanted])), None)


def _remember_pair(work: Work, sight: Sight, record: SubjectId, judgement: Judgement) -> None:
    """Offers the same answer where the same two records meet again."""
    if not subjects.existing(work, [record]):
        return
    for own in sight.head.people:
        memory = Memory(kind=MemoryKind.PAIR, other=own, judgement=judgement, decided_on=legal_day(work.now))
        store.remember(work, memory, record)
