"""Writes the counts of the invented documents into the page of qualities."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.redaction.__main__ import counted
from tests.redaction.reading_cases import Case, cases

PAGE: Final = Path(__file__).parents[2] / "docs/reference/quality.md"
_HEAD: Final = "| kind | places | hidden | asked | readable |\n|---|---|---|---|---|\n"


def rows(documents: Iterable[Case]) -> list[list[str]]:
    """The rows of one table: kind, places, hidden, asked, readable."""
    return [
        [kind, str(counts.total()), str(counts["hidden"]), str(counts["asked"]), str(counts["readable"])]
        for kind, counts in sorted(counted(documents).hide.items())
    ]


def written(page: str, heading: str, documents: Iterable[Case]) -> str:
    """The page with the first table by kind below a heading renewed."""
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows(documents))
    pattern = rf"({re.escape(heading)}\n.*?{re.escape(_HEAD)})(?:\|[^\n]*\n)*"
    return re.sub(pattern, lambda found: found[1] + table, page, count=1, flags=re.DOTALL)


def main() -> None:
    """Renews both tables."""
    page = PAGE.read_text("utf-8")
    page = written(page, "## The invented documents", cases())
    page = written(page, "## Documents that nobody had looked at", cases(unseen=True))
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
