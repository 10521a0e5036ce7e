"""A seal over the parts of a file, and whether they are what was sealed: pure, and checked without a vault.

    statement = {"format", "controller", "reference", "parts": {part: SHA-256 of its canonical JSON}}

The statement travels as a text, so that it stays as it was signed however the file is laid out; each part is hashed
with sorted keys and no blanks (as RFC 8785 does for what stands here: texts, whole numbers, nulls). A part that was
changed, taken away or added is named.
"""

import base64
from typing import Any, Final, Literal

import msgspec

from vault.crypto import SigningKey, VerifyKey, equal, sha256
from vault.errors import Tampered
from vault.subject_requests.delivery.verifying import Fault, Finding, Verified
from vault.subject_requests.letter.manifest import exact_base64

PURPOSE: Final = "request-evidence"
FORMAT: Final = "complaint-vault/evidence-seal/1"
_SEAL: Final = "seal"
"""The one part that is not sealed."""


class Seal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed, as a text, with its signature; keys and signatures in Base64."""

    statement: str
    signature: str
    public_key: str
    algorithm: Literal["Ed25519"]


class _Statement(msgspec.Struct, frozen=True, kw_only=True):
    format: Literal["complaint-vault/evidence-seal/1"] = FORMAT
    controller: str
    reference: str
    parts: dict[str, str]


def sealed_by(file: msgspec.Struct, controller: str, reference: str, key: SigningKey) -> Seal:
    """The seal of a file over everything in it but a seal."""
    said = _Statement(controller=controller, reference=reference, parts=_hashes(msgspec.to_builtins(file)))
    statement = msgspec.json.encode(said, order="sorted")
    return Seal(
        statement=statement.decode(),
        signature=base64.b64encode(key.sign(PURPOSE, statement)).decode(),
        public_key=base64.b64encode(key.public().raw).decode(),
        algorithm="Ed25519",
    )


def verify_file(content: bytes, key: bytes | None = None) -> Verified:
    """Checks a sealed file. `key` is the organisation's public key, 32 bytes; without it nobody is trusted."""
    try:
        file = msgspec.json.decode(content, type=dict[str, Any])
        seal = msgspec.convert(file.get(_SEAL), Seal)
        said = msgspec.json.decode(seal.statement, type=_Statement)
        public, signature = exact_base64(seal.public_key), exact_base64(seal.signature)
        signed_by = VerifyKey(public)
    except (msgspec.DecodeError, msgspec.ValidationError, ValueError, RecursionError):
        damaged = Finding(fault=Fault.SEAL_DAMAGED)
        return Verified(
            whole=False, trusted=False, controller=None, reference=None, public_key=None, findings=(damaged,)
        )
    findings = []
    if key is not None and not equal(key, public):
        findings.append(Finding(fault=Fault.KEY_DIFFERS, expected=key.hex(), found=public.hex()))
    try:
        signed_by.verify(PURPOSE, seal.statement.encode(), signature)
    except Tampered:
        findings.append(Finding(fault=Fault.SIGNATURE_WRONG, file=_SEAL))
    findings += _compared(said.parts, _hashes(file))
    return Verified(
        whole=not findings,
        trusted=key is not None and not findings,
        controller=said.controller,
        reference=said.reference,
        public_key=public.hex(),
        findings=tuple(findings),
    )


def _hashes(file: dict[str, Any]) -> dict[str, str]:
    return {
        name: sha256(msgspec.json.encode(part, order="sorted")).hex() for name, part in file.items() if name != _SEAL
    }


def _compared(sealed: dict[str, str], found: dict[str, str]) -> list[Finding]:
    changed = [
        Finding(fault=Fault.PART_CHANGED, file=name, expected=sealed[name], found=found[name])
        for name in sealed
        if name in found and found[name] != sealed[name]
    ]
    missing = [Finding(fault=Fault.PART_MISSING, file=name) for name in sealed if name not in found]
    strange = [Finding(fault=Fault.PART_NOT_SEALED, file=name) for name in found if name not in sealed]
    return [*changed, *missing, *strange]
