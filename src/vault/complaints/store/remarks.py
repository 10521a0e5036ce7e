"""Decisions about passages, as places and codes: nothing of what stands there."""

from uuid import UUID

from sqlalchemy import insert, select

from vault.complaints.remarks import DecidedRemark, NewRemarkDecision, RemarkDecision
from vault.complaints.store.rows import belonging, of_cases
from vault.complaints.tables import remark
from vault.ids import CaseId, RemarkId, new_id
from vault.redaction.hygiene import RemarkKind
from vault.work import Work

Place = tuple[UUID, str, int, int, RemarkKind]
"""Text, field, start, end and kind of a passage."""


def add(work: Work, case_id: CaseId, new: NewRemarkDecision) -> RemarkId:
    remark_id = RemarkId(new_id())
    work.connection.execute(
        insert(remark).values(
            **belonging(work, case_id),
            remark_id=remark_id,
            text_id=new.text_id,
            field=new.field,
            starts_at=new.start,
            ends_at=new.end,
            kind=new.kind.value,
            decision=new.decision.value,
            ground=new.ground,
            decided_by=work.actor.ref,
            decided_at=work.now,
        )
    )
    return remark_id


def of_case(work: Work, case_id: CaseId) -> dict[Place, DecidedRemark]:
    """The latest decision about each passage of a case."""
    query = select(remark).where(*of_cases(work, remark, [case_id])).order_by(remark.c.decided_at, remark.c.remark_id)
    return {
        (row.text_id, row.field, row.starts_at, row.ends_at, RemarkKind(row.kind)): DecidedRemark(
            decision=RemarkDecision(row.decision), ground=row.ground, by=row.decided_by, at=row.decided_at
        )
        for row in work.connection.execute(query)
    }
