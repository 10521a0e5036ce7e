"""Whether tests notice a mutant: in a process that has everything loaded, or in one that loads the mutant's module.

Most mutants change the body of a function. For those one process imports the vault and collects the tests once; for
each mutant it forks, gives the function its new code and runs the tests that pass through it. What runs while a module
is imported needs a process that has not imported it yet; so does whatever survived, since it may have run by then.
"""

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final, NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from tools.changes import ROOT, Mutant, Place

QUIETLY: Final = (
    *("-q", "-n0", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", "-k", "not postgresql"),
    # What is imported before the tests are collected cannot have its assertions rewritten, and need not.
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
Told = Callable[[bool], None]
"""Told of each mutant in turn whether it survived."""


class Task(NamedTuple):
    """A mutant, the tests that may notice it, and after how many seconds it counts as noticed."""

    mutant: Mutant
    tests: list[str]
    seconds: float


class FreshTrial:
    """Tries mutants each in a child that imports everything anew. In this process nothing of the vault is."""

    def __init__(self, folder: Path, pure: frozenset[str]) -> None:
        """`pure` names the files of tests that need no fixtures of the others, and so nothing that those stand on."""
        self._folder = folder
        self._pure = pure

    def survives(self, task: Task) -> bool:
        """Whether every test still passes. One that takes too long has noticed."""
        path, tests = ROOT / task.mutant.file, task.tests
        name, code = _module(task.mutant), compile(task.mutant.source, str(path), "exec")

        def act() -> int:
            sys.meta_path.insert(0, _Hook(name, path, code))
            alone = {one.partition("::")[0] for one in tests} <= self._pure
            return run_pytest([*(["--noconftest"] if alone else []), *tests], self._folder)

        return forked(act, task.seconds) == 0


class WarmTrial:
    """A plugin of pytest that tries mutants in place of running the tests that it collected."""

    def __init__(self, work: list[Task], told: Told) -> None:
        self._work = work
        self._told = told

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        # Whatever lasts for the whole run is made by one test here, and is there in every child.
        lasting = (item for item in session.items if "sqlite_server" in getattr(item, "fixturenames", ()))
        if (first := next(lasting, None)) is not None:
            runtestprotocol(first, log=False, nextitem=_elsewhere(first, session.items))
        for task in self._work:
            chosen = [items[one] for one in task.tests if one in items]
            self._told(_survives_here(task, chosen, session.items))
        return True


def _survives_here(task: Task, chosen: list[pytest.Item], every: list[pytest.Item]) -> bool:
    def act() -> int:
        if not _put_in_place(task.mutant):
            # Nothing was tried, so nothing was noticed: it is tried again where the module is imported anew.
            return 0
        for item, following in zip(chosen, [*chosen[1:], None], strict=True):
            # What lasts for the run is kept, whichever test comes next: it belongs to the process that made it.
            next_one = following or _elsewhere(item, every)
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=next_one)):
                return 1
        return 0

    return forked(act, task.seconds) == 0


def _elsewhere(item: pytest.Item, every: list[pytest.Item]) -> pytest.Item:
    return next((one for one in every if one.path != item.path), item)


def _module(mutant: Mutant) -> str:
    parts = Path(mutant.file).relative_to("src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _put_in_place(mutant: Mutant) -> bool:
    """Gives a function that is loaded the mutant's code; whether it could be done."""
    if mutant.within is None:
        return False
    code = _code(mutant.source, mutant.within, mutant.file)
    function = _function(importlib.import_module(_module(mutant)), mutant.within)
    if function is None or code is None or function.__code__.co_freevars != code.co_freevars:
        return False
    function.__code__ = code
    return True


def _code(source: ast.Module, place: Place, file: str) -> CodeType | None:
    whole: CodeType | None = compile(source, str(ROOT / file), "exec")
    for at, name in enumerate(place.names, 1):
        last = at == len(place.names)
        inner = [one for one in (whole.co_consts if whole else ()) if isinstance(one, CodeType) and one.co_name == name]
        whole = next((one for one in inner if not last or one.co_firstlineno == place.line), None)
    return whole


def _function(module: ModuleType, place: Place) -> FunctionType | None:
    found: Any = module
    for name in place.names:
        found = vars(found).get(name)
        if found is None:
            return None
    for one in _inside(found):
        if isinstance(one, FunctionType) and one.__code__.co_firstlineno == place.line:
            return one
    return None


def _inside(value: Any) -> Iterator[Any]:
    """A function, and what decorators put around one."""
    if isinstance(value, property):
        parts: tuple[Any, ...] = (value.fget, value.fset)
    elif isinstance(value, cached_property):
        parts = (value.func,)
    else:
        parts = (getattr(value, "__func__", None), getattr(value, "__wrapped__", None))
    yield value
    for part in parts:
        if part is not None:
            yield from _inside(part)


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


def run_pytest(arguments: list[str], folder: Path, *plugins: object) -> int:
    """Runs tests silently, in a child; returns the exit code."""
    with _silent(folder):
        return int(pytest.main([*QUIETLY, *arguments], plugins=list(plugins)))


@contextmanager
def _silent(folder: Path) -> Iterator[None]:
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = str(folder)
    yield


def forked(act: Callable[[], int], seconds: float) -> int | None:
    """The exit code of a child that does something; None where it took longer than it may."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.setsid()
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
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None
