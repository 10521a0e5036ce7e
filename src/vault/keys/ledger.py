"""The erasure ledger: what was erased, in order, in a file outside of every database backup.

A database that is restored from a backup holds again what was erased since. The ledger says what that is. It holds
ids alone, each line carries the hash of the line before it, and a line is on the disk before the erasure that it
tells of is committed: whatever was answered as erased stands in it. A line whose erasure was not committed after
all is carried out when the vault opens next.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final, NamedTuple
from uuid import UUID

import msgspec

from vault.crypto import sha256
from vault.errors import LedgerBroken, LedgerUnavailable, Misconfigured
from vault.ids import OrganisationId

_OWNER_ONLY: Final = 0o600
_HEADER: Final = b'{"format":"complaint-vault/erasure-ledger/1"}\n'
_TAIL_BYTES: Final = 4096


ORGANISATION: Final = "organisation"
"""The kind of an erasure that took a whole organisation."""


class Erasure(NamedTuple):
    """Whose key is destroyed: the owner's kind (case, subject, request, package) and id; or a whole organisation."""

    organisation: OrganisationId
    kind: str
    owner: UUID


class Head(msgspec.Struct, frozen=True):
    """Where a ledger ends: how many entries, and the hash of its last line."""

    number: int
    hash: str


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the ledger. `previous` is the hash of the line before, in hexadecimal."""

    number: int
    at: datetime
    organisation: UUID
    kind: str
    owner: UUID
    previous: str

    @property
    def erasure(self) -> Erasure:
        return Erasure(OrganisationId(self.organisation), self.kind, self.owner)


class ErasureLedger:
    """An append-only file. Several processes may append; each takes its turn."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    @classmethod
    def initialise(cls, path: Path) -> "ErasureLedger":
        """A new, empty ledger at `path`. Raises Misconfigured where a file stands there already."""
        if path.exists():
            raise Misconfigured("an erasure ledger is there already", hint="choose another folder, or keep this one")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            raise _unavailable() from None
        ledger = cls(path)
        with ledger._appending(os.O_CREAT | os.O_EXCL) as file:
            ledger._write(file, _HEADER)
        return ledger

    def append(self, erasures: Sequence[Erasure], at: datetime) -> Head:
        """Adds entries and has them on the disk when it returns. Raises LedgerUnavailable, LedgerBroken."""
        with self._appending() as file:
            head, end = self._last(file)
            lines: list[bytes] = []
            for erasure in erasures:
                line = _line(head, erasure, at)
                lines.append(line)
                head = Head(head.number + 1, sha256(line).hex())
            # What a crash left of a line was never vouched for.
            os.ftruncate(file, end)
            self._write(file, b"".join(lines))
            return head

    def head(self) -> Head:
        """Where the ledger ends now. Raises LedgerUnavailable, LedgerBroken."""
        with self._appending() as file:
            return self._last(file)[0]

    def entries(self, after: Head | None = None) -> Iterator[Entry]:
        """Every entry in order, or those behind a head. Raises LedgerBroken at the first that does not fit.

        A ledger that does not hold `after` where it should be is not the one of that database, or is older.
        """
        previous, number = sha256(_HEADER).hex(), 0
        found = after is None or after.number == 0
        with self._reading() as file:
            if file.readline() != _HEADER:
                raise LedgerBroken("the erasure ledger has no header")
            for line in file:
                if not line.endswith(b"\n"):
                    break
                entry = _decoded(line, number + 1)
                if entry.number != number + 1 or entry.previous != previous:
                    raise LedgerBroken(f"the erasure ledger does not follow from its line {number}")
                previous, number = sha256(line).hex(), entry.number
                if after is not None and number == after.number:
                    if previous != after.hash:
                        raise LedgerBroken("the erasure ledger is not the one that this database was kept with")
                    found = True
                elif found:
                    yield entry
        if not found:
            raise LedgerBroken("the erasure ledger is older than the database", hint="restore the newest ledger")

    @contextmanager
    def _appending(self, flags: int = 0) -> Iterator[int]:
        with self._lock:
            try:
                file = os.open(self._path, os.O_RDWR | flags, _OWNER_ONLY)
            except OSError:
                raise _unavailable() from None
            try:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield file
            except OSError:
                raise _unavailable() from None
            finally:
                os.close(file)

    @contextmanager
    def _reading(self) -> Iterator[BinaryIO]:
        try:
            with self._path.open("rb") as file:
                yield file
        except OSError:
            raise _unavailable() from None

    def _last(self, file: int) -> tuple[Head, int]:
        """The head, and the offset behind the last whole line."""
        size = os.fstat(file).st_size
        start = max(0, size - _TAIL_BYTES)
        tail = os.pread(file, size - start, start)
        whole = tail[: tail.rfind(b"\n") + 1]
        last = whole[whole.rfind(b"\n", 0, -1) + 1 :]
        end = start + len(whole)
        if last == _HEADER:
            return Head(0, sha256(_HEADER).hex()), end
        if not last:
            raise LedgerBroken("the erasure ledger has no header")
        return Head(_decoded(last, None).number, sha256(last).hex()), end

    def _write(self, file: int, content: bytes) -> None:
        os.lseek(file, 0, os.SEEK_END)
        view = memoryview(content)
        while view:
            view = view[os.write(file, view) :]
        os.fsync(file)


def _line(head: Head, erasure: Erasure, at: datetime) -> bytes:
    entry = Entry(
        number=head.number + 1,
        at=at,
        organisation=erasure.organisation,
        kind=erasure.kind,
        owner=erasure.owner,
        previous=head.hash,
    )
    return msgspec.json.encode(entry) + b"\n"


def _decoded(line: bytes, number: int | None) -> Entry:
    try:
        return msgspec.json.decode(line, type=Entry)
    except (msgspec.DecodeError, UnicodeDecodeError):
        where = "at its end" if number is None else f"at line {number}"
        raise LedgerBroken(f"the erasure ledger is damaged {where}") from None


def _unavailable() -> LedgerUnavailable:
    return LedgerUnavailable("the erasure ledger cannot be read and written", hint="is CVAULT_LEDGER right?")
