"""Who holds the keys, and how destroying one is erasure.

A key provider holds one key per organisation and epoch, outside every database backup. Under it lies the
organisation's epoch: a key-encryption key and an index key. Under that, one data key for each data subject, case
and request, wrapped in the database. A data key whose row is destroyed leaves nothing that opens what it sealed.
"""

from vault.keys.keyfile import read_passphrase
from vault.keys.keyring import Keyring, Keys, holds_keys
from vault.keys.keystore import FileKeystore
from vault.keys.ledger import ORGANISATION, Entry, Erasure, ErasureLedger, Head
from vault.keys.moving import DeactivatedKey, Moved, keys_in_use
from vault.keys.opening import open_keystore, open_providers, record_algorithm
from vault.keys.provider import KeyProvider, Providers
from vault.keys.questions import keys_asked
from vault.keys.rotation import EpochStatus
from vault.keys.signers import SignerStatus, introduces
from vault.keys.tables import with_keys

__all__ = [
    "ORGANISATION",
    "DeactivatedKey",
    "Entry",
    "EpochStatus",
    "Erasure",
    "ErasureLedger",
    "FileKeystore",
    "Head",
    "KeyProvider",
    "Keyring",
    "Keys",
    "Moved",
    "Providers",
    "SignerStatus",
    "holds_keys",
    "introduces",
    "keys_asked",
    "keys_in_use",
    "open_keystore",
    "open_providers",
    "read_passphrase",
    "record_algorithm",
    "with_keys",
]
