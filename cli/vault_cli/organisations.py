"""`cvault organisation …`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import click
import msgspec

from vault import offboarding, organisations
from vault.approvals import Waiting, parse_reason
from vault.errors import InvalidInput, Unavailable
from vault.ids import OrganisationId
from vault.offboarding import Certificate, SignedCertificate
from vault.organisations import Organisation, Profile
from vault_cli import approvals, files, output, session
from vault_cli.audit import trusted_keys
from vault_cli.exits import Group

EXPORT: Final = "export.jsonl.age"
CERTIFICATE: Final = "certificate.json"
_ENDED: Final = "The contract ended, and the organisation asked for its records."
_OWNER_ONLY: Final = 0o600


@click.group(cls=Group)
def organisation() -> None:
    """The controllers whose complaints are kept apart."""


@organisation.command()
@click.argument("file")
@output.as_json
def create(file: str, *, wants_json: bool) -> None:
    """Add an organisation from a JSON file ("-" for standard input)."""
    profile = files.read(file, Profile)
    with session.opened() as vault:
        organisation_id = vault.call(session.operator(), organisations.create, profile)
    made = Organisation(organisation_id=organisation_id, profile=profile)
    output.show(made, [f"{organisation_id}  {profile.name}"], wants_json=wants_json)


@organisation.command("list")
@output.as_json
def list_organisations(*, wants_json: bool) -> None:
    """List the organisations of this vault."""
    with session.opened() as vault:
        known = vault.organisations()
    lines = [f"{one.organisation_id}  {one.profile.name}" for one in known]
    output.show(known, lines or ["There is no organisation yet."], wants_json=wants_json)


@organisation.command()
@click.argument("organisation_id")
@click.option("--recipient", metavar="AGE", help="For whom the export is encrypted: age1…")
@click.option("--receipt", metavar="WORD", help="The last line of the export, which only its reader knows: erases.")
@click.option("--reason", default=_ENDED, show_default=False, help="Why, for whoever confirms; no names.")
@click.option(
    "--output", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Where to put it."
)
@output.as_json
def offboard(
    organisation_id: str, recipient: str | None, receipt: str | None, reason: str, folder: Path, *, wants_json: bool
) -> None:
    """Return an organisation's records, encrypted; once their receipt is shown, erase them. Takes two people."""
    if (recipient is None) is (receipt is None):
        raise InvalidInput("--recipient", "or --receipt is needed, and not both")
    wanted = OrganisationId(session.as_id(organisation_id, "ORGANISATION_ID"))
    if recipient is not None:
        _export(wanted, recipient, parse_reason(reason), folder, wants_json=wants_json)
    else:
        _finish(wanted, receipt or "", folder, wants_json=wants_json)


@organisation.command("check-certificate")
@click.argument("file")
@click.option("--key", "keys", metavar="VKEY", multiple=True, required=True, help="A key that you trust, or its file.")
@output.as_json
def check_certificate(file: str, keys: tuple[str, ...], *, wants_json: bool) -> None:
    """Check a certificate of offboarding with public keys alone. Exit code 7 if it proves nothing."""
    found = offboarding.check(files.read(file, SignedCertificate), trusted_keys(keys))
    output.show(found, _told(found), wants_json=wants_json)


def _export(organisation: OrganisationId, recipient: str, reason: str, folder: Path, *, wants_json: bool) -> None:
    path = folder / EXPORT
    with session.opened() as vault:
        made = vault.call(
            session.operator(), offboarding.offboard, organisation, recipient, reason, lambda: _written(path)
        )
    if isinstance(made, Waiting):
        output.show({"waiting": made}, approvals.asked([made]), wants_json=wants_json)
        return
    lines = [
        f"{sum(made.rows.values())} rows of {len(made.rows)} tables are in {path}, sha256 {made.sha256}",
        "Nothing is erased. Hand it over; whoever decrypts it finds a receipt on its last line. Then:",
        f"  cvault organisation offboard {organisation} --receipt WORD --output {folder}",
    ]
    output.show({"waiting": None, "export": made}, lines, wants_json=wants_json)


def _finish(organisation: OrganisationId, receipt: str, folder: Path, *, wants_json: bool) -> None:
    with session.opened() as vault:
        signed = vault.call(session.operator(), offboarding.finish, organisation, receipt)
    with _written(folder / CERTIFICATE) as file:
        file.write(msgspec.json.format(msgspec.json.encode(signed), indent=1) + b"\n")
    certificate = msgspec.json.decode(signed.body, type=Certificate)
    lines = [
        *_told(certificate),
        f"The certificate is in {folder / CERTIFICATE}. Delete older copies of the keystore now, and restart servers.",
    ]
    output.show(signed, lines, wants_json=wants_json)


def _told(one: Certificate) -> list[str]:
    returned = f"returned to {one.export.recipient}, sha256 {one.export.sha256}" if one.export else "not returned"
    return [
        f"Organisation {one.organisation_id}: {returned}",
        f"{sum(one.rows_erased.values())} rows erased on {one.erased_at:%Y-%m-%d}",
        f"{sum(one.keys_destroyed.values())} keys destroyed; nobody can bring one back from {one.gone_from} on",
    ]


@contextmanager
def _written(path: Path) -> Iterator[BinaryIO]:
    """A file for its owner alone, which is there whole and on the disk, or not at all."""
    half = path.with_name(f".{path.name}.half")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        _flush(path.parent)
    except OSError:
        raise Unavailable(f"{path.name} cannot be written", hint="is there space, and may you write there?") from None
    finally:
        half.unlink(missing_ok=True)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
