"""`cvault serve` answers until it is told to stop, and then finishes what it accepted."""

import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from tests.cli.conftest import COMMAND, Run

from vault.api.examples import REQUEST_BODIES

READY = re.compile(r"Serving on (http://[\d.]+:(\d+))")


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [COMMAND, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True
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


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_to(ready: Run, environment: dict[str, str], stop: signal.Signals) -> None:
    with served(environment) as (process, address):
        assert httpx.get(f"{address}/health/ready", timeout=10).json() == {"status": "ready"}
        process.send_signal(stop)
        assert process.wait(timeout=30) == 0
    assert ready("audit", "verify").code == 0


def test_a_write_that_was_answered_is_there_after_a_kill(ready: Run, environment: dict[str, str]) -> None:
    """Answered means durable: also when the process is killed the moment after."""
    key = ready("client", "create", "case system", "--role", "ingest", "--json").json()["key"]
    headers = {"Authorization": f"Bearer {key}", "Vault-Purpose": "complaint_handling"}
    with served(environment) as (process, address):
        for _ in range(5):
            httpx.post(f"{address}/v1/cases", json=REQUEST_BODIES["NewCase"], headers=headers).raise_for_status()
        process.kill()
        process.wait(timeout=20)
    opened = ready(
        "request",
        "open",
        "-",
        "--json",
        stdin='{"received_on":"2026-11-02","channel":"email","language":"da","text":"?",'
        '"given":{"name":"Karin Ekdal","phone":"68102231"}}',
    ).json()
    assert opened["cases_held"] == 5
    assert ready("audit", "verify").code == 0
