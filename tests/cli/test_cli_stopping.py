"""A server that is told to stop while it works: what it accepted is stored and answered, and nothing more comes."""

import json
import signal
import socket
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

import httpx
import pytest
from tests.cli.conftest import Run, served

from vault.api.examples import REQUEST_BODIES

CASE = json.dumps(REQUEST_BODIES["NewCase"]).encode()
REQUEST = {
    "received_on": "2026-11-02",
    "channel": "email",
    "language": "da",
    "text": "?",
    "given": {"name": "Karin Ekdal", "phone": "68102231"},
}


@pytest.fixture
def headers(ready: Run) -> dict[str, str]:
    key = ready("client", "create", "case system", "--role", "ingest", "--json").json()["key"]
    return {
        "Authorization": f"Bearer {key}",
        "Vault-Purpose": "complaint_handling",
        "Content-Type": "application/json",
    }


def stored(ready: Run) -> int:
    """How many cases there are."""
    held: int = ready("request", "open", "-", "--json", stdin=json.dumps(REQUEST)).json()["cases_held"]
    return held


def test_a_request_that_was_accepted_is_answered(
    ready: Run, headers: dict[str, str], environment: dict[str, str]
) -> None:
    """The body arrives after the signal; the server has said before that it waits for it."""
    with served(environment) as (process, address):
        host, port = urlsplit(address).hostname, urlsplit(address).port
        assert host
        assert port
        head = {"Host": host, "Content-Length": str(len(CASE)), "Expect": "100-continue", **headers}
        lines = ["POST /v1/cases HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        with socket.create_connection((host, port), timeout=20) as connection:
            connection.sendall("\r\n".join(lines).encode())
            assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
            process.send_signal(signal.SIGTERM)
            _until_refused(host, port)
            connection.sendall(CASE)
            answer = connection.recv(10_000)
        assert answer.startswith(b"HTTP/1.1 201 ")
        assert process.wait(timeout=30) == 0
    assert stored(ready) == 1
    assert ready("audit", "verify").code == 0


def _until_refused(host: str, port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, port), timeout=5).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.02)
    raise AssertionError("the server still takes connections")


def test_nothing_that_was_answered_is_lost_when_many_write(
    ready: Run, headers: dict[str, str], environment: dict[str, str]
) -> None:
    outcomes: Counter[int | str] = Counter()
    some = threading.Event()

    def write(address: str) -> None:
        with httpx.Client(base_url=address, headers=headers, timeout=20) as client:
            try:
                while True:
                    outcomes[client.post("/v1/cases", content=CASE).status_code] += 1
                    some.set()
            except httpx.TransportError:
                outcomes["no answer"] += 1

    with served(environment) as (process, address):
        writers = [threading.Thread(target=write, args=(address,), daemon=True) for _ in range(4)]
        for writer in writers:
            writer.start()
        assert some.wait(20)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        for writer in writers:
            writer.join(timeout=20)
    assert set(outcomes) == {201, "no answer"}
    assert outcomes["no answer"] == 4
    assert stored(ready) == outcomes[201]
