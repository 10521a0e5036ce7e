"""Where each step of a request stands, so that its page can say what is expected next. Pure."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import msgspec

from vault.subject_requests import Identified, Kept, RequestView, ReviewView, Right, State

UNANSWERED: Final = frozenset({State.OPEN, State.READY})
WITH_DATA: Final = frozenset({Right.ACCESS})
"""Rights that are answered with a package; the others are decided by a letter."""
_ORDER: Final = ("identity", "candidates", "review", "approval", "answer", "delivery")


class Progress(StrEnum):
    """Where a step of a request stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """How far each step is, and which is expected next."""

    identity: Progress
    candidates: Progress
    review: Progress
    approval: Progress
    answer: Progress
    delivery: Progress
    next: str


def steps(request: RequestView, review: ReviewView | None, history: Sequence[Kept]) -> Steps:
    """Who asks comes first, then who is meant, since that decides what is proposed; then texts, answer and delivery."""
    state = request.request.state
    said = [one.entry.established for one in history if isinstance(one.entry, Identified)]
    identified = bool(said) and said[-1]
    reached = _reached(state, review) if request.request.right in WITH_DATA or state not in UNANSWERED else 0
    marks = {name: _mark(at, reached) for at, name in enumerate(_ORDER[1:])}
    if review is None and reached == 1:
        marks["candidates"] = Progress.LATER
    identity = Progress.DONE if identified or state not in UNANSWERED else Progress.NOW
    return Steps(identity=identity, **marks, next=_next(request, identity, marks))


def _next(request: RequestView, identity: Progress, marks: dict[str, Progress]) -> str:
    state = request.request.state
    if state is State.CLOSED:
        return "done"
    if state is State.DELIVERED:
        return "close"
    if identity is Progress.NOW:
        return "identity"
    if request.request.right not in WITH_DATA and state is State.OPEN:
        return "decide"
    if state is State.READY:
        return "letter"
    return next((name for name, mark in marks.items() if mark is Progress.NOW), "done")


def _reached(state: State, review: ReviewView | None) -> int:
    """How many of candidates, review, approval, answer and delivery are done."""
    past = {State.READY: 3, State.ANSWERED: 4, State.DELIVERED: 5, State.CLOSED: 5}
    if state in past:
        return past[state]
    if review is None:
        return 1
    if review.open_candidates:
        return 0
    if review.to_renew or review.open_questions or review.disagreements or review.second_open:
        return 1
    return 2 if review.approved is None else 3


def _mark(at: int, reached: int) -> Progress:
    if at < reached:
        return Progress.DONE
    return Progress.NOW if at == reached else Progress.LATER
