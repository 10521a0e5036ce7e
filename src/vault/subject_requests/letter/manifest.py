"""The manifest: which files make up a package, and what they hash to. No personal data.

Signing is done elsewhere; this gives the bytes to sign and keeps them recoverable beside their signature.
"""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import msgspec

from vault.crypto import sha256
from vault.errors import Tampered
from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.masks import count_masks, shown

FORMAT = "complaint-vault/manifest/1"
ALGORITHM: Final = "Ed25519"
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "json": "application/json",
    "html": "text/html",
    "csv": "text/csv",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain",
    "mp3": "audio/mpeg",
}
_ANY_MEDIA_TYPE = "application/octet-stream"


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    media_type: str
    size: int
    """In bytes."""
    sha256: str
    """In hexadecimal."""


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
    """Masks in the answer, by ground as it is shown (`masks.shown`)."""


class _Signed(msgspec.Struct, frozen=True, kw_only=True):
    manifest: msgspec.Raw
    signature: str
    public_key: str
    algorithm: Literal["Ed25519"] = ALGORITHM


def manifest(answer: Answer, files: Mapping[str, bytes]) -> bytes:
    """The manifest of a package as canonical JSON (sorted keys, no spaces): the exact bytes to sign."""
    answer = shown(answer)
    content = Manifest(
        format=FORMAT,
        reference=answer.reference,
        controller=answer.controller.name,
        composed_at=answer.composed_at,
        files=tuple(_entry(name, files[name]) for name in sorted(files)),
        cases=len(answer.cases),
        documents=sum(len(case.documents) for case in answer.cases),
        masks={ground.value: number for ground, number in count_masks(answer).items()},
    )
    return msgspec.json.encode(content, order="sorted")


def media_type(name: str) -> str:
    """What a file of a package is, by its name."""
    return _MEDIA_TYPES.get(name.rpartition(".")[2], _ANY_MEDIA_TYPE)


def _entry(name: str, content: bytes) -> FileEntry:
    return FileEntry(
        name=name,
        media_type=media_type(name),
        size=len(content),
        sha256=sha256(content).hex(),
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
        parts = bytes(signed.manifest), exact_base64(signed.signature), exact_base64(signed.public_key)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Tampered("the manifest is damaged") from None
    if manifest_with_signature(*parts) != document:
        # A byte that is not signed was changed, such as one of a name.
        raise Tampered("the manifest is damaged")
    return parts


def exact_base64(text: str) -> bytes:
    """What Base64 stands for. Raises ValueError also for a text that is not how its bytes are written."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("bits behind the last byte are set")
    return raw
