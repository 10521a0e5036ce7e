"""The rows of a case as they change and go. Each change raises the case's version, by which a lost update is seen."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from vault.complaints.store.lanes import lane_rows
from vault.complaints.store.rows import of_cases, seal
from vault.complaints.tables import case, document, entry, information, lane, party, remark, step
from vault.crypto import RecordKey
from vault.disclosures.store import log
from vault.errors import NotFound, Outdated
from vault.ids import CaseId, PartyId, SubjectId
from vault.work import Work


def case_key(work: Work, case_id: CaseId, seen: int | None = None) -> RecordKey:
    """The key of a case that is to be written to, and its version raised.

    Raises NotFound, and Outdated where the case is not in the version that the writer has seen.
    """
    mine = (case.c.organisation_id == work.organisation_id, case.c.case_id == case_id)
    version = case.c.version == seen if seen is not None else case.c.version > 0
    statement = update(case).where(*mine, version).values(version=case.c.version + 1).returning(case.c.key_id)
    key_id = work.connection.execute(statement).scalar_one_or_none()
    if key_id is None:
        if work.connection.execute(select(case.c.case_id).where(*mine)).one_or_none() is None:
            raise NotFound("case")
        raise Outdated("the case was changed since it was looked at", hint="look again")
    return work.keys.get(key_id)


def set_codes(work: Work, case_id: CaseId, **codes: Any) -> None:
    """Sets columns of a case that stand in the clear."""
    work.connection.execute(update(case).where(*of_cases(work, case, [case_id])).values(**codes))


def set_reference(work: Work, case_id: CaseId, key: RecordKey, reference: str | None) -> None:
    set_codes(work, case_id, reference=seal(work, key, "case", case_id, "reference", reference))


def set_party(work: Work, case_id: CaseId, key: RecordKey, party_id: PartyId, changes: dict[str, Any]) -> None:
    """Changes a party. Raises NotFound."""
    for field in {"description", "knowledge"} & changes.keys():
        changes = changes | {field: seal(work, key, "party", party_id, field, changes[field])}
    statement = update(party).where(*of_cases(work, party, [case_id]), party.c.party_id == party_id).values(**changes)
    if work.connection.execute(statement).rowcount != 1:
        raise NotFound("party")


def forget_subject(work: Work, subject_id: SubjectId) -> None:
    """Leaves their parties without a person, so that the person can go."""
    mine = (party.c.organisation_id == work.organisation_id, party.c.subject_id == subject_id)
    work.connection.execute(update(party).where(*mine).values(subject_id=None))
    log.forget(work, subject_id)


def erase(work: Work, case_id: CaseId) -> tuple[int, tuple[UUID, ...]]:
    """Destroys the keys of the case and of its lanes, then every row of it; returns how many keys, and which lanes."""
    lanes = tuple(row.lane_id for row in lane_rows(work, [case_id]))
    destroyed = sum(work.keys.destroy(owner) for owner in (*lanes, case_id))
    log.erase_of_case(work, case_id)
    for table in (remark, information, entry, document, party, step, lane, case):
        work.connection.execute(delete(table).where(*of_cases(work, table, [case_id])))
    return destroyed, lanes
