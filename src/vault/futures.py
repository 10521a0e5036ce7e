"""Waiting for what threads work out: on an event loop, and for one thing after another."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


def after(first: Future[Any], then: Callable[[], Future[T]]) -> Future[T]:
    """The outcome of what is begun once the first has succeeded; what the first raised where it has not.

    Whoever withdraws before the second has begun withdraws from it.
    """
    outcome: Future[T] = Future()

    def hand_on(done: Future[T]) -> None:
        error = done.exception()
        if error is None:
            outcome.set_result(done.result())
        else:
            outcome.set_exception(error)

    def go_on(done: Future[Any]) -> None:
        if not outcome.set_running_or_notify_cancel():
            return
        error = done.exception()
        if error is not None:
            outcome.set_exception(error)
            return
        try:
            then().add_done_callback(hand_on)
        except BaseException as raised:  # noqa: BLE001 -- whoever waits must hear of it
            outcome.set_exception(raised)

    first.add_done_callback(go_on)
    return outcome


async def awaited(future: Future[T]) -> T:
    """As `asyncio.wrap_future`, which ties each future to its result in a circle.

    The megabytes of a file's pieces would stay in memory there until the collector of circles comes by.
    """
    loop = asyncio.get_running_loop()
    waiter: asyncio.Future[None] = loop.create_future()

    def wake(_done: Future[T]) -> None:
        # A loop that has ended meanwhile has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_finish, waiter)

    future.add_done_callback(wake)
    try:
        await waiter
    except asyncio.CancelledError:
        future.cancel()
        raise
    return future.result()


def _finish(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
