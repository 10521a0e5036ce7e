"""The client as a program uses it, against a real server: typed, and tried again only where that is safe."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import msgspec
import pytest
from tests.api.conftest import address as address  # noqa: PLC0414 -- a fixture
from tests.api.conftest import key_for
from tests.webhooks.receiver import listening
from tests.world import PURPOSE_OF, World, case, document, party, person

from vault.api.examples import REQUEST_BODIES
from vault.client import AsyncVaultClient, NotAuthentic, Refused, Retries, Unreachable, VaultClient, verify
from vault.complaints import AddedDocument, CaseChange, CaseQuery, NewCase, Role, Severity
from vault.dispatching import Dispatcher
from vault.imports import ImportLine, LineOutcome
from vault.jobs import JobState
from vault.opening import open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.webhooks import EventType, NewWebhook
from vault.wiring import Vault

R = RoleName
QUICK = Retries(first=0.01, longest=0.02)
CASE = msgspec.convert(REQUEST_BODIES["NewCase"], NewCase)


@pytest.fixture
def vault(configured: Settings, clock: Any) -> Iterator[Vault]:
    with open_vault(msgspec.structs.replace(configured, webhook_networks=("127.0.0.0/8",)), clock) as opened:
        yield opened


def connect(world: World, address: str, role: RoleName, transport: httpx.BaseTransport | None = None) -> VaultClient:
    return VaultClient(address, key_for(world, role), PURPOSE_OF[role], retries=QUICK, transport=transport)


class Losing(httpx.BaseTransport):
    """A network that loses the first answers, after what was asked for was done."""

    def __init__(self, answers: int) -> None:
        self._losing = answers
        self._inner = httpx.HTTPTransport()
        self.sent = 0

    def lose(self, answers: int) -> None:
        self._losing = self.sent + answers

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        answer = self._inner.handle_request(request)
        if self.sent <= self._losing:
            answer.read()
            answer.close()
            raise httpx.ReadError("lost")
        return answer

    def close(self) -> None:
        self._inner.close()


class Saying(httpx.BaseTransport):
    """A server that always says the same."""

    def __init__(self, status: int, **headers: str) -> None:
        self._status = status
        self._headers = headers
        self.asked = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        del request
        self.asked += 1
        return httpx.Response(self._status, headers=self._headers, json={"type": "x/unavailable", "title": "no"})


def test_from_storing_to_reading(world: World, address: str) -> None:
    with connect(world, address, R.CASE_WORKER) as worker:
        stored = worker.store_case(CASE)
        worker.add_document(stored.case_id, AddedDocument(document=document("Talt med klager.")))
        view = worker.read_case(stored.case_id)
        assert view.documents is not None
        assert "Talt med klager." in {one.text for one in view.documents}
        changed = worker.change_case(stored.case_id, CaseChange(severity=Severity.SERIOUS), version=view.case.version)
        assert changed.severity is Severity.SERIOUS
        with pytest.raises(Refused) as refused:
            worker.change_case(stored.case_id, CaseChange(witness_count=1), version=view.case.version)
        assert (refused.value.slug, refused.value.problem.status) == ("outdated", 412)
        assert [one.case_id for one in worker.search(CaseQuery(severity=(Severity.SERIOUS,)))] == [stored.case_id]


def test_a_case_whose_answer_was_lost_is_stored_once(world: World, address: str) -> None:
    losing = Losing(2)
    with connect(world, address, R.INGEST, losing) as client:
        stored = client.store_case(CASE)
    assert losing.sent == 3
    with connect(world, address, R.DPO) as dpo:
        assert [one.case_id for one in dpo.cases()] == [stored.case_id]


def test_a_change_whose_answer_was_lost_is_not_made_again(world: World, address: str) -> None:
    """Nobody can know whether it was made, and it carries no key."""
    with connect(world, address, R.INGEST) as client:
        stored = client.store_case(CASE)
    losing = Losing(1)
    with connect(world, address, R.CASE_WORKER, losing) as worker, pytest.raises(Unreachable):
        worker.change_case(stored.case_id, CaseChange(witness_count=1), version=1)
    assert losing.sent == 1


@pytest.mark.parametrize(
    ("status", "headers", "safe", "unsafe"),
    [(503, {}, 6, 1), (429, {"Retry-After": "0"}, 6, 6), (429, {"Retry-After": "999"}, 1, 1), (500, {}, 1, 1)],
)
def test_what_is_tried_again(status: int, headers: dict[str, str], safe: int, unsafe: int) -> None:
    acts: list[tuple[int, Callable[[VaultClient], Any]]] = [
        (safe, lambda client: client.store_case(CASE)),
        (unsafe, lambda client: client.create_webhook(NewWebhook(url="https://cases.example/"))),
    ]
    for expected, act in acts:
        server = Saying(status, **headers)
        with VaultClient("http://vault.example", "k", "p", retries=QUICK, transport=server) as client:
            with pytest.raises(Refused) as refused:
                act(client)
            assert (refused.value.slug, server.asked) == ("unavailable", expected)


def test_pages_are_followed_to_their_end(world: World, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.client.calls.call.PAGE", 2)
    stored = [world.store(CASE).case_id for _ in range(5)]
    with connect(world, address, R.DPO) as dpo:
        assert [one.case_id for one in dpo.cases()] == stored


def test_an_import_goes_on_over_lost_answers(world: World, address: str) -> None:
    with connect(world, address, R.INGEST, Losing(2)) as client:
        import_id = client.begin_import()
        results = list(client.import_cases(import_id, (ImportLine(key=f"{n}", case=CASE) for n in range(5))))
        assert [one.line for one in results] == [1, 2, 3, 4, 5]
        assert {one.outcome for one in results} <= {LineOutcome.STORED, LineOutcome.KNOWN}
        assert client.read_import(import_id).stored == 5


def test_work_in_the_background(world: World, address: str) -> None:
    world.store(case(party("K", Role.COMPLAINANT, person()), closed=date(2020, 1, 1)))
    with connect(world, address, R.RETENTION_JOB) as timer:
        job = timer.start_purge(timer.plan_purge().plan_id)
        while job.state in (JobState.WAITING, JobState.RUNNING):
            job = timer.read_job(job.job_id)
        assert (job.state, job.done) == (JobState.DONE, 1)


def test_the_same_awaited(world: World, address: str) -> None:
    async def work() -> None:
        key = key_for(world, R.CASE_WORKER)
        async with AsyncVaultClient(address, key, "complaint_handling", retries=QUICK) as client:
            first, second = await asyncio.gather(client.store_case(CASE), client.store_case(CASE))
            assert [one.case_id async for one in client.cases()] == sorted([first.case_id, second.case_id])
            import_id = await client.begin_import(dry_run=True)
            lines = [ImportLine(key="1", case=CASE)]
            results = [one async for one in client.import_cases(import_id, lines)]
            assert results[0].outcome is LineOutcome.WELL_FORMED

    asyncio.run(work())


def test_both_clients_have_the_same_methods_with_the_same_parameters() -> None:
    def offered(client: type) -> dict[str, str]:
        found = {name: getattr(client, name) for name in dir(client) if not name.startswith("_")}
        return {name: ", ".join(map(str, inspect.signature(one).parameters.values())) for name, one in found.items()}

    assert offered(VaultClient) == offered(AsyncVaultClient)
    assert all(inspect.getdoc(getattr(VaultClient, name)) for name in offered(VaultClient) if name != "close")


def test_messages_are_proven(world: World, vault: Vault, address: str) -> None:
    with listening() as receiver, connect(world, address, R.ORG_ADMIN) as admin:
        hook = admin.create_webhook(NewWebhook(url=receiver.url, types=(EventType.CASE_STORED,)))
        stored = world.store(CASE)
        # The server of the fixture sends by itself as well; whoever comes first does.
        dispatcher = Dispatcher(vault)
        while not receiver.received:
            dispatcher.deliver()
        dispatcher.close()
        (one,) = receiver.received
    now = world.clock.now()
    event = verify(one.body, one.headers, hook.secret, now=now)
    assert (event.type, event.subject) == (EventType.CASE_STORED, stored.case_id)
    assert verify(one.body, one.headers, [f"whsec_{'A' * 43}=", hook.secret], now=now) == event
    for body, headers, secret, at in (
        (one.body.replace(b"stored", b"erased"), one.headers, hook.secret, now),
        (one.body, one.headers | {"webhook-id": "other"}, hook.secret, now),
        (one.body, one.headers | {"webhook-timestamp": "1"}, hook.secret, now),
        (one.body, one.headers | {"webhook-timestamp": "x"}, hook.secret, now),
        (one.body, {}, hook.secret, now),
        (one.body, one.headers, f"whsec_{'A' * 43}=", now),
        (one.body, one.headers, "?", now),
        (one.body, one.headers, [], now),
        (one.body, one.headers, hook.secret, now + timedelta(minutes=6)),
    ):
        with pytest.raises(NotAuthentic):
            verify(body, headers, secret, now=at)


def test_nothing_of_a_person_or_a_key_stands_in_what_is_raised(world: World, address: str) -> None:
    with connect(world, address, R.DPO) as dpo, pytest.raises(Refused) as refused:
        dpo.store_case(CASE)
    assert "Karin" not in str(refused.value)
    with VaultClient("http://127.0.0.1:1", "cvk_secret", "p", retries=QUICK) as client:
        with pytest.raises(Unreachable) as unreachable:
            client.store_case(CASE)
        assert "secret" not in f"{unreachable.value!r} {client!r}"
