"""What stays of cases that are anonymised: kinds of cases in numbers, and nothing that is about one of them (T-13).

Direct identifiers, ids, days and words go. What stays are counts of cases that are alike in month, department,
category, severity and outcome, and only as many at once as nobody can be picked out of:

- *singling out*: every addition is of at least five cases alike, so no reading and no difference of two readings is of
  fewer;
- *linking*: no id, no day and no order stays, and a department stands by itself from twenty homes on;
- *inference*: who knows when and where a case was learns no category from it, since no place and month is kept in which
  fewer than two categories stand.

What is too rare is told of more coarsely, in the end not at all. This is anonymising. Taking the names out of a case
and keeping the rest would be pseudonymising at best: whoever handed it over knows it by its id.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

LEAST: Final = 5
"""So many cases alike, or none."""
LEAST_HOMES: Final = 20
"""A department with fewer homes is not told of by itself."""
LEAST_CATEGORIES: Final = 2


class Residue(NamedTuple):
    """Cases that are alike. What is not told is 0 or empty."""

    year: int
    month: int
    department: str
    category: str
    severity: str
    outcome: str

    @property
    def setting(self) -> tuple[int, int, str]:
        """When and where: what somebody may know of a case beforehand."""
        return self[:3]


def _in_the_department(one: Residue) -> Residue:
    return one


def _in_the_month(one: Residue) -> Residue:
    return one._replace(department="")


def _in_the_year(one: Residue) -> Residue:
    return one._replace(month=0, department="")


def _by_category(one: Residue) -> Residue:
    return one._replace(month=0, department="", severity="", outcome="")


LEVELS: Final[Sequence[Callable[[Residue], Residue]]] = (_in_the_department, _in_the_month, _in_the_year, _by_category)
"""From fine to coarse."""


def generalised(cases: Iterable[Residue], homes: Mapping[str, int]) -> Counter[Residue]:
    """What may be kept of cases that go together. What would tell of too few is told more coarsely, or not at all."""
    left, kept = list(cases), Counter[Residue]()
    for level in LEVELS:
        found = Counter(level(one) for one in left if _large(level(one).department, homes))
        safe = _diverse({cell for cell, count in found.items() if count >= LEAST})
        kept.update({cell: found[cell] for cell in safe})
        left = [one for one in left if level(one) not in safe]
    return kept


def _large(department: str, homes: Mapping[str, int]) -> bool:
    return not department or homes.get(department, 0) >= LEAST_HOMES


def _diverse(cells: set[Residue]) -> frozenset[Residue]:
    """Those in whose time and place more than one category stands."""
    categories: dict[tuple[int, int, str], set[str]] = {}
    for cell in cells:
        categories.setdefault(cell.setting, set()).add(cell.category)
    return frozenset(cell for cell in cells if len(categories[cell.setting]) >= LEAST_CATEGORIES)
