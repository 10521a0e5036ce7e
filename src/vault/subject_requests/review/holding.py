"""What an organisation remembers of its decisions as a holding: it is forgotten on schedule like everything else."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from vault.holdings import Erased, Facts, Terms
from vault.ids import MemoryId
from vault.subject_requests.review import store
from vault.subject_requests.review.memory import MemoryKind
from vault.work import Work


class MemoryHolding:
    """Remembered decisions; one about a person on file goes with them as well."""

    kind = "memory"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"remembered_decision"}),
        events=frozenset({"decided"}),
        codes={"memory": frozenset(one.value for one in MemoryKind)},
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.memory_rows(work, record):
            yield Facts(
                kind=self.kind,
                id=row.memory_id,
                version=1,
                codes={"memory": row.kind},
                events={"decided": row.decided_on},
            )

    def everything(self, work: Work) -> list[UUID]:
        return [row.memory_id for row in store.memory_rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            store.check_memory(work, MemoryId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=store.forget(work, MemoryId(record)), entities=(record,))
