"""Lanes beside the legal matter: a row and a data key for each, so that one can be erased while its case lives on."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from vault.clock import legal_day
from vault.complaints.codes import Lane
from vault.complaints.model import LaneView
from vault.complaints.store.rows import asked_of, belonging, grouped, of_cases, rows_of
from vault.complaints.tables import document, entry, lane, remark
from vault.crypto import RecordKey
from vault.errors import Conflict, NotFound, Outdated
from vault.ids import CaseId, LaneId, OrganisationId, new_id
from vault.storage import Asked
from vault.work import Work

_LANES: Final = select(lane).order_by(lane.c.opened_on, lane.c.lane)


class LaneKeys:
    """The keys of one case by lane. Writing into a lane opens it; the legal matter stands under the case's own key."""

    def __init__(self, work: Work, case_id: CaseId, case_key: RecordKey) -> None:
        self._work = work
        self._case_id = case_id
        self._keys = {Lane.TENANCY: case_key}

    def of(self, wanted: Lane, on: date) -> RecordKey:
        """The key to write into a lane with. Raises Conflict where the lane is closed."""
        if wanted not in self._keys:
            self._keys[wanted] = self._open(wanted, on)
        return self._keys[wanted]

    def _open(self, wanted: Lane, on: date) -> RecordKey:
        work, mine = self._work, (*of_cases(self._work, lane, [self._case_id]), lane.c.lane == wanted.value)
        row = work.connection.execute(select(lane).where(*mine)).one_or_none()
        if row is None:
            return self._begin(wanted, on)
        if row.closed_on is not None:
            raise Conflict(f"the lane {wanted.value} of this case is closed", hint="open it again first")
        work.connection.execute(
            update(lane)
            .where(*mine)
            .values(version=lane.c.version + 1, last_on=max(row.last_on, on), changed_on=legal_day(work.now))
        )
        return work.keys.get(row.key_id)

    def _begin(self, wanted: Lane, on: date) -> RecordKey:
        lane_id = LaneId(new_id())
        key = self._work.keys.create("lane", lane_id)
        self._work.connection.execute(
            insert(lane).values(
                **belonging(self._work, self._case_id),
                lane_id=lane_id,
                key_id=key.id,
                version=1,
                lane=wanted.value,
                opened_on=legal_day(self._work.now),
                closed_on=None,
                last_on=on,
            )
        )
        return key


def lane_rows(work: Work, case_ids: Sequence[CaseId]) -> list[Row[Any]]:
    return rows_of(work, _LANES, lane, case_ids)


def lanes_asked_of(organisation: OrganisationId, case_id: CaseId) -> Asked:
    """That `lane_rows` will be asked for a case."""
    return asked_of(organisation, _LANES, lane, case_id)


def lane_keys(work: Work, rows: Sequence[Row[Any]]) -> dict[tuple[CaseId, str], RecordKey]:
    """The keys that open what stands in these lanes."""
    keys = work.keys.get_all(row.key_id for row in rows)
    return {(row.case_id, row.lane): keys[row.key_id] for row in rows}


def lane_views(rows: Sequence[Row[Any]]) -> dict[CaseId, tuple[LaneView, ...]]:
    return grouped(
        (
            row.case_id,
            LaneView(lane=Lane(row.lane), opened_on=row.opened_on, closed_on=row.closed_on, version=row.version),
        )
        for row in rows
    )


def end_lane(work: Work, case_id: CaseId, ended: Lane, closed_on: date | None, seen: int) -> LaneView:
    """Closes a lane, or opens it again. Raises NotFound, Outdated where somebody was faster."""
    mine = (*of_cases(work, lane, [case_id]), lane.c.lane == ended.value)
    found = work.connection.execute(select(lane).where(*mine)).one_or_none()
    if found is None:
        raise NotFound("lane")
    changed = update(lane).where(*mine, lane.c.version == seen).values(version=seen + 1, closed_on=closed_on)
    if work.connection.execute(changed).rowcount != 1:
        raise Outdated("the lane was changed since it was looked at", hint="look again")
    return LaneView(lane=ended, opened_on=found.opened_on, closed_on=closed_on, version=seen + 1)


def end_every_lane(work: Work, case_id: CaseId, closed_on: date) -> None:
    """Closes the lanes of a case that are open."""
    mine = (*of_cases(work, lane, [case_id]), lane.c.closed_on.is_(None))
    work.connection.execute(update(lane).where(*mine).values(version=lane.c.version + 1, closed_on=closed_on))


def every_lane(work: Work, lane_id: UUID | None = None) -> list[Row[Any]]:
    """The lanes of the organisation, or the one named, for retention."""
    query = select(lane).where(lane.c.organisation_id == work.organisation_id)
    return list(work.connection.execute(query if lane_id is None else query.where(lane.c.lane_id == lane_id)))


def erase_lane(work: Work, lane_id: LaneId) -> tuple[int, CaseId]:
    """Destroys a lane's key, then what stands in it; returns how many keys, and whose lane it was."""
    row = every_lane(work, lane_id)[0]
    destroyed = work.keys.destroy(lane_id)
    for texts, own in ((entry, entry.c.entry_id), (document, document.c.document_id)):
        in_lane = select(own).where(*of_cases(work, texts, [row.case_id]), texts.c.lane == row.lane)
        decided = (*of_cases(work, remark, [row.case_id]), remark.c.text_id.in_(in_lane))
        work.connection.execute(delete(remark).where(*decided))
    for table in (entry, document):
        work.connection.execute(delete(table).where(*of_cases(work, table, [row.case_id]), table.c.lane == row.lane))
    work.connection.execute(delete(lane).where(*of_cases(work, lane, [row.case_id]), lane.c.lane_id == lane_id))
    return destroyed, row.case_id
