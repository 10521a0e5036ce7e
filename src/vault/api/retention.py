"""Purges over HTTP."""

from litestar import Router, get, post

from vault import retention
from vault.api.callers import caller, caller_once
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PlanPath, PurposeHeader
from vault.retention import Plan, SignedCertificate


@post("/", operation_id="planPurge", summary="Plan a purge")
async def plan(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader, key: KeyHeader = None) -> Plan:
    """Lists what is due today, under which rule, and keeps the list so that exactly it can be applied."""
    return await vault.run(await caller_once(request, purpose, key), retention.plan)


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


router = Router("/purge-plans", route_handlers=[plan, read_plan, apply_plan], tags=["Retention"])
