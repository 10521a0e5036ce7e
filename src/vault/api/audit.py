"""The log and its proofs over HTTP."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import QueryParameter

from vault import epochs, evidence
from vault.api.callers import caller
from vault.api.parameters import PAGE, EventPath, HttpRequest, LimitQuery, OpenVault, PurposeHeader, SubjectPath
from vault.audit import Checkpoint, LoggedEvent, Verification
from vault.epochs import Safekeeping
from vault.errors import NotFound
from vault.evidence import Consultation, Proof, Reviewed
from vault.ids import EventId


class EventPage(msgspec.Struct, frozen=True):
    """A page of the log. Give `next` as `before` for the page behind it; null is the end."""

    items: list[LoggedEvent]
    next: EventId | None


@get("/audit/events", operation_id="readLog", summary="Read the log", tags=["Audit"])
async def read_log(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    before: Annotated[EventId | None, QueryParameter(description="The last id of the page before.")] = None,
    limit: LimitQuery = PAGE,
) -> EventPage:
    """Events, the newest first: who, what, which ids, for which purpose, with which outcome."""
    items = await vault.run(caller(request, purpose), evidence.read_log, before, limit)
    return EventPage(items, items[-1].event_id if len(items) == limit else None)


@get(
    "/audit/events/{event_id:uuid}/proof",
    operation_id="proveEvent",
    summary="Prove an event",
    tags=["Audit"],
)
async def prove_event(vault: OpenVault, request: HttpRequest, event_id: EventPath, purpose: PurposeHeader) -> Proof:
    """A proof (C2SP tlog-proof) that one event stands in the sealed log, which is checked offline with a public key."""
    return await vault.run(caller(request, purpose), evidence.prove_event, event_id)


@get("/safekeeping", operation_id="readSafekeeping", summary="Backups and keys at a glance", tags=["Audit"])
async def read_safekeeping(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Safekeeping:
    """When the newest backup was made, how old the keys are, and from when on no backup yields what was erased."""
    return await vault.run(caller(request, purpose), epochs.read_safekeeping)


@get("/audit/checkpoint", operation_id="readCheckpoint", summary="Read the newest checkpoint", tags=["Audit"])
async def read_checkpoint(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Checkpoint:
    """The signed state of the log (C2SP tlog-checkpoint). Keep it elsewhere: it shows later whether the log was cut."""
    newest = await vault.run(caller(request, purpose), evidence.newest_checkpoint)
    if newest is None:
        raise NotFound("checkpoint")
    return newest


@get("/audit/keys", operation_id="readLogKeys", summary="Read the keys of the log", tags=["Audit"])
async def read_keys(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[str]:
    """The public keys (C2SP signed-note) with which checkpoints of this log are checked, the newest first."""
    return list(await vault.run(caller(request, purpose), evidence.verifier_keys))


@get("/audit/growth", operation_id="proveGrowth", summary="Prove growth", tags=["Audit"])
async def prove_growth(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    since: Annotated[int, QueryParameter(ge=0, description="The size that an earlier checkpoint gives.")] = 0,
) -> Proof:
    """A proof that the log of now begins with that of an earlier checkpoint; it is checked with that checkpoint."""
    return await vault.run(caller(request, purpose), evidence.prove_growth, since)


@post("/audit/verification", operation_id="verifyLog", summary="Verify the log", status_code=200, tags=["Audit"])
async def verify_log(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Verification:
    """Proves every sealed event against the signed checkpoints, the one outside of the database among them."""
    return await vault.run(caller(request, purpose), evidence.verify, vault.kept_checkpoints.everyone())


@get(
    "/subjects/{subject_id:uuid}/consultations",
    operation_id="readConsultations",
    summary="Who saw a person's records",
    tags=["Audit"],
)
async def read_consultations(
    vault: OpenVault, request: HttpRequest, subject_id: SubjectPath, purpose: PurposeHeader
) -> list[Consultation]:
    """When, why and under which reference a person's records were consulted; they themselves are told no reference."""
    return await vault.run(caller(request, purpose), evidence.who_saw, subject_id)


@get("/audit/review", operation_id="reviewAccess", summary="Look for unusual access", tags=["Audit"])
async def review(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    day: Annotated[date | None, QueryParameter(description="Which day; yesterday unless one is named.")] = None,
) -> Reviewed:
    """Who looked at what in a way that somebody should be asked about: references and ids, no names."""
    return await vault.run(caller(request, purpose), evidence.review, day)


router = Router(
    "/",
    route_handlers=[
        read_log,
        prove_event,
        read_checkpoint,
        read_safekeeping,
        read_keys,
        prove_growth,
        verify_log,
        read_consultations,
        review,
    ],
)
