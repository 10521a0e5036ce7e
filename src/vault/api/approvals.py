"""What takes two people, over HTTP: asking, seeing what waits, confirming, refusing, withdrawing."""

from typing import Annotated

from litestar import Router, delete, get, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter

from vault import approvals
from vault.api.callers import caller, caller_once
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PurposeHeader
from vault.approvals import ApprovalView, NewApproval
from vault.ids import ApprovalId

ApprovalPath = Annotated[ApprovalId, PathParameter(description="Something that somebody asked a second person for.")]


@post("/", operation_id="askApproval", summary="Ask a second person")
async def ask(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewApproval], purpose: PurposeHeader, key: KeyHeader = None
) -> ApprovalView:
    """Asks for the consent that an act takes. An operation that needs it asks by itself; this asks beforehand."""
    return await vault.run(await caller_once(request, purpose, key), approvals.ask, data)


@get("/", operation_id="listApprovals", summary="See what waits for a second person")
async def list_approvals(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    *,
    ended: Annotated[bool, QueryParameter(description="Also what is refused, withdrawn, used or expired.")] = False,
) -> list[ApprovalView]:
    """What you asked for, and what you may confirm for the purpose that you state, the oldest first."""
    return await vault.run(caller(request, purpose), approvals.list_approvals, ended=ended)


@put(
    "/{approval_id:uuid}/confirmation",
    operation_id="confirmApproval",
    summary="Confirm what somebody else asked for",
    status_code=204,
)
async def confirm(vault: OpenVault, request: HttpRequest, approval_id: ApprovalPath, purpose: PurposeHeader) -> None:
    """Agrees. You need the permission for the act itself, and a key that nobody has in hand who asked."""
    await vault.run(caller(request, purpose), approvals.confirm, approval_id)


@put(
    "/{approval_id:uuid}/refusal",
    operation_id="refuseApproval",
    summary="Refuse what somebody else asked for",
    status_code=204,
)
async def refuse(vault: OpenVault, request: HttpRequest, approval_id: ApprovalPath, purpose: PurposeHeader) -> None:
    """Says no, or takes a confirmation back before it is used."""
    await vault.run(caller(request, purpose), approvals.refuse, approval_id)


@delete("/{approval_id:uuid}", operation_id="withdrawApproval", summary="Withdraw what you asked for")
async def withdraw(vault: OpenVault, request: HttpRequest, approval_id: ApprovalPath, purpose: PurposeHeader) -> None:
    """Takes back what you asked for, until it is used."""
    await vault.run(caller(request, purpose), approvals.withdraw, approval_id)


router = Router("/approvals", route_handlers=[ask, list_approvals, confirm, refuse, withdraw], tags=["Two people"])
