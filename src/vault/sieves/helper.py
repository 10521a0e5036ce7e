"""A process that sifts pages for another: reads what to look for and then pages, writes of each what passed.

It is told everything through its standard input, keys included, and has them in memory alone: it opens no file and no
connection, leaves no core, and ends when its input does. What it cannot sift it says so of, and the other one sifts it.
"""

import os
import sys
from contextlib import suppress
from typing import IO, Final
from uuid import UUID

import msgspec

from vault.coredumps import refuse
from vault.crypto import Bunch, Context, RecordKey, Secret
from vault.errors import VaultError
from vault.memory import settle
from vault.sieves.tasks import Sift, SiftCases, SiftPeople

LENGTH_BYTES: Final = 4
_NICER: Final = 5
"""Whoever asks the server for something else goes first."""
_decode: Final = msgspec.msgpack.Decoder().decode


class Begin(msgspec.Struct, frozen=True):
    """What is to be sifted, and the keys under which data keys are wrapped."""

    task: SiftCases | SiftPeople
    wrapping: Context
    epochs: tuple[tuple[bytes, bytes], ...]


def main() -> None:
    refuse()
    os.nice(_NICER)
    settle()
    given, told = sys.stdin.buffer, sys.stdout.buffer
    with suppress(EOFError, BrokenPipeError):
        sift = _begun(msgspec.msgpack.decode(read_frame(given), type=Begin))
        while True:
            write_frame(told, msgspec.msgpack.encode(_sifted(sift, read_frame(given))))


def read_frame(source: IO[bytes]) -> bytes:
    """What was written as one. Raises EOFError at the end."""
    return _read(source, int.from_bytes(_read(source, LENGTH_BYTES), "big"))


def write_frame(target: IO[bytes], content: bytes) -> None:
    """Raises OSError where nobody reads any more."""
    left = memoryview(len(content).to_bytes(LENGTH_BYTES, "big") + content)
    while left:
        left = left[target.write(left) :]
    target.flush()


def _read(source: IO[bytes], length: int) -> bytes:
    pieces = list[bytes]()
    while length:
        if not (piece := source.read(length)):
            raise EOFError
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def _begun(begin: Begin) -> Sift:
    epochs = [RecordKey(UUID(bytes=one), Secret(material)) for one, material in begin.epochs]
    return begin.task.sift(Bunch(epochs, begin.wrapping))


def _sifted(sift: Sift, page: bytes) -> tuple[list[bytes], int] | None:
    try:
        found = sift(_decode(page))
    except (VaultError, LookupError, ValueError, TypeError, msgspec.MsgspecError):
        return None
    return list(found.passed), found.read


if __name__ == "__main__":
    main()
