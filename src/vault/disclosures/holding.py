"""Recipients, agreements, consents and notices as holdings: each for its own time, each with its own key.

Disclosures are part of their complaint, and go with it.
"""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Row, Table

from vault.disclosures.codes import Change, NoticeState
from vault.disclosures.store import concerns, consents, notices, register
from vault.disclosures.tables import agreement, recipient
from vault.errors import NotFound
from vault.holdings import Erased, Facts, Terms
from vault.ids import AgreementId, ConcernId, ConsentId, NoticeId, RecipientId
from vault.work import Work


class _Registered:
    """What stands in the register, from when it counts and when it ended."""

    kind: str
    table: Table

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in register.rows(work, self.table, record):
            events = {"began": row.registered_on if self.table is recipient else row.started_on}
            days = [row.ended_on, None if self.table is recipient else row.ends_on]
            if ended := [day for day in days if day is not None]:
                events["ended"] = min(ended)
            yield Facts(kind=self.kind, id=self._id(row), version=row.version, codes={}, events=events)

    def everything(self, work: Work) -> list[UUID]:
        return [self._id(row) for row in register.rows(work, self.table)]

    def _id(self, row: Row[Any]) -> UUID:
        found: UUID = getattr(row, f"{self.kind}_id")
        return found

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=register.erase(work, self.table, record), entities=(record,))


class RecipientHolding(_Registered):
    """Recipients in the register."""

    kind, table = "recipient", recipient
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"recipient"}),
        events=frozenset({"began", "ended"}),
    )

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        wanted = [RecipientId(one) for one in records]
        if len(register.recipients(work, wanted)) != len(wanted):
            raise NotFound("recipient")


class AgreementHolding(_Registered):
    """Cooperation agreements."""

    kind, table = "agreement", agreement
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"agreement"}),
        events=frozenset({"began", "ended"}),
    )

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        wanted = [AgreementId(one) for one in records]
        if len(register.agreements(work, wanted)) != len(wanted):
            raise NotFound("agreement")


class ConsentHolding:
    """Consents: kept as proof for a time after they ended."""

    kind = "consent"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"consent"}),
        events=frozenset({"given", "ended"}),
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in consents.rows(work, record):
            events = {"given": row.given_on}
            if ended := [day for day in (row.withdrawn_on, row.until) if day is not None]:
                events["ended"] = min(ended)
            version = 1 if row.withdrawn_on is None else 2
            codes = {"purpose": row.purpose}
            yield Facts(
                kind=self.kind, id=row.consent_id, version=version, codes=codes, events=events, within=row.subject_id
            )

    def everything(self, work: Work) -> list[UUID]:
        return [row.consent_id for row in consents.rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            consents.check(work, ConsentId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=consents.erase(work, ConsentId(record)), entities=(record,))


class NoticeHolding:
    """Notices to recipients: proof that they were told."""

    kind = "notice"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"notice"}),
        events=frozenset({"made", "settled"}),
        codes={"change": frozenset(one.value for one in Change), "state": frozenset(one.value for one in NoticeState)},
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in notices.rows(work, record):
            events = {"made": row.made_on}
            if row.settled_on is not None:
                events["settled"] = row.settled_on
            codes = {"change": row.change, "state": row.state}
            yield Facts(kind=self.kind, id=row.notice_id, version=row.version, codes=codes, events=events)

    def everything(self, work: Work) -> list[UUID]:
        return [row.notice_id for row in notices.rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            notices.load(work, NoticeId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=notices.erase(work, NoticeId(record)), entities=(record,))


class ConcernReceiptHolding:
    """What municipalities confirmed reports of concern with, once the copy of each is gone."""

    kind = "concern_receipt"
    terms: ClassVar[Terms] = Terms(tables=frozenset({"concern_receipt"}), events=frozenset({"sent", "confirmed"}))

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in concerns.receipt_rows(work, record):
            events = {"sent": row.sent_on, "confirmed": row.confirmed_on}
            yield Facts(kind=self.kind, id=row.receipt_id, version=1, codes={}, events=events)

    def everything(self, work: Work) -> list[UUID]:
        return [row.receipt_id for row in concerns.receipt_rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            concerns.check_receipt(work, record)

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=concerns.erase_receipt(work, record), entities=(record,))


class ConcernHolding:
    """Copies of reports of concern for a child; the municipality keeps the matter."""

    kind = "concern"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"child_concern"}),
        events=frozenset({"sent"}),
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in concerns.rows(work, record):
            version = 1 if row.confirmed_on is None else 2
            yield Facts(kind=self.kind, id=row.concern_id, version=version, codes={}, events={"sent": row.sent_on})

    def everything(self, work: Work) -> list[UUID]:
        return [row.concern_id for row in concerns.rows(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        for record in records:
            concerns.check(work, ConcernId(record))

    def erase(self, work: Work, record: UUID) -> Erased:
        return Erased(keys=concerns.erase(work, ConcernId(record)), entities=(record,))
