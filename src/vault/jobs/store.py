"""Rows of jobs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from vault.errors import NotFound
from vault.ids import JobId, OrganisationId, new_id
from vault.jobs.model import OPEN, Errand, JobKind, JobState, JobView
from vault.jobs.tables import job
from vault.work import Work

_OPEN = [one.value for one in OPEN]


def add(work: Work, kind: JobKind, target_id: UUID) -> JobView:
    job_id = JobId(new_id())
    work.connection.execute(
        insert(job).values(
            organisation_id=work.organisation_id,
            job_id=job_id,
            kind=kind.value,
            target_id=target_id,
            actor=work.actor.ref,
            purpose=work.purpose.code,
            state=JobState.WAITING.value,
            done=0,
            created_at=work.now,
            cancelling=False,
        )
    )
    return load(work, job_id)


def load(work: Work, job_id: JobId) -> JobView:
    """Raises NotFound."""
    row = work.connection.execute(select(job).where(*_is(work, job_id))).one_or_none()
    if row is None:
        raise NotFound("job")
    return _view(row)


def open_one(work: Work, kind: JobKind, target_id: UUID) -> JobView | None:
    """The job of this kind that is not over and is about the same."""
    query = select(job).where(
        job.c.organisation_id == work.organisation_id,
        job.c.kind == kind.value,
        job.c.target_id == target_id,
        job.c.state.in_(_OPEN),
    )
    row = work.connection.execute(query.limit(1)).one_or_none()
    return None if row is None else _view(row)


def is_due(connection: Connection, organisation: OrganisationId, now: datetime) -> bool:
    """Whether there is work that nobody has in hand; asked every second, so that it leaves no event."""
    query = select(job.c.job_id).where(job.c.organisation_id == organisation, _free(now))
    return connection.execute(query.limit(1)).first() is not None


def claim(work: Work, until: datetime) -> Errand | None:
    """Takes up the oldest work that nobody has in hand, so that no other process does before `until`."""
    query = select(job.c.job_id).where(job.c.organisation_id == work.organisation_id, _free(work.now))
    job_id = work.connection.execute(query.order_by(job.c.job_id).limit(1)).scalar_one_or_none()
    if job_id is None:
        return None
    statement = (
        update(job)
        .where(*_is(work, job_id), _free(work.now))
        .values(state=JobState.RUNNING.value, leased_until=until)
        .returning(job)
    )
    row = work.connection.execute(statement).one_or_none()
    if row is None:
        return None
    return Errand(
        job_id=row.job_id, kind=JobKind(row.kind), target_id=row.target_id, actor=row.actor, purpose=row.purpose
    )


def advance(work: Work, job_id: JobId, done: int, total: int | None, until: datetime) -> bool:
    """Keeps how far work has come, and has it in hand for longer. Whether it is to go on."""
    statement = (
        update(job)
        .where(*_is(work, job_id), job.c.state == JobState.RUNNING.value)
        .values(done=done, total=total, leased_until=until)
        .returning(job.c.cancelling)
    )
    cancelling = work.connection.execute(statement).scalar_one_or_none()
    return cancelling is False


def cancel(work: Work, job_id: JobId) -> None:
    """Ends work that waits, and asks work that runs to end."""
    waiting = (*_is(work, job_id), job.c.state == JobState.WAITING.value)
    work.connection.execute(
        update(job).where(*waiting).values(state=JobState.CANCELLED.value, ended_at=work.now, cancelling=True)
    )
    work.connection.execute(
        update(job).where(*_is(work, job_id), job.c.state == JobState.RUNNING.value).values(cancelling=True)
    )


def end(work: Work, job_id: JobId, state: JobState, problem: str | None) -> None:
    work.connection.execute(
        update(job)
        .where(*_is(work, job_id), job.c.state == JobState.RUNNING.value)
        .values(state=state.value, ended_at=work.now, leased_until=None, problem=problem)
    )


def forget(work: Work, before: datetime) -> None:
    """Drops work that is long over."""
    mine = (job.c.organisation_id == work.organisation_id, job.c.ended_at < before)
    work.connection.execute(delete(job).where(*mine))


def _free(now: datetime) -> Any:
    """Waiting, or begun by somebody who has not been heard of."""
    left = and_(job.c.state == JobState.RUNNING.value, job.c.leased_until < now)
    return or_(job.c.state == JobState.WAITING.value, left)


def _view(row: Row[Any]) -> JobView:
    return JobView(
        job_id=row.job_id,
        kind=JobKind(row.kind),
        target_id=row.target_id,
        state=JobState(row.state),
        done=row.done,
        total=row.total,
        created_at=row.created_at,
        ended_at=row.ended_at,
        cancelling=row.cancelling,
        problem=row.problem,
    )


def _is(work: Work, job_id: JobId) -> tuple[Any, Any]:
    return job.c.organisation_id == work.organisation_id, job.c.job_id == job_id
