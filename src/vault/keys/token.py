"""A PKCS#11 module in this process: loaded once, one session at a time, begun anew when it was lost.

The library is initialised without its own locking and its sessions are not thread safe, so everything goes through
one lock for each module. A child of a fork must initialise the module for itself; it does, before its first use.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from threading import RLock
from typing import Any, Final, TypeVar

from vault.errors import KeystoreUnavailable
from vault.keys.credentials import CredentialFile, Stamp
from vault.keys.extras import load
from vault.settings import Pkcs11Settings

T = TypeVar("T")


class Module:
    """One shared library, as the whole process has it. `generation` grows whenever sessions of before are void."""

    def __init__(self, path: str) -> None:
        self._api = load("pkcs11", "pkcs11")
        self._path = path
        self._library: Any = None
        self._stale = False
        self.lock = RLock()
        self.generation = 0
        os.register_at_fork(after_in_child=self._forked)

    def begin_anew(self) -> None:
        """Voids every session. The next use initialises the module again."""
        self.generation += 1
        self._stale = True

    def token(self, label: str) -> Any:
        """Raises the library's PKCS11Error where the module cannot be loaded or has no such token."""
        if self._stale and self._library is not None:
            with suppress(self._api.PKCS11Error):
                self._library.finalize()
        self._library = self._api.lib(self._path)
        self._stale = False
        return self._library.get_token(token_label=label)

    def _forked(self) -> None:
        # Another thread of the parent may have held the lock; it does not exist here and will never let go.
        self.lock = RLock()
        self.begin_anew()


_modules: Final[dict[str, Module]] = {}


def module(path: str) -> Module:
    """The module at `path`, the same for everyone in this process. Raises Misconfigured without the library."""
    return _modules.setdefault(path, _modules.get(path) or Module(path))


class Token:
    """One token, logged in to when first needed and again when its session was lost."""

    def __init__(self, settings: Pkcs11Settings) -> None:
        self._api = load("pkcs11", "pkcs11")
        self._module = module(str(settings.module))
        self._label = settings.token
        self._pin = CredentialFile(settings.pin_file, "PIN", "CVAULT_PKCS11_PIN_FILE")
        self._refused: Stamp | None = None
        self._session: Any = None
        self._generation = -1

    def use(self, act: Callable[[Any], T]) -> T:
        """Does something in a session; once more in a new one where that fails.

        Raises the library's NoSuchKey where also the new session finds no such key, KeystoreUnavailable for
        everything else that the library raises.
        """
        with self._module.lock:
            with suppress(self._api.PKCS11Error):
                return act(self._open())
            self._module.begin_anew()
            missing = False
            try:
                return act(self._open())
            except self._api.NoSuchKey:
                missing = True
            except self._api.PKCS11Error:
                self._module.begin_anew()
        # Raised out here: what the library raised, with the frames that saw a PIN or a key, stays behind.
        if missing:
            raise self._api.NoSuchKey
        raise KeystoreUnavailable("the PKCS#11 token does not answer", hint="try: cvault doctor")

    def _open(self) -> Any:
        if self._generation != self._module.generation:
            self._session = self._logged_in()
            self._generation = self._module.generation
        return self._session

    def _logged_in(self) -> Any:
        pin = self._pin.present()
        if pin.stamp == self._refused:
            raise _wrong_pin()
        token = self._module.token(self._label)
        try:
            return token.open(rw=True, user_pin=pin.secret.reveal().decode("utf-8", "replace"))
        except self._api.UserAlreadyLoggedIn:
            # Another vault of this process is: a login counts for all sessions.
            return token.open(rw=True)
        except (self._api.PinIncorrect, self._api.PinInvalid, self._api.PinLenRange, self._api.PinLocked):
            # Tokens lock after a few wrong ones, so this one is not tried again until its file changes.
            self._refused = pin.stamp
        raise _wrong_pin()


def _wrong_pin() -> KeystoreUnavailable:
    return KeystoreUnavailable(
        "the PKCS#11 token refuses the PIN", hint="it is not tried again until CVAULT_PKCS11_PIN_FILE changes"
    )
