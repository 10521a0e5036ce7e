"""Verbs that move the clock of a request: ask, resume, extend; and what is due."""

from datetime import date, timedelta

import msgspec

from vault.clock import legal_day
from vault.deadlines import Country
from vault.errors import Conflict
from vault.ids import LetterId, RequestId
from vault.language import Language
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subject_requests import store
from vault.subject_requests.history import clock
from vault.subject_requests.history import store as history
from vault.subject_requests.history.clock import Alert, Dates
from vault.subject_requests.history.entries import (
    Asked,
    Doubt,
    Entry,
    Extended,
    Prolonging,
    Reasons,
    Resolved,
    ScopeAgreed,
    Words,
)
from vault.subject_requests.letter import Acknowledgement, Extension, Question
from vault.subject_requests.model import Channel, NewRequest, Regime, RequestSummary, Right, State
from vault.subject_requests.stages import Act, require
from vault.subject_requests.waiting import WaitsFor, courses, waits_for
from vault.subject_requests.writing import write
from vault.work import Work, reads, writes

_FAR = 400


class NewQuestion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question that stops the clock, and the doubt of this request that makes it necessary (A-20, A-46)."""

    doubt: Doubt
    on: date
    reason: Reasons
    question: Words


class NewExtension(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why two further months are necessary; the person is told these reasons (A-31)."""

    ground: Prolonging
    reasons: Reasons


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """Where the clock stands after a step, with the letter that goes with it."""

    due_on: date
    unpaused_due_on: date
    paused_since: date | None
    letter_id: LetterId | None = None


class DueRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request that waits to be answered: ids, days and codes, nobody's name."""

    request_id: RequestId
    right: Right
    regime: Regime
    state: State
    due_on: date
    unpaused_due_on: date
    internal_target: date
    paused_since: date | None
    days_left: int
    alerts: tuple[Alert, ...]
    received_on: date
    channel: Channel
    language: Language
    waits_for: WaitsFor


@writes
def acknowledge_request(work: Work, request_id: RequestId) -> Moved:
    """Writes the letter that a request was received, and by when it is answered. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_PROCEED, request_id)
    view, new = store.load_request(work, request_id)
    require(Act.ASK, view.request.state)
    notice = Acknowledgement(due_on=view.request.due_on)
    letter_id = write(work, view.request, new, notice, kind="acknowledgement")
    return _where(work, request_id, letter_id)


@writes
def ask_person(work: Work, request_id: RequestId, new_question: NewQuestion) -> Moved:
    """Asks who somebody is or what they mean: the clock stands still until it is answered (A-44 … A-47).

    Raises NotFound; InvalidInput and Conflict where the clock may not stop for this.
    """
    work.permit(Permission.REQUEST_PROCEED, request_id)
    view, new, entries, country = _loaded(work, request_id, Act.ASK)
    if view.regime is Regime.PUBLIC_DOCUMENTS:
        raise Conflict("whoever asks for public documents need not say who they are or why")
    asked = Asked(
        doubt=new_question.doubt, on=new_question.on, reason=new_question.reason, question=new_question.question
    )
    clock.asking(new.received_on, asked, entries, legal_day(work.now), country)
    notice = Question(
        doubt=asked.doubt.value,
        reason=asked.reason,
        question=asked.question,
        due_on=clock.dates(new.received_on, country, entries).due,
    )
    letter_id = write(work, view, new, notice, kind="question")
    history.add(work, request_id, msgspec.structs.replace(asked, letter_id=letter_id))
    return _where(work, request_id, letter_id)


@writes
def resume_clock(work: Work, request_id: RequestId, resolved: Resolved) -> Moved:
    """Records that a question is answered: the clock runs on from that day. Raises NotFound, Conflict, InvalidInput."""
    work.permit(Permission.REQUEST_PROCEED, request_id)
    _, _, entries, _ = _loaded(work, request_id, Act.ASK)
    if resolved.doubt is Doubt.IDENTITY:
        raise Conflict("record how the person was identified; that ends this doubt")
    end_doubt(work, request_id, resolved, entries)
    return _where(work, request_id)


@writes
def extend_request(work: Work, request_id: RequestId, new_extension: NewExtension) -> Moved:
    """Extends the time by two months and writes the letter that tells so, with reasons (A-31, A-43).

    Raises NotFound; Conflict where it was extended before or the first month has passed.
    """
    work.permit(Permission.REQUEST_PROCEED, request_id)
    view, new, entries, country = _loaded(work, request_id, Act.EXTEND)
    if view.regime is Regime.PUBLIC_DOCUMENTS:
        raise Conflict("the time for public documents cannot be extended")
    today = legal_day(work.now)
    clock.extending(new.received_on, country, entries, today)
    extended = Extended(ground=new_extension.ground, reasons=new_extension.reasons, on=today)
    notice = Extension(
        ground=extended.ground.value,
        reasons=extended.reasons,
        first_due=clock.dates(new.received_on, country, entries).due,
        due_on=clock.dates(new.received_on, country, [*entries, extended]).due,
    )
    letter_id = write(work, view, new, notice, kind="extension")
    history.add(work, request_id, msgspec.structs.replace(extended, letter_id=letter_id))
    return _where(work, request_id, letter_id)


@writes
def agree_scope(work: Work, request_id: RequestId, agreed: ScopeAgreed) -> None:
    """Keeps how a request was understood, and a narrowing that the person agreed to (A-05, A-10). Raises NotFound."""
    work.permit(Permission.REQUEST_PROCEED, request_id)
    _loaded(work, request_id, Act.ASK)
    history.add(work, request_id, agreed)


@reads
def requests_due(work: Work, within_days: int = _FAR) -> list[DueRequest]:
    """Requests that are not answered, due within some days or overdue, the most urgent first."""
    work.permit(Permission.REQUEST_LIST)
    today = legal_day(work.now)
    found = store.unanswered(work, today + timedelta(days=within_days))
    far = courses(work, [one.request_id for one in found])
    return [_due(one, waits_for(one, far[one.request_id]), today) for one in found]


def end_doubt(work: Work, request_id: RequestId, resolved: Resolved, entries: list[Entry]) -> None:
    """Ends a doubt and keeps what the clock comes to. Part of other verbs."""
    clock.resolving(resolved, entries, legal_day(work.now))
    history.add(work, request_id, resolved)
    _where(work, request_id)


def _due(one: RequestSummary, waits: WaitsFor, today: date) -> DueRequest:
    unpaused = one.unpaused_due_on or one.due_on
    return DueRequest(
        request_id=one.request_id,
        right=one.right,
        regime=one.regime,
        state=one.state,
        due_on=one.due_on,
        unpaused_due_on=unpaused,
        internal_target=one.internal_target,
        paused_since=one.paused_since,
        days_left=(one.due_on - today).days,
        alerts=tuple(clock.alerts(one.received_on, one.due_on, unpaused, one.internal_target, one.paused_since, today)),
        received_on=one.received_on,
        channel=one.channel,
        language=one.language,
        waits_for=waits,
    )


def _loaded(work: Work, request_id: RequestId, act: Act) -> tuple[RequestSummary, NewRequest, list[Entry], Country]:
    view, new = store.load_request(work, request_id)
    require(act, view.request.state)
    entries = [one.entry for one in history.load(work, request_id)]
    return view.request, new, entries, organisations.load(work).country


def _where(work: Work, request_id: RequestId, letter_id: LetterId | None = None) -> Moved:
    """Computes the clock from the history and keeps it for lists."""
    view, new = store.load_request(work, request_id)
    if new.regime is Regime.PUBLIC_DOCUMENTS:
        due = view.request.due_on
        return Moved(due_on=due, unpaused_due_on=due, paused_since=None, letter_id=letter_id)
    entries = [one.entry for one in history.load(work, request_id)]
    now: Dates = clock.dates(new.received_on, organisations.load(work).country, entries)
    extended_on = next((one.on for one in entries if isinstance(one, Extended)), None)
    moved = now.due if now.extended or now.pauses else None
    history.set_dates(work, request_id, moved=moved, paused_since=now.paused_since, extended_on=extended_on)
    return Moved(due_on=now.due, unpaused_due_on=now.unpaused_due, paused_since=now.paused_since, letter_id=letter_id)
