"""Endpoints as a holding: no person's data, but sealed, so that backups are checked and erasures done again alike."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from vault.holdings import Erased, Facts, Terms
from vault.ids import WebhookId
from vault.webhooks import store
from vault.work import Work


class WebhookHolding:
    """Where messages go and what signs them: in use until somebody removes it, so no schedule speaks of it."""

    kind = "webhook"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"webhook"}),
        events=frozenset(),
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        del work, record
        yield from ()

    def everything(self, work: Work) -> list[UUID]:
        return list(store.ids(work))

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            store.target(work, WebhookId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=store.erase(work, WebhookId(record)), entities=(record,))
