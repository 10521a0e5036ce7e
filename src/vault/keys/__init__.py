"""Who holds the keys, and how destroying one is erasure.

A key provider holds one key per organisation and epoch, outside every database backup. Under it lies the
organisation's epoch: a key-encryption key and an index key. Under that, one data key for each data subject, case
and request, wrapped in the database. A data key whose row is destroyed leaves nothing that opens what it sealed.
"""

from vault.keys.keyfile import read_passphrase
from vault.keys.keyring import Keyring, Keys, holds_keys
from vault.keys.keystore import FileKeystore
from vault.keys.ledger import Entry, Erasure, ErasureLedger, Head
from vault.keys.provider import KeyProvider
from vault.keys.rotation import EpochStatus

__all__ = [
    "Entry",
    "EpochStatus",
    "Erasure",
    "ErasureLedger",
    "FileKeystore",
    "Head",
    "KeyProvider",
    "Keyring",
    "Keys",
    "holds_keys",
    "read_passphrase",
]
