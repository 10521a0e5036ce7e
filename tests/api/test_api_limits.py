"""How often a client may ask, what it is told of that, and what answers say that is overrun or about to go."""

import re
import threading
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from tests.api.conftest import As, key_for
from tests.world import World

from vault import accounts
from vault.accounts import NewClient, Rotation
from vault.api import create_app
from vault.api.deprecations import DEPRECATED, Deprecation
from vault.api.examples import PROBLEMS
from vault.api.limits import Buckets, Counted
from vault.complaints import list_cases
from vault.policy import RoleName
from vault.wiring import Vault

R = RoleName
A, B = Counted("client", "a"), Counted("client", "b")


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite alone: nothing here reaches a database."""
    url: str = request.getfixturevalue("sqlite_server").new_database()
    return url


class Time:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills_again() -> None:
    clock = Time()
    buckets = Buckets(60, clock)
    assert [buckets.take(A).left for _ in range(60)] == list(range(59, -1, -1))
    refused = buckets.take(A)
    assert (refused.allowed, refused.left, refused.next_in, refused.full_in) == (False, 0, 1, 60)
    assert buckets.take(B).allowed
    clock.now += 2.5
    assert [buckets.take(A).allowed for _ in range(3)] == [True, True, False]
    clock.now += 3600
    assert buckets.take(A).left == 59


def test_whoever_asks_without_end_is_told_to_wait(world: World) -> None:
    world.vault.settings = msgspec.structs.replace(world.vault.settings, rate_limit=3)
    mine, others = (as_bearer(key_for(world, R.DPO)) for _ in range(2))
    with TestClient(create_app(world.vault)) as client:
        answers = [client.get("/v1/cases", headers=mine) for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert [one.headers["RateLimit-Policy"] for one in answers] == ['"client";q=3;w=60'] * 4
        left = [re.fullmatch(r'"client";r=(\d);t=(\d+)', one.headers["RateLimit"]) for one in answers]
        assert [one and one[1] for one in left] == ["2", "1", "0", "0"]
        assert answers[3].json() == PROBLEMS["429"]
        assert 1 <= int(answers[3].headers["Retry-After"]) <= 20
        assert answers[3].headers["content-type"] == "application/problem+json"
        assert client.get("/v1/cases", headers=others).status_code == 200
        assert client.get("/health/live").status_code == 200


def test_a_client_counts_once_with_all_its_keys(world: World) -> None:
    world.vault.settings = msgspec.structs.replace(world.vault.settings, rate_limit=3)
    made = world.call(R.OPERATOR, accounts.create_client, NewClient(label="case system", roles=frozenset({R.DPO})))
    turned = world.call(R.ORG_ADMIN, accounts.rotate_client, made.client_id, Rotation(overlap_hours=24))
    keys = [as_bearer(str(one)) for one in (made.key, turned.key)]
    with TestClient(create_app(world.vault)) as client:
        answers = [client.get("/v1/cases", headers=keys[number % 2]) for number in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]


def test_invented_keys_have_one_share_together_and_take_none_of_the_clients(world: World) -> None:
    """Whom a request claims to be counts for nothing: neither for a share of one's own, nor for using up another's."""
    world.vault.settings = msgspec.structs.replace(world.vault.settings, rate_limit=3)
    real = key_for(world, R.DPO)
    mine = as_bearer(real)
    with TestClient(create_app(world.vault)) as client:
        assert client.get("/v1/cases", headers=mine).headers["RateLimit"].startswith('"client";r=2')
        tried = [
            client.get("/v1/cases", headers=as_bearer(f"{real[:-1]}{last}"))
            for last in "0123456789"
            if last != real[-1]
        ]
        assert [one.status_code for one in tried[:5]] == [401, 401, 401, 429, 429]
        assert {one.headers["RateLimit-Policy"] for one in tried} == {'"address";q=3;w=60'}
        assert client.get("/v1/cases", headers=mine).headers["RateLimit"].startswith('"client";r=1')


def test_a_revoked_key_takes_nothing_from_the_key_behind_it(world: World) -> None:
    world.vault.settings = msgspec.structs.replace(world.vault.settings, rate_limit=4)
    made = world.call(R.OPERATOR, accounts.create_client, NewClient(label="case system", roles=frozenset({R.DPO})))
    with TestClient(create_app(world.vault)) as client:
        assert client.get("/v1/cases", headers=as_bearer(str(made.key))).status_code == 200
        turned = world.call(R.ORG_ADMIN, accounts.rotate_client, made.client_id, Rotation(overlap_hours=0))
        old = [client.get("/v1/cases", headers=as_bearer(str(made.key))) for _ in range(3)]
        assert [one.status_code for one in old] == [401, 401, 401]
        assert [one.headers["RateLimit"].partition(";")[0] for one in old] == ['"client"', '"address"', '"address"']
        assert client.get("/v1/cases", headers=as_bearer(str(turned.key))).status_code == 200


def as_bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Vault-Purpose": "rights_fulfilment"}


def test_a_vault_that_is_overrun_says_when_to_come_back(world: World, as_role: As, vault: Vault) -> None:
    """Its queue is full: nothing was done, and asking again in a moment will do."""
    gate, client = threading.Event(), as_role(R.DPO)

    class Waiting:
        writes = False

        def run(self, _connection: Any) -> None:
            gate.wait(20)

        def record(self, _connection: Any, _error: BaseException | None) -> None:
            """Tells of nothing."""

    held = [vault.storage.submit(Waiting()) for _ in range(2)]
    while not all(one.running() for one in held):
        pass
    waiting = [vault.storage.submit(Waiting()) for _ in range(vault.settings.queue)]
    answer = client.get("/v1/cases")
    gate.set()
    assert [one.result(30) for one in (*held, *waiting)]
    assert (answer.status_code, answer.json()) == (503, PROBLEMS["503"])
    assert int(answer.headers["Retry-After"]) >= 1
    assert world.call(R.DPO, list_cases) == []


def test_a_deprecated_operation_says_so_in_its_answers_and_in_the_document(world: World) -> None:
    """RFC 9745 and RFC 8594; nothing else says it."""
    going = Deprecation(
        since=datetime(2026, 11, 1, tzinfo=UTC),
        sunset=datetime(2028, 1, 1, tzinfo=UTC),
        link="https://vault.example/docs/changes#list-cases",
    )
    headers = {"Authorization": f"Bearer {key_for(world, R.DPO)}", "Vault-Purpose": "rights_fulfilment"}
    with TestClient(create_app(world.vault, {"listCases": going})) as client:
        answer = client.get("/v1/cases", headers=headers)
        assert answer.headers["Deprecation"] == "@1793491200"
        assert answer.headers["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
        assert answer.headers["Link"] == f'<{going.link}>; rel="deprecation"; type="text/html"'
        refused = client.get("/v1/cases", headers=headers | {"Vault-Purpose": "none"})
        assert (refused.status_code, refused.headers["Deprecation"]) == (422, "@1793491200")
        assert "Deprecation" not in client.get("/v1/access-requests", headers=headers).headers
        paths = client.get("/openapi/openapi.json").json()["paths"]
        marked = [one["operationId"] for methods in paths.values() for one in methods.values() if one.get("deprecated")]
        assert marked == ["listCases"]


def test_an_operation_is_deprecated_for_a_year_before_it_goes() -> None:
    with pytest.raises(ValueError, match="a year"):
        Deprecation(since=datetime(2026, 1, 1, tzinfo=UTC), sunset=datetime(2026, 12, 1, tzinfo=UTC), link="x")


def test_what_is_deprecated_exists(world: World) -> None:
    with TestClient(create_app(world.vault)) as client:
        paths = client.get("/openapi/openapi.json").json()["paths"]
    assert set(DEPRECATED) <= {one["operationId"] for methods in paths.values() for one in methods.values()}
