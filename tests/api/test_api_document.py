"""The OpenAPI document says everything that an outside developer needs, and nothing that is not so."""

import json
import re
from typing import Any

import httpx
import pytest
from tests.api.conftest import As
from tests.engines import SqliteServer
from tests.world import World

from vault.api.examples import PROBLEMS, REQUEST_BODIES
from vault.errors import Unavailable
from vault.ids import new_id
from vault.policy import RoleName
from vault.settings import Settings

R = RoleName
CASE: dict[str, Any] = REQUEST_BODIES["NewCase"]
REFERENCE = re.compile(r'"\$ref": ?"#/components/(\w+)/(\w+)"')
INSIDE = re.compile(r"\b[A-Z]-\d\d\b|policies/|vault_\w+_|\.py\b|msgspec|litestar", re.IGNORECASE)
"""What means something to readers of the source alone: rule numbers, paths, modules, libraries."""


@pytest.fixture
def database_url(sqlite_server: SqliteServer) -> str:
    """The document does not depend on the database, so one engine is enough."""
    return sqlite_server.new_database()


@pytest.fixture
def document(address: str) -> dict[str, Any]:
    decoded: dict[str, Any] = httpx.get(f"{address}/openapi/openapi.json", timeout=60).raise_for_status().json()
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


def test_every_message_is_explained(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description"), name
        assert re.fullmatch(r"[A-Z][A-Za-z]+", name)
    declared = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert all(declared.values())
    assert {tag for _, _, operation in operations(document) for tag in operation["tags"]} == set(declared)


def test_nothing_is_said_that_only_readers_of_the_source_know(address: str) -> None:
    assert INSIDE.findall(httpx.get(f"{address}/openapi/openapi.json", timeout=60).text) == []


def test_instants_are_told_from_other_texts(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        for field, one in schema.get("properties", {}).items():
            if field == "at" or field.endswith("_at"):
                assert '"date-time"' in json.dumps(one), (name, field)


def test_the_purposes_are_those_of_the_register(world: World, document: dict[str, Any]) -> None:
    purpose = document["components"]["schemas"]["Purpose"]
    assert purpose["enum"] == [one.code for one in world.vault.policy.register]
    for code in purpose["enum"]:
        assert f"`{code}`: " in purpose["description"]
    for path, _, operation in operations(document):
        headers = {one["name"]: one["schema"] for one in operation.get("parameters", [])}
        assert path.startswith("/health/") or headers["Vault-Purpose"] == {"$ref": "#/components/schemas/Purpose"}


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        if body := operation.get("requestBody"):
            shape = body["content"].get("application/json") or body["content"].get("multipart/form-data")
            # A stream is described in words, by the shape of its lines.
            parts = shape["schema"].get("properties", {}) if shape else {}
            schema = next(iter(parts.values()), shape["schema"]) if shape else {}
            name = schema["$ref"].rpartition("/")[2] if shape else "ImportLine"
            assert document["components"]["schemas"][name]["examples"], path


def test_every_reference_leads_somewhere(address: str, document: dict[str, Any]) -> None:
    text = httpx.get(f"{address}/openapi/openapi.json", timeout=60).text
    found = set(REFERENCE.findall(text))
    assert found
    for kind, name in found:
        assert name in document["components"][kind]


def test_refusals_are_documented_as_problems(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        if path.startswith("/v1/"):
            assert {"401", "403", "422", "503"} <= set(operation["responses"]), path
        if "requestBody" in operation:
            # A stream may be of any length.
            assert {"415"} | ({"413"} if "application/json" in operation["requestBody"]["content"] else set()) <= set(
                operation["responses"]
            ), path
        if "{" in path:
            assert "404" in operation["responses"], path
    for problem in document["components"]["responses"].values():
        assert list(problem["content"]) == ["application/problem+json"]


def test_a_conflict_is_documented_where_it_can_occur(document: dict[str, Any]) -> None:
    conflicting = {one["operationId"] for _, _, one in operations(document) if "409" in one["responses"]}
    assert conflicting == {
        *("storeCase", "addDocument", "addStep", "recordDisclosure", "storeSubject", "openRequest"),
        *("acknowledgeRequest", "askPerson", "resumeClock", "extendRequest", "agreeScope"),
        *("identifyPerson", "sendCode", "enterCode", "representPerson", "withholdDocument", "decideFile"),
        *("fulfilRequest", "announceLifting"),
        *("prepareRequest", "allowFinding", "approveRequest", "decideRequest", "deliverRequest"),
        *("confirmReceipt", "closeRequest", "collectPackage", "exportPortable"),
        *("answerRequest", "applyPlan", "addFlag", "addTie", "endFlag", "joinSubjects", "partSubjects"),
        *("addParty", "addEntry", "closeCase", "reopenCase", "closeLane", "reopenLane"),
        *("changeCase", "changeParty", "openConfidentialIdentity"),
        *("addAttachment", "deleteAttachment"),
        *("registerRecipient", "endRecipient", "makeAgreement", "endAgreement", "giveConsent", "withdrawConsent"),
        *("disclose", "answerDisclosure", "settleNotice", "recordInformation", "publishGuide"),
        *("reportConcern", "confirmConcern", "confirmProtection", "liftProtection", "decideRemark"),
        *("decideReview", "placeHold", "proveEvent", "proveGrowth"),
        *("createWebhook", "pingWebhook", "beginImport", "cancelJob", "startAnswer"),
        *("startReview", "decideReviewPlaces", "addReviewPlace", "withdrawReviewDecision"),
        *("decideReviewCandidate", "approveReview"),
        *("handInReport", "askReporter"),
        *("inviteStaff", "changeStaffRoles", "endSession", "endOtherSessions"),
        *("openEmergency", "endEmergency", "reviewEmergency"),
        *("askApproval", "confirmApproval", "refuseApproval", "withdrawApproval"),
    }


def test_the_documented_problems_are_those_that_occur(as_role: As, address: str) -> None:
    """Two are of a client that asks without end and of a vault that is overrun, which their own tests bring about."""
    ingest, auditor = as_role(R.INGEST), as_role(R.AUDITOR, purpose="complaint_handling")
    strange = CASE | {"parties": [{"label": "K", "role": "neighbour"}]}
    stored = ingest.post("/v1/cases", json=CASE, headers={"Idempotency-Key": "1"}).json()
    worker, where = as_role(R.CASE_WORKER), f"/v1/cases/{stored['case_id']}"
    occurred = {
        "401": httpx.get(f"{address}/v1/cases"),
        "403": auditor.get("/v1/cases"),
        "404": as_role(R.DPO).get(f"/v1/cases/{new_id()}"),
        "409": ingest.post("/v1/cases", json=CASE | {"severity": "serious"}, headers={"Idempotency-Key": "1"}),
        "412": worker.patch(where, json={}, headers={"If-Match": '"99"'}),
        "428": worker.patch(where, json={}),
        "413": ingest.post("/v1/cases", content=b" " * 21_000_000, headers={"Content-Type": "application/json"}),
        "415": ingest.post("/v1/cases", data={"department": "1"}),
        "416": fetched_behind_its_end(ingest, as_role(R.DPO), f"{where}/attachments"),
        "422": ingest.post("/v1/cases", json=strange),
    }
    assert {status: answer.json() for status, answer in occurred.items()} | {
        one: PROBLEMS[one] for one in ("429", "503")
    } == PROBLEMS
    assert PROBLEMS["503"]["type"].endswith(f"/{Unavailable.slug}")


def fetched_behind_its_end(sender: httpx.Client, reader: httpx.Client, where: str) -> httpx.Response:
    form: dict[str, Any] = {
        "about": (None, json.dumps(REQUEST_BODIES["NewAttachment"])),
        "file": ("note.txt", b"Larm."),
    }
    kept = sender.post(where, files=form).raise_for_status().json()["attachment_id"]
    return reader.get(f"{where}/{kept}", headers={"Range": "bytes=5-"})


def test_health_needs_no_key(document: dict[str, Any], address: str) -> None:
    for name in ("live", "ready"):
        assert document["paths"][f"/health/{name}"]["get"]["security"] == []
        assert httpx.get(f"{address}/health/{name}").status_code == 200


def test_no_idempotency_key_is_offered_where_the_answer_is_a_secret(document: dict[str, Any]) -> None:
    for path in ("/v1/clients", "/v1/staff", "/v1/staff/{account_id}/invitations"):
        named = {one["name"] for one in document["paths"][path]["post"]["parameters"]}
        assert "Idempotency-Key" not in named


def test_a_vault_without_its_keystore_is_not_ready(configured: Settings, address: str) -> None:
    keystore = configured.keystore
    away = keystore.rename(keystore.with_suffix(".away"))
    answer = httpx.get(f"{address}/health/ready")
    assert (answer.status_code, answer.json()["because"]) == (503, "keystore-unavailable")
    assert httpx.get(f"{address}/health/live").status_code == 200
    away.rename(keystore)
    assert httpx.get(f"{address}/health/ready").status_code == 200
