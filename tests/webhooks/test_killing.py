"""A server that is killed between storing and telling has lost nothing: the next one tells."""

import time

import httpx
import msgspec
from tests.cli.conftest import Run, cvault, environment, ready, served  # noqa: F401 -- fixtures
from tests.webhooks.receiver import listening

from vault.api.examples import REQUEST_BODIES


def test_a_message_outlives_the_server_that_stored_what_it_tells_of(
    ready: Run,  # noqa: F811 -- a fixture
    environment: dict[str, str],  # noqa: F811 -- a fixture
) -> None:
    environment["CVAULT_WEBHOOK_NETWORKS"] = "127.0.0.0/8"
    key = ready("client", "create", "case system", "--role", "ingest", "--json").json()["key"]
    headers = {"Authorization": f"Bearer {key}", "Vault-Purpose": "complaint_handling"}
    with listening() as receiver:
        made = ready("webhook", "create", receiver.url, "--type", "case.stored", "--json").json()
        with served(environment) as (process, address):
            body = REQUEST_BODIES["NewCase"]
            stored = httpx.post(f"{address}/v1/cases", json=body, headers=headers, timeout=30).json()
            process.kill()
            process.wait(timeout=20)
        with served(environment):
            deadline = time.monotonic() + 40
            while not receiver.received and time.monotonic() < deadline:
                time.sleep(0.1)
    assert {one.event()["subject"] for one in receiver.received} == {stored["case_id"]}
    # The one that was killed may have sent it already and not have said so: then it comes twice, under one id.
    assert len({one.headers["webhook-id"] for one in receiver.received}) == 1
    known = ready("webhook", "list", "--json").json()
    assert [one["webhook_id"] for one in known] == [made["webhook_id"]]
    assert msgspec.json.encode(known).find(made["secret"].encode()) == -1
