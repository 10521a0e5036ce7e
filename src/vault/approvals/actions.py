"""Verbs of what takes two people, and the two functions by which a verb is carried by an approval.

Whoever would do such an act asks; somebody else who may do it too confirms; the asker does it, once. An act finds its
approval by itself, so that repeating the same call is all that it takes.
"""

from collections.abc import Sequence

from vault.approvals import store
from vault.approvals.model import (
    Act,
    Approval,
    ApprovalState,
    ApprovalView,
    Asked,
    Decided,
    Limit,
    NewApproval,
    Objection,
    Person,
    Waiting,
    against_confirming,
    against_refusing,
    against_using,
    against_withdrawing,
    digest_of,
    expires_at,
    limits,
    state_at,
)
from vault.errors import Conflict, NotFound, NotPermitted
from vault.ids import ApprovalId
from vault.policy import Permission
from vault.work import Work, reads, writes

_GONE = "the approval is not as it was"


@writes
def ask(work: Work, new: NewApproval) -> ApprovalView:
    """Asks for a second person; the act itself comes later, by its own verb. Asking again gives what waits already."""
    work.permit(Permission.APPROVAL_ASK)
    work.permit(new.act.permission)
    for one in _waiting(work, new.act, new.concerned):
        if one.asked.by.ref == work.actor.ref:
            work.audit.involve(one.approval_id)
            return _view(work, one)
    return _view(work, _add(work, new))


@writes
def confirm(work: Work, approval_id: ApprovalId) -> None:
    """Agrees to what somebody else asked for.

    Raises NotPermitted for the asker, by whichever credential, NotFound, Conflict where it is decided or too late.
    """
    one = _asked_of(work, approval_id)
    _refuse(work, one, against_confirming(one, _limit(work, one.act), _me(work), work.now))
    _decide(work, one, ApprovalState.CONFIRMED)


@writes
def refuse(work: Work, approval_id: ApprovalId) -> None:
    """Says no to what somebody else asked for, or takes a confirmation back before it is used.

    Raises NotPermitted for the asker, who withdraws, NotFound, Conflict where it is ended.
    """
    one = _asked_of(work, approval_id)
    _refuse(work, one, against_refusing(one, _me(work)))
    _decide(work, one, ApprovalState.REFUSED)


@writes
def withdraw(work: Work, approval_id: ApprovalId) -> None:
    """Takes back what the caller asked for.

    Raises NotPermitted for anybody else, NotFound, Conflict where it is ended.
    """
    work.permit(Permission.APPROVAL_ASK, approval_id)
    one = store.load(work, approval_id)
    _refuse(work, one, against_withdrawing(one, _me(work)))
    _decide(work, one, ApprovalState.WITHDRAWN)


@reads
def list_approvals(work: Work, *, ended: bool = False) -> list[ApprovalView]:
    """What waits for a second person, or for its asker to use it, the oldest first; with `ended`, the rest as well.

    Everybody sees what they asked for and what they may confirm.
    """
    work.permit(Permission.APPROVAL_LIST)
    found = [
        one
        for one in store.every(work, ended=ended)
        if one.asked.by.ref == work.actor.ref or work.may(one.act.permission)
    ]
    shown = [
        one for one in found if ended or state_at(one, _limit(work, one.act), work.now) is not ApprovalState.EXPIRED
    ]
    work.audit.involve(*(one.approval_id for one in shown))
    return [_view(work, one) for one in shown]


def carried(work: Work, act: Act, concerned: Sequence[str]) -> bool:
    """Whether the caller was given a second person's consent to exactly this, which is used up by asking.

    Part of a verb that asked for the act's permission, and that does the act in the same transaction.
    """
    digest = digest_of(act, concerned)
    for one in _waiting(work, act, concerned):
        if against_using(one, _limit(work, act), _me(work), digest, work.now) or one.decided is None:
            continue
        if store.decide(work, one, Decided(state=ApprovalState.USED, by=one.decided.by, at=one.decided.at)):
            work.audit.involve(one.approval_id)
            work.audit.note("confirmed by a second person")
            return True
    return False


def await_second(work: Work, new: NewApproval) -> Waiting:
    """Asks for a second person on behalf of a verb that was not carried; what waits already is not asked for twice.

    Where somebody else asked for the same, it is theirs that waits, and the caller may confirm it.
    """
    waiting = _waiting(work, new.act, new.concerned)
    mine = [one for one in waiting if one.asked.by.ref == work.actor.ref]
    theirs = [one for one in waiting if against_confirming(one, _limit(work, new.act), _me(work), work.now) is None]
    one = next(iter(mine or theirs), None) or _add(work, new)
    work.audit.involve(one.approval_id)
    work.audit.note("waits for a second person")
    until = expires_at(one, _limit(work, new.act))
    return Waiting(approval_id=one.approval_id, until=until, mine=one.asked.by.ref == work.actor.ref)


def _add(work: Work, new: NewApproval) -> Approval:
    one = store.add(work, Asked(act=new.act, concerned=new.concerned, reason=new.reason, by=_me(work), at=work.now))
    work.audit.involve(one.approval_id)
    work.audit.note("asked")
    return one


def _asked_of(work: Work, approval_id: ApprovalId) -> Approval:
    """What the caller is to decide. Who may not do the act learns nothing of it. Raises NotPermitted, NotFound."""
    work.permit(Permission.APPROVAL_DECIDE, approval_id)
    one = store.load(work, approval_id)
    if not work.may(one.act.permission):
        raise NotFound("approval")
    work.permit(one.act.permission, approval_id)
    return one


def _waiting(work: Work, act: Act, concerned: Sequence[str]) -> list[Approval]:
    """Those for exactly this that are open and in time."""
    limit = _limit(work, act)
    found = store.of(work, digest_of(act, concerned))
    return [one for one in found if state_at(one, limit, work.now) in (ApprovalState.ASKED, ApprovalState.CONFIRMED)]


def _refuse(work: Work, one: Approval, objection: Objection | None) -> None:
    if objection is None:
        return
    if objection.personal:
        error = NotPermitted(one.act.permission.value, objection.value)
        work.audit.denied(error)
        raise error
    raise Conflict(f"{_GONE}: {objection.value}")


def _decide(work: Work, one: Approval, state: ApprovalState) -> None:
    if not store.decide(work, one, Decided(state=state, by=_me(work), at=work.now)):
        raise Conflict(f"{_GONE}: somebody decided a moment ago")
    work.audit.note(state.value)


def _view(work: Work, one: Approval) -> ApprovalView:
    limit = _limit(work, one.act)
    return ApprovalView(
        approval_id=one.approval_id,
        organisation_id=work.organisation_id,
        act=one.act,
        concerned=one.asked.concerned,
        reason=one.asked.reason,
        state=state_at(one, limit, work.now),
        asked_by=one.asked.by.ref,
        asked_at=one.asked.at,
        decided_by=one.decided.by.ref if one.decided else None,
        decided_at=one.decided.at if one.decided else None,
        until=expires_at(one, limit),
        mine=one.asked.by.ref == work.actor.ref,
        may_decide=work.may(one.act.permission) and not _me(work).same(one.asked.by),
    )


def _me(work: Work) -> Person:
    return Person(work.actor.ref, work.actor.makers)


def _limit(work: Work, act: Act) -> Limit:
    return limits(work.policy.folder)[act]
