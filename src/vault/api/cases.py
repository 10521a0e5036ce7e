"""Complaints over HTTP."""

from typing import Annotated

import msgspec
from litestar import Response, Router, get, patch, post
from litestar.params import JSONBody, QueryParameter

from vault import complaints
from vault.api.callers import caller, caller_once, made, tagged, version
from vault.api.parameters import (
    PAGE,
    CasePath,
    HttpRequest,
    KeyHeader,
    LimitQuery,
    MatchHeader,
    OpenVault,
    PartyPath,
    PurposeHeader,
)
from vault.complaints import (
    AddedDocument,
    CaseChange,
    CaseQuery,
    CaseSummary,
    CaseView,
    NewCase,
    NewDisclosure,
    NewOpening,
    NewParty,
    NewStep,
    Opening,
    PartyChange,
    PartyView,
    StoredCase,
)
from vault.ids import CaseId, DisclosureId, DocumentId


class CasePage(msgspec.Struct, frozen=True):
    """A page of cases. Give `next` as `after` for the page behind it; null is the end."""

    items: list[CaseSummary]
    next: CaseId | None


class AddedDocumentId(msgspec.Struct, frozen=True):
    document_id: DocumentId


class RecordedDisclosureId(msgspec.Struct, frozen=True):
    disclosure_id: DisclosureId


@post("/", operation_id="storeCase", summary="Store a complaint")
async def store_case(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewCase], purpose: PurposeHeader, key: KeyHeader = None
) -> Response[StoredCase]:
    """Stores a complaint with its parties, documents, steps and disclosures, encrypted, or nothing of it.

    A party is somebody new (`person`), somebody known (`subject_id`), or nobody known at all. A person with the
    national id, or the full name and date of birth, of one who is known already is not stored twice.
    """
    stored = await vault.run(await caller_once(request, purpose, key), complaints.store_case, data)
    return made(stored, f"/v1/cases/{stored.case_id}")


@get("/", operation_id="listCases", summary="List complaints")
async def list_cases(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    after: Annotated[CaseId | None, QueryParameter(description="The last id of the page before.")] = None,
    limit: LimitQuery = PAGE,
) -> CasePage:
    """Codes and dates of complaints, oldest first; nobody's name."""
    items = await vault.run(caller(request, purpose), complaints.list_cases, after, limit)
    return CasePage(items, items[-1].case_id if len(items) == limit else None)


@get("/{case_id:uuid}", operation_id="readCase", summary="Read a complaint")
async def read_case(
    vault: OpenVault, request: HttpRequest, case_id: CasePath, purpose: PurposeHeader
) -> Response[CaseView]:
    """A complaint without the data categories that you may not read; `withheld` names them."""
    view = await vault.run(caller(request, purpose), complaints.read_case, case_id)
    return tagged(view, view.case.version)


@post("/search", operation_id="searchCases", summary="Search complaints", status_code=200)
async def search_cases(
    vault: OpenVault,
    request: HttpRequest,
    data: JSONBody[CaseQuery],
    purpose: PurposeHeader,
    after: Annotated[CaseId | None, QueryParameter(description="The last id of the page before.")] = None,
    limit: LimitQuery = PAGE,
) -> CasePage:
    """Codes and dates of the complaints that meet every condition, oldest first; nobody's name."""
    items = await vault.run(caller(request, purpose), complaints.search_cases, data, after, limit)
    return CasePage(items, items[-1].case_id if len(items) == limit else None)


@patch("/{case_id:uuid}", operation_id="changeCase", summary="Change a complaint")
async def change_case(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[CaseChange],
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> Response[CaseSummary]:
    """Changes codes, assignment, witness count or reference (JSON Merge Patch); what is left out stays."""
    who = caller(request, purpose)
    changed = await vault.run(who, complaints.change_case, case_id, data, version(match))
    return tagged(changed, changed.version)


@post("/{case_id:uuid}/parties", operation_id="addParty", summary="Add a party")
async def add_party(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[NewParty],
    purpose: PurposeHeader,
    match: MatchHeader = None,
    key: KeyHeader = None,
) -> PartyView:
    """Adds somebody to a complaint: somebody new, somebody known, or nobody known at all."""
    who = await caller_once(request, purpose, key)
    return await vault.run(who, complaints.add_party, case_id, data, version(match))


@patch("/{case_id:uuid}/parties/{party_id:uuid}", operation_id="changeParty", summary="Change a party")
async def change_party(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    party_id: PartyPath,
    data: JSONBody[PartyChange],
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> PartyView:
    """Changes how somebody stands to a complaint (JSON Merge Patch); `If-Match` is the complaint's."""
    who = caller(request, purpose)
    return await vault.run(who, complaints.change_party, case_id, party_id, data, version(match))


@post(
    "/{case_id:uuid}/parties/{party_id:uuid}/identity",
    operation_id="openConfidentialIdentity",
    summary="Open who spoke in confidence",
    status_code=200,
)
async def open_identity(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    party_id: PartyPath,
    data: JSONBody[NewOpening],
    purpose: PurposeHeader,
) -> Opening:
    """Asks a second person; once they have confirmed it, the same call shows the identity: to you, and once."""
    return await vault.run(caller(request, purpose), complaints.open_confidential_identity, case_id, party_id, data)


@post("/{case_id:uuid}/documents", operation_id="addDocument", summary="Add a document")
async def add_document(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[AddedDocument],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> AddedDocumentId:
    """Adds a journal note, letter, message or report to a complaint."""
    who = await caller_once(request, purpose, key)
    return AddedDocumentId(await vault.run(who, complaints.add_document, case_id, data))


@post("/{case_id:uuid}/steps", operation_id="addStep", summary="Record a step", status_code=204)
async def add_step(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[NewStep],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> None:
    """Records what happened in a complaint; retention periods start from some of these steps."""
    await vault.run(await caller_once(request, purpose, key), complaints.add_step, case_id, data)


@post("/{case_id:uuid}/disclosures", operation_id="recordDisclosure", summary="Record a disclosure")
async def record_disclosure(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[NewDisclosure],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> RecordedDisclosureId:
    """Records what was given to whom and on which basis, which the persons concerned are told when they ask."""
    who = await caller_once(request, purpose, key)
    return RecordedDisclosureId(await vault.run(who, complaints.record_disclosure, case_id, data))


router = Router(
    "/cases",
    route_handlers=[
        store_case,
        list_cases,
        search_cases,
        read_case,
        change_case,
        add_party,
        change_party,
        open_identity,
        add_document,
        add_step,
        record_disclosure,
    ],
    tags=["Complaints"],
)
