"""Whether a package is what was signed, from its files and a public key alone: pure, and without a vault."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

from vault.crypto import VerifyKey, equal, sha256
from vault.errors import InvalidInput, Tampered
from vault.subject_requests.delivery.comparing import pdf_digest
from vault.subject_requests.letter import read_manifest
from vault.subject_requests.letter.manifest import Manifest
from vault.subject_requests.model import LETTER, MANIFEST

_MOST_BYTES: Final = 512 * 1024 * 1024
DAMAGED: Final = b"\x00damaged"
"""In place of a file that does not unpack; none is like it."""


class Fault(StrEnum):
    """What is wrong with a package, or with a file about a request."""

    MANIFEST_MISSING = "manifest_missing"
    MANIFEST_DAMAGED = "manifest_damaged"
    KEY_DIFFERS = "key_differs"
    """It is signed, by somebody else than was expected."""
    SIGNATURE_WRONG = "signature_wrong"
    FILE_MISSING = "file_missing"
    FILE_CHANGED = "file_changed"
    FILE_NOT_LISTED = "file_not_listed"
    FILE_DAMAGED = "file_damaged"
    """Within an archive that is whole otherwise: it does not unpack."""
    PAGES_CHANGED = "pages_changed"
    """An encrypted PDF shows something else than the letter that was signed and is attached to it."""
    SEAL_DAMAGED = "seal_damaged"
    """Of a file that seals its own parts: no seal, or none that can be read."""
    PART_CHANGED = "part_changed"
    PART_MISSING = "part_missing"
    PART_NOT_SEALED = "part_not_sealed"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is wrong, with the file that it is about."""

    fault: Fault
    file: str | None = None
    expected: str | None = None
    found: str | None = None


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What was found out about a package. `trusted` only where a key was given to compare with."""

    whole: bool
    trusted: bool
    controller: str | None
    reference: str | None
    public_key: str | None
    """Hexadecimal."""
    findings: tuple[Finding, ...]


def verify_package(files: Mapping[str, bytes], key: bytes | None = None) -> Verified:
    """Checks every file against the signed manifest. `key` is the organisation's public key, 32 bytes."""
    if MANIFEST not in files:
        return _failed(Fault.MANIFEST_MISSING)
    try:
        content, signature, public = read_manifest(files[MANIFEST])
        manifest = msgspec.json.decode(content, type=Manifest)
        signed_by = VerifyKey(public)
    except (Tampered, msgspec.DecodeError, ValueError):
        return _failed(Fault.MANIFEST_DAMAGED)
    findings = []
    if key is not None and not equal(key, public):
        findings.append(Finding(fault=Fault.KEY_DIFFERS, expected=key.hex(), found=public.hex()))
    try:
        signed_by.verify("package-manifest", content, signature)
    except Tampered:
        findings.append(Finding(fault=Fault.SIGNATURE_WRONG, file=MANIFEST))
    findings += _compared(manifest, files)
    return Verified(
        whole=not findings,
        trusted=key is not None and not findings,
        controller=manifest.controller,
        reference=manifest.reference,
        public_key=public.hex(),
        findings=tuple(findings),
    )


def verify_single(content: bytes, passphrase: str | None = None, key: bytes | None = None) -> Verified:
    """Checks a package that came as one file, a ZIP or an encrypted PDF, and what it shows. Raises InvalidInput."""
    files = unpacked(content, passphrase)
    found = verify_package(files, key)
    damaged = [name for name, one in files.items() if one == DAMAGED]
    findings = [
        msgspec.structs.replace(one, fault=Fault.FILE_DAMAGED, found=None, expected=None)
        if one.file in damaged and one.file != MANIFEST
        else one
        for one in found.findings
    ]
    if content.startswith(b"%PDF-") and LETTER in files and not _shows(content, passphrase, files[LETTER]):
        findings.append(Finding(fault=Fault.PAGES_CHANGED))
    return msgspec.structs.replace(
        found, whole=found.whole and not findings, trusted=found.trusted and not findings, findings=tuple(findings)
    )


def unpacked(content: bytes, passphrase: str | None = None) -> dict[str, bytes]:
    """The files of a package that came as one: a ZIP file, or an encrypted PDF. Raises InvalidInput."""
    from pypdf.errors import PyPdfError

    try:
        if content.startswith(b"%PDF-"):
            return _from_pdf(content, passphrase)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > _MOST_BYTES:
                raise InvalidInput("FILE", "is larger than a package can be")
            return {name: _member(archive, name) for name in archive.namelist()}
    except (zipfile.BadZipFile, PyPdfError, ValueError, RuntimeError, NotImplementedError, RecursionError):
        raise InvalidInput("FILE", "is neither a package in a ZIP file nor an answer as PDF") from None


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return DAMAGED


def _shows(content: bytes, passphrase: str | None, letter: bytes) -> bool:
    """Whether a PDF is the letter with nothing but attachments and encryption added, whatever its bytes look like."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    sealed = PdfReader(io.BytesIO(content))
    if sealed.is_encrypted:
        sealed.decrypt(passphrase or "")
    try:
        return pdf_digest(sealed) == pdf_digest(PdfReader(io.BytesIO(letter)))
    except (PyPdfError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, zlib.error):
        return False


def _from_pdf(content: bytes, passphrase: str | None) -> dict[str, bytes]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(passphrase or ""):
        raise InvalidInput("--passphrase-file", "is needed to open this file, and must be the right one")
    return {name: versions[0] for name, versions in reader.attachments.items()}


def _compared(manifest: Manifest, files: Mapping[str, bytes]) -> list[Finding]:
    listed = {one.name: one.sha256 for one in manifest.files}
    found = []
    for name, expected in listed.items():
        if name not in files:
            found.append(Finding(fault=Fault.FILE_MISSING, file=name, expected=expected))
        elif (actual := sha256(files[name]).hex()) != expected:
            found.append(Finding(fault=Fault.FILE_CHANGED, file=name, expected=expected, found=actual))
    strangers = sorted(set(files) - set(listed) - {MANIFEST})
    return [*found, *(Finding(fault=Fault.FILE_NOT_LISTED, file=name) for name in strangers)]


def _failed(fault: Fault) -> Verified:
    finding = Finding(fault=fault, file=MANIFEST)
    return Verified(whole=False, trusted=False, controller=None, reference=None, public_key=None, findings=(finding,))
