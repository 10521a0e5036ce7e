"""Complaints over HTTP."""

from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody, QueryParameter

from vault import complaints
from vault.api.callers import caller, caller_once
from vault.api.parameters import PAGE, CasePath, HttpRequest, KeyHeader, LimitQuery, OpenVault, PurposeHeader
from vault.complaints import (
    AddedDocument,
    CaseSummary,
    CaseView,
    NewCase,
    NewDisclosure,
    NewStep,
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
) -> StoredCase:
    """Stores a complaint with its parties, documents, steps and disclosures, encrypted, or nothing of it.

    A party is somebody new (`person`), somebody known (`subject_id`), or nobody known at all. A person with the
    national id, or the full name and date of birth, of one who is known already is not stored twice.
    """
    return await vault.run(await caller_once(request, purpose, key), complaints.store_case, data)


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
async def read_case(vault: OpenVault, request: HttpRequest, case_id: CasePath, purpose: PurposeHeader) -> CaseView:
    """A complaint without the data categories that you may not read; `withheld` names them."""
    return await vault.run(caller(request, purpose), complaints.read_case, case_id)


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
    route_handlers=[store_case, list_cases, read_case, add_document, add_step, record_disclosure],
    tags=["Complaints"],
)
