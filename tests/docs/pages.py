"""The documents as tests read them: pages, and the tables that stand under a heading."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
_NOT_OURS = frozenset(("demo-output", "dist", "build"))


def every_page() -> list[Path]:
    """Every page of the project, and none of what was installed or made."""
    found = (page.relative_to(ROOT) for page in ROOT.rglob("*.md"))
    return sorted(
        ROOT / page for page in found if not any(part.startswith(".") or part in _NOT_OURS for part in page.parts)
    )


def table(page: str, heading: str, number: int = 0) -> list[list[str]]:
    """The rows of a table under a heading, its head left out; the first one, or the one with this number."""
    tables = list(_tables(section(page, heading)))
    return tables[number][2:]


def section(page: str, heading: str) -> list[str]:
    """The lines from a heading to the next of the same or a higher level."""
    lines = (DOCS / page).read_text("utf-8").splitlines()
    start = lines.index(heading)
    level = len(heading) - len(heading.lstrip("#"))
    rest = lines[start + 1 :]
    ends = [at for at, line in enumerate(rest) if re.match(rf"#{{1,{level}}} ", line)]
    return rest[: ends[0]] if ends else rest


def quoted(cell: str) -> list[str]:
    """What stands in backquotes in a cell, in order."""
    return re.findall(r"`([^`]+)`", cell)


def _tables(lines: list[str]) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
        elif rows:
            yield rows
            rows = []
