"""Changes the source one place at a time and looks whether a test notices: `make mutate`.

    python tools/mutate.py [--only FILE ...] [--tests FILE ...] [--seconds N] [--jobs N] > mutants.json

Mutates every module of vault.crypto and vault.keys: comparisons, arithmetic, numbers, strings, conditions, arguments,
`return`, `raise` and statements that stand for what they do. For each mutant it runs the tests that pass through the
changed line, the quickest first, in a process of its own, until one fails. The answer lists those that survived, by
file and line, with what was changed. `tools/mutants-accepted.txt` names the ones that need no test, and why.

The tests are those of cryptography and keys on SQLite. A mutant is put in place by an import hook: no file is changed.
"""

import argparse
import ast
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGES = ("crypto", "keys")
PURE = (
    *("tests/kernel/test_crypto.py", "tests/kernel/test_crypto_formats.py", "tests/kernel/test_age.py"),
    *("tests/kernel/test_streams.py", "tests/kernel/test_passphrase.py", "tests/kernel/test_keystore.py"),
    *("tests/kernel/test_ledger.py", "tests/kernel/test_envelope.py", "tests/kernel/test_certificate.py"),
    *("tests/kernel/test_codes.py", "tests/kernel/test_password.py", "tests/keys/test_transit.py"),
    "tests/keys/test_resting.py",
)
"""Tests that need no database; they are spared the import of everything that the fixtures stand on."""
TESTS = (
    *PURE,
    *("tests/kernel/test_keyring.py", "tests/kernel/test_key_edges.py", "tests/kernel/test_tampering.py"),
    *("tests/kernel/test_log.py", "tests/keys", "tests/epochs", "tests/recovery"),
)
_LOADED = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
# What is imported before the tests are collected cannot have its assertions rewritten, and need not.
OPTIONS = (
    "-q",
    "-n0",
    "-x",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:randomly",
    "--no-header",
    "-k",
    "not postgresql",
    *_LOADED,
)
MOST_TESTS = 25
"""Of the tests that pass through a line, at most so many are run, the quickest first."""
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


class Mutant(NamedTuple):
    """One change. `source` is the whole module with it, `told` says what was changed to what."""

    file: str
    line: int
    told: str
    source: ast.Module


def mutants(file: Path) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(file.read_text("utf-8"))
    left_out = _left_out(tree)
    for at, node in enumerate(ast.walk(tree)):
        if node in left_out:
            continue
        for change in _changes(node):
            mutated = copy.deepcopy(tree)
            twin = next(one for place, one in enumerate(ast.walk(mutated)) if place == at)
            before = ast.unparse(twin)
            told = change(twin)
            ast.fix_missing_locations(mutated)
            if ast.unparse(mutated) == ast.unparse(tree):
                continue
            line = getattr(node, "lineno", 0)
            said = " ".join(f"{before} → {told or ast.unparse(twin)}".split())
            yield Mutant(str(file.relative_to(ROOT)), line, said, mutated)


def _left_out(tree: ast.Module) -> set[ast.AST]:
    """What says nothing that runs, or only words: docstrings, annotations, imports, the texts of errors."""
    return {part for node in ast.walk(tree) for whole in _silent(node) for part in ast.walk(whole)}


def _silent(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.If(test=ast.Name("TYPE_CHECKING")):
            return [node]
        case ast.Assign(targets=[ast.Name("__all__" | "__slots__" | "T")]):
            return [node]
        case ast.AnnAssign(annotation=said) | ast.arg(annotation=ast.expr() as said) | ast.FunctionDef(returns=said):
            return [] if said is None else [said]
        case ast.Call(func=ast.Subscript() as said):
            return [said]
        case ast.Raise(exc=ast.Call() as error):
            return [error]
    return []


def _changes(node: ast.AST) -> Iterator[Callable[[Any], str | None]]:  # noqa: C901 -- a table in the form of a match
    """What may be changed of a node; each changes a copy of it in place."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in SWAPS:
            yield lambda twin: twin.ops.__setitem__(0, SWAPS[type(twin.ops[0])]())
        case ast.BoolOp() | ast.BinOp() | ast.AugAssign() if type(node.op) in SWAPS:
            yield lambda twin: setattr(twin, "op", SWAPS[type(twin.op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield _without_not
        case ast.Constant(value=bool()):
            yield lambda twin: setattr(twin, "value", not twin.value)
        case ast.Constant(value=int()):
            yield lambda twin: setattr(twin, "value", twin.value + 1)
        case ast.Constant(value=str() | bytes()) if node.value:
            yield lambda twin: setattr(twin, "value", twin.value + type(twin.value)(_MORE[type(twin.value)]))
        case ast.If() | ast.While() | ast.IfExp() if not isinstance(node.test, ast.Compare):
            yield lambda twin: setattr(twin, "test", ast.UnaryOp(ast.Not(), twin.test))
        case ast.Return(value=ast.expr()):
            yield lambda twin: setattr(twin, "value", ast.Constant(None))
        case ast.Raise() | ast.Expr() | ast.AugAssign() | ast.Delete():
            yield _nothing
        case ast.Continue():
            yield _break
        case ast.Call(args=[_, _, _, *_]) if not isinstance(node.args[-1], ast.Starred):
            yield lambda twin: twin.args.__setitem__(-1, ast.Constant(None))


_MORE: dict[type, Any] = {str: "XX", bytes: b"XX"}


def _without_not(twin: Any) -> str:
    twin.op, twin.operand = ast.Not(), ast.UnaryOp(ast.Not(), twin.operand)
    return ast.unparse(twin.operand.operand)


def _nothing(twin: Any) -> str:
    twin.__class__, twin.value, twin._fields = ast.Expr, ast.Constant(None), ("value",)
    return "nothing"


def _break(twin: Any) -> str:
    twin.__class__ = ast.Break
    return "break"


class _Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module of the vault with the mutant's code."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(self, fullname: str, _path: Any, _target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        package = self._path.name == "__init__.py"
        return importlib.util.spec_from_file_location(
            fullname, self._path, loader=self, submodule_search_locations=[str(self._path.parent)] if package else None
        )

    def exec_module(self, module: Any) -> None:
        exec(self._code, module.__dict__)  # noqa: S102 -- our own source with one change


def _pytest(arguments: list[str], folder: Path) -> int:
    """Runs tests in a child, silently; returns the exit code, that of a time-out where it takes too long."""
    import pytest

    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = str(folder)
    alone = all(one.partition("::")[0] in PURE for one in arguments if one.startswith("tests/"))
    return int(pytest.main([*OPTIONS, *(["--noconftest"] if alone else []), *arguments]))


def _forked(act: Callable[[], int], seconds: float) -> int | None:
    """The exit code of a child that does something; None where it took longer than it may."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = act()
        except BaseException:  # noqa: BLE001 -- a mutant may break anything, the runner of tests included
            traceback.print_exc()
        finally:
            os._exit(code)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def covering(folder: Path, files: tuple[str, ...]) -> dict[tuple[str, int], list[str]]:
    """Which tests pass through a line of the source, the quickest first."""
    report, data = folder / "times.xml", folder / "coverage"
    os.environ["COVERAGE_FILE"] = str(data)
    scope = [f"--cov=vault.{one}" for one in PACKAGES]
    asked = [
        *files,
        *scope,
        "--cov-context=test",
        "--cov-report=",
        f"--junit-xml={report}",
        "-o",
        "junit_family=xunit1",
    ]
    if code := _forked(lambda: _pytest(asked, folder), 3600):
        raise SystemExit(f"the tests do not pass by themselves (exit code {code})")
    took = _times(report)
    found: dict[tuple[str, int], list[str]] = {}
    import coverage

    read = coverage.CoverageData(str(data))
    read.read()
    for file in read.measured_files():
        for line, contexts in read.contexts_by_lineno(file).items():
            tests = sorted({one.partition("|")[0] for one in contexts if one}, key=lambda one: took.get(one, 9.0))
            found[str(Path(file).relative_to(ROOT)), line] = tests
    return found


def _times(report: Path) -> dict[str, float]:
    import xml.etree.ElementTree as ET

    return {
        f"{one.get('file')}::{one.get('name')}": float(one.get("time", 0))
        for one in ET.parse(report).iter("testcase")  # noqa: S314 -- our own report
    }


def survives(mutant: Mutant, tests: list[str], folder: Path, seconds: float) -> bool:
    """Whether every test that passes through the change still passes. One that takes too long has noticed."""
    path = ROOT / mutant.file
    parts = path.relative_to(ROOT / "src").with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    code = compile(mutant.source, str(path), "exec")

    def act() -> int:
        sys.meta_path.insert(0, _Hook(name, path, code))
        return _pytest(tests, folder)

    return _forked(act, seconds) == 0


def _tests(lines: dict[tuple[str, int], list[str]], mutant: Mutant) -> list[str]:
    """The tests through a line; where it ran while the module was imported, those through any line of the module."""
    for line in range(mutant.line, max(mutant.line - 8, 0), -1):
        if found := lines.get((mutant.file, line)):
            return found[:MOST_TESTS]
    return list(dict.fromkeys(test for (file, _), found in lines.items() if file == mutant.file for test in found))


def accepted() -> set[str]:
    """Mutants that need no test: lines `file: before → after`, with a reason in the line above each group."""
    listed = (ROOT / "tools" / "mutants-accepted.txt").read_text("utf-8").splitlines()
    return {line.strip() for line in listed if line.strip() and not line.startswith("#")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="modules, such as crypto/record.py")
    parser.add_argument("--tests", nargs="*", default=[], help="files of tests, instead of all")
    parser.add_argument("--seconds", type=float, default=60, help="how long the tests of one mutant may take")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    # Loaded once, before anything forks; the vault itself is not, so that each child imports it with its mutant.
    for heavy in ("pytest", "hypothesis", "sqlalchemy", "cryptography", "litestar", "moto", "boto3", "casbin", "babel"):
        importlib.import_module(heavy)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = covering(folder, tuple(given.tests) or TESTS)
        files = [
            file
            for package in PACKAGES
            for file in sorted((ROOT / "src" / "vault" / package).glob("*.py"))
            # What the tables say is compared with the migrated schema, on both databases.
            if file.name != "tables.py"
            if not given.only or any(str(file).endswith(one) for one in given.only)
        ]
        every = [one for file in files for one in mutants(file)]

        def tried(one: Mutant) -> tuple[Mutant, str]:
            tests = _tests(lines, one)
            if not tests:
                return one, "uncovered"
            outcome = "survived" if survives(one, tests, folder, given.seconds) else "noticed"
            print(f"{outcome}\t{one.file}:{one.line}\t{one.told}", file=sys.stderr, flush=True)
            return one, outcome

        with ThreadPoolExecutor(given.jobs) as pool:
            results = list(pool.map(tried, every))
    known = accepted()
    left = [one for one, outcome in results if outcome == "survived"]
    unknown = [one for one in left if f"{one.file}: {one.told}" not in known]
    counts = {kind: sum(outcome == kind for _, outcome in results) for kind in ("noticed", "survived", "uncovered")}
    told = [{"file": one.file, "line": one.line, "change": one.told} for one in unknown]
    json.dump({"mutants": len(results), **counts, "not accepted": told}, sys.stdout, indent=1, ensure_ascii=False)
    sys.exit(bool(unknown))


if __name__ == "__main__":
    main()
