"""The client for asynchronous programs: the same, awaited."""

import asyncio
from collections.abc import AsyncIterator
from copy import copy
from types import TracebackType
from typing import Self, TypeVar

import httpx

from vault.client.calls.call import Call, Parts, following
from vault.client.downloading import Download
from vault.client.offering import Awaited, Offered
from vault.client.retrying import Retries
from vault.client.sending import Tries, headers_of, made_of, refusal, request_of, result
from vault.client.streaming import Lines
from vault.complaints import Part
from vault.ids import AttachmentId, CaseId

T = TypeVar("T")


class AsyncVaultClient(Offered, Awaited):
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
        """`purpose` is a code of the register; `for_purpose` states another. `timeout` in seconds."""
        self._http = httpx.AsyncClient(
            base_url=url, headers=headers_of(key), timeout=timeout, transport=transport, follow_redirects=False
        )
        self._retries = retries or Retries()
        self.purpose = purpose

    def for_purpose(self, purpose: str) -> Self:
        """The same client for another purpose, over the same connections, which close with the first."""
        other = copy(self)
        other.purpose = purpose
        return other

    async def close(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def run(self, call: Call[T]) -> T:
        tries = Tries(self._retries, safe=call.safe)
        while True:
            try:
                answer = await self._http.send(request_of(self._http, call, self.purpose))
                wait = tries.answered(answer)
                if wait is None:
                    return result(call, answer)
            except httpx.TransportError as error:
                wait = tries.failed(error)
            await asyncio.sleep(wait)

    async def each(self, parts: Parts[T]) -> AsyncIterator[T]:
        part = next(parts, None)
        while part is not None:
            page = await self.run(part)
            for one in page.items:
                yield one
            part = following(parts, page)

    async def lines(self, call: Call[T]) -> AsyncIterator[T]:
        found, tries = Lines(call), Tries(self._retries, safe=call.safe)
        while True:
            try:
                answer = await self._http.send(request_of(self._http, call, self.purpose), stream=True)
                try:
                    wait = tries.answered(answer)
                    if wait is None:
                        if not answer.is_success:
                            await answer.aread()
                            raise refusal(answer)
                        found.begin()
                        async for piece in answer.aiter_bytes():
                            for one in made_of(found.took(piece), answer):
                                yield one
                            tries.got_on()
                        return
                finally:
                    await answer.aclose()
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
                answer = await self._http.send(request_of(self._http, download.call(), self.purpose), stream=True)
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
