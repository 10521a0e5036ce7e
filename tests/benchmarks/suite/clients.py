"""Clients over HTTP/1.1 with connections that they keep: little work for each request, so that the server is measured.

Runs in the benchmark's process; the server has one of its own.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec
import uvloop


class Answer(NamedTuple):
    """Of one request: its status, seconds until the whole answer was there, head and body; and what was asked."""

    status: int
    seconds: float
    head: bytes
    body: bytes
    request: bytes = b""


class Figures(msgspec.Struct, frozen=True):
    """Of some seconds under load: answers a second, percentiles in milliseconds, and how many were no success."""

    per_second: float
    p50: float
    p99: float
    worst: float
    failed: int
    answers: int


class _Connection(asyncio.Protocol):
    """One request at a time; knows just as much of HTTP as these servers say."""

    def __init__(self) -> None:
        self._held = b""
        self._waiter: asyncio.Future[tuple[int, bytes, bytes]] | None = None
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(exc or ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, ended, rest = self._held.partition(b"\r\n\r\n")
        if not ended:
            return
        at = head.lower().find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r", 1)[0]) if at >= 0 else 0
        if len(rest) >= length and self._waiter is not None:
            self._held = b""
            self._waiter.set_result((int(head[9:12]), head, rest))

    async def ask(self, request: bytes) -> Answer:
        if self._transport.is_closing():
            raise ConnectionError
        self._waiter = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self._transport.write(request)
        status, head, body = await self._waiter
        return Answer(status, time.perf_counter() - began, head, body, request)

    def close(self) -> None:
        self._transport.close()


def bare(answer: Answer) -> Answer:
    """Its status and how long it took: of minutes under load nothing else could be kept."""
    return Answer(answer.status, answer.seconds, b"", b"")


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def drive(
    port: int,
    requests: Iterator[bytes],
    *,
    clients: int,
    seconds: float,
    told: Callable[[Answer], None] | None = None,
) -> Figures:
    """Each client asks for the next as soon as it has its answer. The first half second is not counted."""
    return uvloop.run(_drive(port, requests, clients, seconds, told))


async def _drive(
    port: int, requests: Iterator[bytes], clients: int, seconds: float, told: Callable[[Answer], None] | None
) -> Figures:
    answers: list[Answer] = []
    warm = time.perf_counter() + 0.5
    end = warm + seconds

    async def client() -> None:
        try:
            _, one = await asyncio.get_running_loop().create_connection(_Connection, "127.0.0.1", port)
        except ConnectionError:
            return
        while time.perf_counter() < end:
            try:
                answer = await one.ask(next(requests))
            except ConnectionError:
                # A server that ends closes its connections; what was not answered was not acknowledged.
                break
            if told is not None:
                told(answer)
            if time.perf_counter() > warm:
                answers.append(bare(answer))
        one.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return figures(answers, time.perf_counter() - warm)


def figures(answers: list[Answer], seconds: float) -> Figures:
    took = sorted(one.seconds * 1000 for one in answers) or [0.0]
    at: Callable[[float], float] = lambda share: round(took[min(len(took) - 1, int(len(took) * share))], 2)  # noqa: E731
    failed = sum(one.status >= 300 for one in answers)
    return Figures(
        round((len(answers) - failed) / seconds, 1), at(0.5), at(0.99), round(took[-1], 2), failed, len(answers)
    )
