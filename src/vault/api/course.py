"""The course of a complaint over HTTP: entries, where it stands, filing, closing, lanes."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Router, delete, get, post, put
from litestar.params import JSONBody, QueryParameter

from vault import complaints
from vault.api.callers import caller, caller_once, version
from vault.api.parameters import CasePath, HttpRequest, KeyHeader, LanePath, MatchHeader, OpenVault, PurposeHeader
from vault.complaints import (
    CheckedText,
    FilingCheck,
    LaneView,
    NewClosing,
    NewEntry,
    NewRemarkDecision,
    NewReopening,
    RemarkView,
    Situation,
    TextCheck,
)
from vault.ids import EntryId, RemarkId
from vault.language import Language


class EnteredId(msgspec.Struct, frozen=True):
    """The id of an entry that was made."""

    entry_id: EntryId


class DecidedRemarkId(msgspec.Struct, frozen=True):
    """The id of a decision about a passage."""

    remark_id: RemarkId


class NewLaneClosing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a process beside the legal matter ended; its period counts from then."""

    on: date


@post("/{case_id:uuid}/entries", operation_id="addEntry", summary="Enter what happened")
async def add_entry(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[NewEntry],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> EnteredId:
    """Enters an incident, attempt, warning, filing, payment and so on, each kind with its own fields, in its lane.

    The purpose must be that of the lane. A warning or filing that must not go out yet is a `conflict` that names why.
    """
    return EnteredId(await vault.run(await caller_once(request, purpose, key), complaints.add_entry, case_id, data))


@post("/{case_id:uuid}/filing-checks", operation_id="checkFiling", summary="Check a filing", status_code=200)
async def check_filing(
    vault: OpenVault, request: HttpRequest, case_id: CasePath, data: JSONBody[NewEntry], purpose: PurposeHeader
) -> FilingCheck:
    """Whose name a filing would show to the other party, and everything that stands in its way. Files nothing."""
    return await vault.run(caller(request, purpose), complaints.check_filing, case_id, data)


@get("/{case_id:uuid}/situation", operation_id="readSituation", summary="See where a complaint stands")
async def read_situation(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    purpose: PurposeHeader,
    language: Annotated[Language, QueryParameter(description="Of the questions.")] = Language.DANISH,
) -> Situation:
    """What is missing and how to ask for it, whom to call, what is due when, and what is owed."""
    return await vault.run(caller(request, purpose), complaints.read_situation, case_id, language)


@post("/{case_id:uuid}/closings", operation_id="closeCase", summary="Close a complaint")
async def close_case(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[NewClosing],
    purpose: PurposeHeader,
    match: MatchHeader = None,
    key: KeyHeader = None,
) -> EnteredId:
    """Closes a complaint with its outcome, and its lanes. One that proved unfounded is restricted from then on."""
    who = await caller_once(request, purpose, key)
    return EnteredId(await vault.run(who, complaints.close_case, case_id, data, version(match)))


@post("/{case_id:uuid}/reopenings", operation_id="reopenCase", summary="Take a complaint up again")
async def reopen_case(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[NewReopening],
    purpose: PurposeHeader,
    match: MatchHeader = None,
    key: KeyHeader = None,
) -> EnteredId:
    """Takes a closed complaint up again, for a reason."""
    who = await caller_once(request, purpose, key)
    return EnteredId(await vault.run(who, complaints.reopen_case, case_id, data, version(match)))


@put("/{case_id:uuid}/lanes/{lane:str}/closing", operation_id="closeLane", summary="End a lane")
async def close_lane(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    lane: LanePath,
    data: JSONBody[NewLaneClosing],
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> LaneView:
    """Ends a process beside the legal matter; what stands in it is deleted when its own period is over."""
    who = caller(request, purpose)
    return await vault.run(who, complaints.close_lane, case_id, lane, data.on, version(match))


@delete(
    "/{case_id:uuid}/lanes/{lane:str}/closing", operation_id="reopenLane", summary="Open a lane again", status_code=200
)
async def reopen_lane(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    lane: LanePath,
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> LaneView:
    """Opens a lane again that was closed."""
    return await vault.run(caller(request, purpose), complaints.reopen_lane, case_id, lane, version(match))


@post("/text-checks", operation_id="checkText", summary="Look at a text before storing it", status_code=200)
async def check_text(
    vault: OpenVault, request: HttpRequest, data: JSONBody[TextCheck], purpose: PurposeHeader
) -> CheckedText:
    """Points out national ids, health, offences, and words on what somebody is in place of what they did.

    Keeps nothing and refuses nothing; `grounds` names what could justify keeping a passage, and none where nothing can.
    """
    return await vault.run(caller(request, purpose), complaints.check_text, data)


@get("/{case_id:uuid}/remarks", operation_id="listRemarks", summary="List passages that need a ground")
async def list_remarks(
    vault: OpenVault, request: HttpRequest, case_id: CasePath, purpose: PurposeHeader
) -> tuple[RemarkView, ...]:
    """National ids, health, offences and words on what somebody is in a complaint's texts, and what was decided."""
    return await vault.run(caller(request, purpose), complaints.list_remarks, case_id)


@post("/{case_id:uuid}/remarks", operation_id="decideRemark", summary="Decide about a passage")
async def decide_remark(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[NewRemarkDecision],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> DecidedRemarkId:
    """Keeps that a passage stays, and on which ground; that it was corrected; or that it is no such thing."""
    who = await caller_once(request, purpose, key)
    return DecidedRemarkId(await vault.run(who, complaints.decide_remark, case_id, data))


texts = Router("/", route_handlers=[check_text], tags=["Complaints"])
router = Router(
    "/cases",
    route_handlers=[
        list_remarks,
        decide_remark,
        add_entry,
        check_filing,
        read_situation,
        close_case,
        reopen_case,
        close_lane,
        reopen_lane,
    ],
    tags=["Complaints"],
)
