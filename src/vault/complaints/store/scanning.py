"""Every text of the organisation, opened a few cases at a time: for a search that must miss nothing (A-05, A-06)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Column, ColumnElement, Row, Table, bindparam, select, true, type_coerce

from vault.complaints import sealing
from vault.complaints.attachments import store as attachments
from vault.complaints.attachments.model import State
from vault.complaints.codes import Anonymity
from vault.complaints.course.entries import KINDS
from vault.complaints.course.entry import text_fields
from vault.complaints.model import as_document
from vault.complaints.store.rows import of_cases
from vault.complaints.tables import attachment, case, document, entry, party
from vault.complaints.texts import CaseText, of_disclosure, of_document, of_entry, of_party
from vault.crypto import KEY_ID, Bunch, RecordKey, key_id_of
from vault.disclosures.store import log
from vault.disclosures.tables import disclosure
from vault.ids import CaseId, PartyId, SubjectId
from vault.keys import with_keys
from vault.records import sealed_columns
from vault.sieves import CasePage, SiftCases, SoughtWords, sift_all
from vault.storage import IdBytes, Query, Versions, pages
from vault.work import Work

_CASES_AT_ONCE: Final = 200
_SIFTED_AT_ONCE: Final = 250


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


def sifted(
    work: Work, sought: SoughtWords, near: Collection[UUID] = (), records: int = 0
) -> Iterator[tuple[list[UUID], int]]:
    """Every case, some hundred at a time: those of which a text could speak of whom is sought, and how many were read.

    As well as the cases in which somebody of `near` stands. The rest of them nobody need look at. `records` is about
    how many cases there are. For the same verbs.
    """
    bunch = work.keys.bunch()
    task = SiftCases(work.organisation_id.bytes, sought, _text_fields())
    pages_read = _case_pages(work, bunch, {one.bytes for one in near})
    for beside, found in sift_all(task, bunch, pages_read, records):
        yield [UUID(bytes=one) for one in sorted(found.passed | beside)], found.read


def _case_pages(work: Work, bunch: Bunch, near: set[bytes]) -> Iterator[tuple[set[bytes], CasePage]]:
    """The rows of every case with the keys that they name; and in which of the cases somebody of `near` stands."""
    after, whose = bytes(16), work.organisation_id
    while cases := _PAGE.tuples(work.connection, organisation=whose, after=after):
        until = cases[-1][-1]
        rows = {
            table: query.tuples(work.connection, organisation=whose, after=after, until=until)
            for table, query in _IN_PAGE.items()
        }
        stands = rows["party"]
        beside = {row[0] for row in stands if row[-1] in near} if near else set()
        rows["party"] = [row[:-1] for row in stands if row[3] is not None or row[4] is not None]
        sealed = [record for some in rows.values() for row in some for record in row[3:] if record is not None]
        keys = [row for row in cases if row[0] is not None]
        # What is of a lane, a file or somebody in confidence is sealed under a key of its own.
        keys += work.keys.wrapped({record[KEY_ID] for record in sealed}.difference([row[0] for row in keys]))
        work.keys.learn(bunch, keys)
        yield beside, CasePage(keys, *rows.values())
        after = until


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


@cache
def _text_fields() -> dict[str, tuple[str, ...]]:
    """The fields of each kind of entry in which somebody's own words stand."""
    return {kind: tuple(sorted(text_fields(one))) for kind, one in KINDS.items()}


def _id(column: Column[Any]) -> ColumnElement[bytes]:
    return type_coerce(column, IdBytes).label(column.name)


def _page(row: Column[Any], *columns: ColumnElement[Any], where: ColumnElement[bool] | None = None) -> Query:
    """The rows of the cases of a page: the ids of case and row, how often it was changed, and further columns."""
    table = row.table
    return Query(
        select(_id(table.c.case_id), _id(row), table.c.changes, *columns).where(
            true() if where is None else where,
            table.c.organisation_id == bindparam("organisation"),
            table.c.case_id > bindparam("after", type_=IdBytes()),
            table.c.case_id <= bindparam("until", type_=IdBytes()),
        )
    )


_PAGE: Final = Query(
    with_keys(
        select(_id(case.c.case_id))
        .where(
            case.c.organisation_id == bindparam("organisation"), case.c.case_id > bindparam("after", type_=IdBytes())
        )
        .order_by(case.c.case_id)
        .limit(_SIFTED_AT_ONCE),
        case,
    )
)
_IN_PAGE: Final = {
    "document": _page(document.c.document_id, document.c.text),
    "party": _page(party.c.party_id, party.c.description, party.c.knowledge, _id(party.c.subject_id)),
    "case_entry": _page(entry.c.entry_id, entry.c.record),
    "disclosure": _page(disclosure.c.disclosure_id, disclosure.c.record),
    "attachment": _page(
        attachment.c.attachment_id,
        attachment.c.record,
        attachment.c.text,
        where=attachment.c.state == State.KEPT.value,
    ),
}
"""In the order of `CasePage`."""
Reader = Callable[[RecordKey, Row[Any]], Iterable[CaseText]]
_READERS: Final[tuple[tuple[Table, Reader], ...]] = (
    (document, lambda key, row: of_document(row.case_id, sealing.open_document(key, row))),
    (entry, lambda key, row: of_entry(row.case_id, sealing.open_entry(key, row))),
    (party, lambda key, row: of_party(row.case_id, sealing.open_party(key, row))),
    (disclosure, lambda key, row: of_disclosure(row.case_id, sealing.shown(log.opened_row(key, row)))),
    (attachment, _of_attachment),
)
"""How each kind of row is opened into its texts."""
