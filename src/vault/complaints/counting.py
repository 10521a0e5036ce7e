"""Cases as statistics know them: codes and days, in one pass over the rows, with nothing opened."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

import msgspec
from sqlalchemy import Row, Table, and_, exists, select

from vault.complaints.codes import StepKind
from vault.complaints.tables import case, lane, step
from vault.ids import CaseId, LaneId
from vault.work import Work

_AT_ONCE: Final = 10_000
_IDS_AT_ONCE: Final = 500
_COUNTED_STEPS: Final = frozenset(
    {
        StepKind.ACKNOWLEDGED,
        StepKind.REPLIED,
        StepKind.ARREARS_PAID,
        StepKind.EVICTION_REQUESTED,
        StepKind.MUNICIPALITY_NOTIFIED,
        StepKind.OUTREACH,
        StepKind.VISIT,
    }
)


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What statistics know of a case."""

    department: str
    category: str
    severity: str
    anonymity: str
    status: str
    source: str
    track: str | None
    outcome: str | None
    received_on: date
    steps: tuple[tuple[str, date], ...] = ()
    """Kind and day of what happened."""
    lanes: tuple[tuple[str, int], ...] = ()
    """Which processes ran beside the legal matter, and for how many days; none while one runs."""
    contacts: tuple[str, ...] = ()
    """The channel of each attempt to reach somebody."""


def counted(
    work: Work, case_ids: Sequence[CaseId] | None = None, *, received: tuple[date, date] | None = None
) -> Iterator[Counted]:
    """Some cases, or every one that was received from one day to another. Part of verbs that asked for it."""
    for some in _chunks(case_ids):
        yield from _counted(work, some, received)


def _chunks(case_ids: Sequence[CaseId] | None) -> Iterator[Sequence[CaseId] | None]:
    """A statement holds only so many ids."""
    if case_ids is None:
        yield None
        return
    for start in range(0, len(case_ids), _IDS_AT_ONCE):
        yield case_ids[start : start + _IDS_AT_ONCE]


def _counted(work: Work, case_ids: Sequence[CaseId] | None, received: tuple[date, date] | None) -> Iterator[Counted]:
    wanted = [] if received is None else [case.c.received_on.between(*received)]
    kinds = step.c.kind.in_([kind.value for kind in _COUNTED_STEPS])
    steps = _by_case(_rows(work, step, case_ids, kinds, *_of(wanted, step)))
    lanes = _by_case(_rows(work, lane, case_ids, *_of(wanted, lane)))
    for row in _rows(work, case, case_ids, *wanted):
        mine = list(steps(row.case_id))
        yield Counted(
            department=row.department,
            category=row.category,
            severity=row.severity,
            anonymity=row.anonymity,
            status=row.status,
            source=row.source,
            track=row.track,
            outcome=row.outcome,
            received_on=row.received_on,
            steps=tuple((one.kind, one.on_day) for one in mine),
            lanes=tuple((one.lane, days_of(one)) for one in lanes(row.case_id)),
            contacts=tuple(one.channel for one in mine if one.channel is not None),
        )


def counted_lane(work: Work, lane_id: LaneId) -> tuple[int, str, int]:
    """Of a lane that is about to go: the year of its case, which lane it is, for how many days it ran."""
    mine = (lane.c.organisation_id == case.c.organisation_id, lane.c.case_id == case.c.case_id)
    query = select(lane, case.c.received_on).join(case, and_(*mine))
    query = query.where(lane.c.organisation_id == work.organisation_id, lane.c.lane_id == lane_id)
    row = work.connection.execute(query).one()
    return row.received_on.year, row.lane, days_of(row)


def days_of(row: Row[Any]) -> int:
    """How many days a process ran; none while it runs, so that the number is the same whenever it is asked for."""
    return 0 if row.closed_on is None else max((row.closed_on - row.opened_on).days, 0)


def _of(wanted: list[Any], part: Table) -> list[Any]:
    """The same conditions on the case to which a part belongs."""
    mine = (part.c.organisation_id == case.c.organisation_id, part.c.case_id == case.c.case_id)
    return [exists().where(*mine, *wanted)] if wanted else []


def _rows(work: Work, table: Table, case_ids: Sequence[CaseId] | None, *conditions: Any) -> Iterator[Row[Any]]:
    query = select(table).where(table.c.organisation_id == work.organisation_id, *conditions)
    if case_ids is not None:
        query = query.where(table.c.case_id.in_(case_ids))
    yield from work.connection.execute(query.order_by(table.c.case_id).execution_options(yield_per=_AT_ONCE))


class _by_case:  # noqa: N801 -- it is used as a function that remembers where it stands
    """Rows in the order of their cases, given out case by case in the same order."""

    def __init__(self, rows: Iterable[Row[Any]]) -> None:
        self._groups = groupby(rows, key=attrgetter("case_id"))
        self._next = next(self._groups, None)

    def __call__(self, case_id: CaseId) -> Iterator[Row[Any]]:
        while self._next is not None and self._next[0] < case_id:
            self._next = next(self._groups, None)
        if self._next is not None and self._next[0] == case_id:
            yield from self._next[1]
            self._next = next(self._groups, None)
