"""What is made has an address, and a change that names nothing makes nothing; both found in the document."""

import json
import re
from typing import Any

import httpx
import pytest
from tests.api.conftest import As
from tests.api.known import ids_of_each
from tests.api.test_api_walls import rows
from tests.engines import SqliteServer
from tests.plain_http import PLAIN
from tests.world import PURPOSE_OF, World

from vault.api.examples import REQUEST_BODIES
from vault.policy import NOT_GIVEN, RoleName

R = RoleName
SELF = {"startReview"}
"""What is made stands where it was asked for, once for each thing."""


@pytest.fixture
def database_url(sqlite_server: SqliteServer) -> str:
    return sqlite_server.new_database()


@pytest.fixture
def document(address: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{address}/openapi/openapi.json", timeout=60, verify=PLAIN).json()
    return found


class Anybody:
    """Whoever may do a thing: the first of all roles who is not forbidden it."""

    def __init__(self, as_role: As) -> None:
        self._clients = [as_role(role) for role in PURPOSE_OF if role not in NOT_GIVEN]
        self._clients.append(as_role(R.CASE_WORKER, purpose="child_protection"))
        self._clients.append(as_role(R.DPO, purpose="storage_limitation"))

    def __call__(self, method: str, path: str, **sent: Any) -> httpx.Response:
        answers = [one for client in self._clients if (one := client.request(method, path, **sent)).status_code != 403]
        assert answers, (method, path)
        return answers[0]


def filled(path: str, known: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda one: known.get(one[1], one[1]), path)


def addressed(operation: dict[str, Any], path: str, document: dict[str, Any]) -> bool:
    """Whether the answer names a thing by an id with which it can be read, and that was not known before."""
    schemas = document["components"]["schemas"]
    made = operation["responses"]["201"].get("content", {}).get("application/json", {}).get("schema", {})
    fields = schemas.get(made.get("$ref", "").rpartition("/")[2], {}).get("properties", {})
    readable = [one for one, methods in document["paths"].items() if "get" in methods]
    new = [f"{{{name}}}" for name in fields if name.endswith("_id") and f"{{{name}}}" not in path]
    return any(one.endswith(name) for name in new[:1] for one in readable)


def test_the_document_says_of_everything_that_is_made_where_it_is(document: dict[str, Any]) -> None:
    checked = 0
    for path, methods in document["paths"].items():
        for operation in methods.values():
            if "201" in operation["responses"]:
                located = "Location" in operation["responses"]["201"].get("headers", {})
                name = operation["operationId"]
                assert located == (addressed(operation, path, document) or name in SELF), name
                checked += located
    assert checked >= 14


def test_what_is_made_is_read_where_the_answer_says(as_role: As, document: dict[str, Any]) -> None:
    """RFC 9110, 15.3.2: the header leads to the thing, for whoever may read it."""
    known, anybody = ids_of_each(as_role), Anybody(as_role)
    makers = [as_role(role) for role in (R.DPO, R.INGEST, R.RETENTION_JOB)]
    as_role_of = {one.headers["Authorization"]: one for one in makers}
    followed = set()
    for path, methods in document["paths"].items():
        operation = methods.get("post", {})
        declared = operation.get("responses", {}).get("201", {})
        if "Location" not in declared.get("headers", {}):
            continue
        shape = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        body: Any = REQUEST_BODIES[shape["$ref"].rpartition("/")[2]] if shape else None
        if operation["operationId"] == "addAttachment":
            about = (None, json.dumps(REQUEST_BODIES["NewAttachment"]))
            answer = makers[1].post(filled(path, known), files={"about": about, "file": ("a.txt", b"Larm.")})
        elif operation["operationId"] == "publishGuide":
            answer = makers[0].post(path, json=body | {"version": "99"})
        else:
            each = (one.post(filled(path, known), json=body) for one in makers)
            answer = next(one for one in each if one.status_code != 403)
        if answer.status_code == 201 and "location" in answer.headers:
            found = answer.headers["location"]
            by_its_maker = as_role_of[answer.request.headers["Authorization"]].get(found)
            assert 200 in (by_its_maker.status_code, anybody("GET", found).status_code), (path, found)
            followed.add(operation["operationId"])
        else:
            # A step of a request that does not fit its state, or that writes no letter.
            assert path.startswith("/v1/access-requests/"), (path, answer.text)
    assert followed >= {
        *("storeCase", "storeSubject", "handInReport", "addAttachment", "publishGuide", "openRequest", "beginImport"),
        *("planPurge", "startReview", "acknowledgeRequest", "askPerson"),
    }


def test_a_step_with_a_letter_says_where_it_is(as_role: As) -> None:
    dpo = as_role(R.DPO)
    opened = dpo.post("/v1/access-requests", json=REQUEST_BODIES["NewRequest"])
    where = opened.headers["location"]
    key = {"Idempotency-Key": "q-1"}
    asked = dpo.post(f"{where}/questions", json=REQUEST_BODIES["NewQuestion"], headers=key)
    again = dpo.post(f"{where}/questions", json=REQUEST_BODIES["NewQuestion"], headers=key)
    assert (again.status_code, again.content) == (201, asked.content), again.text
    assert again.headers["location"] == asked.headers["location"]
    assert dpo.get(asked.headers["location"]).content.startswith(b"%PDF-")


def test_an_empty_change_changes_nothing(world: World, as_role: As, document: dict[str, Any]) -> None:
    """RFC 7396: `{}` names nothing: no version counts up, nobody is told of a change, a stale one is still stale."""
    known, anybody = ids_of_each(as_role), Anybody(as_role)
    everything = REQUEST_BODIES["NewWebhook"] | {"types": ["case.changed", "subject.changed"]}
    as_role(R.ORG_ADMIN).post("/v1/webhooks", json=everything).raise_for_status()
    patches = [path for path, methods in document["paths"].items() if "patch" in methods]
    assert len(patches) >= 5
    for path in patches:
        version = next(
            number
            for number in range(1, 20)
            if anybody("PATCH", filled(path, known), json={}, headers={"If-Match": f'"{number}"'}).status_code == 200
        )
        before = rows(world)
        for number, expected in ((version, 200), (version + 1, 412), (version, 200)):
            answer = anybody("PATCH", filled(path, known), json={}, headers={"If-Match": f'"{number}"'})
            assert answer.status_code == expected, (path, answer.text)
            assert expected != 200 or answer.headers.get("etag") in (None, f'"{version}"'), path
        assert rows(world) == before, path
        assert anybody("PATCH", filled(path, known), json={}).status_code == 428, path
