"""Approvals as a holding: a reason may speak of somebody, so it is kept for proof and then erased."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from vault.approvals import store
from vault.approvals.model import ApprovalState
from vault.clock import legal_day
from vault.holdings import Erased, Facts, Terms
from vault.ids import ApprovalId
from vault.work import Work


class ApprovalHolding:
    """What was asked of a second person, and the answer."""

    kind = "approval"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"approval"}),
        events=frozenset({"asked", "ended"}),
        codes={"state": frozenset(one.value for one in ApprovalState)},
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.rows(work, record):
            events = {"asked": legal_day(row.asked_at)}
            if row.ended_at is not None:
                events["ended"] = legal_day(row.ended_at)
            version = 1 + (row.decided is not None) + (row.ended_at is not None)
            yield Facts(kind=self.kind, id=row.approval_id, version=version, codes={"state": row.state}, events=events)

    def everything(self, work: Work) -> list[UUID]:
        return [row.approval_id for row in store.rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            store.load(work, ApprovalId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=store.erase(work, ApprovalId(record)), entities=(record,))
