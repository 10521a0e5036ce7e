"""What an organisation takes with it and what becomes of the rest: pure."""

import base64
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.audit.note import Verifier
from vault.crypto import Secret, VerifyKey, sha256
from vault.errors import InvalidInput, Tampered
from vault.holdings import Facts
from vault.ids import CertificateId, OrganisationId

EXPORT_FORMAT: Final = "complaint-vault/export/1"
CERTIFICATE_FORMAT: Final = "complaint-vault/offboarding/1"
SIGNED_AS: Final = "offboarding-certificate"
_RECEIPT_BYTES: Final = 20
_ID_BYTES: Final = 16

LEFT_OUT: Final = {
    "epoch": "a key of the vault, wrapped",
    "data_key": "a key of the vault, wrapped",
    "deactivated_key": "a key of the vault that was left",
    "index_token": "a keyed hash of what stands in the rows",
    "client_key": "a hash of a credential that ends",
    "session": "a credential that ends, and its hash",
    "known_device": "a hash of a credential that ends",
    "sign_in": "a hash of a credential that ends",
    "sign_in_failure": "a keyed hash of an attempt",
    "idempotency": "an answer that was given already, kept for a day",
    "webhook_delivery": "a message of ids that was sent already, or will not be any more",
    "import_run": "how far an import has come",
    "import_line": "a keyed hash of a line that was taken already",
    "job": "work that is done, or will not be any more",
    "audit_subtree": "computed from the events",
    "audit_tree": "computed from the events",
    "erasure_mark": "the installation's own",
    "offboarding": "the installation's own",
}
"""Tables of which an export has nothing, and why. Every other is exported, whatever capability it belongs to."""
LEFT_OUT_COLUMNS: Final = {
    "signing_key": frozenset({"wrapped_seed", "provider", "provider_key"}),
    "staff_account": frozenset({"proofs", "invitation", "last_step"}),
    "webhook": frozenset({"secrets"}),
}


class Stage(StrEnum):
    """How far an offboarding has come. Each is reached once and never left backwards."""

    AGREED = "agreed"
    """Two people agreed to it; nothing has happened to the data."""
    EXPORTED = "exported"
    """The export waits for the receipt that it holds. It can be made again."""
    ERASED = "erased"
    """Every row is gone; keys may still be held by providers."""
    CERTIFIED = "certified"


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an export without opening it: counts and hashes."""

    made_at: datetime
    rows: dict[str, int]
    """By table."""
    sha256: str
    """Of the encrypted file."""
    size: int
    """Bytes of the encrypted file."""
    recipient: str
    scope: str
    """SHA-256 over every record and its version."""
    receipt: str
    """SHA-256 of the receipt on the last line."""


class ProviderKey(msgspec.Struct, frozen=True, order=True):
    """A key at a provider."""

    provider: str
    reference: str


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """What was erased: rows by table, and the keys at providers that go with them."""

    rows: dict[str, int]
    keys: list[ProviderKey]


class Offboarding(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that leaves or left."""

    organisation_id: OrganisationId
    stage: Stage
    agreed_at: datetime | None
    recipient: str | None
    export: Export | None
    erased_at: datetime | None
    erased: Erased | None


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """That an organisation's records were returned and erased (Art. 28(3)(g) GDPR)."""

    format: str
    certificate_id: CertificateId
    organisation_id: OrganisationId
    issued_at: datetime
    agreed_at: datetime | None
    export: Export | None
    """What was returned, and to whom it was encrypted. Null where a restored backup was erased again."""
    erased_at: datetime
    rows_erased: dict[str, int]
    keys_destroyed: dict[str, int]
    """By provider."""
    gone_from: date
    """From when on no provider could bring a key back."""


class SignedCertificate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A certificate as it is handed over. `signature` and `public_key` are Base64."""

    body: Annotated[str, Meta(description="The exact JSON text that was signed.")]
    signature: str
    public_key: str


def new_receipt() -> str:
    """A word of 160 random bits that only a reader of a whole export knows."""
    return base64.b32encode(Secret.generate(_RECEIPT_BYTES).reveal()).decode().lower()


def hash_of(receipt: str) -> str:
    """What is kept of a receipt, however it was typed."""
    return sha256("".join(receipt.split()).lower().encode()).hex()


def scope_of(facts: Iterable[Facts]) -> str:
    """Names a set of records in their versions: another where anything was added, changed or erased."""
    found = sorted((one.kind, str(one.id), one.version) for one in facts)
    return sha256(msgspec.msgpack.encode(found)).hex()


def check(signed: SignedCertificate, trusted: Iterable[Verifier]) -> Certificate:
    """What a certificate says, if a trusted key signed it. Raises Tampered, InvalidInput for what is no certificate.

    Needs no vault.
    """
    try:
        raw, signature = (base64.b64decode(one, validate=True) for one in (signed.public_key, signed.signature))
        certificate = msgspec.json.decode(signed.body, type=Certificate)
    except (ValueError, msgspec.DecodeError):
        raise InvalidInput("FILE", "is not a certificate of offboarding") from None
    if raw not in {one.key.raw for one in trusted} or certificate.format != CERTIFICATE_FORMAT:
        raise Tampered("the certificate is signed by a key that is not trusted")
    VerifyKey(raw).verify(SIGNED_AS, signed.body.encode(), signature)
    return certificate


def plain(name: str, value: object) -> object:
    """A value that is not sealed, for JSON: ids as ids, hashes and signatures in hexadecimal."""
    if not isinstance(value, bytes):
        return value
    if name == "entities":
        return [UUID(bytes=value[start : start + _ID_BYTES]) for start in range(0, len(value), _ID_BYTES)]
    return value.hex()
