"""Secrets that the operator keeps in files: a passphrase, a PIN, a token."""

import os
from pathlib import Path
from typing import Final, NamedTuple

from vault.crypto import Secret
from vault.errors import KeystoreUnavailable, Misconfigured

_OTHERS: Final = 0o077
_LONGEST: Final = 64 * 1024


class Stamp(NamedTuple):
    """Changes when a file does."""

    changed_ns: int
    inode: int
    size: int


class Credential(NamedTuple):
    secret: Secret
    stamp: Stamp


class CredentialFile:
    """A file with one secret, read anew whenever it is needed: another program may renew it."""

    def __init__(self, path: Path, what: str, variable: str) -> None:
        """`what` it holds and which `variable` names it, for messages; neither path nor content is in any."""
        self._path = path
        self._what = what
        self._variable = variable

    def read(self) -> Credential:
        """The secret without the line's end. Raises Misconfigured unless its owner alone can reach the file."""
        try:
            with self._path.open("rb") as file:
                status = os.fstat(file.fileno())
                content = file.read(_LONGEST).rstrip(b"\r\n")
        except OSError:
            raise Misconfigured(f"the {self._what} cannot be read", hint=f"is {self._variable} right?") from None
        if status.st_mode & _OTHERS:
            raise Misconfigured(
                f"the {self._what} can be read by others", hint="make its file readable by you alone (mode 600)"
            )
        return Credential(Secret(content), Stamp(status.st_mtime_ns, status.st_ino, status.st_size))

    def present(self) -> Credential:
        """The same while a provider is at work. Raises KeystoreUnavailable instead, also for an empty file."""
        try:
            found = self.read()
        except Misconfigured as wrong:
            raise KeystoreUnavailable(wrong.detail, hint=wrong.hint) from None
        if not len(found.secret):
            raise KeystoreUnavailable(f"the {self._what} is empty", hint=f"is {self._variable} right?")
        return found

    def __repr__(self) -> str:
        return f"<file of the {self._what}>"
