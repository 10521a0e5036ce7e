"""The providers of an installation, as its settings name them."""

from vault.clock import Clock
from vault.keys.keyfile import read_passphrase
from vault.keys.keystore import FileKeystore
from vault.keys.kms import KmsKeys
from vault.keys.pkcs11 import Pkcs11Keys
from vault.keys.provider import KeyProvider, Providers
from vault.keys.transit import TransitKeys
from vault.settings import Settings


def open_keystore(settings: Settings, clock: Clock) -> FileKeystore:
    """The keystore's file. Raises Misconfigured where its passphrase cannot be read."""
    return FileKeystore(settings.keystore, clock, read_passphrase(settings.passphrase_file))


def open_providers(settings: Settings, clock: Clock) -> Providers:
    """Every provider that is configured; none is asked for anything yet.

    Raises Misconfigured where a library is missing or new keys are to be made at one that is not configured.
    """
    found: list[KeyProvider] = [open_keystore(settings, clock)]
    if settings.pkcs11 is not None:
        found.append(Pkcs11Keys(settings.pkcs11))
    if settings.transit is not None:
        found.append(TransitKeys(settings.transit))
    if settings.kms is not None:
        found.append(KmsKeys(settings.kms))
    return Providers(found, settings.key_provider)
