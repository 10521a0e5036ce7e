"""The newest checkpoint of each log, kept outside of the database and of its backups.

Whoever can write to the database can cut a log back together with its checkpoints, and what is left verifies. A file
beside the erasure ledger says how long the log was. It is written once a sealing is committed, so it is never ahead of
the database, and never replaced by a checkpoint over fewer events.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from vault.audit.checkpoint import head_of
from vault.errors import LogBroken, Unavailable
from vault.ids import OrganisationId

_OWNER_ONLY: Final = 0o600


class KeptCheckpoints:
    """A folder with one file for each log. Several processes may write; each takes its turn."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self, organisation: OrganisationId) -> str | None:
        """The checkpoint that is kept of a log; None where none was kept yet. Raises Unavailable."""
        try:
            return self._file(organisation).read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise _unavailable() from None

    def everyone(self) -> Mapping[OrganisationId, str]:
        """The checkpoint that is kept of each log, as of now. Raises Unavailable."""
        found: dict[OrganisationId, str] = {}
        for file in self._folder.glob("*.checkpoint"):
            organisation = OrganisationId(UUID(file.stem))
            note = self.newest(organisation)
            if note is not None:
                found[organisation] = note
        return found

    def keep(self, organisation: OrganisationId, note: str) -> None:
        """Keeps a checkpoint in place of an earlier one, on the disk when this returns. Raises Unavailable."""
        with self._turn():
            if head_of(note).size > self._size(organisation):
                self._replace(self._file(organisation), note)

    def set_aside(self, now: datetime) -> Path | None:
        """Moves what is kept into a folder of its own, after an older database was restored on purpose."""
        with self._turn():
            kept = sorted(self._folder.glob("*.checkpoint"))
            if not kept:
                return None
            aside = self._folder / f"until-{now:%Y%m%dT%H%M%S%f}"
            aside.mkdir(mode=0o700)
            for file in kept:
                file.replace(aside / file.name)
            return aside

    def _size(self, organisation: OrganisationId) -> int:
        """How many events the kept checkpoint is over; a file that is damaged is replaced, and shows in verifying."""
        note = self.newest(organisation)
        try:
            return -1 if note is None else head_of(note).size
        except LogBroken:
            return -1

    def _file(self, organisation: OrganisationId) -> Path:
        return self._folder / f"{organisation}.checkpoint"

    @contextmanager
    def _turn(self) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            gate = os.open(self._folder / ".lock", os.O_CREAT | os.O_RDWR, _OWNER_ONLY)
        except OSError:
            raise _unavailable() from None
        try:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield
        except OSError:
            raise _unavailable() from None
        finally:
            os.close(gate)

    def _replace(self, file: Path, note: str) -> None:
        half = file.with_suffix(".half")
        with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, _OWNER_ONLY), "wb") as written:
            written.write(note.encode())
            written.flush()
            os.fsync(written.fileno())
        half.replace(file)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _unavailable() -> Unavailable:
    return Unavailable("the kept checkpoints cannot be read and written", hint="they lie beside the erasure ledger")
