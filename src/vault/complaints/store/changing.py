"""The rows of a case as they change and go. Each change raises the case's version, by which a lost update is seen."""

from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from vault.clock import legal_day
from vault.complaints.bounds import Input, refuse
from vault.complaints.codes import Status
from vault.complaints.model import CaseFile
from vault.complaints.store.lanes import lane_rows
from vault.complaints.store.rows import grouped, of_cases
from vault.complaints.tables import case, document, entry, information, lane, party, remark, step
from vault.crypto import RecordKey, key_id_of
from vault.disclosures.store import log
from vault.errors import NotFound, Outdated
from vault.ids import CaseId, PartyId, SubjectId
from vault.records import changed
from vault.storage import Command, among_ids, batches, erase_rows
from vault.work import Work

_PARTS: Final = (remark, information, entry, document, party, step, lane)
_WITHOUT: Final = Command(
    update(party)
    .where(party.c.organisation_id == bindparam("organisation"), among_ids(party.c.subject_id, "people"))
    .values(subject_id=None)
)


def case_key(work: Work, case_id: CaseId, wanted: Input, seen: int | None = None) -> RecordKey:
    """The key of a case that is to be written to, and its version raised; the day of the last input, if it is some.

    Nobody else may write to the case until the transaction ends. Raises NotFound; Outdated where it is not in the
    version that the writer has seen; Finished, Restricted, Conflict where it does not take what is wanted.
    """
    mine = (case.c.organisation_id == work.organisation_id, case.c.case_id == case_id)
    version = case.c.version == seen if seen is not None else case.c.version > 0
    values: dict[str, Any] = {"version": case.c.version + 1}
    if wanted not in (Input.ERASURE, Input.EARLIER_ATTACHMENT):
        values["changed_on"] = legal_day(work.now)
    statement = (
        update(case).where(*mine, version).values(**values).returning(case.c.key_id, case.c.status, case.c.restricted)
    )
    found = work.connection.execute(statement).one_or_none()
    if found is None:
        if work.connection.execute(select(case.c.case_id).where(*mine)).one_or_none() is None:
            raise NotFound("case")
        raise Outdated("the case was changed since it was looked at", hint="look again")
    refuse(wanted, closed=found.status == Status.CLOSED, restricted=found.restricted)
    return work.keys.get(found.key_id)


def set_codes(work: Work, case_id: CaseId, **codes: Any) -> None:
    """Sets columns of a case that stand in the clear."""
    work.connection.execute(update(case).where(*of_cases(work, case, [case_id])).values(**codes))


def set_reference(work: Work, case_id: CaseId, key: RecordKey, reference: str | None) -> None:
    row = work.connection.execute(select(case).where(*of_cases(work, case, [case_id]))).one()
    set_codes(work, case_id, **changed(key, row, case, reference=reference))


def set_party(work: Work, case_id: CaseId, key: RecordKey, party_id: PartyId, changes: dict[str, Any]) -> None:
    """Changes a party. Raises NotFound."""
    mine = (*of_cases(work, party, [case_id]), party.c.party_id == party_id)
    row = work.connection.execute(select(party).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("party")
    said = {field: changes[field] for field in ("description", "knowledge") if field in changes}
    work.connection.execute(update(party).where(*mine).values(**changes | changed(key, row, party, **said)))


def forget_people(work: Work, people: Sequence[SubjectId]) -> None:
    """Leaves their parties, and what was disclosed of them, without a person, so that the people can go."""
    for some in batches(people):
        _WITHOUT.run(work.connection, organisation=work.organisation_id, people=some)
        log.forget(work, some)


def forget_party(work: Work, case_id: CaseId, party_id: PartyId) -> None:
    """Leaves of somebody in a case that they stood there in their role, and nothing of what they were told."""
    gone = {"subject_id": None, "description": None, "knowledge": None}
    where = (*of_cases(work, party, [case_id]), party.c.party_id == party_id)
    work.connection.execute(update(party).where(*where).values(**gone))
    told = (*of_cases(work, information, [case_id]), information.c.party_id == party_id)
    work.connection.execute(delete(information).where(*told))


def erase_all(work: Work, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[int, tuple[UUID, ...]]]:
    """Destroys the keys of cases and of their lanes, then every row of them; of each how many keys, and which lanes."""
    lanes = [(row.case_id, row.lane_id) for row in lane_rows(work, case_ids)]
    keys = work.keys.destroy_all([*(lane_id for _, lane_id in lanes), *case_ids])
    for some in batches(case_ids):
        log.erase_of_cases(work, some)
        erase_rows(work.connection, work.organisation_id, some, *(one.c.case_id for one in _PARTS), case.c.case_id)
    beside = grouped(lanes)
    return {
        case_id: (
            keys.get(case_id, 0) + sum(keys.get(lane_id, 0) for lane_id in beside.get(case_id, ())),
            beside.get(case_id, ()),
        )
        for case_id in case_ids
    }


def restrict(work: Work, case_ids: Sequence[CaseId]) -> None:
    """Keeps cases without their being used; nothing can be entered into them."""
    for some in batches(case_ids):
        mine = of_cases(work, case, some)
        work.connection.execute(update(case).where(*mine).values(restricted=True))


def seal_anew(work: Work, case_id: CaseId, before: CaseFile, after: CaseFile) -> None:
    """Puts what differs between two readings of a case in the place of what stood there, each under its own key.

    What was decided about places in such a text goes, since they are where they were no longer.
    """
    for table, column, rows in (
        (document, "text", _differing(before.documents, after.documents, "document_id", "text")),
        (entry, "record", _differing(before.entries, after.entries, "entry_id", "entry")),
    ):
        *_, own = table.primary_key.columns
        for row_id, value in rows:
            mine = (*of_cases(work, table, [case_id]), own == row_id)
            row = work.connection.execute(select(table).where(*mine)).one()
            key = work.keys.get(key_id_of(getattr(row, column)))
            work.connection.execute(update(table).where(*mine).values(**changed(key, row, table, **{column: value})))
            decided = (*of_cases(work, remark, [case_id]), remark.c.text_id == row_id)
            work.connection.execute(delete(remark).where(*decided))


def _differing(before: Sequence[Any], after: Sequence[Any], own: str, field: str) -> Iterator[tuple[UUID, object]]:
    """The id and the new value of each that differs."""
    for one, other in zip(before, after, strict=True):
        if one != other:
            yield getattr(other, own), getattr(other, field)
