"""Having a file parsed in another process, fed and drained in pieces, so that it never lies whole in this one."""

import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, Final, Self

import msgspec

from vault.errors import InvalidInput
from vault.media.findings import Findings
from vault.media.kinds import FileKind
from vault.media.worker import LENGTH_BYTES, Report, Task

_PIECE: Final = 1024 * 1024
_LARGEST_REPORT: Final = 16 * 1024 * 1024
_UNREADABLE: Final = "cannot be opened within the limits that are set"


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a parser may use. `memory_mb` in 2^20 bytes, `seconds` of processor time and, thrice that, of any time."""

    memory_mb: int
    seconds: int
    pixels: int
    """Of all frames of a picture together."""
    pages: int
    unpacked_mb: int
    """What an archive may unpack to, in 2^20 bytes."""


class Examination:
    """A running examination: first its findings, then the clean copy, piece by piece. Close it."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self._process = process
        self._out = _pipe(process.stdout)
        self._watch = threading.Timer(seconds, process.kill)
        self._watch.daemon = True
        self._watch.start()
        self.findings: Findings

    def feed(self, line: bytes, pieces: Iterable[bytes]) -> None:
        """Hands over the task and the file. Raises InvalidInput where the file breaks a rule, or the parser on it."""
        given = _pipe(self._process.stdin)
        # One that ended early has said why, or is about to be found dead.
        with suppress(BrokenPipeError):
            given.write(line)
            for piece in pieces:
                given.write(piece)
        with suppress(BrokenPipeError):
            given.close()
        self.findings = self._report()

    def copy(self) -> Iterator[bytes]:
        """The clean copy. Raises InvalidInput where the parser did not come to its end."""
        while piece := self._out.read(_PIECE):
            yield piece
        if self._process.wait() != 0:
            raise InvalidInput("body", _UNREADABLE)

    def close(self) -> None:
        self._watch.cancel()
        self._process.kill()
        self._process.wait()
        self._out.close()
        with suppress(BrokenPipeError):
            _pipe(self._process.stdin).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _report(self) -> Findings:
        length = int.from_bytes(self._out.read(LENGTH_BYTES), "big")
        told = self._out.read(length) if 0 < length <= _LARGEST_REPORT else b""
        try:
            report = msgspec.msgpack.decode(told, type=Report)
        except msgspec.DecodeError:
            raise InvalidInput("body", _UNREADABLE) from None
        if report.findings is None:
            raise InvalidInput("body", report.rule or _UNREADABLE)
        return report.findings


def _pipe(one: IO[bytes] | None) -> IO[bytes]:
    if one is None:
        raise TypeError("the process was started without a pipe")
    return one


def examined(kind: FileKind, pieces: Iterable[bytes], limits: Limits) -> Examination:
    """Has a file examined: what it says, then its clean copy. Raises InvalidInput; close what it gives."""
    task = Task(
        kind=kind,
        memory_mb=limits.memory_mb,
        seconds=limits.seconds,
        pixels=limits.pixels,
        pages=limits.pages,
        unpacked=limits.unpacked_mb * 1024 * 1024,
    )
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "vault.media.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
    )
    running = Examination(process, limits.seconds * 3)
    try:
        running.feed(msgspec.json.encode(task) + b"\n", pieces)
    except BaseException:
        running.close()
        raise
    return running
