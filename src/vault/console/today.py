"""The first page: what is due, what waits for somebody, whether everything is in order. Counts and no names."""

import asyncio
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from litestar import Response, get

from vault.accounts import EmergencyState, EmergencyView, list_emergencies
from vault.approvals import ApprovalView
from vault.complaints import SharingDue, list_due
from vault.console import approvals
from vault.console.stages import UNANSWERED, WITH_DATA
from vault.console.visiting import ACCOUNTABILITY, ADMINISTRATION, RIGHTS, STORAGE, Looking, Visit
from vault.epochs import Safekeeping, read_safekeeping, status
from vault.evidence import newest_checkpoint, review
from vault.ids import CaseId
from vault.policy import MEMBER, Permission
from vault.retention import Outlook, read_outlook
from vault.subject_requests import RequestSummary, State, list_requests

_SOON: Final = timedelta(days=7)
_LISTED: Final = 12
_ODD: Final = 6


class Due(msgspec.Struct, frozen=True):
    """A request as the first page lists it."""

    request: RequestSummary
    days: int
    """Until it is due; negative once it is late."""
    urgency: str

    @property
    def next(self) -> str:
        """What is expected next, as far as a list can tell."""
        if self.request.state is State.OPEN:
            if self.request.paused_since is not None:
                return "paused"
            return "open" if self.request.right in WITH_DATA else "decide"
        return self.request.state.value


class Owed(msgspec.Struct, frozen=True):
    """Something that is to be told about a case: to somebody of whom others told, or to a recipient; or by one."""

    kind: str
    case_id: CaseId
    due_on: date


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
        owed=[] if sharing is None else _owed(sharing),
        outlook=outlook,
        safe=safe,
    )


async def open_requests(visit: Visit) -> list[Due]:
    """Every request that is not answered, the most urgent first."""
    found = await visit.reads(RIGHTS, list_requests, None, 500)
    return [due(one, visit.today) for one in found if one.state in UNANSWERED]


def due(one: RequestSummary, today: date) -> Due:
    """How urgent a request is (A-42, A-43)."""
    days = (one.due_on - today).days
    if one.paused_since is not None:
        return Due(one, days, "still")
    if days < 0:
        return Due(one, days, "late")
    if one.due_on - today <= _SOON:
        return Due(one, days, "soon")
    return Due(one, days, "behind" if today > one.internal_target else "calm")


def _owed(sharing: SharingDue) -> list[Owed]:
    """What somebody else is owed, or owes, by the day on which it is due."""
    found = [
        *(Owed("information", one.case_id, one.due_on) for one in sharing.information),
        *(Owed("answer", one.case_id, one.due_on) for one in sharing.answers),
        *(Owed("notice", one.case_id, one.due_on) for one in sharing.notices),
    ]
    return sorted(found, key=lambda one: (one.due_on, one.case_id))


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
    return await visit.reads(RIGHTS, list_due)


async def _outlook(visit: Visit) -> Outlook | None:
    return await visit.reads(STORAGE, read_outlook) if visit.may(Permission.PURGE_READ, STORAGE) else None


async def _safe(visit: Visit) -> Safekeeping | None:
    if not visit.may(Permission.SAFEKEEPING_READ, ACCOUNTABILITY):
        return None
    return await visit.reads(ACCOUNTABILITY, read_safekeeping)


HANDLERS = (today_page,)
