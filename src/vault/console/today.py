"""The first page: what is due, what waits for somebody, whether everything is in order. Counts and no names."""

import asyncio
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from litestar import Response, get

from vault.accounts import EmergencyState, EmergencyView, list_emergencies
from vault.approvals import ApprovalView
from vault.complaints import sharing_outlook
from vault.console import approvals
from vault.console.visiting import ACCOUNTABILITY, ADMINISTRATION, RIGHTS, STORAGE, Looking, Visit
from vault.epochs import Safekeeping, read_safekeeping, status
from vault.evidence import newest_checkpoint, review
from vault.policy import MEMBER, Permission
from vault.retention import Outlook, read_outlook
from vault.subject_requests import DueRequest, RequestSummary, requests_due

_SOON: Final = timedelta(days=7)
_LISTED: Final = 12
_ODD: Final = 6


class Due(msgspec.Struct, frozen=True):
    """A request as lists show it."""

    request: DueRequest
    urgency: str

    @property
    def days(self) -> int:
        """Until it is due; negative once it is late."""
        return self.request.days_left


@get("/")
async def today_page(visit: Looking) -> Response[Any]:
    """Everything that somebody has to know in the morning, as far as they may."""
    await visit.enter()
    requests, approvals, oddities, emergencies, log, keys, sharing, outlook, safe = await asyncio.gather(
        _requests(visit),
        _approvals(visit),
        _oddities(visit),
        _emergencies(visit),
        _log(visit),
        _keys(visit),
        _sharing(visit),
        _outlook(visit),
        _safe(visit),
    )
    listed = oddities.findings[:_ODD] if oddities is not None else ()
    await visit.recognises(
        (
            *(one.asked_by for one in approvals or () if not one.mine),
            *(one.actor for one in listed),
            *(f"{MEMBER}{one.account_id}" for one in emergencies or ()),
        )
    )
    return visit.page(
        "today.html",
        due=requests[:_LISTED] if requests is not None else None,
        counts=_counts(requests) if requests is not None else None,
        approvals=approvals,
        oddities=oddities,
        odd=listed,
        emergencies=emergencies,
        log=log,
        keys=keys,
        sharing=sharing,
        outlook=outlook,
        safe=safe,
    )


async def open_requests(visit: Visit) -> list[Due]:
    """Every request that is not answered, the most urgent first, with what it waits for; nobody's name."""
    found = await visit.reads(RIGHTS, requests_due)
    return [Due(one, urgency(one, visit.today)) for one in found]


def urgency(one: DueRequest | RequestSummary, today: date) -> str:
    """How urgent a request is (A-42, A-43)."""
    if one.paused_since is not None:
        return "still"
    if one.due_on < today:
        return "late"
    if one.due_on - today <= _SOON:
        return "soon"
    return "behind" if today > one.internal_target else "calm"


def _counts(requests: list[Due]) -> dict[str, int]:
    kinds = [one.urgency for one in requests]
    return {"open": len(requests), "late": kinds.count("late"), "soon": kinds.count("soon")}


async def _requests(visit: Visit) -> list[Due] | None:
    return await open_requests(visit) if visit.may(Permission.REQUEST_LIST, RIGHTS) else None


async def _approvals(visit: Visit) -> list[ApprovalView] | None:
    return await approvals.every(visit) if visit.may(Permission.APPROVAL_LIST, ADMINISTRATION) else None


async def _oddities(visit: Visit) -> Any:
    if not visit.may(Permission.AUDIT_REVIEW, ACCOUNTABILITY):
        return None
    return await visit.reads(ACCOUNTABILITY, review)


async def _emergencies(visit: Visit) -> list[EmergencyView] | None:
    if not visit.may(Permission.EMERGENCY_LIST, ACCOUNTABILITY):
        return None
    found = await visit.reads(ACCOUNTABILITY, list_emergencies)
    return [one for one in found if one.state is not EmergencyState.REVIEWED]


async def _log(visit: Visit) -> Any:
    if not visit.may(Permission.AUDIT_VERIFY, ACCOUNTABILITY):
        return None
    return await visit.reads(ACCOUNTABILITY, newest_checkpoint)


async def _keys(visit: Visit) -> Any:
    if not visit.may(Permission.KEY_LIST, ADMINISTRATION):
        return None
    return await visit.reads(ADMINISTRATION, status)


async def _sharing(visit: Visit) -> Any:
    if not visit.may(Permission.CASE_INFORMATION_LIST, RIGHTS):
        return None
    return await visit.reads(RIGHTS, sharing_outlook)


async def _outlook(visit: Visit) -> Outlook | None:
    return await visit.reads(STORAGE, read_outlook) if visit.may(Permission.PURGE_READ, STORAGE) else None


async def _safe(visit: Visit) -> Safekeeping | None:
    if not visit.may(Permission.SAFEKEEPING_READ, ACCOUNTABILITY):
        return None
    return await visit.reads(ACCOUNTABILITY, read_safekeeping)


HANDLERS = (today_page,)
