"""Every operation as a value: what is sent, and what is understood of the answer. No network here.

Both clients run the same calls, so that neither can do what the other cannot.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

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
    new_id,
)
from vault.imports import ImportLine, ImportView, LineResult, NewImport
from vault.jobs import JobView
from vault.retention import Plan
from vault.subject_requests import NewRequest, OpenedRequest, RequestView
from vault.subjects import Given, Match, Person, SubjectView
from vault.webhooks import (
    Delivery,
    DeliveryState,
    NewWebhook,
    Replay,
    Replayed,
    SecretRotation,
    Webhook,
    WebhookSecret,
)

T = TypeVar("T")
LINES_AT_ONCE = 1000


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list, and from where the next begins; null is the end."""

    items: list[T]
    next: UUID | None


class Candidate(msgspec.Struct, frozen=True):
    """Somebody whom a search found, and why."""

    subject_id: SubjectId
    match: Match


class _DocumentId(msgspec.Struct, frozen=True):
    document_id: DocumentId


class _DisclosureId(msgspec.Struct, frozen=True):
    disclosure_id: DisclosureId


class _EntryId(msgspec.Struct, frozen=True):
    entry_id: EntryId


class _SubjectId(msgspec.Struct, frozen=True):
    subject_id: SubjectId


class _Sent(msgspec.Struct, frozen=True):
    delivery_id: DeliveryId


class Call(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A request that is not sent yet. `safe`: being done twice would change nothing."""

    method: str
    path: str
    shape: Any
    safe: bool
    body: bytes | None = None
    headers: dict[str, str] = {}
    parameters: dict[str, str] = {}

    def understood(self, content: bytes) -> T:
        """The answer as a value. Raises msgspec.DecodeError for what no vault answers."""
        if self.shape is None:
            return None  # type: ignore[return-value]
        if self.shape is LineResult:
            results: Any = [msgspec.json.decode(line, type=LineResult) for line in content.splitlines() if line]
            return results  # type: ignore[no-any-return]
        found: T = msgspec.json.decode(content, type=self.shape)
        return found


def store_case(new: NewCase, key: str | None = None) -> Call[StoredCase]:
    return _made("/v1/cases", new, StoredCase, key)


def read_case(case_id: CaseId) -> Call[CaseView]:
    return _read(f"/v1/cases/{case_id}", CaseView)


def list_cases(after: UUID | None, limit: int) -> Call[Page[CaseSummary]]:
    return _read("/v1/cases", Page[CaseSummary], _paging(after, limit))


def search_cases(query: CaseQuery, after: UUID | None, limit: int) -> Call[Page[CaseSummary]]:
    return Call(
        method="POST",
        path="/v1/cases/search",
        shape=Page[CaseSummary],
        safe=True,
        body=_json(query),
        parameters=_paging(after, limit),
    )


def change_case(case_id: CaseId, change: CaseChange, version: int) -> Call[CaseSummary]:
    return Call(
        method="PATCH",
        path=f"/v1/cases/{case_id}",
        shape=CaseSummary,
        safe=False,
        body=_json(change),
        headers={"If-Match": f'"{version}"'},
    )


def add_document(case_id: CaseId, new: AddedDocument, key: str | None = None) -> Call[_DocumentId]:
    return _made(f"/v1/cases/{case_id}/documents", new, _DocumentId, key)


def add_step(case_id: CaseId, new: NewStep, key: str | None = None) -> Call[None]:
    return _made(f"/v1/cases/{case_id}/steps", new, None, key)


def add_entry(case_id: CaseId, new: NewEntry, key: str | None = None) -> Call[_EntryId]:
    return _made(f"/v1/cases/{case_id}/entries", new, _EntryId, key)


def add_party(case_id: CaseId, new: NewParty, version: int, key: str | None = None) -> Call[PartyView]:
    made: Call[PartyView] = _made(f"/v1/cases/{case_id}/parties", new, PartyView, key)
    return msgspec.structs.replace(made, headers=made.headers | {"If-Match": f'"{version}"'})


def record_disclosure(case_id: CaseId, new: NewDisclosure, key: str | None = None) -> Call[_DisclosureId]:
    return _made(f"/v1/cases/{case_id}/disclosures", new, _DisclosureId, key)


def store_subject(person: Person, key: str | None = None) -> Call[_SubjectId]:
    return _made("/v1/subjects", person, _SubjectId, key)


def read_subject(subject_id: SubjectId) -> Call[SubjectView]:
    return _read(f"/v1/subjects/{subject_id}", SubjectView)


def find_subjects(given: Given) -> Call[list[Candidate]]:
    return Call(method="POST", path="/v1/subjects/find", shape=list[Candidate], safe=True, body=_json(given))


def open_request(new: NewRequest, key: str | None = None) -> Call[OpenedRequest]:
    return _made("/v1/access-requests", new, OpenedRequest, key)


def read_request(request_id: RequestId) -> Call[RequestView]:
    return _read(f"/v1/access-requests/{request_id}", RequestView)


def plan_purge(key: str | None = None) -> Call[Plan]:
    return _made("/v1/purge-plans", None, Plan, key)


def start_purge(plan_id: PlanId) -> Call[JobView]:
    return Call(method="POST", path=f"/v1/purge-plans/{plan_id}/jobs", shape=JobView, safe=True)


def start_answer(request_id: RequestId) -> Call[JobView]:
    return Call(method="POST", path=f"/v1/access-requests/{request_id}/jobs", shape=JobView, safe=True)


def read_job(job_id: JobId) -> Call[JobView]:
    return _read(f"/v1/jobs/{job_id}", JobView)


def cancel_job(job_id: JobId) -> Call[JobView]:
    return Call(method="POST", path=f"/v1/jobs/{job_id}/cancellation", shape=JobView, safe=False)


def begin_import(new: NewImport, key: str | None = None) -> Call[ImportView]:
    return _made("/v1/imports", new, ImportView, key)


def read_import(import_id: ImportId) -> Call[ImportView]:
    return _read(f"/v1/imports/{import_id}", ImportView)


def send_lines(import_id: ImportId, lines: Sequence[ImportLine]) -> Call[list[LineResult]]:
    """Safe, since each line has a key by which it is known when it comes again."""
    return Call(
        method="POST",
        path=f"/v1/imports/{import_id}/lines",
        shape=LineResult,
        safe=True,
        body=b"".join(_json(one) + b"\n" for one in lines),
        headers={"Content-Type": "application/x-ndjson"},
    )


def create_webhook(new: NewWebhook) -> Call[WebhookSecret]:
    return Call(method="POST", path="/v1/webhooks", shape=WebhookSecret, safe=False, body=_json(new))


def list_webhooks() -> Call[list[Webhook]]:
    return _read("/v1/webhooks", list[Webhook])


def remove_webhook(webhook_id: WebhookId) -> Call[None]:
    return Call(method="DELETE", path=f"/v1/webhooks/{webhook_id}", shape=None, safe=False)


def rotate_webhook(webhook_id: WebhookId, how: SecretRotation) -> Call[WebhookSecret]:
    path = f"/v1/webhooks/{webhook_id}/secrets"
    return Call(method="POST", path=path, shape=WebhookSecret, safe=False, body=_json(how))


def ping_webhook(webhook_id: WebhookId, key: str | None = None) -> Call[_Sent]:
    return _made(f"/v1/webhooks/{webhook_id}/pings", None, _Sent, key)


def list_deliveries(
    webhook_id: WebhookId, state: DeliveryState | None, after: UUID | None, limit: int
) -> Call[Page[Delivery]]:
    only = {} if state is None else {"only": state.value}
    return _read(f"/v1/webhooks/{webhook_id}/deliveries", Page[Delivery], _paging(after, limit) | only)


def replay(webhook_id: WebhookId, what: Replay) -> Call[Replayed]:
    path = f"/v1/webhooks/{webhook_id}/replays"
    return Call(method="POST", path=path, shape=Replayed, safe=False, body=_json(what))


def _read(path: str, shape: Any, parameters: dict[str, str] | None = None) -> Call[Any]:
    return Call(method="GET", path=path, shape=shape, safe=True, parameters=parameters or {})


def _made(path: str, new: object, shape: Any, key: str | None) -> Call[Any]:
    """A creation, with an idempotency key: the caller's own, or else one for all attempts of this call."""
    return Call(
        method="POST",
        path=path,
        shape=shape,
        safe=True,
        body=None if new is None else _json(new),
        headers={"Idempotency-Key": key or str(new_id())},
    )


def _paging(after: UUID | None, limit: int) -> dict[str, str]:
    return {"limit": str(limit)} | ({} if after is None else {"after": str(after)})


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
