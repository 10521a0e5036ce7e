"""Long work over HTTP: started, watched, cancelled."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.params import PathParameter

from vault import jobs
from vault.api.callers import caller
from vault.api.parameters import HttpRequest, OpenVault, PlanPath, PurposeHeader, RequestPath
from vault.ids import JobId
from vault.jobs import JobView

JobPath = Annotated[JobId, PathParameter(description="Work in the background.")]


@post(
    "/purge-plans/{plan_id:uuid}/jobs",
    operation_id="startPurge",
    summary="Apply a purge plan in the background",
    status_code=202,
    tags=["Retention"],
)
async def start_purge(
    vault: OpenVault, request: HttpRequest, plan_id: PlanPath, purpose: PurposeHeader
) -> Response[JobView]:
    """Does what applying the plan does, without keeping the connection. Asking again shows work that is under way."""
    return _accepted(await vault.run(caller(request, purpose), jobs.start_purge, plan_id))


@post(
    "/access-requests/{request_id:uuid}/jobs",
    operation_id="startAnswer",
    summary="Answer a request in the background",
    status_code=202,
    tags=["Access requests"],
)
async def start_answer(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> Response[JobView]:
    """Does what answering does, without keeping the connection. Asking again shows work that is under way."""
    return _accepted(await vault.run(caller(request, purpose), jobs.start_answer, request_id))


@get("/jobs/{job_id:uuid}", operation_id="readJob", summary="See how far work is", tags=["Jobs"])
async def read_job(vault: OpenVault, request: HttpRequest, job_id: JobPath, purpose: PurposeHeader) -> JobView:
    """Where work in the background stands. Kept for thirty days after it is over."""
    return await vault.run(caller(request, purpose), jobs.read_job, job_id)


@post(
    "/jobs/{job_id:uuid}/cancellation",
    operation_id="cancelJob",
    summary="Cancel work",
    status_code=200,
    tags=["Jobs"],
)
async def cancel_job(vault: OpenVault, request: HttpRequest, job_id: JobPath, purpose: PurposeHeader) -> JobView:
    """Ends work that waits, and has work that runs end after its present step. What was done stays done."""
    return await vault.run(caller(request, purpose), jobs.cancel_job, job_id)


def _accepted(job: JobView) -> Response[JobView]:
    return Response(job, headers={"Location": f"/v1/jobs/{job.job_id}", "Retry-After": "1"})


router = Router("/", route_handlers=[start_purge, start_answer, read_job, cancel_job])
