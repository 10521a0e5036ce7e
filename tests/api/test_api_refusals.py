"""What the API refuses, and how: RFC 9457 problems that help and never repeat what was sent."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update
from tests.api.conftest import As, key_for
from tests.world import World, case, document, party, person

from vault import accounts
from vault.api.examples import REQUEST_BODIES
from vault.complaints import Role
from vault.ids import new_id
from vault.policy import RoleName
from vault.storage import metadata

R = RoleName
MARK = "Hemmeligmarkør"


def kind(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    return str(answer.json()["type"]).rpartition("/")[2]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Basic dXNlcjpwYXNz",
        "Bearer nonsense",
        "Bearer cvk_AAAA",
        f"Bearer cvk_{'A' * 90}",
    ],
)
def test_no_valid_key_no_answer(address: str, header: str | None) -> None:
    headers = {"Vault-Purpose": "rights_fulfilment"} | ({"Authorization": header} if header is not None else {})
    answer = httpx.get(f"{address}/v1/cases", headers=headers)
    assert (answer.status_code, kind(answer)) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_changed_key_is_no_key(world: World, address: str) -> None:
    key = key_for(world, R.DPO)
    for place in (8, 30, len(key) - 1):
        wrong = key[:place] + ("A" if key[place] != "A" else "B") + key[place + 1 :]
        headers = {"Vault-Purpose": "rights_fulfilment", "Authorization": f"Bearer {wrong}"}
        assert httpx.get(f"{address}/v1/cases", headers=headers).status_code == 401


def test_a_revoked_or_expired_key_is_no_key(world: World, address: str) -> None:
    def status(key: str) -> int:
        headers = {"Vault-Purpose": "rights_fulfilment", "Authorization": f"Bearer {key}"}
        return httpx.get(f"{address}/v1/cases", headers=headers).status_code

    short, revoked = key_for(world, R.DPO, days=1), key_for(world, R.DPO, days=9)
    assert (status(short), status(revoked)) == (200, 200)
    newest = world.call(R.ORG_ADMIN, accounts.clients)[-1]
    client_id = max(world.call(R.ORG_ADMIN, accounts.clients), key=lambda one: one.expires_at).client_id
    assert newest.label == "dpo system"
    world.call(R.ORG_ADMIN, accounts.revoke_client, client_id)
    assert status(revoked) == 401
    world.clock.advance(timedelta(days=1, seconds=1))
    assert status(short) == 401


def test_a_role_that_may_not_is_told_what_it_lacks(as_role: As) -> None:
    answer = as_role(R.AUDITOR, purpose="complaint_handling").post("/v1/cases", json=REQUEST_BODIES["NewCase"])
    assert (answer.status_code, kind(answer)) == (403, "not-permitted")
    assert answer.json()["permission"] == "case:store"
    assert as_role(R.DPO).get("/v1/cases").json()["items"] == []


def test_a_purpose_is_needed_and_must_be_known(as_role: As) -> None:
    client = as_role(R.DPO)
    unknown = client.get("/v1/cases", headers={"Vault-Purpose": "hemmelig"})
    assert (unknown.status_code, unknown.json()["field"]) == (422, "purpose")
    assert "hemmelig" not in unknown.text
    del client.headers["Vault-Purpose"]
    missing = client.get("/v1/cases")
    assert missing.status_code == 422
    assert "purpose" in missing.json()["field"].casefold()


def test_a_foreign_id_answers_like_one_that_does_not_exist(world: World, as_role: As) -> None:
    mine = as_role(R.INGEST).post("/v1/cases", json=REQUEST_BODIES["NewCase"]).json()
    request = as_role(R.DPO).post("/v1/access-requests", json=REQUEST_BODIES["NewRequest"]).json()
    plan = as_role(R.RETENTION_JOB).post("/v1/purge-plans").json()
    elsewhere = world.another_organisation()
    paths = [
        (R.DPO, "GET", "/v1/cases/{}", mine["case_id"], None),
        (R.INGEST, "POST", "/v1/cases/{}/steps", mine["case_id"], REQUEST_BODIES["NewStep"]),
        (R.INGEST, "POST", "/v1/cases/{}/documents", mine["case_id"], REQUEST_BODIES["AddedDocument"]),
        (R.INGEST, "POST", "/v1/cases/{}/disclosures", mine["case_id"], REQUEST_BODIES["NewDisclosure"]),
        (R.DPO, "GET", "/v1/subjects/{}", mine["subjects"][0], None),
        (R.DPO, "GET", "/v1/access-requests/{}", request["request_id"], None),
        (R.DPO, "POST", "/v1/access-requests/{}/answer", request["request_id"], None),
        (R.DPO, "GET", "/v1/access-requests/{}/package/letter.pdf", request["request_id"], None),
        (R.RETENTION_JOB, "GET", "/v1/purge-plans/{}", plan["plan_id"], None),
        (R.RETENTION_JOB, "POST", "/v1/purge-plans/{}/apply", plan["plan_id"], None),
    ]
    for role, method, path, theirs, body in paths:
        client = as_role(role, elsewhere)
        foreign = client.request(method, path.format(theirs), json=body)
        absent = client.request(method, path.format(new_id()), json=body)
        assert (foreign.status_code, foreign.content) == (404, absent.content), path
        assert absent.status_code == 404


def marked(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The same value many times, each with the mark in another place, as a value of the wrong kind or length."""
    if isinstance(value, dict):
        yield f"{path}.{MARK}", value | {MARK: 1}
        for name, one in value.items():
            for where, changed in marked(one, f"{path}.{name}"):
                yield where, value | {name: changed}
    elif isinstance(value, list):
        for number, one in enumerate(value):
            for where, changed in marked(one, f"{path}[{number}]"):
                yield where, [*value[:number], changed, *value[number + 1 :]]
    else:
        yield path, [MARK]
        yield path, {MARK: MARK}
        yield path, MARK * 20_000


@pytest.mark.parametrize(
    ("body", "role", "path"),
    [
        ("NewCase", R.INGEST, "/v1/cases"),
        ("NewRequest", R.DPO, "/v1/access-requests"),
        ("Person", R.INGEST, "/v1/subjects"),
    ],
)
def test_malformed_input_names_the_field_and_never_repeats_the_value(
    as_role: As, body: str, role: RoleName, path: str
) -> None:
    client = as_role(role)
    for where, changed in marked(REQUEST_BODIES[body]):
        answer = client.post(path, json=changed)
        assert answer.status_code == 422, (where, answer.text)
        assert kind(answer) == "invalid-input"
        assert answer.json()["field"]
        assert answer.json()["rule"]
        assert MARK not in answer.text
        assert MARK not in str(answer.headers)


def test_the_field_is_named_with_its_place(as_role: As) -> None:
    broken = REQUEST_BODIES["NewCase"] | {"parties": [{"label": "K", "role": "neighbour"}]}
    answer = as_role(R.INGEST).post("/v1/cases", json=broken)
    assert (answer.status_code, answer.json()["field"]) == (422, "parties[0].role")
    missing = {name: value for name, value in REQUEST_BODIES["NewCase"].items() if name != "department"}
    answer = as_role(R.INGEST).post("/v1/cases", json=missing)
    assert (answer.json()["field"], answer.json()["rule"]) == ("department", "is required")


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe", b"[]", b"null", b'"' + MARK.encode() + b'"'])
def test_what_is_not_json_of_the_right_kind_is_a_problem(as_role: As, content: bytes) -> None:
    answer = as_role(R.INGEST).post("/v1/cases", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    assert kind(answer) == "invalid-input"
    assert MARK not in answer.text


def test_an_id_that_is_none_is_not_found(as_role: As) -> None:
    answer = as_role(R.DPO).get(f"/v1/cases/{MARK}")
    assert answer.status_code == 404
    assert kind(answer)
    assert MARK not in answer.text


def test_unknown_paths_and_methods_are_problems(as_role: As) -> None:
    client = as_role(R.DPO)
    for method, path, status in (("GET", "/v1/nothing", 404), ("PATCH", "/v1/cases", 405), ("GET", "/", 404)):
        answer = client.request(method, path)
        assert answer.status_code == status
        assert kind(answer)


def test_a_body_too_large_is_refused(as_role: As) -> None:
    answer = as_role(R.INGEST).post(
        "/v1/cases", content=b" " * (21 * 1024 * 1024), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
    assert kind(answer)


def test_a_filter_that_is_not_there_is_not_passed_over(as_role: As) -> None:
    """It would be answered with everything, and a name could stand in it."""
    answer = as_role(R.DPO).get("/v1/cases", params={"name": MARK})
    assert (answer.status_code, answer.json()["field"]) == (422, "query")
    assert answer.json()["rule"].endswith("the only ones here are: after, limit")
    assert MARK not in answer.text
    assert "there are none here" in as_role(R.DPO).get("/v1/agreements?after=1").text
    assert as_role(R.DPO).post("/v1/cases/search?severity=mild", json={}).status_code == 422


@pytest.mark.parametrize("limit", ["0", "501", "many", "-1"])
def test_a_limit_has_limits(as_role: As, limit: str) -> None:
    answer = as_role(R.DPO).get("/v1/cases", params={"limit": limit})
    assert (answer.status_code, answer.json()["field"]) == (422, "limit")


def test_a_key_for_a_client_is_shown_once_and_stored_nowhere(world: World, as_role: As) -> None:
    admin = as_role(R.ORG_ADMIN)
    made = admin.post("/v1/clients", json=REQUEST_BODIES["NewClient"], headers={"Idempotency-Key": "once"}).json()
    again = admin.post("/v1/clients", json=REQUEST_BODIES["NewClient"], headers={"Idempotency-Key": "once"}).json()
    assert made["client_id"] != again["client_id"]
    assert made["key"] not in admin.get("/v1/clients").text
    secret = base64.urlsafe_b64decode(made["key"].removeprefix("cvk_"))[32:56]
    with world.vault.storage.engine.connect() as connection:
        for table in ("api_client", "client_key", "idempotency", "audit_event"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608 -- our own table names
            assert made["key"] not in repr(rows)
            assert not any(secret in value for row in rows for value in row if isinstance(value, bytes))


@pytest.mark.parametrize("role", ["operator", "custodian"])
def test_who_must_be_at_the_installation_is_no_role_for_a_client(as_role: As, role: str) -> None:
    answer = as_role(R.ORG_ADMIN).post("/v1/clients", json={"label": "x", "roles": ["ingest", role]})
    assert (answer.status_code, answer.json()["field"]) == (422, "roles")


def test_a_fault_of_ours_tells_nothing_of_the_inside(world: World, as_role: As) -> None:
    """A record that somebody changed in the database: the answer is a problem, without traceback, SQL or text."""
    told = case(party("K", Role.COMPLAINANT, person(MARK)), documents=(document(f"{MARK} siger"),))
    stored = world.store(told)
    with world.vault.storage.engine.begin() as connection:
        connection.execute(update(metadata.tables["document"]).values(text=b"something else"))
    answer = as_role(R.DPO).get(f"/v1/cases/{stored.case_id}")
    assert (answer.status_code, kind(answer)) == (500, "tampered")
    for inside in (MARK, "Traceback", "SELECT", "sqlalchemy"):
        assert inside not in answer.text


def test_problems_are_json_with_stable_types(as_role: As) -> None:
    problem = as_role(R.DPO).get(f"/v1/cases/{new_id()}").json()
    assert json.dumps(problem["type"]).strip('"').startswith("https://")
    assert problem["type"].endswith("/not-found")
    assert problem["title"]
