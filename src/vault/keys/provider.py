"""What a key provider must be able to do; the file keystore is the first."""

from typing import Protocol

from vault.crypto import Context, Secret


class KeyProvider(Protocol):
    """Holds keys that never leave it, and wraps other keys under them.

    `reference` names a key at the provider; `context` is authenticated with what is wrapped. Every method raises
    KeystoreUnavailable where the provider does not answer, and KeyDestroyed where the key is gone.
    """

    name: str

    def create(self, label: str) -> str:
        """A new key; the label is for operators and carries opaque ids only. Returns its reference."""
        ...

    def wrap(self, reference: str, material: Secret, context: Context) -> bytes: ...

    def unwrap(self, reference: str, wrapped: bytes, context: Context) -> Secret: ...

    def destroy(self, reference: str) -> None:
        """Destroys a key for good. Destroying it twice is not an error."""
        ...

    def references(self) -> frozenset[str]:
        """Every key that is held."""
        ...
