"""Writes the tables of docs/reference/performance.md: `python -m tests.benchmarks.suite.report results.json ...`.

Takes what the suite and the growth run print, in any number of files. Goals and what limits each stand here; figures
come from results alone. What the files do not tell stays as it was on the page; what nobody measured yet says so.
"""

import json
import sys
from collections.abc import Callable, Iterable
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple

_PAGE: Final = Path(__file__).parents[3] / "docs" / "reference" / "performance.md"
_BEGIN: Final = "<!-- written by tests/benchmarks/suite/report.py -->"
_END: Final = "<!-- end -->"
_NONE: Final = "not measured"
_CELLS: Final = 5
"""Of a row of the table of goals."""


_MACHINES: Final = {"environment": "On", "scale_environment": "Growth on"}


class Goal(NamedTuple):
    """What is wanted of a figure, where it stands in the results, and what limits it, from a profile."""

    what: str
    goal: str
    engines: tuple[str, ...]
    path: tuple[str, ...] | Callable[[dict[str, Any]], object]
    """Where it stands; or what makes it of the sizes of the growth run."""
    limit: str


_BOTH: Final = ("sqlite", "postgresql")
_ROWS: Final = "the interpreter, around sixteen rows and six sealed records; SQLite itself is an eighth"
_AROUND: Final = (
    "HTTP, parsing and answering 48 %; the verb 32 %, a third of it the person; "
    "rows 6 %; who it is 4 %; the log's tree 3 %"
)
_TRIPS: Final = "HTTP, parsing and answering 41 %, the verb 23 %, sixteen rows as arrays 18 %, who it is 7 %"
_WAITING: Final = "thirty-two wait for one interpreter: a wait is as long as storing thirty-two takes"
_OPENED: Final = "five records opened under two keys and an event flushed, against one row read"
_KEYS: Final = "every row and index entry begins with the organisation: 16 bytes, some forty times a complaint"
_HEADS: Final = (
    "sixteen rows with 28 bytes of PostgreSQL's own each and 22 index entries; each begins with the organisation"
)
_EVERY_TEXT: Final = (
    "every person and text is opened and sieved: some 45 µs of processor time for a case with its person"
)
_WRAPPED: Final = "the row changed in its place: on PostgreSQL a row anew, with both indexes and its epoch looked up"
_REINDEXED: Final = "four tokens of each deleted and four made: two indexes, at places that lie all over them"
_EVERYBODY: Final = (
    "every person is opened under their own key, and the names sieved: some 12 µs of processor time each"
)
_CHANGED: Final = "the versions of all cases and people are read; the first search, when it is opened, reads every text"
_FACTS: Final = "the facts of every case are read and every rule asked"
_DESTROYED: Final = "rows deleted 32 %, keys and index tokens among them 18; committing 15 %; facts read again 15 %"
_IMPORTS: Final = "importing: the vault's own modules, SQLAlchemy and Litestar, then the routes"
_BIGGEST: Final = "*"
"""In a path: the greatest size that was measured."""


def _find_growth(sizes: dict[str, Any]) -> object:
    """How much longer it takes among the most complaints than among the fewest."""
    took = [
        of["http"]["find_by_email"]["figures"]["p50"] for _, of in sorted(sizes.items(), key=lambda one: int(one[0]))
    ]
    return round(took[-1] / took[0], 2) if len(took) > 1 else ""


def _rotated(what: str) -> Callable[[dict[str, Any]], object]:
    """Of the largest vault whose keys were rotated."""

    def told(sizes: dict[str, Any]) -> object:
        found = [of["seconds"].get(f"{what}_per_second") for of in sizes.values()]
        return next((one for one in reversed(found) if one is not None), "")

    return told


GOALS: Final = (
    *(
        Goal(f"store over HTTP / {beside}", goal, (engine,), ("store", path), limit)
        for beside, goal, path in (
            ("plain, by the clock", "≥ 0.75", "ratio"),
            ("plain, by processor time", "≥ 0.75", "cpu_ratio"),
            ("usual shape", "≥ 1.5", "ratio_to_usual"),
        )
        for engine, limit in (("sqlite", _AROUND), ("postgresql", _TRIPS))
    ),
    Goal("store, p99 in ms at 32 clients", "≤ 25", ("sqlite",), ("store", "p99_ms"), _WAITING),
    Goal("store, p99 in ms at 32 clients", "≤ 40", ("postgresql",), ("store", "p99_ms"), _WAITING),
    Goal("read a case / plain read, by processor time", "≥ 0.6", _BOTH, ("read", "cpu_ratio"), _OPENED),
    Goal("import / plain batch insert, by processor time", "≥ 0.5", _BOTH, ("import", "cpu_ratio"), _ROWS),
    *(
        Goal(
            f"find by {what}, p50 in ms, largest size",
            "≤ 3",
            _BOTH,
            ("scale", _BIGGEST, "http", f"find_by_{what}", "figures", "p50"),
            "",
        )
        for what in ("email", "phone", "name")
    ),
    Goal("the same by e-mail, largest size / 10,000", "≤ 1.5", _BOTH, _find_growth, ""),
    Goal("first search for a request, s", "≤ 15 at 1M", _BOTH, ("scale", _BIGGEST, "seconds", "request"), _EVERY_TEXT),
    Goal(
        "look through every person, s", "≤ 5 at 1M", _BOTH, ("scale", _BIGGEST, "seconds", "find_scanning"), _EVERYBODY
    ),
    Goal(
        "answer, 200 documents, without PDF, s", "≤ 2 at 1M", _BOTH, ("scale", _BIGGEST, "seconds", "answer"), _CHANGED
    ),
    Goal("the letter of that answer as PDF, s", "≤ 8", _BOTH, ("scale", _BIGGEST, "seconds", "letter"), ""),
    Goal("purge plan, s", "≤ 60 at 1M", _BOTH, ("scale", _BIGGEST, "seconds", "plan"), _FACTS),
    Goal("purge, cases a second", "≥ 3,000", _BOTH, ("retention", _BIGGEST, "applied_per_second"), _DESTROYED),
    Goal("data keys wrapped anew a second, in a rotation", "≥ 50,000", _BOTH, _rotated("rewrapped"), _WRAPPED),
    Goal("people indexed anew a second, in a rotation", "none", _BOTH, _rotated("reindexed"), _REINDEXED),
    Goal("policy decision of 5,000 rules, warm, µs", "≤ 2", ("both",), ("policy", "5000", "warm"), ""),
    *(
        Goal("bytes of a complaint / plain", "≤ 1.5", (engine,), ("scale", _BIGGEST, "bytes", "ratio"), limit)
        for engine, limit in (("sqlite", _KEYS), ("postgresql", _HEADS))
    ),
    Goal("server's memory in MB under load", "≤ 400", _BOTH, ("scale", _BIGGEST, "megabytes"), ""),
    Goal("start-up in s", "< 1", _BOTH, ("scale", _BIGGEST, "start_seconds"), _IMPORTS),
    Goal("two processes / one, stored a second", "none", ("postgresql",), ("several", "ratio"), ""),
)


def goals(results: dict[str, Any], page: str) -> list[str]:
    """The goals as a table in Markdown, with what was measured, now or for what stands on the page."""
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines())
    before = {(row[0], row[1]): row[3] for row in cells if len(row) == _CELLS}
    rows = (
        (
            one.what,
            engine,
            one.goal,
            found(results, engine, one.path) or before.get((one.what, engine), _NONE),
            one.limit,
        )
        for one in GOALS
        for engine in one.engines
    )
    return table(("what", "database", "goal", "measured", "what limits it"), rows)


def growth(results: dict[str, Any]) -> list[str]:
    """What each size costs; nothing where it was not measured."""
    rows = [
        (
            f"{int(size):,}",
            engine,
            of["import_per_second"],
            *(of["http"][what]["figures"]["p50"] for what in ("store", "read", "find_by_email", "find_by_name")),
            *(of["seconds"][what] for what in ("find_scanning", "request", "answer", "plan")),
            results.get(f"retention_{engine}", {}).get(size, {}).get("applied_per_second", "—"),
            of["bytes"]["ratio"],
            of["megabytes"],
            of["start_seconds"],
        )
        for engine in _BOTH
        for size, of in results.get(f"scale_{engine}", {}).items()
    ]
    head = (
        *("complaints", "database", "imported/s", "store", "read", "by e-mail", "by name", "look through, s"),
        *("first search, s", "answer, s", "plan, s", "purged/s", "bytes / plain", "MB", "start, s"),
    )
    return table(head, rows) if rows else []


def mixes(results: dict[str, Any]) -> list[str]:
    """GDPRbench's mixes beside one plain table."""
    rows = [
        (name, engine, of["vault"]["per_second"], of["ratio"], of["cpu_ratio"], sum(of["vault"]["failed"].values()))
        for engine in _BOTH
        for name, of in results.get(engine, {}).get("mixes", {}).items()
        if isinstance(of, dict)
    ]
    return table(("mix", "database", "operations/s", "ratio", "by processor time", "failed"), rows) if rows else []


def together(results: dict[str, Any]) -> list[str]:
    """Sixty-four clients, and what was found afterwards."""
    rows = [
        (
            what.replace("_", " "),
            engine,
            ", ".join(f"{status}: {many}" for status, many in of["statuses"].items()),
            ", ".join(f"{kind} {figures['p99']}" for kind, figures in of["kinds"].items()),
            of["checked"]["acknowledged"],
            of["checked"]["lost"],
            of["checked"]["doubled"],
        )
        for engine in _BOTH
        for what in ("together", "too_much", "stopped")
        if (of := results.get(engine, {}).get(what))
    ]
    head = ("what", "database", "answers by status", "p99 in ms", "acknowledged", "lost", "doubled")
    return table(head, rows) if rows else []


def table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> list[str]:
    lines = [list(map(str, row)) for row in (head, *rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return [f"| {' | '.join(line)} |" for line in lines] + [""]


def found(results: dict[str, Any], engine: str, path: tuple[str, ...] | Callable[[dict[str, Any]], object]) -> str:
    """The figure at a path; "" if there is none."""
    if callable(path):
        return str(path(results.get(f"scale_{engine}", {})))
    apart = {"scale": f"scale_{engine}", "retention": f"retention_{engine}", "policy": "policy"}.get(path[0])
    at: Any = results.get(apart or engine, {})
    for step in path[1:] if apart else path:
        name = max(at, key=int, default="") if step == _BIGGEST else step
        at = at.get(name, {}) if isinstance(at, dict) else {}
    return str(at) if at != {} else ""


def written(results: dict[str, Any], page: str) -> str:
    """Everything between the marks, where `page` stood."""
    parts = [
        ("", goals(results, page)),
        ("Growth; milliseconds (p50) where nothing else is said:", growth(results)),
        ("Mixes of GDPRbench:", mixes(results)),
        (
            "Sixty-four clients; *too much* has a queue of sixteen, *stopped* is told to end while they store:",
            together(results),
        ),
    ]
    shown = ((title, rows or _below(page, title)) for title, rows in parts)
    lines = [line for title, rows in shown if rows for line in ((title, "") if title else ()) + tuple(rows)]
    lines += [_machine(results, name, begins, page) for name, begins in _MACHINES.items()]
    return "\n".join(lines)


def _machine(results: dict[str, Any], name: str, begins: str, page: str) -> str:
    """On what it was measured, now or for what stands on the page."""
    told = results.get(name)
    if told is None:
        return next((line for line in page.splitlines() if line.startswith(f"{begins} ")), "")
    return (
        f"{begins} {told['processor']}, {told['cores']} cores, {told['gibibytes']} GiB;"
        f" Python {told['python']}, SQLite {told['sqlite']}; load {told['load'][0]}."
    )


def _below(page: str, title: str) -> list[str]:
    """The table below a title, as it stands on the page."""
    _, _, rest = page.partition(f"{title}\n\n")
    lines = list(takewhile(lambda line: line.startswith("|"), rest.splitlines()))
    return [*lines, ""] if lines else []


def read(file: str) -> dict[str, Any]:
    """What a benchmark printed; that of purges by the number of cases, as the growth run has it."""
    content: dict[str, Any] = json.loads(Path(file).read_text("utf-8"))
    if content.get("benchmark") == "retention":
        return {f"retention_{content['engine']}": {str(one["cases"]): one for one in content["sizes"]}}
    return content


def main(files: list[str]) -> None:
    results: dict[str, Any] = {}
    for file in files:
        for name, part in read(file).items():
            results[name] = {**results.get(name, {}), **part}
    page = _PAGE.read_text("utf-8")
    before, _, rest = page.partition(_BEGIN)
    stood, _, after = rest.partition(_END)
    _PAGE.write_text(f"{before}{_BEGIN}\n{written(results, stood)}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
