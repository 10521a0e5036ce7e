"""Purges over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import PathParameter, QueryParameter

from vault import retention
from vault.api.callers import caller, made
from vault.api.parameters import HttpRequest, OpenVault, PlanPath, PurposeHeader
from vault.retention import Overdue, Plan, PlannedDeletion, PlanSummary, SignedCertificate

RecordPath = Annotated[UUID, PathParameter(description="A case, a person in none, or another record with a period.")]


@post("/", operation_id="planPurge", summary="Plan a purge")
async def plan(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Response[Plan]:
    """Lists what is due today, under which rule, and keeps the list so that exactly it can be applied.

    A plan that is asked for twice is two plans with the same digest; neither erases anything.
    """
    planned = await vault.run(caller(request, purpose), retention.plan)
    return made(planned, f"/v1/purge-plans/{planned.plan_id}")


@get("/", operation_id="listPlans", summary="List purge plans")
async def list_plans(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    newest: Annotated[int, QueryParameter(ge=1, le=100, description="How many at most.")] = 20,
) -> list[PlanSummary]:
    """The newest plans in numbers, and which of them were applied to their end and certified."""
    return await vault.run(caller(request, purpose), retention.list_plans, newest)


@get("/{plan_id:uuid}/certificate", operation_id="readCertificate", summary="Fetch a certificate")
async def read_certificate(
    vault: OpenVault, request: HttpRequest, plan_id: PlanPath, purpose: PurposeHeader
) -> SignedCertificate:
    """The signed certificate of a plan that was applied to its end."""
    return await vault.run(caller(request, purpose), retention.read_certificate, plan_id)


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


@get("/{record_id:uuid}", operation_id="readDeletions", summary="See when a record goes")
async def read_deletions(
    vault: OpenVault, request: HttpRequest, record_id: RecordPath, purpose: PurposeHeader
) -> list[PlannedDeletion]:
    """When a record and its parts go, as things stand today."""
    return await vault.run(caller(request, purpose), retention.read_deletions, [record_id])


router = Router(
    "/purge-plans", route_handlers=[plan, list_plans, read_plan, read_certificate, apply_plan], tags=["Retention"]
)
overdue = Router("/overdue", route_handlers=[report_overdue], tags=["Retention"])
deletions = Router("/deletions", route_handlers=[read_deletions], tags=["Retention"])
