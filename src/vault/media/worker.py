"""The process that parses: reads one file from standard input, writes what it found and the clean copy, and ends.

It gives up what it could do harm with before it looks at the file: memory and time beyond a limit, writing files, the
network, gaining rights. It is given no environment, no keys and no names.
"""

import ctypes
import os
import resource
import sys
from typing import Final

import msgspec

from vault.media.findings import Clean, Findings, Unacceptable, with_text
from vault.media.kinds import IMAGES, FileKind

LENGTH_BYTES: Final = 8
_MEGABYTE: Final = 1024 * 1024
_NO_NEW_PRIVILEGES: Final = 38
_NOT_DUMPABLE: Final = 4
_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What to do and within which limits, as one line of JSON before the file."""

    kind: FileKind
    memory_mb: int
    seconds: int
    pixels: int
    pages: int
    unpacked: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, or which rule a file breaks."""

    findings: Findings | None = None
    rule: str | None = None


def main() -> None:
    line = sys.stdin.buffer.readline()
    task = msgspec.json.decode(line, type=Task)
    _give_up(task)
    content = sys.stdin.buffer.read()
    try:
        findings, copy = examine(task, content)
        report = Report(findings=findings)
    except Unacceptable as refused:
        report, copy = Report(rule=str(refused)), b""
    except MemoryError:
        report, copy = Report(rule="takes more memory to open than is given to it"), b""
    told = msgspec.msgpack.encode(report)
    sys.stdout.buffer.write(len(told).to_bytes(LENGTH_BYTES, "big") + told + copy)
    sys.stdout.buffer.flush()


def examine(task: Task, content: bytes) -> tuple[Findings, bytes]:
    """What a file is and says, and its clean copy, if there is one. Raises Unacceptable."""
    # Each parser is loaded for the files that need it alone.
    match task.kind:
        case FileKind.ARCHIVE:
            return _office(task, content)
        case FileKind.PDF:
            from vault.media import pdf

            return pdf.clean(content, task.pages)
        case FileKind.EMAIL:
            from vault.media import mail

            return mail.read(content), b""
        case kind if kind in IMAGES:
            from vault.media import pictures

            return pictures.clean(content, kind, task.pixels)
        case _:
            return plain(content), b""


def plain(content: bytes) -> Findings:
    """A file of text and nothing else. Raises Unacceptable."""
    try:
        return with_text(FileKind.TEXT, Clean.SAME, content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unacceptable("is not text in UTF-8") from None


def _office(task: Task, content: bytes) -> tuple[Findings, bytes]:
    from vault.media import odf, ooxml

    found = ooxml.clean(content, task.unpacked) or odf.clean(content, task.unpacked)
    if found is None:
        raise Unacceptable("is an archive and no office's file")
    return found


def _give_up(task: Task) -> None:
    limits = {
        resource.RLIMIT_AS: task.memory_mb * _MEGABYTE,
        resource.RLIMIT_CPU: task.seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for which, limit in limits.items():
        resource.setrlimit(which, (limit, limit))
    libc = ctypes.CDLL(None)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.prctl(_NOT_DUMPABLE, 0, 0, 0, 0)
    # A network of its own with nothing in it, where the kernel lets somebody without rights make one.
    libc.unshare(_NEW_USER | _NEW_NETWORK)
    os.umask(0o777)


if __name__ == "__main__":
    main()
