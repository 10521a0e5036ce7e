"""The providers of an installation, as its settings name them."""

from vault.clock import Clock
from vault.crypto import RecordAlgorithm
from vault.errors import Misconfigured
from vault.keys.keyfile import read_passphrase
from vault.keys.keystore import FileKeystore
from vault.keys.kms import KmsKeys
from vault.keys.pkcs11 import Pkcs11Keys
from vault.keys.provider import KeyProvider, Providers
from vault.keys.resting import Resting
from vault.keys.transit import TransitKeys
from vault.settings import Settings


def open_keystore(settings: Settings, clock: Clock) -> FileKeystore:
    """The keystore's file. Raises Misconfigured where its passphrase cannot be read."""
    return FileKeystore(settings.keystore, clock, read_passphrase(settings.passphrase_file))


def open_providers(settings: Settings, clock: Clock) -> Providers:
    """Every provider that is configured; none is asked for anything yet.

    Raises Misconfigured where a library is missing or new keys are to be made at one that is not configured.
    """
    elsewhere: list[KeyProvider] = []
    if settings.pkcs11 is not None:
        elsewhere.append(Pkcs11Keys(settings.pkcs11))
    if settings.transit is not None:
        elsewhere.append(TransitKeys(settings.transit))
    if settings.kms is not None:
        elsewhere.append(KmsKeys(settings.kms))
    keystore = open_keystore(settings, clock)
    return Providers([keystore, *(Resting(one, clock) for one in elsewhere)], settings.key_provider)


def record_algorithm(settings: Settings) -> RecordAlgorithm:
    """How new records are to be sealed. Raises Misconfigured for what is no algorithm."""
    try:
        return RecordAlgorithm(settings.record_algorithm)
    except ValueError:
        raise Misconfigured(
            "CVAULT_RECORD_ALGORITHM names no algorithm", hint=f"there are {' and '.join(RecordAlgorithm)}"
        ) from None
