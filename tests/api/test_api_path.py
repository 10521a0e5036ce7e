"""The whole path over HTTP: store, ask, answer, fetch, purge, verify; once for each idempotency key."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from tests.api.conftest import As
from tests.api.test_api_holds import DONE, HELD
from tests.api.test_api_requests import ELSEWHERE, STEPS
from tests.api.test_api_reviews import REVIEW
from tests.api.test_api_sharing import SHARED
from tests.api.test_api_staff import STAFF
from tests.world import World

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName
from vault.sealing import seal_everything

R = RoleName
CASE: dict[str, Any] = REQUEST_BODIES["NewCase"]


def cases(as_role: As) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = as_role(R.DPO).get("/v1/cases").raise_for_status().json()["items"]
    return items


def test_from_a_complaint_to_a_verified_log(world: World, as_role: As) -> None:
    stored = as_role(R.INGEST).post("/v1/cases", json=CASE)
    assert stored.status_code == 201, stored.text
    dpo = as_role(R.DPO)
    opened = dpo.post(
        "/v1/access-requests",
        json={
            "received_on": "2026-11-02",
            "channel": "email",
            "language": "da",
            "text": "Hvad har I om mig?",
            "given": {"name": "karin ekdal", "phone": "+4568102231"},
        },
    )
    assert opened.status_code == 201, opened.text
    assert (opened.json()["due_on"], opened.json()["cases_held"]) == ("2026-12-02", 1)
    where = f"/v1/access-requests/{opened.json()['request_id']}"
    answered = dpo.post(f"{where}/answer")
    assert answered.status_code == 201, answered.text
    assert (answered.json()["cases"], answered.json()["documents"]) == (1, 1)
    letter = dpo.get(f"{where}/package/letter.pdf")
    assert (letter.headers["content-type"], letter.content[:5]) == ("application/pdf", b"%PDF-")
    data = dpo.get(f"{where}/package/data.json")
    assert data.json()["answer"]["records"][0]["name"] == "Karin Ekdal"
    assert dpo.get(f"{where}/package/other.txt").status_code == 404
    job = as_role(R.RETENTION_JOB)
    plan = job.post("/v1/purge-plans")
    assert plan.status_code == 201
    certificate = job.post(f"/v1/purge-plans/{plan.json()['plan_id']}/apply").json()
    assert json.loads(certificate["body"])["plan_digest"] == plan.json()["digest"]
    seal_everything(world.vault)
    proven = as_role(R.AUDITOR).post("/v1/audit/verification")
    assert proven.status_code == 200
    assert proven.json()["sealed"] > 0


BODIES = {
    "NewCase": (R.INGEST, "POST", "/v1/cases"),
    "AddedDocument": (R.INGEST, "POST", "/v1/cases/{case}/documents"),
    "NewEntry": (R.INGEST, "POST", "/v1/cases/{case}/entries"),
    "CaseQuery": (R.CASE_WORKER, "POST", "/v1/cases/search"),
    "CaseChange": (R.CASE_WORKER, "PATCH", "/v1/cases/{case}"),
    "NewParty": (R.CASE_WORKER, "POST", "/v1/cases/{case}/parties"),
    "PartyChange": (R.CASE_WORKER, "PATCH", "/v1/cases/{case}/parties/{party}"),
    "TextCheck": (R.CASE_WORKER, "POST", "/v1/text-checks"),
    "NewLaneClosing": (R.ADVISER, "PUT", "/v1/cases/{case}/lanes/arrears_counselling/closing"),
    "NewClosing": (R.CASE_WORKER, "POST", "/v1/cases/{case}/closings"),
    "NewReopening": (R.CASE_WORKER, "POST", "/v1/cases/{case}/reopenings"),
    "NewStep": (R.INGEST, "POST", "/v1/cases/{case}/steps"),
    "NewDisclosure": (R.INGEST, "POST", "/v1/cases/{case}/disclosures"),
    "Person": (R.INGEST, "POST", "/v1/subjects"),
    "Given": (R.DPO, "POST", "/v1/subjects/find"),
    "PersonChange": (R.CASE_WORKER, "PATCH", "/v1/subjects/{person}"),
    "NewFlag": (R.DPO, "POST", "/v1/subjects/{person}/flags"),
    "FlagEnd": (R.DPO, "PUT", "/v1/subjects/{person}/flags/{flag}/end"),
    "NewTie": (R.CASE_WORKER, "POST", "/v1/subjects/{person}/ties"),
    "NewJoining": (R.DPO, "PUT", "/v1/subjects/{person}/joining"),
    "NewRequest": (R.DPO, "POST", "/v1/access-requests"),
    "Profile": (R.ORG_ADMIN, "PUT", "/v1/organisation"),
    "NewApproval": (R.DPO, "POST", "/v1/approvals"),
    "NewOpening": (R.DPO, "POST", "/v1/cases/{case}/parties/{confidant}/identity"),
    "NewClient": (R.ORG_ADMIN, "POST", "/v1/clients"),
    "Rotation": (R.ORG_ADMIN, "POST", "/v1/clients/{client}/keys"),
    "AccessQuestion": (R.ORG_ADMIN, "POST", "/v1/policy/explanations"),
    "ReportOf": (R.BOARD, "POST", "/v1/statistics/reports"),
    "NewImport": (R.INGEST, "POST", "/v1/imports"),
    "NewWebhook": (R.ORG_ADMIN, "POST", "/v1/webhooks"),
    "SecretRotation": (R.ORG_ADMIN, "POST", "/v1/webhooks/{webhook}/secrets"),
    "Replay": (R.ORG_ADMIN, "POST", "/v1/webhooks/{webhook}/replays"),
}


def test_every_documented_example_is_accepted_as_it_stands(as_role: As) -> None:
    # Steps of a request and of a review stand in an order of their own; files are sent in `tests/attachments`.
    elsewhere = SHARED | ELSEWHERE | REVIEW | {*STEPS, "ImportLine", "RowMapping", "NewAttachment", "NewDeletion"}
    elsewhere |= {"NewReport", "MailboxQuestion"} | HELD | DONE | STAFF
    assert set(BODIES) | elsewhere == set(REQUEST_BODIES)
    stored = as_role(R.INGEST).post("/v1/cases", json=CASE).json()
    case_id, party_id = stored["case_id"], stored["parties"][0]
    note = {"entry": {"kind": "counselling_note", "on": "2026-10-01", "text": "Ringer igen på mandag."}}
    as_role(R.ADVISER).post(f"/v1/cases/{case_id}/entries", json=note).raise_for_status()
    other = as_role(R.INGEST).post("/v1/subjects", json={"name": "Ingrid Tveit"}).json()["subject_id"]
    webhook = as_role(R.ORG_ADMIN).post("/v1/webhooks", json=REQUEST_BODIES["NewWebhook"]).json()["webhook_id"]
    client_id = as_role(R.ORG_ADMIN).post("/v1/clients", json=REQUEST_BODIES["NewClient"]).json()["client_id"]
    confidant = {"label": "V", "role": "witness", "confidential": True}
    told = as_role(R.INGEST).post("/v1/cases", json=CASE | {"parties": [confidant], "documents": []}).json()
    person, flag = stored["subjects"][0], ""
    of_organisation = as_role(R.ORG_ADMIN).get("/v1/organisation").headers["ETag"]
    instead = {"NewTie": {"other": other}, "NewJoining": {"same_as": other}}
    for name, (role, method, path) in BODIES.items():
        of_case = as_role(R.CASE_WORKER).get(f"/v1/cases/{case_id}").headers["ETag"]
        case_of = told["case_id"] if "{confidant}" in path else case_id
        numbered = '"1"' if "/lanes/" in path or "/subjects/" in path else of_case
        ids = {"case": case_of, "party": party_id, "confidant": told["parties"][0], "person": person}
        answer = as_role(role).request(
            method,
            path.format(flag=flag, client=client_id, webhook=webhook, **ids),
            json=REQUEST_BODIES[name] | instead.get(name, {}),
            headers={"If-Match": {"Profile": of_organisation}.get(name, numbered)},
        )
        flag = answer.json()["flag_id"] if name == "NewFlag" else flag
        assert answer.is_success, (name, answer.text)


def test_the_same_key_and_request_are_done_once(as_role: As) -> None:
    client = as_role(R.INGEST)
    first = client.post("/v1/cases", json=CASE, headers={"Idempotency-Key": "k-1"})
    again = client.post("/v1/cases", json=CASE, headers={"Idempotency-Key": "k-1"})
    assert again.json() == first.json()
    assert len(cases(as_role)) == 1
    other = client.post("/v1/cases", json=CASE, headers={"Idempotency-Key": "k-2"})
    assert other.json()["case_id"] != first.json()["case_id"]


def test_the_same_key_for_another_request_is_a_conflict(as_role: As) -> None:
    client = as_role(R.INGEST)
    client.post("/v1/cases", json=CASE, headers={"Idempotency-Key": "k-1"})
    changed = client.post("/v1/cases", json=CASE | {"severity": "serious"}, headers={"Idempotency-Key": "k-1"})
    assert (changed.status_code, changed.json()["type"].rpartition("/")[2]) == (409, "idempotency-conflict")
    assert len(cases(as_role)) == 1


def test_requests_that_race_with_one_key_store_one_case(as_role: As) -> None:
    client = as_role(R.INGEST)

    def send(_: int) -> httpx.Response:
        return client.post("/v1/cases", json=CASE, headers={"Idempotency-Key": "race"})

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["case_id"] for one in answers}) == 1
    assert len(cases(as_role)) == 1


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_has_a_length(as_role: As, key: str) -> None:
    answer = as_role(R.INGEST).post("/v1/cases", json=CASE, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")
    assert cases(as_role) == []


def test_pages_follow_a_cursor(as_role: As) -> None:
    client, dpo = as_role(R.INGEST), as_role(R.DPO)
    expected = {client.post("/v1/cases", json=CASE).json()["case_id"] for _ in range(5)}
    walked: list[str] = []
    after: str | None = None
    while True:
        page = dpo.get("/v1/cases", params={"limit": 2} | ({"after": after} if after else {})).json()
        walked += [one["case_id"] for one in page["items"]]
        client.post("/v1/cases", json=CASE)  # what comes meanwhile moves nothing that was already behind
        after = page["next"]
        if after is None or len(walked) > 20:
            break
    assert len(walked) == len(set(walked))
    assert expected <= set(walked)


def test_nothing_is_cached_on_the_way(as_role: As) -> None:
    answer = as_role(R.DPO).get("/v1/cases")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
