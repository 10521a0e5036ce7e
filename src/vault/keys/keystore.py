"""The file keystore: provider keys in one file, readable by its owner alone, replaced atomically.

It belongs on another disk, or at least in another backup, than the database: who holds both can read everything.
"""

import base64
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from uuid import UUID

from vault.clock import Clock
from vault.crypto import Context, RecordKey, Secret
from vault.errors import KeyDestroyed, KeystoreUnavailable, Misconfigured
from vault.ids import new_id
from vault.keys.keyfile import Entry, KeyFile, damaged

_OWNER_ONLY = 0o600
_OTHERS = 0o077


class FileKeystore:
    """A KeyProvider over a JSON file. Several processes may read it; creation and destruction take a lock."""

    name = "file"
    waiting_days = 0

    def __init__(self, path: Path, clock: Clock, passphrase: Secret | None = None) -> None:
        self._path = path
        self._file = KeyFile(passphrase)
        self._clock = clock
        self._lock = Lock()
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, Entry] = {}

    @classmethod
    def initialise(cls, path: Path, clock: Clock, passphrase: Secret | None = None) -> "FileKeystore":
        """A new, empty keystore at `path`, sealed if there is a passphrase.

        Raises Misconfigured where a file stands there already.
        """
        if path.exists():
            raise Misconfigured("a keystore is there already", hint="choose another folder, or keep this one")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            raise KeystoreUnavailable("the keystore's folder cannot be made") from None
        keystore = cls(path, clock, passphrase)
        keystore._replace({})
        return keystore

    def create(self, label: str) -> str:
        with self._exclusive():
            reference = str(new_id())
            entry = Entry(label, self._clock.now(), base64.b64encode(Secret.generate().reveal()).decode())
            self._replace(self._load() | {reference: entry})
            return reference

    def wrap(self, reference: str, material: Secret, context: Context) -> bytes:
        return self._key(reference).seal(material.reveal(), context)

    def unwrap(self, reference: str, wrapped: bytes, context: Context) -> Secret:
        return Secret(self._key(reference).open(wrapped, context))

    def destroy(self, reference: str) -> None:
        with self._exclusive():
            self._replace({name: entry for name, entry in self._load().items() if name != reference})

    def seal(self) -> None:
        """Writes the file anew under the passphrase; what was in the clear is sealed from now on."""
        with self._exclusive():
            self._replace(self._load())

    def references(self) -> frozenset[str]:
        with self._lock:
            return frozenset(self._load())

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Keeps other threads and other processes from replacing the file meanwhile."""
        with self._lock:
            try:
                gate = os.open(self._path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, _OWNER_ONLY)
            except OSError:
                raise KeystoreUnavailable("the keystore cannot be written") from None
            try:
                fcntl.flock(gate, fcntl.LOCK_EX)
                yield
            finally:
                os.close(gate)

    def _key(self, reference: str) -> RecordKey:
        with self._lock:
            entry = self._load().get(reference)
        if entry is None:
            raise KeyDestroyed("the key provider no longer holds this key")
        try:
            return RecordKey(UUID(reference), Secret(base64.b64decode(entry.material, validate=True)))
        except ValueError:
            raise damaged() from None

    def _load(self) -> dict[str, Entry]:
        try:
            status = self._path.stat()
            if status.st_mode & _OTHERS:
                raise KeystoreUnavailable(
                    "the keystore can be read by others",
                    hint="make the file readable by its owner alone (mode 600)",
                )
            stamp = (status.st_mtime_ns, status.st_ino)
            if stamp != self._stamp:
                self._keys = self._file.decode(self._path.read_bytes())
                self._stamp = stamp
        except OSError:
            raise KeystoreUnavailable("the keystore cannot be read", hint="is CVAULT_KEYSTORE right?") from None
        return self._keys

    def _replace(self, keys: dict[str, Entry]) -> None:
        """Writes the file anew beside the old one, flushes it and renames: at no instant is there half a file."""
        content = self._file.encode(keys)
        try:
            descriptor, temporary = tempfile.mkstemp(dir=self._path.parent, prefix=".keys-")
            try:
                os.fchmod(descriptor, _OWNER_ONLY)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(temporary).replace(self._path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError:
            raise KeystoreUnavailable("the keystore cannot be written") from None
        self._stamp = None
