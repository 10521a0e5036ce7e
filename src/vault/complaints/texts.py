"""Every text of a case in which somebody's own words stand: the one place that says which there are.

Whoever searches, masks or reviews what was written asks here, so that a new kind of text is found, masked and
reviewed as soon as it is added here.
"""

from collections.abc import Iterator
from enum import StrEnum
from uuid import UUID

import msgspec

from vault.complaints.course.entries import EntryView
from vault.complaints.course.entry import text_fields
from vault.complaints.model import CaseFile, DisclosureView, DocumentView, PartyView, attached
from vault.ids import CaseId


class TextSource(StrEnum):
    """Where a text stands."""

    DOCUMENT = "document"
    ENTRY = "entry"
    PARTY = "party"
    DISCLOSURE = "disclosure"
    CONSENT = "consent"
    """The wording to which somebody consented; it belongs to no case."""
    STANDING = "standing"
    """A restriction, an objection or a tie of a person; it belongs to no case."""


class TextPlace(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Where one text stands: the record with its field, and the case where there is one."""

    case_id: CaseId | None
    source: TextSource
    record_id: UUID
    field: str = "text"


class CaseText(msgspec.Struct, frozen=True, kw_only=True):
    """A text with its place."""

    place: TextPlace
    text: str


def texts_of(file: CaseFile) -> Iterator[CaseText]:
    """Every text of a case, in the order in which the case shows them."""
    case_id = file.case.case_id
    for document in (*file.documents, *attached(file)):
        yield from of_document(case_id, document)
    for entry in file.entries:
        yield from of_entry(case_id, entry)
    for party in file.parties:
        yield from of_party(case_id, party)
    for disclosure in file.disclosures:
        yield from of_disclosure(case_id, disclosure)


def of_document(case_id: CaseId, document: DocumentView) -> Iterator[CaseText]:
    yield _text(case_id, TextSource.DOCUMENT, document.document_id, "text", document.text)


def of_entry(case_id: CaseId, view: EntryView) -> Iterator[CaseText]:
    for field in sorted(text_fields(type(view.entry))):
        if text := getattr(view.entry, field):
            yield _text(case_id, TextSource.ENTRY, view.entry_id, field, text)


def of_party(case_id: CaseId, party: PartyView) -> Iterator[CaseText]:
    for field in ("description", "knowledge"):
        if text := getattr(party, field):
            yield _text(case_id, TextSource.PARTY, party.party_id, field, text)


def of_disclosure(case_id: CaseId, disclosure: DisclosureView) -> Iterator[CaseText]:
    for field in ("recipient", "legal_basis", "content"):
        yield _text(case_id, TextSource.DISCLOSURE, disclosure.disclosure_id, field, getattr(disclosure, field))


def _text(case_id: CaseId, source: TextSource, record_id: UUID, field: str, text: str) -> CaseText:
    return CaseText(place=TextPlace(case_id=case_id, source=source, record_id=record_id, field=field), text=text)
