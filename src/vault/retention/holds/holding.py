"""Holds as a holding: a reason may speak of somebody, so it is kept for proof and then erased, or with its record."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from vault.clock import legal_day
from vault.holdings import Erased, Facts, Terms
from vault.ids import HoldId
from vault.retention.holds import store
from vault.retention.schedule import HoldKind
from vault.work import Work


class HoldHolding:
    """Why something was kept longer than its period."""

    kind = "hold"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"hold"}),
        events=frozenset({"started", "ended"}),
        codes={"hold": frozenset(one.value for one in HoldKind)},
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.rows(work, record):
            events = {"started": legal_day(row.started_at)}
            if row.until is not None:
                events["ended"] = row.until
            version = 1 + (row.reviewed_at is not None) + 2 * (row.until is not None)
            yield Facts(kind=self.kind, id=row.hold_id, version=version, codes={"hold": row.kind}, events=events)

    def everything(self, work: Work) -> list[UUID]:
        return [row.hold_id for row in store.rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            store.load(work, HoldId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=store.erase(work, [record]), entities=(record,))
