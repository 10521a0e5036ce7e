"""Asking clamd whether a file holds malware: the INSTREAM command of its protocol, over a socket.

What cannot be scanned is not taken: a scanner that is configured and does not answer refuses every file.
"""

import socket
from collections.abc import Iterable
from contextlib import closing
from typing import Final

from vault.errors import InvalidInput, Misconfigured, Unavailable

_LENGTH_BYTES: Final = 4
_PIECE: Final = 1024 * 1024
_LONGEST_ANSWER: Final = 4096
_SECONDS: Final = 120.0


class Clamd:
    """A scanner at `unix:/path/to/socket` or `tcp://host:port`."""

    def __init__(self, address: str, seconds: float = _SECONDS) -> None:
        """Raises Misconfigured for any other address."""
        scheme, separator, rest = address.partition(":")
        host, _, port = rest.removeprefix("//").rpartition(":")
        if scheme == "unix" and rest.startswith("/"):
            self._where: str | tuple[str, int] = rest
        elif separator and scheme == "tcp" and host and port.isdigit():
            self._where = (host.strip("[]"), int(port))
        else:
            raise Misconfigured("CVAULT_CLAMD is not an address", hint="write unix:/path or tcp://host:port")
        self._seconds = seconds

    def ping(self) -> None:
        """Raises Unavailable where it does not answer."""
        if self._ask(b"zPING\0", ()) != "PONG":
            raise Unavailable("the virus scanner answers strangely")

    def refuse_malware(self, pieces: Iterable[bytes]) -> None:
        """Raises InvalidInput where the scanner finds something, Unavailable where it cannot say."""
        answer = self._ask(b"zINSTREAM\0", pieces)
        if answer.endswith(" FOUND"):
            raise InvalidInput("body", "holds malware, as the virus scanner says")
        if "size limit exceeded" in answer:
            raise Unavailable("the file is larger than the virus scanner takes", hint="raise its StreamMaxLength")
        if not answer.endswith(": OK"):
            raise Unavailable("the virus scanner could not scan the file")

    def _ask(self, command: bytes, pieces: Iterable[bytes]) -> str:
        try:
            with closing(self._connected()) as line:
                try:
                    line.sendall(command)
                    if command != b"zPING\0":
                        _send(line, pieces)
                except (BrokenPipeError, ConnectionResetError):
                    # It says why it hung up before the end: mostly that the file is too large for it.
                    pass
                return _answer(line)
        except OSError:
            raise Unavailable("the virus scanner does not answer") from None

    def _connected(self) -> socket.socket:
        if isinstance(self._where, tuple):
            return socket.create_connection(self._where, self._seconds)
        line = socket.socket(socket.AF_UNIX)
        try:
            line.settimeout(self._seconds)
            line.connect(self._where)
        except BaseException:
            line.close()
            raise
        return line


def _send(line: socket.socket, pieces: Iterable[bytes]) -> None:
    for piece in pieces:
        for start in range(0, len(piece), _PIECE):
            some = piece[start : start + _PIECE]
            line.sendall(len(some).to_bytes(_LENGTH_BYTES, "big") + some)
    line.sendall(bytes(_LENGTH_BYTES))


def _answer(line: socket.socket) -> str:
    found = b""
    while not found.endswith(b"\0") and len(found) < _LONGEST_ANSWER and (more := line.recv(_LONGEST_ANSWER)):
        found += more
    return found.rstrip(b"\0").decode("utf-8", "replace")
