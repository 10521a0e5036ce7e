"""Cryptography of the vault: bytes in, bytes out. Alone imports `cryptography`, `pyrage`.

Seven nouns. A `Secret` is key material that cannot be shown by accident. A `RecordKey` seals a record under a
`Context` that says where it stands, so that a record moved anywhere else does not open; its `StreamKey` does so with
what is too large for one record. An `IndexKey` turns a
normalised value into a blind-index token. A `SigningKey` signs what must be provable later. A credential is a
bearer secret, such as an API key, whose hash alone is kept. `stretch` makes a key of a passphrase. An
`EnvelopeKey` opens what was sealed for somebody who was not there.

Nothing here knows of organisations, people or rows; nothing outside of here names a primitive.
"""

from vault.crypto.age import age_encrypt, age_recipient
from vault.crypto.blind_index import IndexKey
from vault.crypto.certificate import Certificate, read_certificate
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
from vault.crypto.envelope import EnvelopeKey, seal_envelope
from vault.crypto.passphrase import PassphraseCost, stretch
from vault.crypto.record import RecordAlgorithm, RecordKey, algorithm_of, key_id_of
from vault.crypto.secret import Secret
from vault.crypto.signing import SigningKey, VerifyKey
from vault.crypto.stream import CHUNK_BYTES, Chunk, StreamKey, StreamSealer, chunk_of

__all__ = [
    "CHUNK_BYTES",
    "CREDENTIAL_PATTERN",
    "Certificate",
    "Chunk",
    "Context",
    "Credential",
    "CredentialKind",
    "EnvelopeKey",
    "IndexKey",
    "PassphraseCost",
    "RecordAlgorithm",
    "RecordKey",
    "Secret",
    "SigningKey",
    "StreamKey",
    "StreamSealer",
    "VerifyKey",
    "age_encrypt",
    "age_recipient",
    "algorithm_of",
    "chunk_of",
    "credential_matches",
    "derived",
    "equal",
    "file_sha256",
    "hash_credential",
    "key_id_of",
    "leaf_hash",
    "mint_credential",
    "node_hash",
    "parse_credential",
    "read_certificate",
    "seal_envelope",
    "sha256",
    "stretch",
]
