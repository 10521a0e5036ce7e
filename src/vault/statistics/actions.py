"""Verbs of statistics: a report of a year, and the counting of what is about to go."""

from collections.abc import Sequence
from datetime import date

from vault.clock import legal_day
from vault.complaints import counted, counted_lane
from vault.errors import InvalidInput
from vault.ids import CaseId, LaneId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.statistics import store
from vault.statistics.model import WHOLE, Cell, Count, TableName, add, contribution
from vault.statistics.report import Report, report
from vault.work import Work, writes

FIRST_YEAR = 1990


@writes
def make_report(work: Work, year: int) -> Report:
    """The report of the complaints that were received in a year; what it shows is kept, since later ones depend on it.

    Raises InvalidInput for a year that has not begun.
    """
    work.permit(Permission.STATISTICS_READ)
    today = legal_day(work.now)
    if not FIRST_YEAR <= year <= today.year:
        raise InvalidInput("year", f"must be from {FIRST_YEAR} to the present year")
    cells = store.kept(work, year)
    for one in counted(work, received=(date(year, 1, 1), date(year, 12, 31))):
        add(cells, contribution(one))
    before = store.reports(work, year)
    made = report(cells, year=year, as_of=today, homes=organisations.load(work).homes, before=before)
    if made not in before:
        store.add_report(work, made)
    work.audit.note(f"statistics of {year}")
    return made


def remember_cases(work: Work, case_ids: Sequence[CaseId]) -> None:
    """Counts cases once more before they go. Part of verbs that may erase them."""
    years: dict[int, dict[Cell, Count]] = {}
    for one in counted(work, case_ids):
        add(years.setdefault(one.received_on.year, {}), contribution(one))
    for year, cells in years.items():
        store.keep(work, year, cells)


def remember_lane(work: Work, lane_id: LaneId) -> None:
    """Counts a lane that goes before its case does."""
    year, lane, days = counted_lane(work, lane_id)
    store.keep(work, year, {(TableName.LANE, lane, WHOLE): Count(1, days)})
