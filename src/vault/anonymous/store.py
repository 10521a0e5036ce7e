"""Reports' rows: the only SQL about them. What is sealed for the reporter is opened here with what a receipt gave."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, func, insert, select, update

from vault.anonymous.model import Letter, Message, MessageKind, Posted, Seal
from vault.anonymous.tables import message, report
from vault.anonymous.unlocking import Lock, Unlocked
from vault.clock import legal_day
from vault.crypto import Context, EnvelopeKey, RecordKey, seal_envelope
from vault.errors import NotFound
from vault.ids import CaseId, MessageId, PartyId, ReportId, new_id
from vault.records import changed, opened, place, place_of, sealed
from vault.storage import among, batches, erase_rows
from vault.work import Work


def add(work: Work, case_id: CaseId, terms: str, lock: Lock | None, party_id: PartyId) -> ReportId:
    """A report's own row, under a key of its own."""
    report_id = ReportId(new_id())
    key = work.keys.create("report", report_id)
    today = legal_day(work.now)
    seal = None if lock is None else Seal(public=lock.public, party_id=party_id)
    work.connection.execute(
        insert(report).values(
            organisation_id=work.organisation_id,
            report_id=report_id,
            case_id=case_id,
            key_id=key.id,
            version=1,
            terms=terms,
            opened_on=today,
            written_on=today,
            lookup=None if lock is None else lock.lookup,
            seal=None if seal is None else sealed(key, _of_seal(work, report_id), seal),
        )
    )
    return report_id


def exists(work: Work, lookup: bytes) -> CaseId | None:
    """The case of the report to which a receipt belongs already."""
    query = select(report.c.case_id).where(report.c.organisation_id == work.organisation_id, report.c.lookup == lookup)
    return work.connection.execute(query).scalar_one_or_none()


def found(work: Work, unlocked: Unlocked) -> Row[Any]:
    """The report to which a receipt belongs. Raises NotFound."""
    mine = (report.c.organisation_id == work.organisation_id, report.c.lookup == unlocked.lookup)
    row = work.connection.execute(select(report).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("mailbox")
    return row


def of_case(work: Work, case_id: CaseId) -> Row[Any]:
    """The report that a case began with. Raises NotFound."""
    mine = (report.c.organisation_id == work.organisation_id, report.c.case_id == case_id)
    row = work.connection.execute(select(report).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("mailbox")
    return row


def of_cases(work: Work, case_ids: Sequence[CaseId]) -> dict[CaseId, UUID]:
    """The report of each of these cases that began with one."""
    found: dict[CaseId, UUID] = {}
    for some in batches(case_ids):
        mine = (
            report.c.organisation_id == work.organisation_id,
            among(report.c.case_id, some),
        )
        rows = work.connection.execute(select(report.c.case_id, report.c.report_id).where(*mine))
        found |= {CaseId(row.case_id): row.report_id for row in rows}
    return found


def seal_of(work: Work, row: Row[Any]) -> Seal | None:
    if row.seal is None:
        return None
    return opened(work.keys.get(row.key_id), place_of(row, report.c.seal), row.seal, Seal)


def set_party(work: Work, row: Row[Any], seal: Seal) -> None:
    """As which party the reporter writes from now on."""
    key = work.keys.get(row.key_id)
    _change(work, row.report_id, **changed(key, row, report, seal=seal))


def set_withdrawn(work: Work, row: Row[Any]) -> None:
    _change(work, row.report_id, withdrawn_on=legal_day(work.now))


def post(
    work: Work, row: Row[Any], public: bytes, kind: MessageKind, letter: Letter, document_id: UUID | None = None
) -> None:
    """Puts a message into a mailbox: into an envelope for the reporter, which is sealed as every record is."""
    message_id, key = MessageId(new_id()), work.keys.get(row.key_id)
    where = _of_message(work, message_id)
    work.connection.execute(
        insert(message).values(
            organisation_id=work.organisation_id,
            report_id=row.report_id,
            message_id=message_id,
            number=_next_number(work, row.report_id),
            on_day=legal_day(work.now),
            kind=kind.value,
            document_id=document_id,
            envelope=sealed(key, where, seal_envelope(public, msgspec.msgpack.encode(letter), where)),
        )
    )
    _change(work, row.report_id, written_on=legal_day(work.now))


def read(work: Work, row: Row[Any], key: EnvelopeKey) -> tuple[Message, ...]:
    """The messages of a mailbox, in order. Raises Tampered where the key is not the reporter's."""
    mine = work.keys.get(row.key_id)
    return tuple(_message(work, one, mine, key) for one in _rows(work, row.report_id))


def posted(work: Work, row: Row[Any]) -> tuple[Posted, ...]:
    """What there is in a mailbox, unopened."""
    return tuple(
        Posted(number=one.number, on=one.on_day, kind=MessageKind(one.kind), document_id=one.document_id)
        for one in _rows(work, row.report_id)
    )


def every(work: Work, report_id: UUID | None = None) -> list[Row[Any]]:
    """Every report, or the one named."""
    query = select(report).where(report.c.organisation_id == work.organisation_id).order_by(report.c.report_id)
    return list(work.connection.execute(query if report_id is None else query.where(report.c.report_id == report_id)))


def check(work: Work, row: Row[Any]) -> None:
    """Opens what the vault can open: a report's seal, and its envelopes as far as they are records."""
    seal_of(work, row)
    key = work.keys.get(row.key_id)
    for one in _rows(work, row.report_id):
        opened(key, _of_message(work, one.message_id), one.envelope, bytes)


def erase(work: Work, report_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """Destroys the keys of reports, then their rows; of each how many keys."""
    destroyed = work.keys.destroy_all(report_ids)
    for some in batches(report_ids):
        erase_rows(work.connection, work.organisation_id, some, message.c.report_id, report.c.report_id)
    return destroyed


def _message(work: Work, row: Row[Any], mine: RecordKey, key: EnvelopeKey) -> Message:
    where = _of_message(work, row.message_id)
    envelope = opened(mine, where, row.envelope, bytes)
    letter = msgspec.msgpack.decode(key.open(envelope, where), type=Letter)
    return Message(
        number=row.number, on=row.on_day, kind=MessageKind(row.kind), text=letter.text, corrects=letter.corrects
    )


def _rows(work: Work, report_id: UUID) -> list[Row[Any]]:
    mine = (message.c.organisation_id == work.organisation_id, message.c.report_id == report_id)
    return list(work.connection.execute(select(message).where(*mine).order_by(message.c.number)))


def _next_number(work: Work, report_id: UUID) -> int:
    mine = (message.c.organisation_id == work.organisation_id, message.c.report_id == report_id)
    return (
        int(work.connection.execute(select(func.coalesce(func.max(message.c.number), 0)).where(*mine)).scalar_one()) + 1
    )


def _change(work: Work, report_id: UUID, **values: bytes | date) -> None:
    mine = (report.c.organisation_id == work.organisation_id, report.c.report_id == report_id)
    work.connection.execute(update(report).where(*mine).values(version=report.c.version + 1, **values))


def _of_seal(work: Work, report_id: UUID) -> Context:
    return place(work.organisation_id, "report", report_id, "seal")


def _of_message(work: Work, message_id: UUID) -> Context:
    return place(work.organisation_id, "report_message", message_id, "envelope")
