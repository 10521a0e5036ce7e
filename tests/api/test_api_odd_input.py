"""Input that no honest system sends: a precise problem, and nothing changed; in every place of every operation.

Operations and their bodies are found in the document, so that a new one is put to the same.
"""

import gzip
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest
from tests.accounts.members import joined
from tests.api.conftest import As, AsMember
from tests.api.known import ids_of_each
from tests.api.test_api_walls import rows
from tests.plain_http import PLAIN
from tests.world import PURPOSE_OF, World

from vault import complaints, retention
from vault.api.examples import REQUEST_BODIES
from vault.ids import new_id
from vault.policy import NOT_GIVEN, RoleName

R = RoleName
ODD = (
    *("\x00", "a\x00b", "\x1b[31m", "\u202egnirts", "'; DROP TABLE subject; --"),
    *("🏚️", "{{7*7}}", "%s%n", "\ufeff", "\u2028", "\ud800"),
)
WRONG: tuple[Any, ...] = (None, -1, 10**400, "hemmeligmaerke", [], {"x": {}})
JSON = {"Content-Type": "application/json"}
HUGE = "x" * 10_000_000


class Operation(NamedTuple):
    method: str
    path: str
    body: Any


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite alone: what is refused reaches no database, and what is kept is sealed on either."""
    url: str = request.getfixturevalue("sqlite_server").new_database()
    return url


@pytest.fixture
def found(address: str) -> list[Operation]:
    """Every operation that takes JSON, with its example."""
    document = httpx.get(f"{address}/openapi/openapi.json", timeout=60, verify=PLAIN).json()
    taken = [
        Operation(method, path, REQUEST_BODIES[shape["schema"]["$ref"].rpartition("/")[2]])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if (shape := operation.get("requestBody", {}).get("content", {}).get("application/json"))
    ]
    assert len(taken) > 25
    return taken


@pytest.fixture
def send(world: World, as_role: As, as_member: AsMember) -> Any:
    """Sends to an operation, with ids that there are, as somebody who may do it."""
    known = ids_of_each(as_role)
    clients = {role.value: as_role(role) for role in PURPOSE_OF if role not in NOT_GIVEN}
    clients["dpo for retention"] = as_role(R.DPO, purpose="storage_limitation")
    clients["in an emergency"] = as_member(joined(world, R.CASE_WORKER))
    doers: dict[tuple[str, str], httpx.Client] = {}

    def sending(operation: Operation, content: bytes) -> httpx.Response:
        nothing = {"lane": "mediation"}
        path = re.sub(
            r"\{(\w+)\}", lambda one: known.get(one[1]) or nothing.get(one[1]) or str(new_id()), operation.path
        )
        headers = JSON | {"If-Match": '"999999"'}
        chosen = doers.get(operation[:2])
        for client in [*([chosen] if chosen else []), *clients.values()]:
            answer = client.request(operation.method, path, content=content, headers=headers)
            if answer.status_code != 403:
                doers[operation[:2]] = client
                return answer
        raise AssertionError(f"nobody may do this: {operation.path}")

    return sending


def replaced(value: Any, odd: Any) -> Iterator[Any]:
    """The same value many times, each with the odd one in place of another part."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from (value | {name: changed} for changed in replaced(one, odd))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from ([*value[:number], changed, *value[number + 1 :]] for changed in replaced(one, odd))
    yield odd


def texts(value: Any, odd: str) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from (value | {name: changed} for changed in texts(one, odd))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from ([*value[:number], changed, *value[number + 1 :]] for changed in texts(one, odd))
    elif isinstance(value, str):
        yield odd


def precise(answer: httpx.Response) -> bool:
    """A problem that says which field breaks which rule."""
    told = answer.json()
    return answer.status_code == 422 and bool(told["field"] and told["rule"])


BODIES = {
    "NewCase": (R.INGEST, "POST", "/v1/cases"),
    "Person": (R.INGEST, "POST", "/v1/subjects"),
    "Given": (R.DPO, "POST", "/v1/subjects/find"),
    "NewRequest": (R.DPO, "POST", "/v1/access-requests"),
    "Profile": (R.ORG_ADMIN, "PUT", "/v1/organisation"),
    "NewClient": (R.ORG_ADMIN, "POST", "/v1/clients"),
    "NewWebhook": (R.ORG_ADMIN, "POST", "/v1/webhooks"),
}


@pytest.mark.parametrize("body", BODIES)
def test_odd_text_in_any_place_is_no_fault_of_ours(as_role: As, body: str) -> None:
    role, method, path = BODIES[body]
    client = as_role(role)
    for odd in ODD:
        for changed in texts(REQUEST_BODIES[body], odd):
            seen = {"If-Match": client.get(path).headers["ETag"]} if method == "PUT" else {}
            answer = client.request(method, path, content=json.dumps(changed), headers=JSON | seen)
            # Twenty webhooks are enough, and one more is refused for that.
            assert answer.is_success or answer.status_code in (409, 422), (changed, answer.text)
            if "\x00" in odd or "\u202e" in odd:
                assert precise(answer), (changed, answer.text)


def test_wrong_types_in_any_place_of_any_operation(found: list[Operation], send: Any) -> None:
    for operation in found:
        for odd in WRONG:
            for changed in replaced(operation.body, odd):
                answer = send(operation, json.dumps(changed).encode())
                assert answer.status_code < 500, (operation.path, answer.text)
                assert "hemmeligmaerke" not in answer.text or answer.is_success, operation.path
        # In place of the whole, only an object will do.
        for odd in (None, True, 3, "x", [], [operation.body]):
            assert precise(send(operation, json.dumps(odd).encode())), (operation.path, odd)


def test_bodies_that_are_no_body_change_nothing(world: World, found: list[Operation], send: Any) -> None:
    """Each is refused for what is wrong with it, before anything is looked at."""
    for operation in found:
        whole = json.dumps(operation.body).encode()
        before = rows(world)
        for content, rule in (
            (b"", None),
            (whole[:-1], "is not whole"),
            (whole[:-1] + b",}", "is not JSON"),
            (whole + b"{}", None),
            (b"\xef\xbb\xbf" + whole, "begins with a byte order mark"),
            (b'{"' + b"\xff" + b'": 1}', "is not UTF-8"),
            (whole.replace(b"{", b'{"\xed\xa0\x80": 1, ', 1), None),
            (b"[" * 100_000, "is nested too deeply"),
            (b'{"a":' * 100_000, "is nested too deeply"),
            (whole[:-1] + b', "x": 1, "x": 2}', "has a field twice in one object"),
            (whole[:-1] + b', "x": {"y": 1, "y": 1}}', "has a field twice in one object"),
            (whole[:-1] + b', "unknown": 1}', None),
            (whole[:-1] + b', "x": "\\u0000"}', None),
            (whole[:-1] + ', "x": "\u202e"}'.encode(), None),
        ):
            answer = send(operation, content)
            assert precise(answer), (operation.path, content[:80], answer.text)
            assert rule is None or answer.json()["rule"] == rule, (operation.path, content[:80], answer.text)
        assert rows(world) == before, operation.path


def test_a_text_of_ten_million_letters_is_refused_everywhere(world: World, found: list[Operation], send: Any) -> None:
    for operation in found:
        before = rows(world)
        long = next(texts(operation.body, HUGE), {"x": HUGE})
        answer = send(operation, json.dumps(long).encode())
        assert precise(answer), (operation.path, answer.text)
        assert rows(world) == before, operation.path


@pytest.mark.parametrize("day", ["0001-01-01", "1026-09-14", "2226-09-14", "9999-12-31", "2026-02-30", "2026-9-1"])
def test_a_day_out_of_range_is_named(world: World, as_role: As, day: str) -> None:
    """A slip of the pen would have the complaint deleted at once, or never."""
    client, case = as_role(R.INGEST), REQUEST_BODIES["NewCase"]
    for changes, field in (
        ({"received_on": day}, "received_on"),
        ({"steps": [{"kind": "received", "on": day}]}, "steps[0].on"),
        ({"documents": [case["documents"][0] | {"dated_on": day}]}, "documents[0].dated_on"),
        ({"entries": [case["entries"][0] | {"on": day}]}, "entries[0].on"),
    ):
        answer = client.post("/v1/cases", json=case | changes)
        assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    assert world.call(R.DPO, complaints.list_cases) == []


def test_a_day_that_nobody_means_is_named_in_any_place_of_any_operation(
    world: World, found: list[Operation], send: Any
) -> None:
    before, tried = rows(world), 0
    for operation in found:
        for day in ("1001-01-01", "2999-12-31"):
            for place, changed in dated(operation.body, day):
                answer = send(operation, json.dumps(changed).encode())
                assert precise(answer), (operation.path, place, answer.text)
                assert answer.json()["field"] in (place, place.rpartition(".")[2]), (operation.path, place, answer.text)
                tried += 1
    assert tried > 60
    assert rows(world) == before


def dated(value: Any, day: str, at: str = "") -> Iterator[tuple[str, Any]]:
    """The same value with another day in place of each, and the place; instants are days with a time."""
    if isinstance(value, dict):
        for name, one in value.items():
            for place, changed in dated(one, day, f"{at}.{name}" if at else name):
                yield place, value | {name: changed}
    elif isinstance(value, list):
        for number, one in enumerate(value):
            for place, changed in dated(one, day, f"{at}[{number}]"):
                yield place, [*value[:number], changed, *value[number + 1 :]]
    elif isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d($|T)", value):
        yield at, day + value[10:]


def test_a_body_in_another_encoding_or_packed_is_refused_as_that(as_role: As) -> None:
    client, whole = as_role(R.INGEST), json.dumps(REQUEST_BODIES["NewCase"])
    for content, headers in (
        (whole.encode("utf-16"), {"Content-Type": "application/json; charset=utf-16"}),
        (whole.encode("latin-1"), {"Content-Type": 'application/json; charset="ISO-8859-1"'}),
        (gzip.compress(whole.encode()), JSON | {"Content-Encoding": "gzip"}),
    ):
        answer = client.post("/v1/cases", content=content, headers=headers)
        assert (answer.status_code, answer.json()["title"]) == (
            415,
            "The body is not of the media type that is asked for",
        )
    for declared in ("application/json; charset=utf-8", 'application/json;charset="UTF-8"', "application/json"):
        assert client.post("/v1/cases", content=whole, headers={"Content-Type": declared}).status_code == 201


def test_a_case_that_is_closed_or_held_is_not_changed_unseen(world: World, as_role: As) -> None:
    """Closed: nothing is entered until it is reopened. Held for a request: it is kept when it would be deleted."""
    worker, dpo = as_role(R.CASE_WORKER), as_role(R.DPO)
    stored = worker.post("/v1/cases", json=REQUEST_BODIES["NewCase"]).json()
    where = f"/v1/cases/{stored['case_id']}"
    given = {"given": {"name": "Karin Ekdal", "phone": "68102231"}}
    dpo.post("/v1/access-requests", json=REQUEST_BODIES["NewRequest"] | given)
    closing = {"on": "2018-10-20", "outcome": "settled"}
    closed = worker.post(f"{where}/closings", json=closing, headers={"If-Match": '"1"'})
    assert closed.status_code == 201, closed.text
    before = rows(world)
    for answer in (
        worker.post(f"{where}/entries", json=REQUEST_BODIES["NewEntry"]),
        worker.post(f"{where}/closings", json=closing, headers={"If-Match": '"2"'}),
    ):
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "case-closed"), answer.text
        assert answer.json()["hint"].startswith("reopen it first")
    assert rows(world) == before
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert (plan.held, [one for one in plan.items if str(one.record_id) == stored["case_id"]]) == (1, [])
