"""From a stream of bytes to batches of numbered lines, in bounded memory. Pure."""

from collections.abc import AsyncIterator, Iterator
from typing import Final

from vault.imports.model import LARGEST_LINE, Misfit, Numbered

LINES_AT_ONCE: Final = 250
_BYTES_AT_ONCE: Final = 1024 * 1024


class Splitter:
    """Takes pieces as they arrive; gives whole lines, without those that are empty."""

    def __init__(self, longest: int = LARGEST_LINE) -> None:
        self._longest = longest
        self._rest = bytearray()
        self._skipping = False
        self._number = 0

    def take(self, piece: bytes) -> Iterator[Numbered]:
        """The lines that end within a piece."""
        *ended, rest = piece.split(b"\n")
        for one in ended:
            self._hold(one)
            yield from self._line()
        self._hold(rest)

    def end(self) -> Iterator[Numbered]:
        """The last line, where the stream does not end with a line break."""
        if self._rest or self._skipping:
            yield from self._line()

    def _hold(self, piece: bytes) -> None:
        if self._skipping or len(self._rest) + len(piece) > self._longest:
            self._skipping = True
            self._rest.clear()
        else:
            self._rest += piece

    def _line(self) -> Iterator[Numbered]:
        self._number += 1
        content, skipped = bytes(self._rest).strip(b" \t\r"), self._skipping
        self._rest.clear()
        self._skipping = False
        if content or skipped:
            yield Numbered(self._number, content)


async def batches(pieces: AsyncIterator[bytes]) -> AsyncIterator[list[Numbered | Misfit]]:
    """Lines of a stream, some at a time: as many as share a transaction."""
    splitter, held, size = Splitter(), list[Numbered | Misfit](), 0
    async for piece in pieces:
        for line in splitter.take(piece):
            held.append(line)
            size += len(line.content)
            if len(held) >= LINES_AT_ONCE or size >= _BYTES_AT_ONCE:
                yield held
                held, size = [], 0
    held += splitter.end()
    if held:
        yield held
