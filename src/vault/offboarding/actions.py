"""Verbs by which an organisation leaves: its records returned, then erased, then certified (Art. 28(3)(g) GDPR).

All of them are the installation's own, in its own log. Killed anywhere and run again, each goes on where it was.
"""

import base64
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing
from datetime import timedelta
from typing import BinaryIO

import msgspec

from vault.approvals import Act, NewApproval, Waiting, await_second, carried
from vault.clock import legal_day
from vault.crypto import age_encrypt, age_recipient, equal
from vault.errors import Changed, Conflict, InvalidInput, NotFound
from vault.ids import PLATFORM, CertificateId, OrganisationId, new_id
from vault.offboarding import store
from vault.offboarding.model import (
    CERTIFICATE_FORMAT,
    EXPORT_FORMAT,
    SIGNED_AS,
    Certificate,
    Export,
    Offboarding,
    SignedCertificate,
    Stage,
    hash_of,
    new_receipt,
    scope_of,
)
from vault.policy import Permission
from vault.work import Run, Work, process, reads, writes

Sink = Callable[[], AbstractContextManager[BinaryIO]]
"""Opens where an export goes. It is on the disk when the context ends well, and gone where it ends otherwise."""


@process
def offboard(run: Run, organisation_id: OrganisationId, recipient: str, reason: str, sink: Sink) -> Waiting | Export:
    """Exports every record of an organisation, encrypted for a recipient, once a second person confirmed it.

    Nothing is erased yet: `finish` does that, for whoever shows the receipt that stands on the last line of the export.
    Run again it exports again. Raises NotFound, InvalidInput for what is no recipient, Conflict where another recipient
    was agreed to or everything is erased already, Tampered or KeyDestroyed for a record that does not open.
    """
    agreed = run(agree, organisation_id, recipient, reason)
    if isinstance(agreed, Waiting):
        return agreed
    made = run(export, organisation_id, sink)
    run(keep_export, organisation_id, made)
    return made


@process
def finish(run: Run, organisation_id: OrganisationId, receipt: str) -> SignedCertificate:
    """Erases an organisation of which the export was received, destroys its keys, and certifies it.

    Raises NotFound, InvalidInput for a receipt that is not the newest export's, Changed where something changed since,
    KeystoreUnavailable where a provider does not answer: then run it again.
    """
    run(erase, organisation_id, receipt)
    run(destroy_keys, organisation_id)
    return run(certify, organisation_id)


@writes
def agree(work: Work, organisation_id: OrganisationId, recipient: str, reason: str) -> Waiting | Offboarding:
    """Begins an offboarding to which two people agreed, or asks for the second. Raises as `offboard`."""
    _permit(work, organisation_id)
    known = store.find(work, organisation_id)
    if known is not None and known.stage not in (Stage.AGREED, Stage.EXPORTED):
        raise Conflict("the organisation is erased already", hint="finish with any receipt to have the certificate")
    store.require(work, organisation_id)
    to = age_recipient(recipient)
    if known is not None and known.recipient == to:
        return known
    new = NewApproval(act=Act.OFFBOARD, concerned=(str(organisation_id), to), reason=reason)
    if not carried(work, new.act, new.concerned):
        return await_second(work, new)
    store.keep(work, organisation_id, Stage.AGREED, agreed_at=work.now, recipient=to, export=None)
    return store.load(work, organisation_id)


@reads
def export(work: Work, organisation_id: OrganisationId, sink: Sink) -> Export:
    """Writes every record of the organisation, of one instant, as encrypted JSON Lines. Raises as `offboard`."""
    _permit(work, organisation_id)
    known = store.load(work, organisation_id)
    if known.recipient is None:
        raise Conflict("nobody agreed to an export")
    theirs, receipt, counts = store.on_behalf(work, organisation_id), new_receipt(), Counter[str]()
    with sink() as file, closing(_lines(theirs, receipt, counts)) as lines:
        written = age_encrypt(lines, known.recipient, file)
    work.audit.note(f"exported {counts.total()} rows")
    return Export(
        made_at=work.now,
        rows=dict(sorted(counts.items())),
        sha256=written.sha256.hex(),
        size=written.size,
        recipient=known.recipient,
        scope=_scope(theirs),
        receipt=hash_of(receipt),
    )


@writes
def keep_export(work: Work, organisation_id: OrganisationId, made: Export) -> None:
    """Keeps what is known of an export: from now on its receipt counts, and no other."""
    _permit(work, organisation_id)
    if store.load(work, organisation_id).stage not in (Stage.AGREED, Stage.EXPORTED):
        raise Conflict("the organisation is erased already")
    store.keep(work, organisation_id, Stage.EXPORTED, export=made)
    work.audit.note(f"export sha256 {made.sha256}")


@writes
def erase(work: Work, organisation_id: OrganisationId, receipt: str) -> None:
    """Deletes every row of an organisation whose export was received; the ledger tells of it. Raises as `finish`."""
    _permit(work, organisation_id)
    known = store.load(work, organisation_id)
    if known.stage in (Stage.ERASED, Stage.CERTIFIED):
        return
    if known.export is None:
        raise Conflict("there is no export yet")
    if not equal(hash_of(receipt).encode(), known.export.receipt.encode()):
        raise InvalidInput("receipt", "is not the one on the last line of the newest export")
    theirs = store.on_behalf(work, organisation_id)
    if _scope(theirs) != known.export.scope:
        raise Changed("something changed since the export", hint="export again, and show its receipt")
    _erase(theirs, work)


@writes
def erase_again(work: Work, organisation_id: OrganisationId) -> None:
    """Deletes every row of an organisation that is gone as the erasure ledger says.

    A backup was restored, or a process ended between the ledger and the database.
    """
    work.permit(Permission.ERASURE_REPLAY, organisation_id)
    if work.organisation_id != PLATFORM:
        raise NotFound("organisation")
    _erase(store.on_behalf(work, organisation_id), work)


@reads
def destroy_keys(work: Work, organisation_id: OrganisationId) -> None:
    """Destroys every key of an erased organisation at the providers. May be repeated. Raises KeystoreUnavailable."""
    _permit(work, organisation_id)
    erased = store.load(work, organisation_id).erased
    if erased is None:
        raise Conflict("the organisation is not erased yet")
    for key in erased.keys:
        work.keys.destroy_at_provider(key.provider, key.reference)
    work.audit.note(f"{len(erased.keys)} keys destroyed")


@writes
def certify(work: Work, organisation_id: OrganisationId) -> SignedCertificate:
    """Signs what was done, by the installation's key; once, and then shows it again. Raises NotFound, Conflict."""
    _permit(work, organisation_id)
    if kept := store.certificate(work, organisation_id):
        return _signed(*kept)
    known = store.load(work, organisation_id)
    if known.erased is None or known.erased_at is None:
        raise Conflict("the organisation is not erased yet")
    # Whoever was under way when the rows went, a sealing or a refused call, left an event behind them.
    store.delete_all(store.on_behalf(work, organisation_id))
    providers = Counter(one.provider for one in known.erased.keys)
    waits = max((work.keys.waiting_days(one) or 0 for one in providers), default=0)
    certificate = Certificate(
        format=CERTIFICATE_FORMAT,
        certificate_id=CertificateId(new_id()),
        organisation_id=organisation_id,
        issued_at=work.now,
        agreed_at=known.agreed_at,
        export=known.export,
        erased_at=known.erased_at,
        rows_erased=known.erased.rows,
        keys_destroyed=dict(providers),
        gone_from=legal_day(work.now) + timedelta(days=waits),
    )
    body = msgspec.json.encode(certificate).decode()
    key = work.keys.signing()
    kept = (body, key.sign(SIGNED_AS, body.encode()), key.public().raw)
    names = ("certificate", "signature", "public_key")
    store.keep(work, organisation_id, Stage.CERTIFIED, **dict(zip(names, kept, strict=True)))
    work.audit.involve(certificate.certificate_id)
    return _signed(*kept)


def _permit(work: Work, organisation_id: OrganisationId) -> None:
    """Raises NotPermitted, and NotFound for whoever does not act for the installation itself."""
    work.permit(Permission.ORGANISATION_OFFBOARD, *([organisation_id] if organisation_id != PLATFORM else []))
    if work.organisation_id != PLATFORM or organisation_id == PLATFORM:
        raise NotFound("organisation")


def _lines(theirs: Work, receipt: str, counts: Counter[str]) -> Generator[bytes]:
    """The export as it is described in the reference, line by line."""
    tables = store.exported()
    head = {"format": EXPORT_FORMAT, "organisation_id": theirs.organisation_id, "made_at": theirs.now}
    yield msgspec.json.encode(head | {"tables": list(tables)}) + b"\n"
    for name, table in tables.items():
        for row in store.rows(theirs, table):
            counts[name] += 1
            yield msgspec.json.encode({"table": name, "row": row}) + b"\n"
    yield msgspec.json.encode({"rows": dict(counts), "receipt": receipt}) + b"\n"


def _scope(theirs: Work) -> str:
    """Every record in its version; not the log, which an export adds to as well."""
    return scope_of(fact for one in theirs.holdings if one.kind != "log" for fact in one.facts(theirs))


def _erase(theirs: Work, work: Work) -> None:
    erased = store.erase_all(theirs)
    if strange := {one.provider for one in erased.keys} - work.keys.providers():
        raise Conflict(f"keys are held at {min(strange)}, which is not configured", hint="configure it first")
    store.keep(work, theirs.organisation_id, Stage.ERASED, erased_at=work.now, erased=erased)
    work.audit.note(f"erased {sum(erased.rows.values())} rows")


def _signed(body: str, signature: bytes, public_key: bytes) -> SignedCertificate:
    return SignedCertificate(
        body=body,
        signature=base64.b64encode(signature).decode(),
        public_key=base64.b64encode(public_key).decode(),
    )
