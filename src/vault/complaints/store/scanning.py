"""Every text of the organisation, opened a few cases at a time: for a search that must miss nothing (A-05, A-06)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Row, Table, select

from vault.complaints import sealing
from vault.complaints.attachments import store as attachments
from vault.complaints.attachments.model import State
from vault.complaints.codes import Anonymity
from vault.complaints.model import as_document
from vault.complaints.store.rows import of_cases
from vault.complaints.tables import attachment, case, document, entry, party
from vault.complaints.texts import CaseText, of_disclosure, of_document, of_entry, of_party
from vault.crypto import RecordKey, key_id_of
from vault.disclosures.store import log
from vault.disclosures.tables import disclosure
from vault.ids import CaseId, PartyId, SubjectId
from vault.records import sealed_columns
from vault.storage import Versions, pages
from vault.work import Work

_CASES_AT_ONCE: Final = 200


class Stands(msgspec.Struct, frozen=True):
    """A party by ids alone."""

    party_id: PartyId
    subject_id: SubjectId | None
    confidential: bool


class ScannedCase(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a case and who stands in it."""

    case_id: CaseId
    department: str
    anonymity: Anonymity
    parties: tuple[Stands, ...]
    texts: tuple[CaseText, ...]


def every_text(work: Work, only: Sequence[UUID] | None = None) -> Iterator[ScannedCase]:
    """Every case in the order of their ids with all of its texts; memory does not grow with their number.

    `only`, in the order of the ids, leaves every other case out. So is what is erased meanwhile. Part of a verb that
    asked for `subject:scan` and for the narrative.
    """
    columns = (case.c.case_id, case.c.department, case.c.anonymity)
    for rows in pages(work.connection, case.c.case_id, work.organisation_id, columns, only, _CASES_AT_ONCE):
        yield from _scanned(work, rows)


def versions(work: Work) -> Versions:
    """Every case of the organisation with its version, which every change of what it says raises."""
    return Versions.read(work.connection, work.organisation_id, case.c.case_id, case.c.version)


def _scanned(work: Work, cases: Sequence[Any]) -> Iterator[ScannedCase]:
    ids = [row.case_id for row in cases]
    texts: dict[CaseId, list[CaseText]] = {}
    for table, read in _READERS:
        rows = _rows(work, table, ids)
        names = [column.name for column in sealed_columns(table)]
        records = [record for row in rows for name in names if (record := getattr(row, name)) is not None]
        keys = work.keys.borrow(sorted({key_id_of(record) for record in records}))
        for row in rows:
            sealed = next((record for name in names if (record := getattr(row, name)) is not None), None)
            if sealed is not None and (key := keys.get(key_id_of(sealed))) is not None:
                texts.setdefault(row.case_id, []).extend(read(key, row))
    stands = _parties(work, ids)
    for row in cases:
        yield ScannedCase(
            case_id=row.case_id,
            department=row.department,
            anonymity=Anonymity(row.anonymity),
            parties=tuple(stands.get(row.case_id, ())),
            texts=tuple(texts.get(row.case_id, ())),
        )


def _rows(work: Work, table: Table, ids: Sequence[CaseId]) -> list[Row[Any]]:
    return list(work.connection.execute(select(table).where(*of_cases(work, table, ids)))) if ids else []


def _parties(work: Work, ids: Sequence[CaseId]) -> dict[CaseId, list[Stands]]:
    found: dict[CaseId, list[Stands]] = {}
    for row in _rows(work, party, ids):
        found.setdefault(row.case_id, []).append(Stands(row.party_id, row.subject_id, row.confidential))
    return found


def _of_attachment(key: RecordKey, row: Row[Any]) -> Iterator[CaseText]:
    """What a file says, once it has arrived."""
    if row.state == State.KEPT.value:
        yield from of_document(row.case_id, as_document(attachments.opened_row(key, row)))


Reader = Callable[[RecordKey, Row[Any]], Iterable[CaseText]]
_READERS: Final[tuple[tuple[Table, Reader], ...]] = (
    (document, lambda key, row: of_document(row.case_id, sealing.open_document(key, row))),
    (entry, lambda key, row: of_entry(row.case_id, sealing.open_entry(key, row))),
    (party, lambda key, row: of_party(row.case_id, sealing.open_party(key, row))),
    (disclosure, lambda key, row: of_disclosure(row.case_id, sealing.shown(log.opened_row(key, row)))),
    (attachment, _of_attachment),
)
"""How each kind of row is opened into its texts."""
