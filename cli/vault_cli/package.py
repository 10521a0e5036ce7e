"""`cvault package …`: checking a package that somebody received. Needs no vault, only the organisation's public key."""

import sys
from pathlib import Path

import click

from vault.errors import InvalidInput
from vault.subject_requests.delivery.attesting import verify_file
from vault.subject_requests.delivery.verifying import Verified, verify_package, verify_single
from vault_cli import output
from vault_cli.exits import Group

_NOT_WHOLE = 7
_KEY_BYTES = 32


@click.group(cls=Group)
def package() -> None:
    """Packages that answer a request."""


@package.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--public-key", "key", metavar="HEX", help="The organisation's public key, 64 signs; without it nobody is trusted."
)
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What opens an encrypted PDF.",
)
@output.as_json
def verify(file: Path, key: str | None, passphrase_file: Path | None, *, wants_json: bool) -> None:
    """Check a package (a folder, a ZIP file, an encrypted PDF) or a request's evidence. Exit code 7 if changed."""
    known = None if key is None else _key(key)
    if (sealed := _sealed(file)) is not None:
        found = verify_file(sealed, known)
    else:
        found = _found(file, passphrase_file, known)
    output.show(found, _lines(found), wants_json=wants_json)
    if not found.whole:
        sys.exit(_NOT_WHOLE)


def _sealed(file: Path) -> bytes | None:
    """The file, where it is JSON and so no package."""
    try:
        content = file.read_bytes() if file.is_file() else b""
    except OSError:
        raise InvalidInput("FILE", "cannot be read") from None
    return content if content.lstrip()[:1] == b"{" else None


def _found(file: Path, passphrase_file: Path | None, key: bytes | None) -> Verified:
    try:
        if file.is_dir():
            return verify_package({one.name: one.read_bytes() for one in file.iterdir() if one.is_file()}, key)
        word = passphrase_file.read_text("utf-8").strip() if passphrase_file else None
        return verify_single(file.read_bytes(), word, key)
    except (OSError, UnicodeDecodeError):
        raise InvalidInput("FILE", "cannot be read") from None


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise InvalidInput("--public-key", "must be 64 hexadecimal signs")
    return key


def _lines(found: Verified) -> list[str]:
    if found.whole:
        signed = f"Whole, and signed for {found.controller}: request {found.reference}"
        trusted = "by the key that you gave" if found.trusted else f"by the key {found.public_key}: is it theirs?"
        return [signed, f"  {trusted}"]
    lines = ["Not what was signed:"]
    for one in found.findings:
        words = " ".join(filter(None, (one.file, one.fault.replace("_", " "))))
        lines.append(f"  {words}" + (f": expected {one.expected}, found {one.found}" if one.found else ""))
    return lines
