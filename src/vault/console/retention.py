"""What is due for deletion: the rules, plans with their reasons, applied in the background, and the certificates."""

from collections import Counter
from functools import partial
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post

from vault import jobs, retention
from vault.console.ongoing import Tell
from vault.console.sheets import shown_again
from vault.console.visiting import STORAGE, Id, Looking, Visit
from vault.errors import InvalidInput, VaultError
from vault.ids import JobId, PlanId
from vault.jobs import JobView
from vault.jobs.model import OPEN
from vault.policy import Permission
from vault.retention import Overdue, Plan, ReviewDecision, Rule, ToReview

_LOOK: Final = "look"
_DECISIONS: Final = {"erase": True, "keep": False}


@get("/retention")
async def retention_page(visit: Looking) -> Response[Any]:
    """What waits for somebody, and the newest plans with what became of them."""
    await visit.enter()
    may = visit.may(Permission.PURGE_READ, STORAGE)
    return visit.page(
        "retention.html",
        outlook=await visit.reads(STORAGE, retention.read_outlook) if may else None,
        plans=await visit.reads(STORAGE, retention.list_plans) if may else [],
    )


@get("/retention/rules")
async def rules_page(visit: Looking) -> Response[Any]:
    """The schedule in force, rule by rule: with what the organisation decided, for who may see that."""
    await visit.enter()
    return visit.page("rules.html", rules=await rules_of(visit), country=visit.country)


@get("/retention/overdue")
async def overdue_page(visit: Looking) -> Response[Any]:
    """What should be gone by now, and about which records a person is to decide."""
    return await overdue(visit)


async def overdue(visit: Visit) -> Response[Any]:
    """As the newest plan found it, at once; every record is looked at where that is asked for, which takes its time."""
    await visit.enter()
    looked = visit.went_on(_LOOK)
    if looked is None and visit.asked("look") is not None:
        looked = await visit.at_length(_LOOK, partial(_look, visit), "/retention/overdue")
    report, reviews = (None, None) if looked is None else looked.result
    return visit.page(
        "overdue.html",
        outlook=await visit.reads(STORAGE, retention.read_outlook),
        report=report,
        reviews=reviews,
        found_by=None if looked is None else str(looked.work_id),
        decided=_uuid(visit.request.query_params.get("decided")),
        titles=await titles_of(visit),
    )


async def _look(visit: Visit, _: Tell) -> tuple[Overdue, list[ToReview] | None]:
    """Every record against the rules: what should be gone, and what waits for a decision."""
    report = await visit.reads(STORAGE, retention.report_overdue)
    may = visit.may(Permission.PURGE_PLAN, STORAGE)
    return report, await visit.reads(STORAGE, retention.list_reviews) if may else None


@post("/retention/reviews/{record_id:uuid}")
@shown_again("review-{record_id}", overdue)
async def decide(visit: Looking, record_id: Id) -> Response[Any]:
    """Lets a record go with the next purge, or stay until its last day."""
    chosen = (await visit.form()).get("decision") or ""
    if chosen not in _DECISIONS:
        raise InvalidInput("decision", "is not one of the allowed values")
    await visit.changes(STORAGE, retention.decide_review, record_id, ReviewDecision(erase=_DECISIONS[chosen]))
    looked = visit.went_on(_LOOK)
    if looked is None:
        return visit.go(f"/retention/overdue?look=1&decided={record_id}", "recorded")
    # What was found stays on the page without what was decided: nobody looks at every record again for each.
    waiting = looked.result[1] or []
    waiting[:] = [one for one in waiting if one.record_id != record_id]
    return visit.go(f"/retention/overdue?work={looked.work_id}&decided={record_id}", "recorded")


@post("/retention/plans")
async def make_plan(visit: Looking) -> Response[Any]:
    """Lists what is due today, and keeps the list so that exactly it can be applied."""

    def then(made: Plan) -> str:
        return f"/retention/plans/{made.plan_id}"

    return visit.go(then(await visit.change_at_length("plan", then, STORAGE, retention.plan)))


@get("/retention/plans/{plan_id:uuid}")
async def plan_page(visit: Looking, plan_id: Id) -> Response[Any]:
    """A plan by rule, with what became of each record; while it is applied, how far that is."""
    return await page(visit, plan_id)


async def page(visit: Visit, plan_id: UUID) -> Response[Any]:
    """A plan, with the forms that apply and stop it."""
    await visit.enter()
    chosen = PlanId(plan_id)
    # The work first: what ends between the two shows as a plan that is finished and never as one that stands still.
    job = await _job(visit)
    made = await visit.reads(STORAGE, retention.read_plan, chosen)
    return visit.page(
        "plan.html",
        plan=made,
        titles=await titles_of(visit),
        clusters=Counter((one.kind, one.cluster, one.action) for one in made.items),
        settled=sum(one.outcome is not None for one in made.items),
        job=job if job is not None and job.target_id == plan_id else None,
        running=job is not None and job.state in OPEN,
    )


@post("/retention/plans/{plan_id:uuid}/apply")
@shown_again("apply", page)
async def apply(visit: Looking, plan_id: Id) -> Response[Any]:
    """Has what the plan lists erased and certified in the background. Killed or repeated, it goes on where it was."""
    job = await visit.changes(STORAGE, jobs.start_purge, PlanId(plan_id))
    return visit.go(f"/retention/plans/{plan_id}?job={job.job_id}")


@post("/retention/plans/{plan_id:uuid}/cancel")
@shown_again("cancel", page)
async def cancel(visit: Looking, plan_id: Id) -> Response[Any]:
    """Has the work end after its present step. What is erased stays erased; the rest can be applied later."""
    job_id = _id((await visit.form()).get("job"))
    if job_id is None:
        raise InvalidInput("job", "is no id")
    await visit.changes(STORAGE, jobs.cancel_job, job_id)
    return visit.go(f"/retention/plans/{plan_id}?job={job_id}")


@get("/retention/plans/{plan_id:uuid}/certificate.json")
async def certificate(visit: Looking, plan_id: Id) -> Response[Any]:
    """The signed certificate, to be saved."""
    signed = await visit.reads(STORAGE, retention.read_certificate, PlanId(plan_id))
    headers = {"Content-Disposition": f'attachment; filename="certificate-{plan_id}.json"'}
    return Response(signed, media_type="application/json", headers=headers)


async def rules_of(visit: Visit) -> list[Rule]:
    """The rules in force: those of the organisation for who may see that, or else those that ship."""
    if visit.may(Permission.PURGE_READ, STORAGE):
        return await visit.reads(STORAGE, retention.read_schedule)
    return list(retention.read(visit.vault.settings.policies).schedule())


async def titles_of(visit: Visit) -> dict[str, str]:
    """Each rule as a sentence, by its cluster."""
    return {one.cluster: one.title[visit.t.language] for one in await rules_of(visit)}


async def _job(visit: Visit) -> JobView | None:
    """The work that the address names, so that a page that is loaded again still tells of it."""
    job_id = _id(visit.request.query_params.get("job"))
    if job_id is None or not visit.may(Permission.PURGE_APPLY, STORAGE):
        return None
    try:
        return await visit.reads(STORAGE, jobs.read_job, job_id)
    except VaultError:
        return None


def _id(given: str | None) -> JobId | None:
    found = _uuid(given)
    return None if found is None else JobId(found)


def _uuid(given: str | None) -> UUID | None:
    try:
        return None if given is None else UUID(given)
    except ValueError:
        return None


HANDLERS = (retention_page, rules_page, overdue_page, decide, make_plan, plan_page, apply, cancel, certificate)
