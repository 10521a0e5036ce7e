"""Cryptography of the vault: bytes in, bytes out. Alone imports `cryptography`, `pyrage`.

Five nouns. A `Secret` is key material that cannot be shown by accident. A `RecordKey` seals a record under a
`Context` that says where it stands, so that a record moved anywhere else does not open. An `IndexKey` turns a
normalised value into a blind-index token. A `SigningKey` signs what must be provable later. A credential is a
bearer secret, such as an API key, whose hash alone is kept. `stretch` makes a key of a passphrase.

Nothing here knows of organisations, people or rows; nothing outside of here names a primitive.
"""

from vault.crypto.age import age_encrypt, age_encrypt_bytes, age_recipient
from vault.crypto.blind_index import IndexKey
from vault.crypto.certificate import Certificate, read_certificate
from vault.crypto.code import PASSPHRASE_SIGNS, code_matches, hash_code, mint_code
from vault.crypto.context import Context
from vault.crypto.credential import (
    CREDENTIAL_PATTERN,
    Credential,
    CredentialKind,
    credential_matches,
    derived,
    hash_credential,
    mint_credential,
    parse_credential,
)
from vault.crypto.digest import equal, file_sha256, leaf_hash, node_hash, sha256
from vault.crypto.passphrase import PassphraseCost, stretch
from vault.crypto.record import RecordKey, key_id_of
from vault.crypto.secret import Secret
from vault.crypto.signing import SigningKey, VerifyKey

__all__ = [
    "CREDENTIAL_PATTERN",
    "PASSPHRASE_SIGNS",
    "Certificate",
    "Context",
    "Credential",
    "CredentialKind",
    "IndexKey",
    "PassphraseCost",
    "RecordKey",
    "Secret",
    "SigningKey",
    "VerifyKey",
    "age_encrypt",
    "age_encrypt_bytes",
    "age_recipient",
    "code_matches",
    "credential_matches",
    "derived",
    "equal",
    "file_sha256",
    "hash_code",
    "hash_credential",
    "key_id_of",
    "leaf_hash",
    "mint_code",
    "mint_credential",
    "node_hash",
    "parse_credential",
    "read_certificate",
    "sha256",
    "stretch",
]
