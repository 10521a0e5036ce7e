"""From a case's sealed rows to its models and back: the encryption boundary of this capability."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row

from vault.complaints.model import (
    Anonymity,
    CaseSummary,
    Category,
    DisclosureView,
    DocumentKind,
    DocumentView,
    NewDisclosure,
    PartyView,
    Role,
    Severity,
    Status,
)
from vault.crypto import Context, RecordKey
from vault.language import Language
from vault.work import Work


def seal(work: Work, key: RecordKey, table: str, row: UUID, field: str, value: object) -> bytes | None:
    """A value sealed for its place; nothing stays nothing."""
    if value is None:
        return None
    return key.seal(msgspec.msgpack.encode(value), Context(work.organisation_id.bytes, table, row.bytes, field))


def open_text(work: Work, key: RecordKey, table: str, row: UUID, field: str, record: bytes | None) -> str | None:
    return None if record is None else _opened(work, key, Context(b"", table, row.bytes, field), record, str)


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
    )


def open_party(work: Work, key: RecordKey, row: Row[Any]) -> PartyView:
    return PartyView(
        party_id=row.party_id,
        role=Role(row.role),
        confidential=row.confidential,
        named_to_respondent=row.named_to_respondent,
        subject_id=row.subject_id,
        description=open_text(work, key, "party", row.party_id, "description", row.description),
    )


def open_document(work: Work, key: RecordKey, row: Row[Any]) -> DocumentView:
    return DocumentView(
        document_id=row.document_id,
        kind=DocumentKind(row.kind),
        author_role=Role(row.author_role),
        author=row.author_party_id,
        language=Language(row.language),
        dated_on=row.dated_on,
        text=_opened(work, key, Context(b"", "document", row.document_id.bytes, "text"), row.text, str),
    )


def open_disclosure(work: Work, key: RecordKey, row: Row[Any]) -> DisclosureView:
    place = Context(b"", "disclosure", row.disclosure_id.bytes, "record")
    record: NewDisclosure = _opened(work, key, place, row.record, NewDisclosure)
    return DisclosureView(
        disclosure_id=row.disclosure_id,
        disclosed_on=record.disclosed_on,
        recipient=record.recipient,
        legal_basis=record.legal_basis,
        content=record.content,
    )


def _opened(work: Work, key: RecordKey, place: Context, record: bytes, shape: type[Any]) -> Any:
    opened = key.open(record, place._replace(organisation=work.organisation_id.bytes))
    return msgspec.msgpack.decode(opened, type=shape)
