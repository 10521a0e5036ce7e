"""What is due for deletion: a plan with its reasons, applied exactly, and the certificate."""

import json
from collections import Counter
from typing import Any

from litestar import Response, get, post

from vault.console.visiting import STORAGE, Id, Looking, Visit
from vault.ids import PlanId
from vault.policy import Permission
from vault.retention import Schedule, apply_plan, plan, read_plan, read_schedule


@get("/retention")
async def retention_page(visit: Looking) -> Response[Any]:
    """The schedule in force, rule by rule: with what the organisation decided, for who may see that."""
    await visit.enter()
    if visit.may(Permission.PURGE_READ, STORAGE):
        return visit.page("retention.html", rules=await visit.reads(STORAGE, read_schedule))
    return visit.page("retention.html", rules=list(Schedule.load(visit.vault.settings.policies)))


@post("/retention/plans")
async def make_plan(visit: Looking) -> Response[Any]:
    """Lists what is due today, and keeps the list so that exactly it can be applied."""
    made = await visit.changes(STORAGE, plan)
    return visit.go(f"/retention/plans/{made.plan_id}")


@get("/retention/plans/{plan_id:uuid}")
async def plan_page(visit: Looking, plan_id: Id) -> Response[Any]:
    """A plan, by rule, with what became of each record."""
    await visit.enter()
    return await _plan(visit, PlanId(plan_id))


@post("/retention/plans/{plan_id:uuid}/apply")
async def apply(visit: Looking, plan_id: Id) -> Response[Any]:
    """Erases what the plan lists and certifies it. Killed or repeated, it goes on where it was."""
    await visit.enter()
    certificate = await visit.changes(STORAGE, apply_plan, PlanId(plan_id))
    return await _plan(visit, PlanId(plan_id), json.loads(certificate.body))


async def _plan(visit: Visit, plan_id: PlanId, certificate: Any = None) -> Response[Any]:
    made = await visit.reads(STORAGE, read_plan, plan_id)
    return visit.page(
        "plan.html",
        plan=made,
        titles={one.cluster: one.title[visit.t.language] for one in Schedule.load(visit.vault.settings.policies)},
        clusters=Counter((one.kind, one.cluster) for one in made.items),
        certificate=certificate,
    )


HANDLERS = (retention_page, make_plan, plan_page, apply)
