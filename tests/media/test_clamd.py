"""The real clamd with a signature database of our own: it finds what it is told of, and silence refuses everything."""

import hashlib
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vault.errors import InvalidInput, Misconfigured, Unavailable
from vault.media import Clamd

HARMLESS = b"Der var larm hele natten.\n" * 5_000
MALWARE = b"Dette er en fil, som vores egen signatur kender.\n"
"""Found by its hash alone, so that no other scanner on the way takes offence at this repository."""


@pytest.fixture(scope="module")
def scanner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    program = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("clamd is not installed: apt-get install clamav-daemon")
    folder = tmp_path_factory.mktemp("clamd")
    database = folder / "database"
    database.mkdir()
    digest = hashlib.sha256(MALWARE).hexdigest()
    (database / "own.hsb").write_text(f"{digest}:{len(MALWARE)}:Vault.Test:73\n", "ascii")
    address = folder / "clamd.sock"
    lines = {
        "DatabaseDirectory": database,
        "LocalSocket": address,
        "TemporaryDirectory": folder,
        "StreamMaxLength": "1M",
        "Foreground": "yes",
    }
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in lines.items()), "utf-8")
    process = subprocess.Popen(  # noqa: S603 -- the scanner that was found above
        [program, "--config-file", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield _ready(address, process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _ready(address: Path, process: "subprocess.Popen[bytes]") -> Clamd:
    found = Clamd(f"unix:{address}")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None
        try:
            found.ping()
        except Unavailable:
            time.sleep(0.1)
        else:
            return found
    raise AssertionError("clamd did not start")


def test_it_answers_and_finds_what_it_knows(scanner: Clamd) -> None:
    scanner.ping()
    scanner.refuse_malware([HARMLESS[:1000], HARMLESS[1000:]])
    scanner.refuse_malware([])
    with pytest.raises(InvalidInput, match="malware"):
        scanner.refuse_malware([MALWARE[:10], MALWARE[10:]])


def test_what_is_too_large_to_scan_is_not_taken(scanner: Clamd) -> None:
    with pytest.raises(Unavailable, match="larger than the virus scanner takes"):
        scanner.refuse_malware(bytes(300_000) for _ in range(20))


def test_silence_refuses(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        Clamd(f"unix:{tmp_path / 'nobody'}").refuse_malware([HARMLESS])


@pytest.mark.parametrize("answer", [b"", b"stream: OK but not quite\0", b"UNKNOWN COMMAND\0"])
def test_a_strange_answer_refuses(answer: bytes) -> None:
    """Clamd itself never gives these; a proxy or another program in its place might."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once() -> None:
            line, _ = server.accept()
            with line:
                while not line.recv(65_536).endswith(bytes(4)):
                    pass
                line.sendall(answer)

        threading.Thread(target=once, daemon=True).start()
        with pytest.raises(Unavailable):
            Clamd(f"tcp://127.0.0.1:{server.getsockname()[1]}").refuse_malware([b"Larm."])


@pytest.mark.parametrize("address", ["", "clamd", "unix:relative", "tcp://host", "http://host:1", "tcp://:3310"])
def test_an_address_is_one_of_two_forms(address: str) -> None:
    with pytest.raises(Misconfigured):
        Clamd(address)
