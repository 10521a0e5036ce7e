"""The log as a holding: a day of it is a record, and erasing a day drops the bodies of its events.

What the log says of people is pseudonymous and still theirs, so it has a retention period like any other record. Leaves
stay: later and earlier events are proven as before, and what is gone can still be shown to have stood there.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from uuid import UUID

from vault.audit import dropping
from vault.clock import LEGAL_ZONE, legal_day
from vault.holdings import Erased, Facts, Terms
from vault.policy import Permission
from vault.work import Work

_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIMELESS = (0x7 << 76) | (0b10 << 62)
_VERSION = 1
"""A day that is over and sealed does not change."""


class LogHolding:
    """Each day of the log, once its events are sealed."""

    kind = "log"
    terms: ClassVar[Terms] = Terms(tables=frozenset(), events=frozenset({"logged"}))

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        if record is not None and record.int & ((1 << 80) - 1) != _TIMELESS:
            # The id of something else: no day, and perhaps none that there could be.
            return
        since = None if record is None else beginning(day_of(record))
        until = None if record is None else beginning(day_of(record) + timedelta(days=1))
        while at := dropping.first_at(work.connection, work.organisation_id, since):
            if until is not None and at >= until:
                return
            day = legal_day(at)
            yield Facts(kind=self.kind, id=record_of(day), version=_VERSION, codes={}, events={"logged": day})
            since = beginning(day + timedelta(days=1))

    def everything(self, work: Work) -> list[UUID]:
        """Nothing of the log is sealed with a data key; it is verified, and not opened."""
        del work
        return []

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        """The log is proven by `verify`."""

    def erase(self, work: Work, record: UUID) -> Erased:
        """Drops every body up to the end of the day. The event of it says how far, which is what verifying asks for."""
        work.permit(Permission.AUDIT_DROP, record)
        end = beginning(day_of(record) + timedelta(days=1))
        below = dropping.place_of(work.connection, work.organisation_id, end)
        work.audit.note(f"below {below}")
        dropping.drop(work.connection, work.organisation_id, below)
        return Erased(keys=0, entities=(record,))


def record_of(day: date) -> UUID:
    """The id of a day of the log: a UUIDv7 of its first instant with no random bits, the same in every log."""
    milliseconds = (beginning(day) - _EPOCH) // _MILLISECOND
    return UUID(int=milliseconds << 80 | _TIMELESS)


def day_of(record: UUID) -> date:
    """The day that an id stands for."""
    return legal_day(_EPOCH + (record.int >> 80) * _MILLISECOND)


def beginning(day: date) -> datetime:
    """The first instant of a legal day, in UTC."""
    return datetime.combine(day, time(), LEGAL_ZONE).astimezone(UTC)
