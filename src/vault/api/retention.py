"""Purges over HTTP."""

from litestar import Router, get, post

from vault import retention
from vault.api.callers import caller
from vault.api.parameters import HttpRequest, OpenVault, PlanPath, PurposeHeader
from vault.retention import Overdue, Plan, SignedCertificate


@post("/", operation_id="planPurge", summary="Plan a purge")
async def plan(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Plan:
    """Lists what is due today, under which rule, and keeps the list so that exactly it can be applied.

    A plan that is asked for twice is two plans with the same digest; neither erases anything.
    """
    return await vault.run(caller(request, purpose), retention.plan)


@get("/{plan_id:uuid}", operation_id="readPlan", summary="Read a purge plan")
async def read_plan(vault: OpenVault, request: HttpRequest, plan_id: PlanPath, purpose: PurposeHeader) -> Plan:
    """A plan with what became of each record so far."""
    return await vault.run(caller(request, purpose), retention.read_plan, plan_id)


@post("/{plan_id:uuid}/apply", operation_id="applyPlan", summary="Apply a purge plan", status_code=200)
async def apply_plan(
    vault: OpenVault, request: HttpRequest, plan_id: PlanPath, purpose: PurposeHeader
) -> SignedCertificate:
    """Erases what the plan lists, leaves what changed since, and returns the signed certificate."""
    return await vault.run(caller(request, purpose), retention.apply_plan, plan_id)


@get("/", operation_id="reportOverdue", summary="See what is overdue")
async def report_overdue(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Overdue:
    """What should have been erased by now, and holds that nobody looked at again. It must be empty."""
    return await vault.run(caller(request, purpose), retention.report_overdue)


router = Router("/purge-plans", route_handlers=[plan, read_plan, apply_plan], tags=["Retention"])
overdue = Router("/overdue", route_handlers=[report_overdue], tags=["Retention"])
