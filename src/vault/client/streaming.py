"""An answer of many lines (NDJSON) as it comes: each line once, whatever breaks between them. No network."""

from collections.abc import Iterator
from typing import Generic

from vault.client.calls.call import Call, T

_END = b"\n"


class Lines(Generic[T]):
    """The lines of an answer that may have to be asked for again, which gives the same lines in the same order."""

    def __init__(self, call: Call[T]) -> None:
        """`call.read` makes a value of one line."""
        self._read = call.read
        self._given = 0
        self._known = 0
        self._rest = b""

    def begin(self) -> None:
        """An answer begins, with lines that were given before."""
        self._known, self._rest = self._given, b""

    def took(self, piece: bytes) -> Iterator[T]:
        """The values of lines that end within a piece. Raises msgspec.DecodeError for what no vault answers."""
        *lines, self._rest = (self._rest + piece).split(_END)
        for line in lines:
            if self._known:
                self._known -= 1
            else:
                self._given += 1
                yield self._read(line)
