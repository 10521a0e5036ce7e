"""The memory that a server and a client take for one large file: python -m tests.benchmarks.attaching [MEGABYTES].

A recording is sent by the Python client to a server in a process of its own, over HTTP, on SQLite, and fetched again.
Prints JSON: seconds for each way, and the largest memory of each process, in megabytes.
"""

import io
import os
import re
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

import msgspec
from tests.cli.conftest import COMMAND, READY
from tests.world import PROFILE

from vault.api.examples import REQUEST_BODIES
from vault.client import VaultClient
from vault.complaints import NewAttachment, NewCase, Part, Role

_MB = 1024 * 1024


class Sound(io.RawIOBase):
    """So many bytes of a recording, made while they are read."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        first, stop = self._at, self._size if size < 0 else min(self._at + size, self._size)
        self._at = stop
        blocks = (
            b"ID3".ljust(8) if number == 0 else number.to_bytes(8, "big") for number in range(first // 8, stop // 8 + 1)
        )
        return b"".join(blocks)[first % 8 : first % 8 + stop - first]


def measure(folder: Path, megabytes: int) -> dict[str, float]:
    environment = os.environ | {"CVAULT_HOME": str(folder / "home")}

    def cvault(*arguments: str, stdin: bytes = b"") -> str:
        done = subprocess.run([COMMAND, *arguments], env=environment, input=stdin, capture_output=True, check=True)  # noqa: S603 -- our own command
        return done.stdout.decode()

    cvault("init")
    cvault("organisation", "create", "-", stdin=msgspec.json.encode(PROFILE))
    made = msgspec.json.decode(cvault("client", "create", "bench", "--role", "ingest", "--role", "dpo", "--json"))
    with subprocess.Popen(  # noqa: S603 -- the same
        [COMMAND, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr is not None
            ready = READY.search(server.stderr.readline())
            assert ready is not None
            with VaultClient(ready.group(1), made["key"], "complaint_handling") as vault:
                figures = _moved(vault, megabytes)
            status = Path(f"/proc/{server.pid}/status").read_text("utf-8")
            peak = re.search(r"VmHWM:\s+(\d+)", status)
            assert peak is not None
            own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return figures | {"server_mb": int(peak.group(1)) // 1024, "client_mb": own // 1024}
        finally:
            server.terminate()


def _moved(vault: VaultClient, megabytes: int) -> dict[str, float]:
    case_id = vault.store_case(msgspec.convert(REQUEST_BODIES["NewCase"], NewCase)).case_id
    about = NewAttachment(name="optagelse.mp3", author_role=Role.COMPLAINANT, dated_on=date(2026, 9, 2))
    begun = time.perf_counter()
    recording = cast("BinaryIO", Sound(megabytes * _MB))  # It is read and no more.
    one = vault.add_attachment(case_id, about, recording)
    sent = time.perf_counter()
    fetched = sum(map(len, vault.read_attachment(case_id, one, Part.ORIGINAL)))
    assert fetched == megabytes * _MB
    return {"megabytes": megabytes, "sent_s": round(sent - begun), "fetched_s": round(time.perf_counter() - sent)}


if __name__ == "__main__":
    with TemporaryDirectory() as held:
        figures = measure(Path(held), int((sys.argv[1:] or ["2048"])[0]))
        sys.stdout.write(msgspec.json.encode(figures).decode() + "\n")
