"""Cryptography of the vault: bytes in, bytes out. Alone imports `cryptography`, `pyrage`.

Seven nouns. A `Secret` is key material that cannot be shown by accident. A `RecordKey` seals a record under a
`Context` that says where it stands, so that a record moved anywhere else does not open; its `StreamKey` does so with
what is too large for one record. An `IndexKey` turns a
normalised value into a blind-index token. A `SigningKey` signs what must be provable later. A credential is a
bearer secret, such as an API key, whose hash alone is kept. `stretch` makes a key of a passphrase, `hash_password`
what is kept of a password, `one_time_password` the digits of an authenticator application. An `EnvelopeKey` opens what
was sealed for somebody who was not there.

Nothing here knows of organisations, people or rows; nothing outside of here names a primitive.
"""

from vault.crypto.age import age_encrypt, age_encrypt_bytes, age_recipient
from vault.crypto.algorithm import RecordAlgorithm
from vault.crypto.blind_index import IndexKey
from vault.crypto.bunch import KEY_ID, Bunch, Place, Wrapped
from vault.crypto.certificate import Certificate, read_certificate
from vault.crypto.code import PASSPHRASE_SIGNS, code_matches, hash_code, mint_code
from vault.crypto.context import Context, in_version
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
from vault.crypto.envelope import EnvelopeKey, seal_envelope
from vault.crypto.mac import message_code
from vault.crypto.one_time import ONE_TIME_SECRET_BYTES, one_time_password
from vault.crypto.passphrase import PassphraseCost, stretch
from vault.crypto.password import PasswordHash, hash_password, password_matches
from vault.crypto.record import RecordKey, algorithm_of, key_id_of
from vault.crypto.secret import Secret
from vault.crypto.signing import SigningKey, VerifyKey
from vault.crypto.stream import CHUNK_BYTES, Chunk, StreamKey, StreamSealer

__all__ = [
    "CHUNK_BYTES",
    "CREDENTIAL_PATTERN",
    "KEY_ID",
    "ONE_TIME_SECRET_BYTES",
    "PASSPHRASE_SIGNS",
    "Bunch",
    "Certificate",
    "Chunk",
    "Context",
    "Credential",
    "CredentialKind",
    "EnvelopeKey",
    "IndexKey",
    "PassphraseCost",
    "PasswordHash",
    "Place",
    "RecordAlgorithm",
    "RecordKey",
    "Secret",
    "SigningKey",
    "StreamKey",
    "StreamSealer",
    "VerifyKey",
    "Wrapped",
    "age_encrypt",
    "age_encrypt_bytes",
    "age_recipient",
    "algorithm_of",
    "code_matches",
    "credential_matches",
    "derived",
    "equal",
    "file_sha256",
    "hash_code",
    "hash_credential",
    "hash_password",
    "in_version",
    "key_id_of",
    "leaf_hash",
    "message_code",
    "mint_code",
    "mint_credential",
    "node_hash",
    "one_time_password",
    "parse_credential",
    "password_matches",
    "read_certificate",
    "seal_envelope",
    "sha256",
    "stretch",
]
