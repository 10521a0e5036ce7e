"""Many clients at once: nothing that was acknowledged is lost, nothing is done twice, and stopping drops nothing.

`CVAULT_TEST_LOAD_SECONDS` says for how long; a moment here, minutes where there is time.
"""

import itertools
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec
from tests.api.conftest import key_for
from tests.benchmarks.suite.clients import Answer, drive, request
from tests.benchmarks.suite.complaints import complaint
from tests.world import PURPOSE_OF, World

from vault import complaints
from vault.ids import CaseId
from vault.opening import open_vault
from vault.policy import RoleName

SECONDS = float(os.environ.get("CVAULT_TEST_LOAD_SECONDS", "1"))
CLIENTS = 64
R = RoleName


def headers(world: World, role: RoleName) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_for(world, role)}", "Vault-Purpose": PURPOSE_OF[role]}


def every_case(world: World) -> list[CaseId]:
    found: list[CaseId] = []
    while page := world.call(R.CASE_WORKER, complaints.list_cases, found[-1] if found else None, 100):
        found += [one.case_id for one in page]
    return found


def test_sixty_four_clients_lose_nothing_and_store_nothing_twice(world: World, address: str) -> None:
    ingest, worker = headers(world, R.INGEST), headers(world, R.CASE_WORKER)
    numbers, acknowledged, statuses = itertools.count(), list[str](), Counter[int]()

    def mixed() -> Iterator[bytes]:
        for number in numbers:
            if number % 4 == 3 and acknowledged:
                yield request("GET", f"/v1/cases/{acknowledged[number % len(acknowledged)]}", worker)
            else:
                once = ingest | {"Idempotency-Key": f"load {number // 2}"}
                yield request("POST", "/v1/cases", once, msgspec.json.encode(complaint(number // 2)))

    def told(answer: Answer) -> None:
        statuses[answer.status] += 1
        if answer.status == 201:
            acknowledged.append(json.loads(answer.body)["case_id"])

    drive(urlsplit(address).port or 0, mixed(), clients=CLIENTS, seconds=SECONDS, told=told)
    stored = every_case(world)
    assert set(statuses) <= {200, 201, 503}
    assert statuses[201] > CLIENTS
    # Each key was sent twice, and so each complaint is acknowledged twice and there once.
    assert sorted(stored) == sorted({msgspec.convert(one, CaseId) for one in acknowledged})


def test_stopping_under_load_drops_nothing_that_was_acknowledged(world: World, address: str) -> None:
    ingest = headers(world, R.INGEST)
    acknowledged: list[str] = []

    def told(answer: Answer) -> None:
        if answer.status == 201:
            acknowledged.append(json.loads(answer.body)["case_id"])

    storing = (request("POST", "/v1/cases", ingest, msgspec.json.encode(complaint(at))) for at in itertools.count())
    closing = threading.Timer(SECONDS, world.vault.close)
    closing.start()
    drive(urlsplit(address).port or 0, storing, clients=CLIENTS, seconds=SECONDS, told=told)
    closing.join()
    with open_vault(world.vault.settings, world.clock) as again:
        world.vault = again
        there = set(every_case(world))
    assert acknowledged
    assert {msgspec.convert(one, CaseId) for one in acknowledged} <= there
