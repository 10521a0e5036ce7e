"""Leaving behind of cases what identifies nobody, and reading it."""

from collections.abc import Sequence

import msgspec

from vault.complaints import store
from vault.complaints.residue import Residue, generalised
from vault.ids import CaseId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.work import Work, reads


class Anonymised(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases alike were anonymised. What is not told is null."""

    year: int
    month: int | None
    department: str | None
    category: str
    severity: str | None
    outcome: str | None
    cases: int


@reads
def read_anonymised(work: Work) -> list[Anonymised]:
    """What stayed of the cases that were anonymised; of fewer than five alike nothing is told."""
    work.permit(Permission.STATISTICS_READ)
    return [
        Anonymised(
            year=one.year,
            month=one.month or None,
            department=one.department or None,
            category=one.category,
            severity=one.severity or None,
            outcome=one.outcome or None,
            cases=count,
        )
        for one, count in sorted(store.residue(work).items())
    ]


def leave_residue(work: Work, case_ids: Sequence[CaseId]) -> None:
    """Keeps what of cases that are about to go may stay. Part of verbs that may erase them."""
    cases = [Residue(*codes) for codes in store.residue_of(work, case_ids)]
    store.add_residue(work, generalised(cases, organisations.load(work).homes))
