"""The client that waits for each answer."""

import time
from collections.abc import Iterator
from copy import copy
from types import TracebackType
from typing import Self, TypeVar

import httpx

from vault.client.calls.call import Call, Parts, following
from vault.client.downloading import Download
from vault.client.offering import Blocking, Offered
from vault.client.retrying import Retries
from vault.client.sending import Tries, headers_of, made_of, refusal, request_of, result
from vault.client.streaming import Lines
from vault.complaints import Part
from vault.ids import AttachmentId, CaseId

T = TypeVar("T")


class VaultClient(Offered, Blocking):
    """A vault over HTTP, on behalf of one API client. Close it; `with VaultClient(...) as vault` does.

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
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """`purpose` is a code of the register; `for_purpose` states another. `timeout` in seconds."""
        self._http = httpx.Client(
            base_url=url, headers=headers_of(key), timeout=timeout, transport=transport, follow_redirects=False
        )
        self._retries = retries or Retries()
        self.purpose = purpose

    def for_purpose(self, purpose: str) -> Self:
        """The same client for another purpose, over the same connections, which close with the first."""
        other = copy(self)
        other.purpose = purpose
        return other

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, call: Call[T]) -> T:
        tries = Tries(self._retries, safe=call.safe)
        while True:
            try:
                answer = self._http.send(request_of(self._http, call, self.purpose))
                wait = tries.answered(answer)
                if wait is None:
                    return result(call, answer)
            except httpx.TransportError as error:
                wait = tries.failed(error)
            time.sleep(wait)

    def each(self, parts: Parts[T]) -> Iterator[T]:
        part = next(parts, None)
        while part is not None:
            page = self.run(part)
            yield from page.items
            part = following(parts, page)

    def lines(self, call: Call[T]) -> Iterator[T]:
        found, tries = Lines(call), Tries(self._retries, safe=call.safe)
        while True:
            try:
                answer = self._http.send(request_of(self._http, call, self.purpose), stream=True)
                try:
                    wait = tries.answered(answer)
                    if wait is None:
                        if not answer.is_success:
                            answer.read()
                            raise refusal(answer)
                        found.begin()
                        for piece in answer.iter_bytes():
                            yield from made_of(found.took(piece), answer)
                            tries.got_on()
                        return
                finally:
                    answer.close()
            except httpx.TransportError as error:
                wait = tries.failed(error)
            time.sleep(wait)

    def read_attachment(
        self,
        case_id: CaseId,
        attachment_id: AttachmentId,
        part: Part = Part.CLEAN,
        *,
        start: int = 0,
        stop: int | None = None,
    ) -> Iterator[bytes]:
        """The bytes of a file as they come, from `start` up to `stop`, gone on with where a connection broke."""
        download, tries = Download(case_id, attachment_id, part, start, stop), Tries(self._retries, safe=True)
        while not download.complete:
            try:
                answer = self._http.send(request_of(self._http, download.call(), self.purpose), stream=True)
                try:
                    wait = tries.answered(answer)
                    if wait is None:
                        if not answer.is_success:
                            answer.read()
                        download.opened(answer)
                        for piece in answer.iter_bytes():
                            tries.got_on()
                            yield download.took(piece)
                        return
                finally:
                    answer.close()
            except httpx.TransportError as error:
                wait = tries.failed(error)
            time.sleep(wait)
