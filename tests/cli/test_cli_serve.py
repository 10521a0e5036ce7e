"""`cvault serve` answers until it is told to stop, and then finishes what it accepted."""

import signal

import httpx
import pytest
from tests.cli.conftest import Run, served

from vault.api.examples import REQUEST_BODIES


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_to(ready: Run, environment: dict[str, str], stop: signal.Signals) -> None:
    with served(environment) as (process, address):
        assert httpx.get(f"{address}/health/ready", timeout=10).json() == {"status": "ready"}
        process.send_signal(stop)
        assert process.wait(timeout=30) == 0
    assert ready("audit", "verify").code == 0


@pytest.mark.parametrize("command", [("serve",), ("serve", "--host", "127.0.0.1", "--public-port", "0")])
def test_plain_http_stays_on_this_machine(ready: Run, command: tuple[str, ...]) -> None:
    """Beyond it there is a certificate, or a TLS proxy that is named."""
    refused = ready(*command, "--port", "0", "--public-host" if len(command) > 1 else "--host", "192.0.2.7")
    assert (refused.code, "this machine alone" in refused.err) == (9, True)


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
