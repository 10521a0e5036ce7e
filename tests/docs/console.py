"""Runs what a page tells its readers to type: the commands of its console blocks, one after the other, in one shell."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from tests import warm

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_PORT = "8420"
"""As the pages write it; a free one stands in for it, so that nothing else on the machine is met."""
_SECONDS = 180


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of a page in one language, in order."""
    return [found.group(2) for found in _BLOCK.finditer(page.read_text("utf-8")) if found.group(1) == language]


def commands(page: Path) -> list[str]:
    """What follows each `$ ` of a page's console blocks, with the lines that belong to it."""
    return [one.rstrip("\n") for block in blocks(page, "console") for one in _split(block)]


def follow(
    page: Path, folder: Path, given: Mapping[str, str] | None = None, places: Mapping[str, str] | None = None
) -> None:
    """Types a page's commands in `folder`; fails with the first that fails. Whatever it started is ended.

    `given` is added to the environment; `places` says what stands in for addresses and folders that a page names.
    """
    script = _script(commands(page))
    for named, stand_in in {_PORT: str(free_port()), **(places or {})}.items():
        script = script.replace(named, stand_in)
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(  # noqa: S603 -- our own document
            ["bash", "-c", script],  # noqa: S607 -- the reader's own shell
            cwd=folder,
            env=environment() | dict(given or {}),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=_SECONDS)
        finally:
            _end_group(process)
        said.seek(0)
        assert process.returncode == 0, said.read()


def environment() -> dict[str, str]:
    """That of a reader who has just installed `cvault`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CVAULT_")}
    places = [str(warm.folder()), str(Path(sys.executable).parent), os.environ["PATH"]]
    return kept | {"PATH": os.pathsep.join(places), "COLUMNS": "120"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _split(block: str) -> Iterator[str]:
    begun: list[str] = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            if begun:
                yield "".join(begun)
            begun = [line.removeprefix("$ ")]
        else:
            assert begun, f"stands before any command: {line}"
            begun.append(line)
    if begun:
        yield "".join(begun)


def _script(typed: list[str]) -> str:
    """Each command, and behind it whether it worked: `set -e` would overlook `! command`."""
    lines = ["set -uo pipefail"]
    for one in typed:
        first = shlex.quote(one.splitlines()[0])
        lines += [one, f'[ $? -eq 0 ] || {{ printf "this failed: %s\\n" {first}; exit 1; }}']
    return "\n".join(lines) + "\n"


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """The shell and whatever it left behind, such as a server that nobody stopped."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=20)
