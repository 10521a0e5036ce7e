"""Reports as a holding: a mailbox goes a year after its last message, and always with its complaint."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from vault.anonymous import store
from vault.errors import NotFound
from vault.holdings import Erased, Facts, Terms
from vault.ids import CaseId
from vault.work import Work


class ReportHolding:
    """The reporter's side of a report. What staff read of it are documents of the complaint."""

    kind = "report"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"report", "report_message"}),
        events=frozenset({"opened", "written"}),
        codes={"mailbox": frozenset({"none", "open"})},
    )

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
        return Erased(keys=sum(store.erase(work, [record]).values()), entities=(record,))


def erase_along(work: Work, case_ids: Sequence[CaseId]) -> Mapping[CaseId, tuple[int, tuple[UUID, ...]]]:
    """Erases the reports that cases began with; says of each such case how many keys, and which report."""
    begun = store.of_cases(work, case_ids)
    keys = store.erase(work, list(begun.values()))
    return {case_id: (keys.get(report_id, 0), (report_id,)) for case_id, report_id in begun.items()}
