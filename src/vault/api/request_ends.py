"""How a request ends, over HTTP: approved, delivered, received, closed; and what proves it afterwards."""

from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.params import JSONBody, PathParameter

from vault import subject_requests
from vault.api.callers import caller, caller_once
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PurposeHeader, RequestPath
from vault.ids import HandoverId
from vault.subject_requests import Closed, Collected, Evidence, MadeDelivery, NewDelivery, PickUp, RequestView

DeliveryPath = Annotated[HandoverId, PathParameter(description="A delivery that waits to be collected.")]
_ONE = "/{request_id:uuid}"


class Collection(msgspec.Struct, frozen=True):
    """A collected package: each file by its name, in base64."""

    files: dict[str, bytes]


@post(f"{_ONE}/approval", operation_id="approveRequest", summary="Approve an answer")
async def approve(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader, key: KeyHeader = None
) -> RequestView:
    """Approves the composed answer as it is."""
    return await vault.run(await caller_once(request, purpose, key), subject_requests.approve_request, request_id)


@post(f"{_ONE}/delivery", operation_id="deliverRequest", summary="Deliver an answer")
async def deliver(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[NewDelivery], purpose: PurposeHeader
) -> MadeDelivery:
    """Makes what goes out of an approved answer: encrypted, or to be collected once with a code."""
    return await vault.run(caller(request, purpose), subject_requests.deliver_request, request_id, data)


@post(f"{_ONE}/receipt", operation_id="confirmReceipt", summary="Record a receipt", status_code=204)
async def confirm_receipt(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[Collected],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> None:
    """Records that the person has the answer."""
    await vault.run(await caller_once(request, purpose, key), subject_requests.confirm_receipt, request_id, data)


@post(f"{_ONE}/closing", operation_id="closeRequest", summary="Close a request", status_code=204)
async def close(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[Closed],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> None:
    """Ends the work on a request that is answered, was withdrawn or was handed on."""
    await vault.run(await caller_once(request, purpose, key), subject_requests.close_request, request_id, data)


@get(f"{_ONE}/evidence", operation_id="readEvidence", summary="The file for an authority")
async def read_evidence(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> Evidence:
    """What was done, when and why, with hashes and proofs of the log. It names nobody."""
    return await vault.run(caller(request, purpose), subject_requests.request_evidence, request_id)


@get(f"{_ONE}/portable", operation_id="exportPortable", summary="Fetch portable data")
async def export_portable(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> Response[bytes]:
    """What a person provided, to be taken elsewhere (Art. 20 GDPR): contact details and their own words, as JSON."""
    content = await vault.run(caller(request, purpose), subject_requests.export_portable, request_id)
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})


@post("/deliveries/{delivery_id:uuid}/collection", operation_id="collectPackage", summary="Collect a package")
async def collect(
    vault: OpenVault, request: HttpRequest, delivery_id: DeliveryPath, data: JSONBody[PickUp], purpose: PurposeHeader
) -> Collection:
    """Gives a package for its code, once. Five attempts."""
    package = await vault.run(caller(request, purpose), subject_requests.collect_package, delivery_id, data)
    return Collection(package.files)


router = Router(
    "/access-requests",
    route_handlers=[approve, deliver, confirm_receipt, close, read_evidence, export_portable, collect],
    tags=["Access requests"],
)
