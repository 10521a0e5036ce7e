"""Access requests over HTTP."""

from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from vault import subject_requests
from vault.api.callers import caller, caller_once, made
from vault.api.parameters import PAGE, HttpRequest, KeyHeader, LimitQuery, OpenVault, PurposeHeader, RequestPath
from vault.errors import NotFound
from vault.ids import RequestId
from vault.subject_requests import Answered, NewRequest, OpenedRequest, RequestSummary, RequestView


class RequestPage(msgspec.Struct, frozen=True):
    """A page of requests. Give `next` as `after` for the page behind it; null is the end."""

    items: list[RequestSummary]
    next: RequestId | None


@post("/", operation_id="openRequest", summary="Register an access request")
async def open_request(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewRequest], purpose: PurposeHeader, key: KeyHeader = None
) -> Response[OpenedRequest]:
    """Registers a request under Art. 15 GDPR. The clock runs from receipt; what is found is kept from deletion."""
    opened = await vault.run(await caller_once(request, purpose, key), subject_requests.open_request, data)
    return made(opened, f"/v1/access-requests/{opened.request_id}")


@get("/", operation_id="listRequests", summary="List access requests")
async def list_requests(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    after: Annotated[RequestId | None, QueryParameter(description="The last id of the page before.")] = None,
    limit: LimitQuery = PAGE,
) -> RequestPage:
    """Requests, the soonest due first; nobody's name."""
    items = await vault.run(caller(request, purpose), subject_requests.list_requests, after, limit)
    return RequestPage(items, items[-1].request_id if len(items) == limit else None)


@get("/{request_id:uuid}", operation_id="readRequest", summary="Read an access request")
async def read_request(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> RequestView:
    """A request with what the person said and gave."""
    return await vault.run(caller(request, purpose), subject_requests.read_request, request_id)


@post("/{request_id:uuid}/answer", operation_id="answerRequest", summary="Answer an access request")
async def answer_request(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> Answered:
    """Locates everything about the person, masks what belongs to others, and composes the package."""
    return await vault.run(caller(request, purpose), subject_requests.answer_request, request_id)


@get("/{request_id:uuid}/package/{name:str}", operation_id="readPackage", summary="Fetch a file of the package")
async def read_package(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    name: Annotated[str, PathParameter(description="A name from the manifest, such as letter.pdf.")],
    purpose: PurposeHeader,
) -> Response[bytes]:
    """A file of an answered request's package."""
    package = await vault.run(caller(request, purpose), subject_requests.read_package, request_id)
    if name not in package.files:
        raise NotFound("file in the package")
    return Response(
        package.files[name],
        media_type=subject_requests.media_type(name),
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'},
    )


router = Router(
    "/access-requests",
    route_handlers=[open_request, list_requests, read_request, answer_request, read_package],
    tags=["Access requests"],
)
