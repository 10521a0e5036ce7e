"""A process of the vault that crashes leaves no core dump, and its memory is nobody's to read."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import COMMAND, Run

_LET_DUMP = "import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2);"
_WATCHED = """
import ctypes, os, sys
from vault import coredumps
if os.getuid() == 0:
    # Root may read everything, so the test becomes somebody else; which makes a process undumpable until it says so.
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
begin, ready, done = os.pipe(), os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    os.read(begin[0], 1)
    coredumps.refuse()
    os.write(ready[1], b"x")
    os.read(done[0], 1)
    os._exit(0)
for step in range(2):
    try:
        open(f"/proc/{child}/mem", "rb").close()
        print("readable")
    except PermissionError:
        print("refused")
    if step == 0:
        os.write(begin[1], b"x")
        os.read(ready[0], 1)
os.write(done[1], b"x")
os.waitpid(child, 0)
"""


def dumped(process: subprocess.Popen[bytes], signal_number: int) -> bool:
    """Whether a process left a core dump when it was ended by this signal; the kernel says so, wherever it lies."""
    _, status = os.waitpid(process.pid, 0)
    process.returncode = -os.WTERMSIG(status)
    assert os.WTERMSIG(status) == signal_number
    return os.WCOREDUMP(status)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_crashed_server_leaves_no_core_dump(
    ready: Run, environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    assert ready("organisation", "list").code == 0
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    process = subprocess.Popen(  # noqa: S603 -- our own command, where core dumps are allowed at first
        [sys.executable, "-c", f"{_LET_DUMP} os.execv({COMMAND!r}, ['cvault', 'serve', '--port', '0'])"],
        env=environment,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    with process.stderr:
        assert b"Serving on" in process.stderr.readline()
        limits = Path(f"/proc/{process.pid}/limits").read_text("ascii")
        assert limits.partition("Max core file size")[2].split()[:2] == ["0", "0"]
        process.send_signal(number)
        assert not dumped(process, number)
    assert not [path for path in tmp_path.rglob("*") if "core" in path.name and path not in before]


def test_elsewhere_the_same_crash_would_leave_one(tmp_path: Path) -> None:
    """So that the test above is not green because this machine keeps no core dumps at all."""
    if resource.getrlimit(resource.RLIMIT_CORE)[1] != resource.RLIM_INFINITY:
        pytest.skip("core dumps are switched off for every process here")
    process = subprocess.Popen(  # noqa: S603 -- a program that ends itself
        [sys.executable, "-c", f"{_LET_DUMP} os.abort()"], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    if not dumped(process, signal.SIGABRT):
        pytest.skip("this machine's kernel keeps no core dumps")


def test_the_memory_of_a_vault_is_not_read_by_another_process_of_the_same_user() -> None:
    done = subprocess.run(  # noqa: S603 -- our own script
        [sys.executable, "-c", _WATCHED], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split() == ["readable", "refused"], done.stderr
