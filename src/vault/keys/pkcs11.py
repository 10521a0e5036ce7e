"""Provider keys in a PKCS#11 token: a hardware module, or SoftHSM.

A key is made in the token, SENSITIVE and not EXTRACTABLE, and wraps by AES-256-GCM within it. What is wrapped:

    version (1) ‖ algorithm (1) ‖ nonce (12) ‖ ciphertext ‖ tag (16)

with the header, the key's id and the context as associated data, and 96 random bits of the operating system as nonce.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar
from uuid import UUID

from vault.crypto import Context, Secret
from vault.errors import KeyDestroyed, KeystoreUnavailable, Tampered
from vault.ids import new_id
from vault.keys.extras import load
from vault.keys.token import Token
from vault.settings import Pkcs11Settings

T = TypeVar("T")

_PREFIX: Final = bytes((1, 1))
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_HEADER_BYTES: Final = len(_PREFIX) + _NONCE_BYTES
_KEY_BITS: Final = 256
_LABEL: Final = "complaint-vault "


class Pkcs11Keys:
    """A KeyProvider over one token. A reference is the key's CKA_ID, as a UUID."""

    name = "pkcs11"
    waiting_days = 0

    def __init__(self, settings: Pkcs11Settings) -> None:
        """Raises Misconfigured without the library; touches neither module nor token yet."""
        self._api = load("pkcs11", "pkcs11")
        self._token = Token(settings)

    def create(self, label: str) -> str:
        return self._token.use(lambda session: self._create(session, label))

    def wrap(self, reference: str, material: Secret, context: Context) -> bytes:
        header = _header()
        return header + self._with_key(reference, lambda key: self._encrypt(key, header, material, context))

    def unwrap(self, reference: str, wrapped: bytes, context: Context) -> Secret:
        header, sealed = wrapped[:_HEADER_BYTES], wrapped[_HEADER_BYTES:]
        if len(sealed) < _TAG_BYTES or not header.startswith(_PREFIX):
            raise Tampered(f"{context} was not wrapped by this provider")
        opened = self._with_key(reference, lambda key: self._decrypt(key, header, sealed, context))
        if opened is None:
            raise Tampered(f"{context} fails authentication")
        return opened

    def destroy(self, reference: str) -> None:
        with suppress(self._api.NoSuchKey, KeyDestroyed):
            wanted = _id(reference)
            self._token.use(lambda session: [key.destroy() for key in self._ours(session) if key.id == wanted])

    def references(self) -> frozenset[str]:
        with suppress(self._api.NoSuchKey):
            return self._token.use(lambda session: frozenset(str(UUID(bytes=key.id)) for key in self._ours(session)))
        return frozenset()

    def _create(self, session: Any, label: str) -> str:
        reference, kind, flag = new_id(), self._api.Attribute, self._api.MechanismFlag
        key = session.generate_key(
            self._api.KeyType.AES,
            _KEY_BITS,
            id=reference.bytes,
            label=_LABEL + label,
            store=True,
            capabilities=flag.ENCRYPT | flag.DECRYPT,
            template={kind.PRIVATE: True, kind.SENSITIVE: True, kind.EXTRACTABLE: False, kind.MODIFIABLE: False},
        )
        if not (key[kind.ALWAYS_SENSITIVE] and key[kind.NEVER_EXTRACTABLE]):
            key.destroy()
            raise KeystoreUnavailable("the PKCS#11 token makes keys that could leave it", hint="it cannot be used")
        return str(reference)

    def _with_key(self, reference: str, act: Callable[[Any], T]) -> T:
        wanted = _id(reference)
        with suppress(self._api.NoSuchKey):
            return self._token.use(lambda session: act(self._one(session, wanted)))
        raise _gone()

    def _encrypt(self, key: Any, header: bytes, material: Secret, context: Context) -> bytes:
        sealed: bytes = key.encrypt(material.reveal(), **self._by(key, header, context))
        return sealed

    def _decrypt(self, key: Any, header: bytes, sealed: bytes, context: Context) -> Secret | None:
        """None where it fails authentication.

        Tokens have different codes for that, and SoftHSM has one for any fault: so a token that refuses is asked
        whether it can still do it at all, under a nonce of its own.
        """
        with suppress(self._api.PKCS11Error):
            return Secret(key.decrypt(sealed, **self._by(key, header, context)))
        fresh = self._by(key, _header(), context)
        key.decrypt(key.encrypt(bytes(_TAG_BYTES), **fresh), **fresh)
        return None

    def _by(self, key: Any, header: bytes, context: Context) -> dict[str, Any]:
        bound = header + key.id + context.encode()
        parameters = self._api.GCMParams(header[len(_PREFIX) :], bound, _TAG_BYTES * 8)
        return {"mechanism": self._api.Mechanism.AES_GCM, "mechanism_param": parameters}

    def _one(self, session: Any, wanted: bytes) -> Any:
        return session.get_key(object_class=self._api.ObjectClass.SECRET_KEY, id=wanted)

    def _ours(self, session: Any) -> list[Any]:
        """The vault's own keys; a token may hold others. Raises NoSuchKey where there is none.

        That is asked about once more in a new session: a SoftHSM whose files went away shows an empty token.
        """
        kind = self._api.Attribute
        found = session.get_objects(
            {kind.CLASS: self._api.ObjectClass.SECRET_KEY, kind.KEY_TYPE: self._api.KeyType.AES}
        )
        if ours := [key for key in found if key.label.startswith(_LABEL)]:
            return ours
        raise self._api.NoSuchKey


def _header() -> bytes:
    return _PREFIX + Secret.generate(_NONCE_BYTES).reveal()


def _id(reference: str) -> bytes:
    try:
        return UUID(reference).bytes
    except ValueError:
        raise _gone() from None


def _gone() -> KeyDestroyed:
    return KeyDestroyed("the key provider no longer holds this key")
