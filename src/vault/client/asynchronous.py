"""The client for asynchronous programs: the same, awaited."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from itertools import islice
from types import TracebackType
from typing import Self

import httpx
import msgspec

from vault.client import calls
from vault.client.calls import LINES_AT_ONCE, Call, Candidate, T
from vault.client.errors import Unreachable
from vault.client.retrying import Retries
from vault.client.sending import headers_of, request_of, result, wait_after_answer, wait_after_failure
from vault.complaints import (
    AddedDocument,
    CaseChange,
    CaseQuery,
    CaseSummary,
    CaseView,
    NewCase,
    NewDisclosure,
    NewEntry,
    NewParty,
    NewStep,
    PartyView,
    StoredCase,
)
from vault.ids import (
    CaseId,
    DeliveryId,
    DisclosureId,
    DocumentId,
    EntryId,
    ImportId,
    JobId,
    PlanId,
    RequestId,
    SubjectId,
    WebhookId,
)
from vault.imports import ImportLine, ImportView, LineResult, NewImport
from vault.jobs import JobView
from vault.retention import Plan
from vault.subject_requests import NewRequest, OpenedRequest, RequestView
from vault.subjects import Given, Person, SubjectView
from vault.webhooks import Delivery, DeliveryState, NewWebhook, Replay, Replayed, SecretRotation, Webhook, WebhookSecret

_PAGE = 100


class AsyncVaultClient:
    """A vault over HTTP, on behalf of one API client. Close it; `async with AsyncVaultClient(...) as vault` does.

    Raises Refused where the vault says no and Unreachable where it does not answer. What is safe to try again is tried
    again; a creation carries an idempotency key, so that it is safe.
    """

    def __init__(
        self,
        url: str,
        key: str,
        purpose: str,
        *,
        timeout: float = 30.0,
        retries: Retries | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`purpose` is a code of the register, stated with every call. `timeout` in seconds."""
        self._http = httpx.AsyncClient(
            base_url=url, headers=headers_of(key, purpose), timeout=timeout, transport=transport, follow_redirects=False
        )
        self._retries = retries or Retries()

    async def close(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(self, call: Call[T], *, purpose: str | None = None) -> T:
        """Sends a call, for another purpose if one is stated, and again as often as is safe."""
        attempt = 0
        while True:
            attempt += 1
            try:
                answer = await self._http.send(request_of(self._http, call, purpose))
                wait = wait_after_answer(self._retries, call, attempt, answer)
                if wait is None:
                    return result(call, answer)
            except httpx.TransportError as error:
                wait = wait_after_failure(self._retries, call, attempt, error)
                if wait is None:
                    raise Unreachable(f"the vault does not answer ({type(error).__name__})") from None
            await asyncio.sleep(wait)

    async def store_case(self, new: NewCase, *, key: str | None = None) -> StoredCase:
        """Stores a complaint, once however often it is tried."""
        return await self.run(calls.store_case(new, key))

    async def read_case(self, case_id: CaseId) -> CaseView:
        """A complaint; what may not be seen is named in `withheld`."""
        return await self.run(calls.read_case(case_id))

    async def change_case(self, case_id: CaseId, change: CaseChange, *, version: int) -> CaseSummary:
        """Changes a complaint that is still in the version that was read; else `outdated`."""
        return await self.run(calls.change_case(case_id, change, version))

    async def add_document(self, case_id: CaseId, new: AddedDocument, *, key: str | None = None) -> DocumentId:
        """Adds a journal note, letter or message."""
        return (await self.run(calls.add_document(case_id, new, key))).document_id

    async def add_step(self, case_id: CaseId, new: NewStep, *, key: str | None = None) -> None:
        """Records what happened in a complaint."""
        await self.run(calls.add_step(case_id, new, key))

    async def add_entry(self, case_id: CaseId, new: NewEntry, *, key: str | None = None) -> EntryId:
        """Adds an entry to the course of a complaint."""
        return (await self.run(calls.add_entry(case_id, new, key))).entry_id

    async def add_party(self, case_id: CaseId, new: NewParty, *, version: int, key: str | None = None) -> PartyView:
        """Adds somebody to a complaint."""
        return await self.run(calls.add_party(case_id, new, version, key))

    async def record_disclosure(self, case_id: CaseId, new: NewDisclosure, *, key: str | None = None) -> DisclosureId:
        """Records what was given to whom, on which basis."""
        return (await self.run(calls.record_disclosure(case_id, new, key))).disclosure_id

    async def store_subject(self, person: Person, *, key: str | None = None) -> SubjectId:
        """Stores a person, or finds that they are known."""
        return (await self.run(calls.store_subject(person, key))).subject_id

    async def read_subject(self, subject_id: SubjectId) -> SubjectView:
        """A person, without what may not be seen."""
        return await self.run(calls.read_subject(subject_id))

    async def find_subjects(self, given: Given) -> list[Candidate]:
        """Who it could be, in any spelling."""
        return await self.run(calls.find_subjects(given))

    async def open_request(self, new: NewRequest, *, key: str | None = None) -> OpenedRequest:
        """Registers an access request: its clock runs."""
        return await self.run(calls.open_request(new, key))

    async def read_request(self, request_id: RequestId) -> RequestView:
        """An access request."""
        return await self.run(calls.read_request(request_id))

    async def start_answer(self, request_id: RequestId) -> JobView:
        """Has a request answered in the background."""
        return await self.run(calls.start_answer(request_id))

    async def plan_purge(self, *, key: str | None = None) -> Plan:
        """Lists what is due to be erased today."""
        return await self.run(calls.plan_purge(key))

    async def start_purge(self, plan_id: PlanId) -> JobView:
        """Has a plan applied in the background."""
        return await self.run(calls.start_purge(plan_id))

    async def read_job(self, job_id: JobId) -> JobView:
        """How far work is."""
        return await self.run(calls.read_job(job_id))

    async def cancel_job(self, job_id: JobId) -> JobView:
        """Ends work; what was done stays done."""
        return await self.run(calls.cancel_job(job_id))

    async def read_import(self, import_id: ImportId) -> ImportView:
        """How far an import is."""
        return await self.run(calls.read_import(import_id))

    async def create_webhook(self, new: NewWebhook) -> WebhookSecret:
        """Has messages sent to an address; keep the secret, which is shown once."""
        return await self.run(calls.create_webhook(new))

    async def list_webhooks(self) -> list[Webhook]:
        """Where messages are sent."""
        return await self.run(calls.list_webhooks())

    async def rotate_webhook(self, webhook_id: WebhookId, how: SecretRotation) -> WebhookSecret:
        """A new secret; the present one counts beside it for a while."""
        return await self.run(calls.rotate_webhook(webhook_id, how))

    async def remove_webhook(self, webhook_id: WebhookId) -> None:
        """Ends a webhook."""
        await self.run(calls.remove_webhook(webhook_id))

    async def ping_webhook(self, webhook_id: WebhookId, *, key: str | None = None) -> DeliveryId:
        """Sends a message that tells of nothing."""
        return (await self.run(calls.ping_webhook(webhook_id, key))).delivery_id

    async def replay(self, webhook_id: WebhookId, what: Replay) -> Replayed:
        """Has messages sent once more."""
        return await self.run(calls.replay(webhook_id, what))

    async def cases(self) -> AsyncIterator[CaseSummary]:
        """Every complaint, oldest first, a page at a time."""
        after, more = None, True
        while more:
            page = await self.run(calls.list_cases(after, _PAGE))
            for one in page.items:
                yield one
            after, more = page.next, page.next is not None

    async def search(self, query: CaseQuery) -> AsyncIterator[CaseSummary]:
        """Every complaint that meets the conditions, oldest first, a page at a time."""
        after, more = None, True
        while more:
            page = await self.run(calls.search_cases(query, after, _PAGE))
            for one in page.items:
                yield one
            after, more = page.next, page.next is not None

    async def deliveries(self, webhook_id: WebhookId, state: DeliveryState | None = None) -> AsyncIterator[Delivery]:
        """Every message of a webhook, oldest first, a page at a time."""
        after, more = None, True
        while more:
            page = await self.run(calls.list_deliveries(webhook_id, state, after, _PAGE))
            for one in page.items:
                yield one
            after, more = page.next, page.next is not None

    async def begin_import(self, *, dry_run: bool = False, key: str | None = None) -> ImportId:
        """Begins an import; with its id it can be gone on with after an interruption."""
        return (await self.run(calls.begin_import(NewImport(dry_run=dry_run), key))).import_id

    async def import_cases(self, import_id: ImportId, lines: Iterable[ImportLine]) -> AsyncIterator[LineResult]:
        """Sends complaints some at a time, in bounded memory; gives what became of each, numbered from 1."""
        waiting, before = iter(lines), 0
        while some := list(islice(waiting, LINES_AT_ONCE)):
            for one in await self.run(calls.send_lines(import_id, some)):
                yield msgspec.structs.replace(one, line=before + one.line)
            before += len(some)
