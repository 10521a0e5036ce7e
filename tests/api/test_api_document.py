"""The OpenAPI document says everything that an outside developer needs, and nothing that is not so."""

import re
from typing import Any

import httpx
import pytest

from vault.settings import Settings

REFERENCE = re.compile(r'"\$ref": ?"#/components/(\w+)/(\w+)"')


@pytest.fixture
def document(address: str) -> dict[str, Any]:
    decoded: dict[str, Any] = httpx.get(f"{address}/openapi/openapi.json").raise_for_status().json()
    return decoded


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in document["paths"].items() for method, one in methods.items()]


def test_every_operation_is_explained(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    for path, _, operation in operations(document):
        assert operation["summary"], path
        assert operation["description"], path
        assert operation["tags"], path
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (path, parameter["name"])
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        if body := operation.get("requestBody"):
            name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert document["components"]["schemas"][name]["examples"], path


def test_every_reference_leads_somewhere(address: str, document: dict[str, Any]) -> None:
    text = httpx.get(f"{address}/openapi/openapi.json").text
    found = set(REFERENCE.findall(text))
    assert found
    for kind, name in found:
        assert name in document["components"][kind]


def test_refusals_are_documented_as_problems(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        if path.startswith("/v1/"):
            assert {"401", "403", "422", "503"} <= set(operation["responses"]), path
    problem = document["components"]["responses"]["Problem401"]["content"]
    assert list(problem) == ["application/problem+json"]


def test_health_needs_no_key(document: dict[str, Any], address: str) -> None:
    for name in ("live", "ready"):
        assert document["paths"][f"/health/{name}"]["get"]["security"] == []
        assert httpx.get(f"{address}/health/{name}").status_code == 200


def test_no_idempotency_key_is_offered_where_the_answer_is_a_secret(document: dict[str, Any]) -> None:
    named = {one["name"] for one in document["paths"]["/v1/clients"]["post"]["parameters"]}
    assert "Idempotency-Key" not in named


def test_a_vault_without_its_keystore_is_not_ready(configured: Settings, address: str) -> None:
    keystore = configured.keystore
    away = keystore.rename(keystore.with_suffix(".away"))
    answer = httpx.get(f"{address}/health/ready")
    assert (answer.status_code, answer.json()["because"]) == (503, "keystore-unavailable")
    assert httpx.get(f"{address}/health/live").status_code == 200
    away.rename(keystore)
    assert httpx.get(f"{address}/health/ready").status_code == 200
