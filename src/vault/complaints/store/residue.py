"""Rows of what stays of anonymised cases: codes and counts, no id."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from vault.complaints.residue import Residue
from vault.complaints.store.rows import rows_of
from vault.complaints.tables import case
from vault.complaints.tables import residue as table
from vault.ids import CaseId
from vault.storage import add_up
from vault.work import Work

_TOLD: Final = select(*(case.c[name] for name in ("received_on", "department", "category", "severity", "outcome")))


def residue_of(work: Work, case_ids: Sequence[CaseId]) -> list[tuple[int, int, str, str, str, str]]:
    """Year, month, department, category, severity and outcome of each of these cases."""
    rows = rows_of(work, _TOLD, case, case_ids)
    return [
        (row.received_on.year, row.received_on.month, row.department, row.category, row.severity, row.outcome or "")
        for row in rows
    ]


def add_residue(work: Work, more: Mapping[Residue, int]) -> None:
    """Adds to what is kept."""
    rows = [
        {"organisation_id": work.organisation_id, **cell._asdict(), "cases": count}
        for cell, count in sorted(more.items())
    ]
    add_up(work.connection, table, rows, "cases")


def residue(work: Work) -> dict[Residue, int]:
    """Everything that is kept."""
    rows = work.connection.execute(select(table).where(table.c.organisation_id == work.organisation_id))
    return {Residue(*(getattr(row, name) for name in Residue._fields)): row.cases for row in rows}
