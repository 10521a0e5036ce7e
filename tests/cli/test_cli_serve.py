"""`cvault serve` answers until it is told to stop, and then finishes what it accepted."""

import signal
import time

import httpx
import pytest
from tests.cli.conftest import Run, served
from tests.public.conftest import REPORT, hidden, receipt_in

from vault.api.examples import REQUEST_BODIES
from vault.public import tokens


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


def test_the_public_pages_have_a_process_of_their_own(ready: Run, environment: dict[str, str]) -> None:
    """On SQLite as well: beside a server that writes, a report is taken and seen by it."""
    key = ready("client", "create", "case system", "--role", "ingest", "--role", "case_worker", "--json").json()["key"]
    headers = {"Authorization": f"Bearer {key}", "Vault-Purpose": "complaint_handling"}
    (organisation,) = (one["organisation_id"] for one in ready("organisation", "list", "--json").json())
    with served(environment) as (_, api), served(environment, "serve-public") as (public, address):
        with httpx.Client(base_url=f"{address}/{organisation}/da/", timeout=30) as visitor:
            checked = visitor.post("check", data=REPORT)
            stored = [httpx.post(f"{api}/v1/cases", json=REQUEST_BODIES["NewCase"], headers=headers) for _ in range(5)]
            assert {one.status_code for one in stored} == {201}
            time.sleep(tokens.SHORTEST)
            sent = visitor.post("send", data=REPORT | hidden(checked.text))
        assert (sent.status_code, len(receipt_in(sent.text)) > 20) == (200, True)
        assert len(httpx.get(f"{api}/v1/cases", headers=headers).json()["items"]) == 6
        public.send_signal(signal.SIGTERM)
        assert public.wait(timeout=30) == 0
    assert ready("audit", "verify").code == 0
