"""What a key provider must be able to do, and which of several holds a key.

Four do it: the keystore's file, a PKCS#11 token, the transit engine of HashiCorp Vault or OpenBao, and AWS KMS.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from vault.crypto import Context, Secret
from vault.errors import KeystoreUnavailable, Misconfigured


class KeyProvider(Protocol):
    """Holds keys that never leave it, and wraps other keys under them.

    `reference` names a key at the provider, in at most 200 characters; `context` is authenticated with what is wrapped.
    Every method raises KeystoreUnavailable where the provider does not answer, and KeyDestroyed where the key is
    gone; `unwrap` raises Tampered for what was not wrapped under that key for that context. May be used by several
    threads, and after a fork by both processes.
    """

    name: str
    """As it stands in the rows of epochs and signing keys."""
    waiting_days: int
    """How long a destroyed key could still be brought back by whoever runs the provider; 0 where never."""

    def create(self, label: str) -> str:
        """A new key; the label is for operators and carries opaque ids only. Returns its reference."""
        ...

    def wrap(self, reference: str, material: Secret, context: Context) -> bytes: ...

    def unwrap(self, reference: str, wrapped: bytes, context: Context) -> Secret: ...

    def destroy(self, reference: str) -> None:
        """Destroys a key for good. Destroying it twice is not an error."""
        ...

    def references(self) -> frozenset[str]:
        """Every key of a vault that is held and not destroyed."""
        ...


class Providers:
    """The providers of an installation, by name; `new` is where new keys are made."""

    def __init__(self, providers: Iterable[KeyProvider], new: str) -> None:
        """Raises Misconfigured where `new` is none of them."""
        self._by_name = {one.name: one for one in providers}
        if new not in self._by_name:
            raise Misconfigured(
                f"new keys are to be made at {new}, which is not configured", hint="see CVAULT_KEY_PROVIDER"
            )
        self.new = self._by_name[new]

    def __iter__(self) -> Iterator[KeyProvider]:
        return iter(self._by_name.values())

    def waiting_days(self, name: str) -> int | None:
        """How long a provider's destroyed keys could be brought back; None where it is not configured."""
        found = self._by_name.get(name)
        return None if found is None else found.waiting_days

    def named(self, name: str) -> KeyProvider:
        """Raises KeystoreUnavailable for one that is not configured here: its keys may well be there."""
        try:
            return self._by_name[name]
        except KeyError:
            raise KeystoreUnavailable(
                f"the key provider {name} is not configured", hint=f"keys are held there: set CVAULT_{name.upper()}_…"
            ) from None
