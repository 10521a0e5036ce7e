"""A folder of annotated cases and access requests, read as values. Knows the files, and nothing of the vault."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


class CorpusSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a document and whom it points to; offsets in code points, end exclusive."""

    start: int
    end: int
    text: str
    type: str
    party_id: str | None = None
    also_party_ids: tuple[str, ...] = ()


class CorpusDocument(msgspec.Struct, frozen=True, kw_only=True):
    doc_id: str
    kind: str
    author_role: str
    author_party_id: str | None = None
    language: str
    date: date
    text: str
    spans: tuple[CorpusSpan, ...] = ()


class CorpusParty(msgspec.Struct, frozen=True, kw_only=True):
    """What the organisation has on file of a party, right or wrong."""

    party_id: str
    role: str
    name: str | None = None
    date_of_birth: date | None = None
    national_id: str | None = None
    address: str | None = None
    floor_door: str | None = None
    phone: str | None = None
    email: str | None = None
    protected_address: bool = False
    is_minor: bool = False
    name_disclosed_to_respondent: bool = False
    confidential: bool = False


class CorpusStep(msgspec.Struct, frozen=True):
    step: str
    date: date


class CorpusDisclosure(msgspec.Struct, frozen=True, kw_only=True):
    date: date
    recipient: str
    legal_basis: str
    what: str


class CorpusCase(msgspec.Struct, frozen=True, kw_only=True):
    case_id: str
    org: str
    country: str
    department: str
    category: str
    severity: str
    anonymity: str
    language: str
    received_date: date
    status: str
    steps: tuple[CorpusStep, ...] = ()
    parties: tuple[CorpusParty, ...] = ()
    documents: tuple[CorpusDocument, ...] = ()
    disclosures: tuple[CorpusDisclosure, ...] = ()


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A document, or a stretch of one."""

    case_id: str
    doc_id: str
    start: int = 0
    end: int = 0
    optional: bool = False


class PartyEntry(msgspec.Struct, frozen=True):
    case_id: str
    party_id: str


class CorpusSubject(msgspec.Struct, frozen=True, kw_only=True):
    """Which parties of which cases are one person."""

    subject_id: str
    party_entries: tuple[PartyEntry, ...] = ()


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """People of a case of whom the requester must learn nothing."""

    case_id: str
    party_ids: tuple[str, ...]


class CorpusRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request as typed, and beside it the truth about its answer, which only scoring may read."""

    request_id: str
    org: str
    date: date
    language: str
    given: dict[str, Any]
    request_text: str
    requester_subject_id: str | None = None
    expected_scope: tuple[Place, ...]
    must_hide: tuple[Place, ...]
    must_show: tuple[Place, ...]
    withheld_complainants: tuple[Withheld, ...] = ()


class Corpus(msgspec.Struct, frozen=True):
    cases: tuple[CorpusCase, ...]
    requests: tuple[CorpusRequest, ...]
    subjects: tuple[CorpusSubject, ...] = ()

    def parties_of(self, subject_id: str | None) -> list[CorpusParty]:
        """What is on file of one person, in every case."""
        entries = {
            (entry.case_id, entry.party_id)
            for subject in self.subjects
            if subject.subject_id == subject_id
            for entry in subject.party_entries
        }
        return [party for case in self.cases for party in case.parties if (case.case_id, party.party_id) in entries]

    def spans(self) -> dict[tuple[str, str], list[Place]]:
        """Where each document points to somebody."""
        return {
            (case.case_id, document.doc_id): [
                Place(case_id=case.case_id, doc_id=document.doc_id, start=one.start, end=one.end)
                for one in document.spans
            ]
            for case in self.cases
            for document in case.documents
        }

    def span_types(self) -> dict[tuple[str, str, int, int], str]:
        """The type of each annotated span, by case, document and offsets."""
        return {
            (case.case_id, document.doc_id, span.start, span.end): span.type
            for case in self.cases
            for document in case.documents
            for span in document.spans
        }

    def span_roles(self) -> dict[tuple[str, str, int, int], str]:
        """The role of whom each annotated span points to, where they are a party."""
        return {
            (case.case_id, document.doc_id, span.start, span.end): party.role
            for case in self.cases
            for document in case.documents
            for span in document.spans
            for party in case.parties
            if party.party_id == span.party_id
        }


def read(folder: Path) -> Corpus:
    """The corpus in a folder. Raises FileNotFoundError, msgspec.ValidationError."""
    return Corpus(
        cases=tuple(_lines(folder / "cases.jsonl", CorpusCase)),
        requests=tuple(_lines(folder / "access_requests.jsonl", CorpusRequest)),
        subjects=tuple(_lines(folder / "subjects.jsonl", CorpusSubject)),
    )


def _lines(path: Path, shape: type[T]) -> Iterator[T]:
    with path.open("rb") as file:
        for line in file:
            if line.strip():
                yield msgspec.json.decode(line, type=shape)
