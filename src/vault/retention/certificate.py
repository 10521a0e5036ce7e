"""What a purge did, as it is told and signed. Counts and ids; no personal data."""

import base64
from datetime import datetime
from uuid import UUID

import msgspec

from vault.ids import CertificateId, PlanId
from vault.retention.schedule import Action


class RuleCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many records one rule took, and what it says."""

    cluster: str
    action: Action
    period: str
    certainty: str
    approver: str
    records: int


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """How far ledger and log had come when a certificate was signed: what it speaks of stands before that."""

    ledger_entries: int
    ledger_head: str
    """SHA-256 of the ledger's last line, in hexadecimal."""
    log_sealed: int
    """Events in the newest checkpoint."""
    log_waiting: int
    """Events that are stored and not sealed yet."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What a purge did, signed by the organisation. Counts and ids; no personal data."""

    certificate_id: CertificateId
    plan_id: PlanId
    plan_digest: str
    issued_at: datetime
    erased: dict[str, int]
    """Records that are gone, by cluster."""
    skipped: dict[str, int]
    """Records left, by reason."""
    keys_destroyed: int
    records: tuple[UUID, ...]
    """The ids of what is gone."""
    anonymised: dict[str, int] = {}
    """Those of them of which something stayed that identifies nobody, by cluster."""
    rules: tuple[RuleCount, ...] = ()
    position: Position | None = None


class SignedCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """`body` is the exact JSON text that was signed."""

    body: str
    signature: str
    public_key: str
    algorithm: str = "Ed25519"

    @classmethod
    def of(cls, body: str, signature: bytes, public_key: bytes) -> "SignedCertificate":
        """The exact text, with signature and key in base64."""
        return cls(
            body=body,
            signature=base64.b64encode(signature).decode(),
            public_key=base64.b64encode(public_key).decode(),
        )
