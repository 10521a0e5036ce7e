"""Cases as statistics know them: codes and days, in one pass over the rows, with nothing opened."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import Row, Table, and_, exists, select, type_coerce

from vault.complaints.codes import StepKind
from vault.complaints.store.rows import ByCase
from vault.complaints.tables import case, lane, step
from vault.ids import CaseId, LaneId
from vault.storage import RawId, among, batches
from vault.work import Work

_AT_ONCE: Final = 10_000
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
_OF_CASE: Final = (
    "department",
    "category",
    "severity",
    "anonymity",
    "status",
    "source",
    "track",
    "outcome",
    "received_on",
)
_OF_STEP: Final = ("kind", "on_day", "channel")
_OF_LANE: Final = ("lane", "opened_on", "closed_on")


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
    yield from batches(case_ids)


def _counted(work: Work, case_ids: Sequence[CaseId] | None, received: tuple[date, date] | None) -> Iterator[Counted]:
    wanted = [] if received is None else [case.c.received_on.between(*received)]
    kinds = step.c.kind.in_([kind.value for kind in _COUNTED_STEPS])
    steps = ByCase(_rows(work, step, _OF_STEP, case_ids, kinds, *_of(wanted, step)))
    lanes = ByCase(_rows(work, lane, _OF_LANE, case_ids, *_of(wanted, lane)))
    for row in _rows(work, case, _OF_CASE, case_ids, *wanted):
        raw, mine = row[0], list(steps.of(row[0]))
        yield Counted(
            **dict(zip(_OF_CASE, row[1:], strict=True)),
            steps=tuple((kind, on_day) for _, kind, on_day, _ in mine),
            lanes=tuple((name, days_of(opened_on, closed_on)) for _, name, opened_on, closed_on in lanes.of(raw)),
            contacts=tuple(channel for *_, channel in mine if channel is not None),
        )


def counted_lane(work: Work, lane_id: LaneId) -> tuple[int, str, int]:
    """Of a lane that is about to go: the year of its case, which lane it is, for how many days it ran."""
    mine = (lane.c.organisation_id == case.c.organisation_id, lane.c.case_id == case.c.case_id)
    query = select(lane, case.c.received_on).join(case, and_(*mine))
    query = query.where(lane.c.organisation_id == work.organisation_id, lane.c.lane_id == lane_id)
    row = work.connection.execute(query).one()
    return row.received_on.year, row.lane, days_of(row.opened_on, row.closed_on)


def days_of(opened_on: date, closed_on: date | None) -> int:
    """How many days a process ran; none while it runs, so that the number is the same whenever it is asked for."""
    return 0 if closed_on is None else max((closed_on - opened_on).days, 0)


def _of(wanted: list[Any], part: Table) -> list[Any]:
    """The same conditions on the case to which a part belongs."""
    mine = (part.c.organisation_id == case.c.organisation_id, part.c.case_id == case.c.case_id)
    return [exists().where(*mine, *wanted)] if wanted else []


def _rows(
    work: Work, table: Table, columns: Sequence[str], case_ids: Sequence[CaseId] | None, *conditions: Any
) -> Iterable[Row[Any]]:
    """These columns of a table behind the raw id of the case, in the order of cases."""
    query = select(type_coerce(table.c.case_id, RawId), *(table.c[name] for name in columns))
    query = query.where(table.c.organisation_id == work.organisation_id, *conditions).order_by(table.c.case_id)
    if case_ids is not None:
        # So few that they may all be there at once, which takes half the time for each.
        return work.connection.execute(query.where(among(table.c.case_id, case_ids))).all()
    return work.connection.execute(query.execution_options(yield_per=_AT_ONCE))
