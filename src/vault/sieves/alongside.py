"""Sifting many pages with the processor's other cores: whoever walks reads the rows, and helpers sift what they can.

Threads would wait for one interpreter. What is read stays one walk in one snapshot, since only rows go to a helper. A
helper lives as long as the walk. Where there is none, or it ends early, the walk sifts by itself.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any, Final, TypeVar

import msgspec

from vault.crypto import Bunch
from vault.sieves.helper import Begin, read_frame, write_frame
from vault.sieves.tasks import Sift, SiftCases, SiftPeople
from vault.sieves.walking import Sifted

T = TypeVar("T")

FROM_RECORDS: Final = 50_000
"""Of fewer, a walk is done before a helper has begun."""
_MOST_HELPERS: Final = 3
_WAITING: Final = 2
"""So many pages a helper has before it, that it never waits for one."""
_ENDS_WITHIN: Final = 5
_encode: Final = msgspec.msgpack.Encoder().encode


def sift_all(
    task: SiftCases | SiftPeople, bunch: Bunch, pages: Iterable[tuple[T, Any]], records: int
) -> Iterator[tuple[T, Sifted]]:
    """Each page sifted, in their order, behind what it came with; `records` is how many there are about.

    Raises Tampered.
    """
    sift = task.sift(bunch)
    with ExitStack() as stack:
        helpers = _helpers(stack, task, bunch) if records >= FROM_RECORDS else []
        yield from _shared(sift, helpers, pages) if helpers else ((label, sift(page)) for label, page in pages)


class Helper:
    """A process that sifts, and the thread that speaks with it."""

    def __init__(self, begin: bytes) -> None:
        """Raises OSError where no process can be made."""
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-m", "vault.sieves.helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        self._thread = ThreadPoolExecutor(1, "vault-sieve")
        self.asked = deque[Future[Any]]()
        self._begin = self._thread.submit(self._write, begin)

    @property
    def is_free(self) -> bool:
        """Whether it could take another page. One that ended takes none."""
        while self.asked and self.asked[0].done():
            self.asked.popleft()
        return len(self.asked) < _WAITING and self.process.poll() is None

    def ask(self, page: bytes) -> Future[Any]:
        """Ids that passed and how much was read; None where it cannot say. Raises OSError, ValueError, later."""
        future = self._thread.submit(self._answer, page)
        self.asked.append(future)
        return future

    def close(self) -> None:
        self.process.kill()
        self.process.wait(_ENDS_WITHIN)
        self._thread.shutdown(cancel_futures=True)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _write(self, content: bytes) -> None:
        if self.process.stdin is not None:
            write_frame(self.process.stdin, content)

    def _answer(self, page: bytes) -> Any:
        self._write(page)
        answer = b"" if self.process.stdout is None else read_frame(self.process.stdout)
        return msgspec.msgpack.decode(answer) if answer else None


def _helpers(stack: ExitStack, task: SiftCases | SiftPeople, bunch: Bunch) -> list[Helper]:
    """As many as there are further processors for this process; none where none can be made."""
    found: list[Helper] = []
    begin = _encode(Begin(task, bunch.wrapping, bunch.handed_over()))
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    for _ in range(min(processors - 1, _MOST_HELPERS)):
        with suppress(OSError):
            found.append(helper := Helper(begin))
            stack.callback(helper.close)
    return found


def _shared(sift: Sift, helpers: list[Helper], pages: Iterable[tuple[T, Any]]) -> Iterator[tuple[T, Sifted]]:
    """Gives each page to a helper that is free, and sifts by itself where none is."""
    waiting = deque[tuple[T, Callable[[], Sifted], Callable[[], bool]]]()
    for label, page in pages:
        helper = next((one for one in helpers if one.is_free), None)
        if helper is None:
            mine = sift(page)
            waiting.append((label, lambda mine=mine: mine, lambda: True))  # type: ignore[misc]
        else:
            asked = helper.ask(_encode(page))
            waiting.append((label, lambda asked=asked, page=page: _answered(asked, sift, page), asked.done))  # type: ignore[misc]
        while waiting and waiting[0][2]():
            first, answer, _ = waiting.popleft()
            yield first, answer()
    for label, answer, _ in waiting:
        yield label, answer()


def _answered(asked: "Future[Any]", sift: Sift, page: Any) -> Sifted:
    """What a helper found; where it could not say, what is found here."""
    try:
        found = asked.result()
    except (OSError, ValueError, msgspec.MsgspecError):
        found = None
    return sift(page) if found is None else Sifted(frozenset(found[0]), found[1])
