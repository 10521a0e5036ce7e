"""Provider keys in the transit engine of HashiCorp Vault or OpenBao.

Wrapping happens at the server: AES-256-GCM under a key that cannot be exported, with the context as associated data.
The token comes from a file that is read for every call, so whatever renews it there is noticed.
"""

import base64
from collections.abc import Callable
from typing import Any, Final, TypeVar

from vault.crypto import Context, Secret
from vault.errors import KeyDestroyed, KeystoreUnavailable, Tampered
from vault.ids import new_id
from vault.keys.credentials import CredentialFile
from vault.keys.extras import load
from vault.settings import TransitSettings

T = TypeVar("T")

_NAME: Final = "complaint-vault-"
_TYPE: Final = "aes256-gcm96"


class TransitKeys:
    """A KeyProvider over one mount of a transit engine. A reference is the key's name there."""

    name = "transit"
    waiting_days = 0

    def __init__(self, settings: TransitSettings) -> None:
        """Raises Misconfigured without the library; asks the server nothing yet."""
        self._hvac = load("hvac", "transit")
        self._requests = load("requests", "transit")
        self._settings = settings
        self._token = CredentialFile(settings.token_file, "token", "CVAULT_TRANSIT_TOKEN_FILE")

    def create(self, label: str) -> str:  # noqa: ARG002 -- the interface has it
        """The label is not kept: a transit key has nothing but its name."""
        reference = f"{_NAME}{new_id()}"

        def made(engine: Any) -> None:
            engine.create_key(name=reference, key_type=_TYPE, exportable=False, allow_plaintext_backup=False)

        self._ask(made)
        return reference

    def wrap(self, reference: str, material: Secret, context: Context) -> bytes:
        # The server makes a key that it does not hold when asked to encrypt under it, unless that is switched off.
        if not self._held(reference):
            raise _gone()
        answer: str = self._ask(
            lambda engine: engine.encrypt_data(
                name=reference,
                plaintext=base64.b64encode(material.reveal()).decode(),
                associated_data=_associated(reference, context),
            )["data"]["ciphertext"]
        )
        return answer.encode()

    def unwrap(self, reference: str, wrapped: bytes, context: Context) -> Secret:
        def opened(engine: Any) -> Secret | None:
            try:
                answer = engine.decrypt_data(
                    name=reference,
                    ciphertext=wrapped.decode("ascii", "replace"),
                    associated_data=_associated(reference, context),
                )
            except self._hvac.exceptions.InvalidRequest:
                return None
            return Secret(base64.b64decode(answer["data"]["plaintext"], validate=True))

        if (found := self._ask(opened)) is not None:
            return found
        # The server says the same of a key that is gone and of a ciphertext that is wrong.
        if not self._held(reference):
            raise _gone()
        raise Tampered(f"{context} fails authentication")

    def destroy(self, reference: str) -> None:
        def destroyed(engine: Any) -> None:
            engine.update_key_configuration(name=reference, deletion_allowed=True)
            engine.delete_key(name=reference)

        if self._held(reference):
            self._ask(destroyed)

    def references(self) -> frozenset[str]:
        def listed(engine: Any) -> frozenset[str]:
            try:
                names = engine.list_keys()["data"]["keys"]
            except self._hvac.exceptions.InvalidPath:
                return frozenset()
            return frozenset(name for name in names if name.startswith(_NAME))

        return self._ask(listed)

    def _held(self, reference: str) -> bool:
        def read(engine: Any) -> bool:
            try:
                return bool(engine.read_key(name=reference)["data"]["name"] == reference)
            except self._hvac.exceptions.InvalidPath:
                return False

        return self._ask(read)

    def _ask(self, act: Callable[[Any], T]) -> T:
        """Does something with the engine, over a connection of its own. Raises KeystoreUnavailable."""
        token = self._token.present().secret
        with self._requests.Session() as session:
            session.trust_env = False
            session.verify = str(self._settings.ca_file) if self._settings.ca_file else True
            try:
                return act(self._engine(session, token))
            except self._hvac.exceptions.VaultError as error:
                refusal = self._refusal(error)
            except (self._requests.RequestException, OSError):
                refusal = KeystoreUnavailable("the transit engine cannot be reached", hint="is its address right?")
            except (KeyError, TypeError, ValueError):
                refusal = KeystoreUnavailable("what answers is no transit engine", hint="is its address right?")
        # Raised out here: what the libraries raised, with the frames that saw token and keys, stays behind.
        raise refusal

    def _engine(self, session: Any, token: Secret) -> Any:
        client = self._hvac.Client(
            url=self._settings.address,
            token=token.reveal().decode("ascii", "replace"),
            timeout=self._settings.timeout,
            # A redirect would take the token to wherever it points.
            allow_redirects=False,
            session=session,
            namespace=self._settings.namespace,
        )
        return _Mounted(client.secrets.transit, self._settings.mount)

    def _refusal(self, error: Exception) -> KeystoreUnavailable:
        known = self._hvac.exceptions
        match error:
            case known.Forbidden() | known.Unauthorized():
                return KeystoreUnavailable(
                    "the transit engine refuses the token", hint="has it ended, and does its policy allow this?"
                )
            case known.VaultDown():
                return KeystoreUnavailable("the server of the transit engine is sealed or in standby", hint="unseal it")
            case known.RateLimitExceeded():
                return KeystoreUnavailable("the transit engine was asked too often", hint="try again in a moment")
            case _:
                return KeystoreUnavailable("the transit engine does not answer as it should", hint="see its own log")


class _Mounted:
    """The engine's calls, each with the mount point."""

    def __init__(self, engine: Any, mount: str) -> None:
        self._engine = engine
        self._mount = mount

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._engine, name)
        return lambda **arguments: call(mount_point=self._mount, **arguments)


def _associated(reference: str, context: Context) -> str:
    name = reference.encode()
    return base64.b64encode(len(name).to_bytes(2, "big") + name + context.encode()).decode()


def _gone() -> KeyDestroyed:
    return KeyDestroyed("the key provider no longer holds this key")
