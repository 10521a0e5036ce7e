"""The log and the rules: what happened, whether it can be trusted, who may do what and why."""

import asyncio
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post

from vault.audit import Verification
from vault.console.visiting import ACCOUNTABILITY, ADMINISTRATION, Looking, Visit
from vault.errors import LogBroken, NotFound
from vault.evidence import newest_checkpoint, read_log, review, verify, witness_standings
from vault.ids import EventId
from vault.policy import Permission, RoleName

_PAGE: Final = 50
_NOBODY: Final = frozenset({RoleName.SIGN_IN})
"""A role that only the door itself has."""


@get("/log")
async def log_page(visit: Looking) -> Response[Any]:
    """The newest events, the newest checkpoint, and what was unusual yesterday."""
    await visit.enter()
    proven = visit.went_on("verify")
    return await _log(visit, proven=None if proven is None else proven.result)


@post("/log/verify")
async def verify_log(visit: Looking) -> Response[Any]:
    """Proves the whole log, or says where it does not hold."""
    await visit.enter()
    kept = visit.vault.kept_checkpoints.everyone()
    try:
        proven = await visit.read_at_length("verify", "/log", ACCOUNTABILITY, verify, kept)
    except LogBroken as error:
        return await _log(visit, broken=error)
    return await _log(visit, proven=proven)


async def _log(visit: Visit, *, proven: Verification | None = None, broken: LogBroken | None = None) -> Response[Any]:
    if visit.own is None:
        await visit.enter()
    before = visit.request.query_params.get("before")
    events, head, oddities, witnesses = await asyncio.gather(
        visit.reads(ADMINISTRATION, read_log, _event(before), _PAGE),
        _of(visit, Permission.AUDIT_VERIFY, newest_checkpoint),
        _of(visit, Permission.AUDIT_REVIEW, review),
        _of(visit, Permission.AUDIT_VERIFY, witness_standings),
    )
    await visit.recognises(
        (*(one.actor for one in events), *(one.actor for one in (oddities.findings if oddities else ())))
    )
    return visit.page(
        "log.html",
        status=200 if broken is None else 500,
        events=events,
        older=events[-1].event_id if len(events) == _PAGE else None,
        head=head,
        oddities=oddities,
        witnesses=witnesses,
        proven=proven,
        broken=broken,
    )


async def _of(visit: Visit, permission: Permission, verb: Any) -> Any:
    return await visit.reads(ACCOUNTABILITY, verb) if visit.may(permission, ACCOUNTABILITY) else None


def _event(given: str | None) -> EventId | None:
    try:
        return None if given is None else EventId(UUID(given))
    except ValueError:
        raise NotFound("event") from None


HANDLERS = (log_page, verify_log)
