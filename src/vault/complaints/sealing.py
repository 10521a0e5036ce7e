"""From a case's sealed rows to its models and back: the encryption boundary of this capability."""

from typing import Any

from sqlalchemy import Row

from vault.complaints.codes import (
    Anonymity,
    Category,
    DocumentKind,
    Lane,
    Outcome,
    Role,
    Severity,
    Source,
    Status,
    Track,
)
from vault.complaints.course.entries import EntryView, KeptEntry
from vault.complaints.model import CaseSummary, DisclosureView, DocumentView, PartyView
from vault.crypto import RecordKey, in_version
from vault.disclosures.model import KeptDisclosure
from vault.language import Language
from vault.records import opened, place


def summary(row: Row[Any]) -> CaseSummary:
    return CaseSummary(
        case_id=row.case_id,
        department=row.department,
        category=Category(row.category),
        severity=Severity(row.severity),
        anonymity=Anonymity(row.anonymity),
        language=Language(row.language),
        status=Status(row.status),
        received_on=row.received_on,
        version=row.version,
        assigned_to=row.assigned_to,
        source=Source(row.source),
        ground=row.ground,
        track=None if row.track is None else Track(row.track),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        witness_count=row.witness_count,
        complete=row.complete,
        restricted=row.restricted,
    )


def open_reference(key: RecordKey, row: Row[Any]) -> str | None:
    where = place(row.organisation_id, "case", row.case_id, in_version("reference", row.reference_changes))
    return None if row.reference is None else opened(key, where, row.reference, str)


def open_party(key: RecordKey, row: Row[Any]) -> PartyView:
    where = place(row.organisation_id, "party", row.party_id, in_version("description", row.changes))
    known = place(row.organisation_id, "party", row.party_id, in_version("knowledge", row.changes))
    return PartyView(
        party_id=row.party_id,
        role=Role(row.role),
        confidential=row.confidential,
        named_to_respondent=row.named_to_respondent,
        subject_id=row.subject_id,
        description=None if row.description is None else opened(key, where, row.description, str),
        knowledge=None if row.knowledge is None else opened(key, known, row.knowledge, str),
    )


def open_document(key: RecordKey, row: Row[Any]) -> DocumentView:
    where = place(row.organisation_id, "document", row.document_id, in_version("text", row.changes))
    return DocumentView(
        document_id=row.document_id,
        kind=DocumentKind(row.kind),
        author_role=Role(row.author_role),
        author=row.author_party_id,
        language=Language(row.language),
        dated_on=row.dated_on,
        text=opened(key, where, row.text, str),
        lane=Lane(row.lane),
    )


def shown(kept: KeptDisclosure) -> DisclosureView:
    """A disclosure as a case tells of it."""
    told = kept.disclosed
    return DisclosureView(
        disclosure_id=kept.disclosure_id,
        disclosed_on=told.disclosed_on,
        recipient=told.recipient,
        legal_basis=told.legal_basis,
        content=told.content,
        scenario=kept.scenario,
        recipient_id=kept.recipient_id,
        addressed_to=told.addressed_to,
        purpose=told.purpose,
        agreement=told.agreement,
        fields=tuple(one.field for one in told.items),
        digest=told.digest,
        channel=told.channel,
        receipt=told.receipt,
        respond_by=kept.respond_by,
        answer=kept.answer,
        persons=kept.persons,
    )


def open_entry(key: RecordKey, row: Row[Any]) -> EntryView:
    where = place(row.organisation_id, "case_entry", row.entry_id, in_version("record", row.changes))
    # A union of shapes is no type to a type checker; msgspec tells them apart by their tag.
    shape: Any = KeptEntry
    return EntryView(
        entry_id=row.entry_id,
        lane=Lane(row.lane),
        stored_at=row.stored_at,
        entry=opened(key, where, row.record, shape),
    )
