"""Writes the table of docs/reference/performance.md: `python -m tests.benchmarks.suite.report results.json ...`.

Goals and what limits each stand here; figures come from results alone. What was not measured says so.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

_PAGE: Final = Path(__file__).parents[3] / "docs" / "reference" / "performance.md"
_BEGIN: Final = "<!-- written by tests/benchmarks/suite/report.py -->"
_END: Final = "<!-- end -->"


class Goal(NamedTuple):
    """What is wanted of a figure, where it stands in the results, and what limits it, from a profile."""

    what: str
    goal: str
    engine: str
    path: tuple[str, ...]
    limit: str


_ROWS: Final = "rows and index entries of one complaint, then composing them in Python"
_UNKNOWN: Final = "not profiled yet"
GOALS: Final = (
    Goal("store over HTTP / plain, by the clock", "≥ 0.75", "sqlite", ("store", "ratio"), _ROWS),
    Goal("the same by processor time", "≥ 0.75", "sqlite", ("store", "cpu_ratio"), _ROWS),
    Goal("store over HTTP / usual shape", "≥ 1.5", "sqlite", ("store", "ratio_to_usual"), ""),
    Goal(
        "store, p99 in ms at 32 clients",
        "≤ 25",
        "sqlite",
        ("store", "p99_ms"),
        "not profiled yet; the machine was busy",
    ),
    Goal("store over HTTP / plain, by the clock", "≥ 0.75", "postgresql", ("store", "ratio"), _ROWS),
    Goal("the same by processor time", "≥ 0.75", "postgresql", ("store", "cpu_ratio"), _ROWS),
    Goal("store over HTTP / usual shape", "≥ 1.5", "postgresql", ("store", "ratio_to_usual"), ""),
    Goal(
        "store, p99 in ms at 32 clients",
        "≤ 40",
        "postgresql",
        ("store", "p99_ms"),
        "not profiled yet; the machine was busy",
    ),
    Goal("read a case / plain read, by processor time", "≥ 0.6", "sqlite", ("read", "cpu_ratio"), _UNKNOWN),
    Goal("read a case / plain read, by processor time", "≥ 0.6", "postgresql", ("read", "cpu_ratio"), _UNKNOWN),
    Goal("import / plain batch insert, by processor time", "≥ 0.5", "sqlite", ("import", "cpu_ratio"), _UNKNOWN),
    Goal("import / plain batch insert, by processor time", "≥ 0.5", "postgresql", ("import", "cpu_ratio"), _UNKNOWN),
    Goal(
        "find by e-mail, p50 in ms at 32 clients",
        "none",
        "sqlite",
        ("find", "find_by_email", "figures", "p50"),
        _UNKNOWN,
    ),
)


def table(results: dict[str, Any]) -> str:
    """The goals as a table in Markdown, with what was measured."""
    lines = ["| what | database | goal | measured | what limits it |", "|---|---|---|---|---|"]
    lines += [f"| {one.what} | {one.engine} | {one.goal} | {_found(results, one)} | {one.limit} |" for one in GOALS]
    return "\n".join(lines)


def _found(results: dict[str, Any], goal: Goal) -> str:
    found: Any = results.get(goal.engine, {})
    for step in goal.path:
        found = found.get(step, {})
    return str(found) if found != {} else "not measured"


def main(files: list[str]) -> None:
    results: dict[str, Any] = {}
    for file in files:
        results |= json.loads(Path(file).read_text("utf-8"))
    page = _PAGE.read_text("utf-8")
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    told = results["environment"]
    ran = f"Python {told['python']}, SQLite {told['sqlite']}, {told['cores']} cores, load {told['load'][0]:.1f}."
    _PAGE.write_text(f"{before}{_BEGIN}\n{table(results)}\n\n{ran}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
