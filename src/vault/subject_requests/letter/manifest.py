"""The manifest: which files make up a package, and what they hash to. No personal data."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime

import msgspec

from vault.crypto import sha256
from vault.errors import Tampered
from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.content import grounds

FORMAT = "complaint-vault/manifest/1"
_MEDIA_TYPES = {"pdf": "application/pdf", "json": "application/json"}


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    media_type: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What was delivered, countable and verifiable."""

    format: str
    reference: str
    controller: str
    composed_at: datetime
    files: tuple[FileEntry, ...]
    cases: int
    documents: int
    masks: dict[str, int]
    """Masks in the answer, by the letter of their ground."""


class _Signed(msgspec.Struct, frozen=True, kw_only=True):
    manifest: msgspec.Raw
    signature: str
    public_key: str
    algorithm: str = "Ed25519"


def manifest(answer: Answer, files: Mapping[str, bytes]) -> bytes:
    """The manifest of a package, as the exact bytes to sign."""
    entries = tuple(
        FileEntry(
            name=name,
            media_type=_MEDIA_TYPES[name.rpartition(".")[2]],
            size=len(content),
            sha256=sha256(content).hex(),
        )
        for name, content in sorted(files.items())
    )
    return msgspec.json.encode(
        Manifest(
            format=FORMAT,
            reference=answer.reference,
            controller=answer.controller.name,
            composed_at=answer.composed_at,
            files=entries,
            cases=len(answer.cases),
            documents=sum(len(case.documents) for case in answer.cases),
            masks=dict(sorted(grounds(answer).items())),
        )
    )


def manifest_with_signature(content: bytes, signature: bytes, public_key: bytes) -> bytes:
    """The manifest file: the signed bytes stand in it exactly as they were signed."""
    return msgspec.json.encode(
        _Signed(
            manifest=msgspec.Raw(content),
            signature=base64.b64encode(signature).decode(),
            public_key=base64.b64encode(public_key).decode(),
        )
    )


def read_manifest(document: bytes) -> tuple[bytes, bytes, bytes]:
    """The signed bytes, the signature and the public key. Raises Tampered where the file is not a manifest."""
    try:
        signed = msgspec.json.decode(document, type=_Signed)
        signature = base64.b64decode(signed.signature, validate=True)
        return bytes(signed.manifest), signature, base64.b64decode(signed.public_key, validate=True)
    except (msgspec.DecodeError, binascii.Error):
        raise Tampered("the manifest is damaged") from None
