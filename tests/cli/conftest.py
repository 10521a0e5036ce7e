"""The command as a user runs it: another process, its own environment, no terminal."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from tests import warm
from tests.world import PROFILE

from vault.api.examples import REQUEST_BODIES

COMMAND = str(Path(sys.executable).with_name("cvault"))
READY = re.compile(r"(?:Serving|Public pages) on (http://[\d.]+:(\d+))")


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Done]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CVAULT_")}
    return kept | {"CVAULT_HOME": str(tmp_path / "home"), "COLUMNS": "120", "NO_COLOR": "1"}


@pytest.fixture
def cvault(environment: dict[str, str], tmp_path: Path) -> Run:
    """Runs `cvault` with these arguments; `stdin` is what it reads."""

    def run(*arguments: str, stdin: str = "") -> Done:
        done = subprocess.run(  # noqa: S603 -- our own command
            [str(warm.folder() / "cvault"), *arguments],
            env=environment,
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def ready(cvault: Run) -> Run:
    """The same, for a vault with one organisation in it."""
    assert cvault("init").code == 0
    made = cvault("organisation", "create", "-", stdin=msgspec.json.encode(PROFILE).decode())
    assert made.code == 0, made.err
    return cvault


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """A complaint as the API takes it."""
    path = tmp_path / "case.json"
    path.write_text(json.dumps(REQUEST_BODIES["NewCase"]), "utf-8")
    return path


@contextmanager
def served(environment: dict[str, str], command: str = "serve") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process of its own and its address; it is gone after a minute whatever happens."""
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [COMMAND, command, "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
    )
    stopper = threading.Timer(60, process.kill)
    stopper.start()
    try:
        assert process.stderr is not None
        found = READY.search(process.stderr.readline())
        assert found is not None
        yield process, found.group(1)
    finally:
        stopper.cancel()
        process.kill()
        process.wait(timeout=20)
        if process.stderr is not None:
            process.stderr.close()
