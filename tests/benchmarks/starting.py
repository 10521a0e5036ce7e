"""How long `cvault` takes to begin: `python -m tests.benchmarks.starting [TIMES]`.

Each command runs TIMES times (7) on a vault of its own in SQLite, with byte-code as pip leaves it, and one JSON object
tells the least of each figure: what else the machine does can only add. A server is timed until it listens, and so is
the first answer of each door in that moment.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
from tests.benchmarks.suite.running import as_installed, environment
from tests.cli.conftest import COMMAND, READY

SERVERS: Final = {"serve": ("/v1/cases", "/console/sign-in"), "serve-public": ("/",)}
COMMANDS: Final = (("--help",), ("--version",), ("organisation", "list"), ("keys", "status"))


def listens(environ: dict[str, str], command: str, page: str) -> dict[str, float]:
    """Seconds until a server listens, by the clock and of the processor, and until it answered a page."""
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 -- our own command
        [COMMAND, command, "--port", "0"], env=environ, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            found = READY.search(process.stderr.readline())
            took, used = time.perf_counter() - began, processor(process.pid)
            assert found is not None
            asked = time.perf_counter()
            httpx.get(f"{found.group(1)}{page}", timeout=60)
            answered = time.perf_counter() - asked
        finally:
            process.terminate()
            process.wait(timeout=60)
    return {"listens": took, "processor": used, f"first answer of {page}": answered}


def processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ends(environ: dict[str, str], arguments: tuple[str, ...]) -> dict[str, float]:
    """Seconds until a command ended, by the clock and of the processor."""
    began = time.perf_counter()
    pid = os.posix_spawn(
        COMMAND, [COMMAND, *arguments], environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, _, used = os.wait4(pid, 0)
    return {"ends": time.perf_counter() - began, "processor": used.ru_utime + used.ru_stime}


def least(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: round(min(one[name] for one in runs if name in one), 3) for one in runs for name in one}


def main(times: int = 7) -> None:
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        environ = as_installed() | {"CVAULT_HOME": folder}
        subprocess.run([COMMAND, "init"], env=environ, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- ours
        for command, pages in SERVERS.items():
            found[command] = least([listens(environ, command, page) for _ in range(times) for page in pages])
        for arguments in COMMANDS:
            found[" ".join(arguments)] = least([ends(environ, arguments) for _ in range(times)])
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(found | environment()), indent=2).decode() + "\n")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
