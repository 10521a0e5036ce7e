"""Verbs about work in the background."""

from datetime import timedelta
from typing import Final

from vault import accounts
from vault.errors import Conflict
from vault.ids import JobId, PlanId, RequestId
from vault.jobs import store
from vault.jobs.model import OPEN, Errand, JobKind, JobState, JobView
from vault.policy import Actor, Permission
from vault.retention import store as plans
from vault.subject_requests import store as requests
from vault.work import Work, reads, writes

_LEASE: Final = timedelta(seconds=60)
_KEPT: Final = timedelta(days=30)


@writes
def start_purge(work: Work, plan_id: PlanId) -> JobView:
    """Has a purge plan applied in the background. Raises NotFound; work that is under way already is shown."""
    work.permit(Permission.PURGE_APPLY, plan_id)
    plans.load_plan(work, plan_id)
    return _begin(work, JobKind.APPLY_PURGE, plan_id)


@writes
def start_answer(work: Work, request_id: RequestId) -> JobView:
    """Has an access request answered in the background. Raises NotFound, Conflict where it is answered already."""
    work.permit(Permission.REQUEST_ANSWER, request_id)
    view, _ = requests.load_request(work, request_id)
    if view.package_id is not None:
        raise Conflict("the request is answered already")
    return _begin(work, JobKind.ANSWER_REQUEST, request_id)


@reads
def read_job(work: Work, job_id: JobId) -> JobView:
    """Where work in the background stands. Raises NotFound, NotPermitted for who may not do such work."""
    return _permitted(work, job_id)


@writes
def cancel_job(work: Work, job_id: JobId) -> JobView:
    """Ends work that waits, and has work that runs end as soon as it may. Raises NotFound, Conflict if it is over.

    What was done until then stays done: a purge that is cancelled can be applied to its end later.
    """
    if _permitted(work, job_id).state not in OPEN:
        raise Conflict("the work is over")
    store.cancel(work, job_id)
    return store.load(work, job_id)


@writes
def take_job(work: Work) -> Errand | None:
    """Takes up work that nobody has in hand: what waits, and what a process that is gone had begun."""
    work.permit(Permission.JOB_RUN)
    store.forget(work, work.now - _KEPT)
    errand = store.claim(work, work.now + _LEASE)
    if errand is not None:
        work.audit.involve(errand.job_id)
    return errand


@reads
def acting_for(work: Work, errand: Errand) -> Actor:
    """Whoever asked for work, as they may act now. Raises Unauthenticated where they may not act any more."""
    work.permit(Permission.JOB_RUN)
    work.audit.involve(errand.job_id)
    return accounts.standing(work.connection, work.organisation_id, errand.actor, work.now)


@writes
def advance_job(work: Work, job_id: JobId, done: int, total: int | None) -> bool:
    """Keeps how far work has come; whether it is to go on."""
    work.permit(Permission.JOB_RUN, job_id)
    return store.advance(work, job_id, done, total, work.now + _LEASE)


@writes
def end_job(work: Work, job_id: JobId, state: JobState, problem: str | None = None) -> None:
    """Keeps how work ended. `problem` is the public name of an error."""
    work.permit(Permission.JOB_RUN, job_id)
    work.audit.note(problem or state.value)
    store.end(work, job_id, state, problem)


def _begin(work: Work, kind: JobKind, target_id: PlanId | RequestId) -> JobView:
    begun = store.open_one(work, kind, target_id) or store.add(work, kind, target_id)
    work.audit.involve(begun.job_id)
    return begun


def _permitted(work: Work, job_id: JobId) -> JobView:
    """A job, for who may do such work. Whoever may do none of them is told so before anything is looked for."""
    allowed = [kind for kind in JobKind if work.may(kind.permission)]
    work.permit(allowed[0].permission if allowed else Permission.PURGE_APPLY, job_id)
    found = store.load(work, job_id)
    if found.kind not in allowed:
        work.permit(found.kind.permission, job_id)
    return found
