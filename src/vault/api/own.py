"""One's own sessions over HTTP, and roles that somebody takes on in an emergency.

For callers who present a session of a member of staff; an API client has none.
"""

from typing import Annotated

from litestar import Router, delete, get, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter

from vault import accounts
from vault.accounts import EmergencyReview, EmergencyView, NewEmergency, SessionView
from vault.api.callers import caller, caller_once
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PurposeHeader
from vault.api.staff import EndedSessions
from vault.ids import EmergencyId, SessionId

SessionPath = Annotated[SessionId, PathParameter(description="One of your own sessions.")]
EmergencyPath = Annotated[EmergencyId, PathParameter(description="A use of break-glass access.")]


@get("/", operation_id="listSessions", summary="List your sessions")
async def list_sessions(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[SessionView]:
    """Your own sessions, the newest first; `present` marks the one in which you ask."""
    return await vault.run(caller(request, purpose), accounts.list_sessions)


@delete("/{session_id:uuid}", operation_id="endSession", summary="End one of your sessions")
async def end_session(vault: OpenVault, request: HttpRequest, session_id: SessionPath, purpose: PurposeHeader) -> None:
    """Ends it at once. You must have signed in a moment ago, or it is a `conflict`."""
    await vault.run(caller(request, purpose), accounts.end_session, session_id)


@delete("/others", operation_id="endOtherSessions", summary="End your other sessions", status_code=200)
async def end_others(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> EndedSessions:
    """Ends all but the present one and forgets every known device. You must have signed in a moment ago."""
    return EndedSessions(await vault.run(caller(request, purpose), accounts.end_other_sessions))


@delete("/present", operation_id="signOut", summary="Sign out")
async def sign_out(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> None:
    """Ends the session in which you ask."""
    await vault.run(caller(request, purpose), accounts.sign_out)


@post("/", operation_id="openEmergency", summary="Take on a role in an emergency")
async def open_emergency(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewEmergency], purpose: PurposeHeader, key: KeyHeader = None
) -> EmergencyView:
    """Gives you roles for a short time, from your next call on. Everything done meanwhile says so in the log.

    Whoever watches is told at once, and somebody else reviews it.
    """
    return await vault.run(await caller_once(request, purpose, key), accounts.open_emergency, data)


@get("/", operation_id="listEmergencies", summary="List roles taken on in an emergency")
async def list_emergencies(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    *,
    reviewed: Annotated[bool, QueryParameter(description="Also those that somebody reviewed.")] = False,
) -> list[EmergencyView]:
    """What is open or waits for a review, the newest first, and why it was taken on."""
    return await vault.run(caller(request, purpose), accounts.list_emergencies, reviewed=reviewed)


@put("/{emergency_id:uuid}/end", operation_id="endEmergency", summary="End an emergency", status_code=204)
async def end_emergency(
    vault: OpenVault, request: HttpRequest, emergency_id: EmergencyPath, purpose: PurposeHeader
) -> None:
    """Ends it before its time."""
    await vault.run(caller(request, purpose), accounts.end_emergency, emergency_id)


@put("/{emergency_id:uuid}/review", operation_id="reviewEmergency", summary="Review an emergency", status_code=204)
async def review_emergency(
    vault: OpenVault,
    request: HttpRequest,
    emergency_id: EmergencyPath,
    data: JSONBody[EmergencyReview],
    purpose: PurposeHeader,
) -> None:
    """Keeps what you think of one that is over. Nobody reviews their own."""
    await vault.run(caller(request, purpose), accounts.review_emergency, emergency_id, data)


sessions = Router("/sessions", route_handlers=[list_sessions, end_session, end_others, sign_out], tags=["Staff"])
emergencies = Router(
    "/break-glass-uses",
    route_handlers=[open_emergency, list_emergencies, end_emergency, review_emergency],
    tags=["Staff"],
)
