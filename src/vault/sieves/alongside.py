"""Sifting many pages with the processor's other cores: whoever walks reads the rows, and helpers sift what they can.

Threads would wait for one interpreter. What is read stays one walk in one snapshot, since only rows go to a helper. A
helper lives as long as the walk. Where there is none, or it ends early, the walk sifts by itself.
"""

import os
import select
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from threading import Lock
from typing import IO, Any, Final, TypeVar

import msgspec

from vault.crypto import Bunch
from vault.sieves.helper import Begin, read_frame, write_frame
from vault.sieves.tasks import Sift, SiftCases, SiftPeople
from vault.sieves.walking import Sifted

T = TypeVar("T")

FROM_RECORDS: Final = 50_000
"""Of fewer, a walk is done before a helper has begun."""
_MOST_HELPERS: Final = 3
"""Of a server, whoever walks in it: each takes some fifty megabytes."""
_WAITING: Final = 2
"""So many pages a helper has before it, that it never waits for one."""
_PIPE_BYTES: Final = 1 << 20
"""As much as Linux gives to anybody. Where a pipe holds less, a page is waited for."""
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


class Asked:
    """A page that was given to a helper, and what that found; None where it could not say."""

    def __init__(self) -> None:
        self.done = False
        self.found: tuple[list[bytes], int] | None = None

    def answer(self, found: tuple[list[bytes], int] | None) -> None:
        self.done, self.found = True, found


class Helper:
    """A process that sifts. Spoken with through pipes that hold a page, so that hardly ever is one waited for."""

    def __init__(self, begin: bytes) -> None:
        """Raises OSError where no process can be made."""
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-m", "vault.sieves.helper"],
            bufsize=0,
            pipesize=_PIPE_BYTES,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        self._asked = deque[Asked]()
        self._ended = False
        self._tell(begin)

    @property
    def is_free(self) -> bool:
        """Whether it could take another page. One that ended takes none."""
        return len(self._asked) < _WAITING and not self._ended

    def ask(self, page: bytes) -> Asked:
        """Has a page sifted."""
        asked = Asked()
        self._asked.append(asked)
        self._tell(page)
        return asked

    def hear(self, *, waits: bool = False) -> None:
        """Takes the answers that are there; where it `waits`, at least one."""
        while self._asked and (waits or self._speaks()):
            waits = False
            try:
                told = read_frame(self._out())
                self._asked[0].answer(msgspec.msgpack.decode(told, type=tuple[list[bytes], int] | None))
                self._asked.popleft()
            except (OSError, EOFError, ValueError):
                self._end()

    def close(self) -> None:
        self.process.kill()
        self.process.wait(_ENDS_WITHIN)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _speaks(self) -> bool:
        return bool(select.select([self._out()], [], [], 0)[0])

    def _tell(self, content: bytes) -> None:
        try:
            if not self._ended and self.process.stdin is not None:
                write_frame(self.process.stdin, content)
        except OSError:
            self._end()

    def _end(self) -> None:
        """It ended early: nothing more is found by it."""
        self._ended = True
        while self._asked:
            self._asked.popleft().answer(None)

    def _out(self) -> IO[bytes]:
        if self.process.stdout is None:
            raise EOFError
        return self.process.stdout


class _Places:
    """How many helpers there may be. For threads."""

    def __init__(self) -> None:
        self._lock, self._taken = Lock(), 0

    def take(self) -> bool:
        """One of those that are free: as many as there are further processors, and not too many."""
        processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        with self._lock:
            free = self._taken < min(processors - 1, _MOST_HELPERS)
            self._taken += free
        return free

    def give_back(self) -> None:
        with self._lock:
            self._taken -= 1


_places: Final = _Places()


def _helpers(stack: ExitStack, task: SiftCases | SiftPeople, bunch: Bunch) -> list[Helper]:
    """As many as have a place and can be made."""
    found: list[Helper] = []
    begin = _encode(Begin(task, bunch.wrapping, bunch.handed_over()))
    with suppress(OSError):
        while _places.take():
            stack.callback(_places.give_back)
            helper = Helper(begin)
            stack.callback(helper.close)
            found.append(helper)
    return found


def _shared(sift: Sift, helpers: list[Helper], pages: Iterable[tuple[T, Any]]) -> Iterator[tuple[T, Sifted]]:
    """Gives each page to a helper that is free, and sifts by itself where none is."""
    waiting = deque[tuple[T, Any, Asked | Sifted, Helper | None]]()
    for label, page in pages:
        for one in helpers:
            one.hear()
        helper = next((one for one in helpers if one.is_free), None)
        waiting.append((label, page, helper.ask(_encode(page)) if helper else sift(page), helper))
        while waiting and (not isinstance(waiting[0][2], Asked) or waiting[0][2].done):
            first, held, found, _ = waiting.popleft()
            yield first, _found(found, sift, held)
    for label, page, found, helper in waiting:
        while helper is not None and isinstance(found, Asked) and not found.done:
            helper.hear(waits=True)
        yield label, _found(found, sift, page)


def _found(found: Asked | Sifted, sift: Sift, page: Any) -> Sifted:
    """What was found of a page; where a helper could not say, what is found here."""
    if isinstance(found, Sifted):
        return found
    return sift(page) if found.found is None else Sifted(frozenset(found.found[0]), found.found[1])
