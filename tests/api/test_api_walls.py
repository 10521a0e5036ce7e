"""Every operation of the document, without a key and with a role that may nothing; and faults that tell nothing."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select, text
from tests.api.conftest import As
from tests.plain_http import PLAIN
from tests.world import World

from vault.api import create_app
from vault.api.examples import REQUEST_BODIES
from vault.crypto import mint_credential
from vault.ids import new_id
from vault.policy import InForce, RoleName
from vault.storage import metadata
from vault.wiring import Vault

R = RoleName
MARK = "hemmeligmaerke"


def operations(address: str) -> Iterator[tuple[str, str, Any]]:
    """Method, path and example body of every operation that needs a key."""
    document = httpx.get(f"{address}/openapi/openapi.json", timeout=60, verify=PLAIN).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation.get("security") != []:
                shape = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
                yield method, path, REQUEST_BODIES[shape["$ref"].rpartition("/")[2]] if shape else None


def declared(path: str) -> dict[str, str]:
    """As what the body of an operation is declared, where it is a stream and no JSON."""
    return {"Content-Type": "application/x-ndjson"} if path.endswith("/lines") else {}


def filled(path: str) -> str:
    """The path with ids of nothing."""
    return (
        re.sub(r"\{\w+_id\}", lambda _: str(new_id()), path)
        .replace("{name}", "letter.pdf")
        .replace("{lane}", "mediation")
    )


def rows(world: World) -> dict[str, int]:
    """How many rows each table has, but for the log, which tells of refusals too."""
    with world.vault.storage.engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
            if not name.startswith("audit_")
        }


def test_no_operation_answers_without_a_key(world: World, address: str) -> None:
    """Missing, malformed and unknown keys get one answer."""
    unknown, _ = mint_credential(world.organisation, new_id())
    before, answers = rows(world), set()
    for method, path, body in operations(address):
        url = address + filled(path)
        for header in ({}, {"Authorization": "Bearer"}, {"Authorization": f"Basic {MARK}"}):
            # Nothing else of the request is looked at, so it need not be well-formed.
            answers.add(_answer(httpx.request(method, url, headers=header, content=b"{", verify=PLAIN)))
        for key in (MARK, unknown):
            headers = {
                "Authorization": f"Bearer {key}",
                "Vault-Purpose": "rights_fulfilment",
                "If-Match": '"1"',
            } | declared(path)
            answers.add(_answer(httpx.request(method, url, headers=headers, json=body, verify=PLAIN)))
    ((status, _),) = answers
    assert status == 401
    assert rows(world) == before


def _answer(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.text


def test_every_operation_is_closed_to_a_role_that_may_nothing(world: World, address: str, as_role: As) -> None:
    for purpose in (
        "complaint_handling",
        "rights_fulfilment",
        "storage_limitation",
        "accountability",
        "administration",
    ):
        client = as_role(R.BOARD, purpose=purpose)
        before = rows(world)
        for method, path, body in operations(address):
            answer = client.request(method, filled(path), json=body, headers={"If-Match": '"1"'} | declared(path))
            assert answer.status_code == 403, (path, answer.text)
            assert answer.json()["type"].endswith("/not-permitted")
        assert rows(world) == before


def test_what_stands_in_a_url_or_a_header_is_not_repeated(as_role: As) -> None:
    client = as_role(R.DPO)
    for path, headers in (
        (f"/v1/cases?after={MARK}", {}),
        (f"/v1/cases?limit={MARK}", {}),
        (f"/v1/cases/{MARK}", {}),
        (f"/v1/{MARK}", {}),
        (f"/{MARK}", {}),
        ("/v1/cases", {"Vault-Purpose": MARK}),
        ("/v1/cases", {"Authorization": f"Bearer {MARK}"}),
        ("/v1/cases", {"Authorization": MARK}),
    ):
        answer = client.get(path, headers=headers)
        assert answer.is_client_error, path
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert MARK not in answer.text + str(answer.headers)


def test_a_body_must_be_declared_to_be_json(as_role: As) -> None:
    client, body = as_role(R.INGEST), json.dumps(REQUEST_BODIES["NewCase"])
    for declared in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", MARK, ""):
        answer = client.post("/v1/cases", content=body, headers={"Content-Type": declared})
        assert answer.status_code == 415, declared
        assert MARK not in answer.text
    declared = "Application/JSON; charset=utf-8"
    assert client.post("/v1/cases", content=body, headers={"Content-Type": declared}).status_code == 201


def test_brackets_without_end_are_refused(as_role: As) -> None:
    answer = as_role(R.INGEST).post(
        "/v1/cases", content=b'{"parties":' + b"[" * 100_000, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["field"]) == (422, "body")


def test_a_rule_is_told_whole(as_role: As) -> None:
    long = REQUEST_BODIES["NewCase"] | {"parties": [{"label": "k" * 41, "role": "staff"}]}
    assert as_role(R.INGEST).post("/v1/cases", json=long).json()["rule"] == "Expected `str` of length <= 40"
    undated = REQUEST_BODIES["NewCase"] | {"received_on": "2026-02-30"}
    assert as_role(R.INGEST).post("/v1/cases", json=undated).json()["rule"] == "is not a day, such as 2026-09-14"


def test_a_wrong_method_is_told_which_there_are(as_role: As) -> None:
    answer = as_role(R.DPO).patch("/v1/cases")
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


def test_a_failing_database_shows_no_statement(world: World, as_role: As, capfd: pytest.CaptureFixture[str]) -> None:
    client = as_role(R.DPO)
    with world.vault.storage.engine.begin() as connection:
        connection.execute(text("ALTER TABLE document RENAME TO elsewhere"))
    stored = as_role(R.INGEST).post("/v1/cases", json=REQUEST_BODIES["NewCase"])
    assert (stored.status_code, stored.headers["content-type"]) == (503, "application/problem+json")
    printed = "".join(capfd.readouterr())
    for inside in ("Traceback", "INSERT", "document", "sqlalchemy", "Karin Ekdal"):
        assert inside not in stored.text + printed
    assert client.get("/v1/cases").json()["items"] == []


class Failing(Vault):
    """A vault whose verbs fail in a way that nobody foresaw, with somebody's words in the error."""

    def __init__(self, vault: Vault) -> None:
        self._policy = InForce(vault.policy)
        self.recognised = vault.recognised
        self.settings = vault.settings

    async def run(self, *_: Any, **__: Any) -> Any:
        raise ValueError(f"SELECT {MARK}")


def test_an_error_that_nobody_foresaw_shows_nothing(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    headers = {"Authorization": "Bearer x", "Vault-Purpose": "rights_fulfilment"}
    with TestClient(create_app(Failing(world.vault)), raise_server_exceptions=False) as client:
        answer = client.get("/v1/cases", headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.json()["type"].endswith("/unexpected-error")
    printed = "".join(capfd.readouterr())
    assert "ValueError" in printed
    for inside in (MARK, "SELECT", "Traceback"):
        assert inside not in answer.text + printed
