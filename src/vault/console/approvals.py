"""What waits for a second person."""

from typing import Any, Final

from litestar import Response, get, post

from vault import approvals
from vault.approvals import Act, ApprovalView
from vault.console.sheets import shown_again
from vault.console.visiting import ADMINISTRATION, RIGHTS, Id, Looking, Visit
from vault.errors import InvalidInput, NotFound
from vault.ids import ApprovalId
from vault.policy import Permission

_DECISIONS: Final = {"confirm": approvals.confirm, "refuse": approvals.refuse, "withdraw": approvals.withdraw}


async def page(visit: Visit) -> Response[Any]:
    """What waits, and what became of the rest."""
    await visit.enter()
    found = await every(visit, ended=True)
    await visit.recognises(who for one in found for who in (one.asked_by, one.decided_by))
    return visit.page("approvals.html", approvals=found)


@get("/approvals")
async def approvals_page(visit: Looking) -> Response[Any]:
    """What waits for a second person."""
    return await page(visit)


@post("/approvals/{approval_id:uuid}")
@shown_again("approval-{approval_id}", page)
async def decide(visit: Looking, approval_id: Id) -> Response[Any]:
    """Confirms, refuses or withdraws."""
    await visit.enter()
    chosen = (await visit.form()).get("decision") or ""
    if chosen not in _DECISIONS:
        raise InvalidInput("decision", "is not one of the allowed values")
    waiting = next((one for one in await every(visit) if one.approval_id == approval_id), None)
    if waiting is None:
        raise NotFound("approval")
    await visit.changes(_purpose(visit, waiting.act), _DECISIONS[chosen], ApprovalId(approval_id))
    return visit.go("/approvals", f"approval_{chosen}")


async def every(visit: Visit, *, ended: bool = False) -> list[ApprovalView]:
    """What somebody asked for or may confirm, for either purpose that such an act can have; the newest first."""
    found: dict[ApprovalId, ApprovalView] = {}
    for purpose in (RIGHTS, ADMINISTRATION):
        if visit.may(Permission.APPROVAL_LIST, purpose):
            for one in await visit.reads(purpose, approvals.list_approvals, ended=ended):
                if one.approval_id not in found or one.may_decide:
                    found[one.approval_id] = one
    return sorted(found.values(), key=lambda one: one.asked_at, reverse=True)


def _purpose(visit: Visit, act: Act) -> str:
    """The purpose whose categories an act is about."""
    rights = visit.vault.policy.register.get(RIGHTS)
    return RIGHTS if act.permission.resource in rights.covers else ADMINISTRATION


HANDLERS = (approvals_page, decide)
