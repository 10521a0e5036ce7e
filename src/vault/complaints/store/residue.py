"""Rows of what stays of anonymised cases: codes and counts, no id."""

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select, update

from vault.complaints.residue import Residue
from vault.complaints.store.rows import rows_of
from vault.complaints.tables import case
from vault.complaints.tables import residue as table
from vault.ids import CaseId
from vault.work import Work


def residue_of(work: Work, case_ids: Sequence[CaseId]) -> list[tuple[int, int, str, str, str, str]]:
    """Year, month, department, category, severity and outcome of each of these cases."""
    names = ("received_on", "department", "category", "severity", "outcome")
    rows = rows_of(work, select(*(case.c[name] for name in names)), case, case_ids)
    return [
        (row.received_on.year, row.received_on.month, row.department, row.category, row.severity, row.outcome or "")
        for row in rows
    ]


def add_residue(work: Work, more: Mapping[Residue, int]) -> None:
    """Adds to what is kept."""
    for cell, count in more.items():
        place = cell._asdict()
        mine = (table.c.organisation_id == work.organisation_id, *(table.c[name] == place[name] for name in place))
        changed = work.connection.execute(update(table).where(*mine).values(cases=table.c.cases + count))
        if changed.rowcount == 0:
            values = {"organisation_id": work.organisation_id, **place, "cases": count}
            work.connection.execute(insert(table).values(**values))


def residue(work: Work) -> dict[Residue, int]:
    """Everything that is kept."""
    rows = work.connection.execute(select(table).where(table.c.organisation_id == work.organisation_id))
    return {Residue(*(getattr(row, name) for name in Residue._fields)): row.cases for row in rows}
