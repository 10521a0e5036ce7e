"""The client for asynchronous programs: the same, awaited."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import httpx

from vault.client.calls import attachments as _files
from vault.client.calls import cases as _cases
from vault.client.calls import people as _people
from vault.client.calls import webhooks as _webhooks
from vault.client.calls import work as _work
from vault.client.calls.call import Call, Parts, following
from vault.client.downloading import Download
from vault.client.retrying import Retries
from vault.client.sending import Tries, described, headers_of, request_of, result
from vault.complaints import Part
from vault.ids import AttachmentId, CaseId

P = ParamSpec("P")
T = TypeVar("T")


def _run(call: Callable[P, Call[T]]) -> Callable[Concatenate["AsyncVaultClient", P], Coroutine[Any, Any, T]]:
    """A call as a method."""

    async def method(self: "AsyncVaultClient", /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.run(call(*args, **kwargs))

    return described(method, call)


def _each(call: Callable[P, Parts[T]]) -> Callable[Concatenate["AsyncVaultClient", P], AsyncIterator[T]]:
    """A list that comes in parts, as a method."""

    async def method(self: "AsyncVaultClient", /, *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
        parts = call(*args, **kwargs)
        part = next(parts, None)
        while part is not None:
            page = await self.run(part)
            for one in page.items:
                yield one
            part = following(parts, page)

    return described(method, call)


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
        tries = Tries(self._retries, safe=call.safe)
        while True:
            try:
                answer = await self._http.send(request_of(self._http, call, purpose))
                wait = tries.answered(answer)
                if wait is None:
                    return result(call, answer)
            except httpx.TransportError as error:
                wait = tries.failed(error)
            await asyncio.sleep(wait)

    async def read_attachment(
        self,
        case_id: CaseId,
        attachment_id: AttachmentId,
        part: Part = Part.CLEAN,
        *,
        start: int = 0,
        stop: int | None = None,
    ) -> AsyncIterator[bytes]:
        """The bytes of a file as they come, from `start` up to `stop`, gone on with where a connection broke."""
        download, tries = Download(case_id, attachment_id, part, start, stop), Tries(self._retries, safe=True)
        while not download.complete:
            try:
                answer = await self._http.send(request_of(self._http, download.call(), None), stream=True)
                try:
                    wait = tries.answered(answer)
                    if wait is None:
                        if not answer.is_success:
                            await answer.aread()
                        download.opened(answer)
                        async for piece in answer.aiter_bytes():
                            tries.got_on()
                            yield download.took(piece)
                        return
                finally:
                    await answer.aclose()
            except httpx.TransportError as error:
                wait = tries.failed(error)
            await asyncio.sleep(wait)

    store_case = _run(_cases.store_case)
    read_case = _run(_cases.read_case)
    read_situation = _run(_cases.read_situation)
    change_case = _run(_cases.change_case)
    close_case = _run(_cases.close_case)
    reopen_case = _run(_cases.reopen_case)
    add_document = _run(_cases.add_document)
    add_step = _run(_cases.add_step)
    add_entry = _run(_cases.add_entry)
    add_party = _run(_cases.add_party)
    change_party = _run(_cases.change_party)
    record_disclosure = _run(_cases.record_disclosure)
    check_text = _run(_cases.check_text)
    list_remarks = _run(_cases.list_remarks)
    decide_remark = _run(_cases.decide_remark)
    cases = _each(_cases.cases)
    search = _each(_cases.search)

    add_attachment = _run(_files.add_attachment)
    list_attachments = _run(_files.list_attachments)
    read_attachment_text = _run(_files.read_attachment_text)
    delete_attachment = _run(_files.delete_attachment)

    store_subject = _run(_people.store_subject)
    read_subject = _run(_people.read_subject)
    change_subject = _run(_people.change_subject)
    find_subjects = _run(_people.find_subjects)
    open_request = _run(_people.open_request)
    read_request = _run(_people.read_request)
    start_answer = _run(_people.start_answer)

    plan_purge = _run(_work.plan_purge)
    start_purge = _run(_work.start_purge)
    read_job = _run(_work.read_job)
    cancel_job = _run(_work.cancel_job)
    begin_import = _run(_work.begin_import)
    read_import = _run(_work.read_import)
    import_cases = _each(_work.import_cases)

    create_webhook = _run(_webhooks.create_webhook)
    list_webhooks = _run(_webhooks.list_webhooks)
    rotate_webhook = _run(_webhooks.rotate_webhook)
    remove_webhook = _run(_webhooks.remove_webhook)
    ping_webhook = _run(_webhooks.ping_webhook)
    deliveries = _each(_webhooks.deliveries)
    replay = _run(_webhooks.replay)
