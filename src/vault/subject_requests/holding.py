"""Requests and packages as holdings: an answer to an access request is personal data with a schedule, too."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from vault.approvals import erase_about
from vault.clock import legal_day
from vault.holdings import Erased, Facts, Terms
from vault.ids import PackageId, RequestId
from vault.subject_requests import store
from vault.subject_requests.history import store as history
from vault.subject_requests.model import State
from vault.subject_requests.review import store as reviews
from vault.work import Work


class RequestHolding:
    """A request goes with its review and with whatever packages of it are still there."""

    kind = "request"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset(
            {
                *("subject_request", "request_entry", "request_letter", "request_delivery"),
                *("review", "review_text", "review_ruling", "review_candidate", "search_protocol"),
            }
        ),
        events=frozenset({"received", "answered"}),
        codes={"state": frozenset(one.value for one in State)},
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.request_rows(work, record):
            events = {"received": row.received_on}
            if row.answered_at is not None:
                events["answered"] = legal_day(row.answered_at)
            yield Facts(
                kind=self.kind, id=row.request_id, version=row.version, codes={"state": row.state}, events=events
            )

    def everything(self, work: Work) -> list[UUID]:
        return [row.request_id for row in store.request_rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            store.load_request(work, RequestId(record))
            reviews.check(work, RequestId(record))
            history.check(work, RequestId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        packages = store.package_ids(work, RequestId(record))
        keys = sum(store.erase_package(work, package) for package in packages)
        keys += erase_about(work, record)
        reviews.erase(work, RequestId(record))
        keys += store.erase_request(work, RequestId(record))
        return Erased(keys=keys, entities=(record, *packages))


class PackageHolding:
    """The vault's copy of what was sent."""

    kind = "package"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"request_package", "package_file"}), events=frozenset({"composed"})
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.package_rows(work, record):
            events = {"composed": legal_day(row.composed_at)}
            yield Facts(kind=self.kind, id=row.package_id, version=1, codes={}, events=events)

    def everything(self, work: Work) -> list[UUID]:
        return [row.package_id for row in store.package_rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            store.check_package(work, PackageId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=store.erase_package(work, PackageId(record)), entities=(record,))
