"""The process that parses: what it finds comes back, and whatever a file does to it, this process goes on."""

import io
import shutil
import socket
import subprocess
import sys

import msgspec
import pytest
from PIL import Image
from tests.attachments.sending import SECRET, photo
from tests.media.making import pdf

from vault.errors import InvalidInput
from vault.media import Clean, FileKind, Limits, examined
from vault.media.worker import Task

LIMITS = Limits(memory_mb=1024, seconds=20, pixels=10_000_000, pages=50, unpacked_mb=50)


def test_findings_and_the_copy_come_back_in_pieces() -> None:
    taken = photo()
    with examined(FileKind.JPEG, [taken[:100], taken[100:]], LIMITS) as examination:
        copy = b"".join(examination.copy())
    assert examination.findings.clean is Clean.COPY
    assert SECRET.encode() not in copy
    assert Image.open(io.BytesIO(copy)).size == (200, 320)


def test_a_rule_that_a_file_breaks_is_told_without_the_file() -> None:
    with pytest.raises(InvalidInput, match="more pages") as refused:
        examined(FileKind.PDF, [pdf(SECRET, pages=51)], LIMITS)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "limits",
    [
        msgspec.structs.replace(LIMITS, memory_mb=24),
        msgspec.structs.replace(LIMITS, seconds=0),
    ],
    ids=["memory", "time"],
)
def test_a_file_that_takes_too_much_is_refused(limits: Limits) -> None:
    with pytest.raises(InvalidInput, match="body"):
        examined(FileKind.PDF, [pdf(pages=50)], limits)


_PROBE = """
import os, socket, sys
from vault.media.worker import Task, _give_up
import msgspec
_give_up(msgspec.json.decode(sys.argv[1].encode(), type=Task))
tried = []
try:
    open(sys.argv[2], "wb", buffering=0).write(b"x" * 10)
    tried.append("wrote")
except OSError:
    pass
try:
    socket.create_connection(("127.0.0.1", int(sys.argv[3])), 2)
    tried.append("connected")
except OSError:
    pass
print(os.path.exists("/proc/self/ns/user"), ",".join(tried))
"""


def test_it_can_write_no_file_and_where_the_kernel_lets_it_reach_nobody(tmp_path: object) -> None:
    """Where users may make namespaces of their own, the process has a network with nothing in it."""
    task = Task(kind=FileKind.PDF, memory_mb=512, seconds=10, pixels=1, pages=1, unpacked=1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = subprocess.run(  # noqa: S603 -- this interpreter and the program above
            [sys.executable, "-c", _PROBE, msgspec.json.encode(task).decode(), f"{tmp_path}/x",
             str(server.getsockname()[1])],
            capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
    assert "wrote" not in done.stdout
    unshare = shutil.which("unshare") or "unshare"
    may = subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode == 0  # noqa: S603 -- a system tool
    assert ("connected" in done.stdout) is not may
