"""Which step may follow which in a request: pure.

receive → identify → hold → locate → review → compose → deliver → close. Receiving holds and locates at once; composing
locates anew and may be done again until somebody approves. Nothing is done twice, and nothing after it is over.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from vault.errors import Conflict
from vault.subject_requests.history.clock import open_doubts
from vault.subject_requests.history.entries import Approved, Doubt, Entry, HitAllowed, Identified, Kept
from vault.subject_requests.model import Regime, RequestSummary, Right, State


class Act(StrEnum):
    """What is done to a request, as far as its state decides whether it may be."""

    ASK = "ask"
    IDENTIFY = "identify"
    EXTEND = "extend"
    COMPOSE = "compose"
    APPROVE = "approve"
    DECIDE = "decide"
    DELIVER = "deliver"
    CLOSE = "close"
    FULFIL = "fulfil"
    LIFT = "lift"


_IN: Final = {
    Act.ASK: {State.OPEN, State.READY},
    Act.IDENTIFY: {State.OPEN, State.READY},
    Act.EXTEND: {State.OPEN, State.READY},
    Act.COMPOSE: {State.OPEN, State.READY},
    Act.APPROVE: {State.READY},
    Act.DECIDE: {State.OPEN, State.READY},
    Act.DELIVER: {State.ANSWERED, State.DELIVERED},
    Act.CLOSE: set(State) - {State.CLOSED},
    Act.FULFIL: {State.OPEN},
    # A restriction outlives the work on the request that brought it about.
    Act.LIFT: {State.OPEN, State.ANSWERED, State.CLOSED},
}
_OVER: Final = "the request is answered already"
_HINTS: Final = {
    Act.COMPOSE: "fetch its package, or open a new request",
    Act.APPROVE: "compose its answer first: cvault request answer",
    Act.DELIVER: "compose and approve its answer first",
}


def require(act: Act, state: State) -> None:
    """Raises Conflict unless this may be done to a request in this state."""
    if state in _IN[act]:
        return
    if state is State.CLOSED:
        raise Conflict("the request is closed")
    before = act in (Act.APPROVE, Act.DELIVER) and state in (State.OPEN, State.READY)
    raise Conflict("the request is not that far yet" if before else _OVER, hint=_HINTS.get(act))


def require_composable(request: RequestSummary, history: Sequence[Entry]) -> None:
    """Raises Conflict unless an answer with data may be composed now: of the right kind, and to whom it belongs."""
    require(Act.COMPOSE, request.state)
    if request.regime is Regime.PUBLIC_DOCUMENTS:
        raise Conflict("public documents are not given by an answer to a data subject", hint="decide the request")
    if request.right not in (Right.ACCESS, Right.PORTABILITY):
        raise Conflict("this right is not answered with data", hint="decide it: cvault request decide")
    require_identified(history)


def require_identified(history: Sequence[Entry]) -> None:
    """Raises Conflict while it is in doubt who asks, and where it was not established (A-20 … A-23)."""
    if any(one.doubt is Doubt.IDENTITY for one in open_doubts(history)):
        raise Conflict("it is in doubt who asks", hint="record how the person was identified")
    proven = next((one for one in reversed(history) if isinstance(one, Identified)), None)
    if proven is not None and not proven.established:
        raise Conflict("it was not established who asks", hint="refuse the request, or identify the person")


def refuse_alone(history: Sequence[Kept], approving: str) -> None:
    """Raises Conflict where whoever let out what the check had stopped would approve that themself."""
    if any(isinstance(one.entry, HitAllowed) and one.by == approving for one in history):
        raise Conflict(
            "what was let out against the check takes a second person", hint="have somebody else approve the answer"
        )


def approved(history: Sequence[Entry]) -> bool:
    return any(isinstance(one, Approved) for one in history)
