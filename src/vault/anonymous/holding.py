"""Reports as a holding: a mailbox goes a year after its last message, and always with its complaint."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from vault.anonymous import store
from vault.errors import NotFound
from vault.holdings import Erased, Facts
from vault.ids import CaseId, ReportId
from vault.work import Work


class ReportHolding:
    """The reporter's side of a report. What staff read of it are documents of the complaint."""

    kind = "report"

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.every(work, record):
            yield Facts(
                kind=self.kind,
                id=row.report_id,
                version=row.version,
                codes={"mailbox": "none" if row.seal is None else "open"},
                events={"opened": row.opened_on, "written": row.written_on},
                within=row.case_id,
            )

    def everything(self, work: Work) -> list[UUID]:
        return [row.report_id for row in store.every(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            rows = store.every(work, record)
            if not rows:
                raise NotFound("report")
            store.check(work, rows[0])

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=store.erase(work, ReportId(record)), entities=(record,))


def erase_along(work: Work, case_id: CaseId) -> tuple[int, tuple[UUID, ...]]:
    """Erases the report that a case began with, if it did; returns how many keys, and which."""
    try:
        row = store.of_case(work, case_id)
    except NotFound:
        return 0, ()
    return store.erase(work, row.report_id), (row.report_id,)
