"""Changes the source one place at a time and looks whether a test notices: `make mutate`.

    python -m tools.mutate [--only FILE ...] [--tests FILE ...] [--again mutants.json] [--jobs N] > mutants.json

Mutates every module of vault.crypto and vault.keys: comparisons, arithmetic, numbers, strings, conditions, arguments,
`return`, `raise` and statements that stand for what they do. For each mutant it runs the tests that pass through the
changed line, the quickest first, in a process of its own, until one fails. The answer lists those that survived, by
file and line, with what was changed. `tools/mutants-accepted.txt` names the ones that need no test, and why.

The tests are those of cryptography and keys on SQLite. No file is changed.
"""

import argparse
import importlib
import json
import os
import sys
import tempfile
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from tools.changes import ROOT, Mutant, mutants
from tools.trials import FreshTrial, Task, WarmTrial, forked, run_pytest

PACKAGES: Final = ("crypto", "keys")
PURE: Final = (
    *("tests/kernel/test_crypto.py", "tests/kernel/test_crypto_formats.py", "tests/kernel/test_age.py"),
    *("tests/kernel/test_streams.py", "tests/kernel/test_passphrase.py", "tests/kernel/test_keystore.py"),
    *("tests/kernel/test_ledger.py", "tests/kernel/test_envelope.py", "tests/kernel/test_certificate.py"),
    *("tests/kernel/test_codes.py", "tests/kernel/test_password.py", "tests/keys/test_resting.py"),
    "tests/kernel/test_bunch.py",
)
"""Tests that need no database."""
TESTS: Final = (
    *PURE,
    *("tests/kernel/test_keyring.py", "tests/kernel/test_key_edges.py", "tests/kernel/test_tampering.py"),
    *("tests/kernel/test_log.py", "tests/keys", "tests/epochs", "tests/recovery"),
)
MOST_TESTS: Final = 25
"""Of the tests that pass through a line, at most so many are run, the quickest first."""
LONGEST: Final = 6 * 3600.0
HEAVY: Final = ("pytest", "hypothesis", "sqlalchemy", "cryptography", "litestar", "moto", "boto3", "casbin", "babel")
"""Loaded once, before anything forks; the vault itself is not, so that each child imports it with its mutant."""
Lines = dict[tuple[str, int], list[str]]


def covering(folder: Path, files: tuple[str, ...]) -> tuple[Lines, dict[str, float]]:
    """Which tests pass through a line of the source, the quickest first; and how many seconds each test took."""
    report, data = folder / "times.xml", folder / "coverage"
    os.environ["COVERAGE_FILE"] = str(data)
    asked = [
        *files,
        *(f"--cov=vault.{one}" for one in PACKAGES),
        *("--cov-context=test", "--cov-report=", f"--junit-xml={report}", "-o", "junit_family=xunit1"),
    ]
    if code := forked(lambda: run_pytest(asked, folder), LONGEST):
        failed = [one.get("name") for one in _cases(report) if one.find("failure") is not None]
        raise SystemExit(f"the tests do not pass by themselves (exit code {code}): {failed}")
    took = _times(report)
    found: Lines = {}
    import coverage

    read = coverage.CoverageData(str(data))
    read.read()
    for file in read.measured_files():
        for line, contexts in read.contexts_by_lineno(file).items():
            tests = sorted({one.partition("|")[0] for one in contexts if one}, key=lambda one: took.get(one, 9.0))
            found[str(Path(file).relative_to(ROOT)), line] = tests
    return found, took


def _times(report: Path) -> dict[str, float]:
    return {f"{one.get('file')}::{one.get('name')}": float(one.get("time", 0)) for one in _cases(report)}


def _cases(report: Path) -> list[ET.Element]:
    return list(ET.parse(report).iter("testcase")) if report.exists() else []  # noqa: S314 -- our own report


def _tests(lines: Lines, mutant: Mutant) -> list[str]:
    """The tests through a line; where it ran while something was imported, those through any line of the module.

    An expression over several lines counts for its first, and never for another function.
    """
    for line in range(mutant.line, mutant.within.line if mutant.within else max(mutant.line - 8, 0), -1):
        if found := lines.get((mutant.file, line)):
            return found[:MOST_TESTS]
    return list(dict.fromkeys(test for (file, _), found in lines.items() if file == mutant.file for test in found))


def _task(mutant: Mutant, tests: list[str], took: dict[str, float], seconds: float) -> Task:
    """A mutant that waits forever has been noticed, and need not be waited for much longer than its tests take."""
    return Task(mutant, tests, min(seconds, 10 + 4 * sum(took.get(one, 1.0) for one in tests)))


def tried_warm(work: list[Task], files: tuple[str, ...], folder: Path) -> list[Task]:
    """Tries mutants in one process that has everything loaded; those that are left, or were never reached."""
    told = folder / f"told-{os.urandom(8).hex()}"
    told.touch()

    def act() -> int:
        with told.open("a", encoding="utf-8", buffering=1) as out:
            trial = WarmTrial(work, lambda survived: print(int(survived), file=out))
            return run_pytest(list(files), folder, trial)

    forked(act, LONGEST)
    outcomes = told.read_text("utf-8").split()
    _say("noticed", [one.mutant for one, outcome in zip(work, outcomes, strict=False) if outcome == "0"])
    outcomes += ["1"] * (len(work) - len(outcomes))
    return [one for one, outcome in zip(work, outcomes, strict=True) if outcome == "1"]


def tried_fresh(work: list[Task], trial: FreshTrial, jobs: int) -> list[Mutant]:
    """Tries each mutant where nothing is imported yet; those that survive."""

    def tried(one: Task) -> bool:
        survived = trial.survives(one)
        _say("survived" if survived else "noticed", [one.mutant])
        return survived

    with ThreadPoolExecutor(jobs) as pool:
        return [one.mutant for one, left in zip(work, pool.map(tried, work), strict=True) if left]


def _say(outcome: str, of: list[Mutant]) -> None:
    for one in of:
        print(f"{outcome}\t{one.file}:{one.line}\t{one.told}", file=sys.stderr, flush=True)


def accepted() -> set[str]:
    """Mutants that need no test: lines `file: before → after`, with a reason in the line above each group."""
    listed = (ROOT / "tools" / "mutants-accepted.txt").read_text("utf-8").splitlines()
    return {line.strip() for line in listed if line.strip() and not line.startswith("#")}


def _chosen(only: list[str]) -> list[Path]:
    every = (file for package in PACKAGES for file in sorted((ROOT / "src" / "vault" / package).glob("*.py")))
    # What the tables say is compared with the migrated schema, on both databases.
    return [
        file
        for file in every
        if file.name != "tables.py" and (not only or any(str(file).endswith(one) for one in only))
    ]


def _mark(mutant: Mutant) -> tuple[str, int, str]:
    return mutant.file, mutant.line, mutant.told


def _survivors(answer: Path | None) -> list[dict[str, Any]]:
    return [] if answer is None else list(json.loads(answer.read_text("utf-8"))["not accepted"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="modules, such as crypto/record.py")
    parser.add_argument("--tests", nargs="*", default=[], help="files of tests, instead of all")
    parser.add_argument("--again", type=Path, help="only those that survived in this answer, perhaps with other tests")
    # Far more than the tests of one module take: one that is cut short would count as noticed.
    parser.add_argument("--seconds", type=float, default=900, help="how long the tests of one mutant may take at most")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    for heavy in HEAVY:
        importlib.import_module(heavy)
    files = tuple(given.tests) or TESTS
    again = {(one["file"], one["line"], one["change"]) for one in _survivors(given.again)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines, took = covering(folder, files)
        wanted = [
            one for file in _chosen(given.only) for one in mutants(file) if given.again is None or _mark(one) in again
        ]
        every = [(one, _tests(lines, one)) for one in wanted]
        uncovered = [mutant for mutant, tests in every if not tests]
        work = [_task(mutant, tests, took, given.seconds) for mutant, tests in every if tests]
        shares = [work[at :: given.jobs] for at in range(given.jobs)]
        with ThreadPoolExecutor(given.jobs) as pool:
            tried = pool.map(lambda share: tried_warm(share, files, folder), shares)
            left = [one for share in tried for one in share]
        survived = tried_fresh(left, FreshTrial(folder, frozenset(PURE)), given.jobs)
    known = accepted()
    unknown = [one for one in (*survived, *uncovered) if f"{one.file}: {one.told}" not in known]
    counts = {"mutants": len(every), "survived": len(survived), "uncovered": len(uncovered)}
    told: list[dict[str, Any]] = [{"file": one.file, "line": one.line, "change": one.told} for one in unknown]
    json.dump(counts | {"not accepted": told}, sys.stdout, indent=1, ensure_ascii=False)
    sys.exit(bool(unknown))


if __name__ == "__main__":
    main()
