"""The steps of a request over HTTP: each documented body is taken, each foreign id is like none."""

from typing import Any

import httpx
import pytest
from tests.api.conftest import As
from tests.world import World

from vault.api.examples import REQUEST_BODIES
from vault.ids import new_id
from vault.policy import RoleName

R = RoleName
KARIN = {"name": "Karin Ekdal", "phone": "68 10 22 31"}
STEPS = {
    "NewQuestion": "questions",
    "Identified": "identity",
    "Resolved": "clarifications",
    "ScopeAgreed": "scope",
    "Represented": "representative",
    "NewExtension": "extension",
    "DocumentWithheld": "withheld",
    "NewCode": "codes",
    "TypedCode": "codes/entered",
    "HitAllowed": "findings",
    "NewDelivery": "delivery",
    "Collected": "receipt",
    "Closed": "closing",
    "NewDecision": "decision",
}
ELSEWHERE = {"PickUp"}


def opened(dpo: httpx.Client, **details: Any) -> str:
    body = REQUEST_BODIES["NewRequest"] | {"given": KARIN} | details
    return str(dpo.post("/v1/access-requests", json=body).raise_for_status().json()["request_id"])


def test_every_documented_step_is_accepted_as_it_stands(as_role: As) -> None:
    stored = as_role(R.INGEST).post("/v1/cases", json=REQUEST_BODIES["NewCase"]).json()
    dpo = as_role(R.DPO)
    where = f"/v1/access-requests/{opened(dpo)}"
    found = dpo.post("/v1/subjects/find", json=KARIN).json()[0]

    def send(name: str, **instead: Any) -> Any:
        answer = dpo.post(f"{where}/{STEPS[name]}", json=REQUEST_BODIES[name] | instead)
        assert answer.status_code == (201 if answer.content else 204), (name, answer.text)
        return answer.json() if answer.content else None

    assert dpo.post(f"{where}/acknowledgement").json()["letter_id"]
    asked = send("NewQuestion")
    letter = dpo.get(f"{where}/letters/{asked['letter_id']}")
    assert letter.content.startswith(b"%PDF-")
    send("Identified")
    send("NewQuestion", doubt="scope", on="2026-11-06")
    send("Resolved")
    for name in ("ScopeAgreed", "Represented", "NewExtension"):
        send(name)
    send("DocumentWithheld", document_id=stored["documents"][0])
    assert send("NewCode", subject_id=found["subject_id"])["code"] is None
    code = send("NewCode", subject_id=found["subject_id"], by_letter=False)["code"]
    send("TypedCode", code=code)
    assert dpo.post(f"{where}/findings", json=REQUEST_BODIES["HitAllowed"]).status_code == 409
    prepared = dpo.post("/v1/access-requests/run").json()["items"]
    assert [one["stopped_by"] for one in prepared] == [None]
    assert dpo.get(f"{where}/findings").json()["items"] == []
    assert dpo.post(f"{where}/approval").json()["request"]["state"] == "answered"
    made = send("NewDelivery", method="pick_up", despite="Alt är genomgånget.")
    collection = f"/v1/access-requests/deliveries/{made['delivery_id']}/collection"
    assert dpo.post(collection, json=REQUEST_BODIES["PickUp"]).status_code == 409
    assert "letter.pdf" in dpo.post(collection, json={"code": made["secret"]}).json()["files"]
    send("Collected")
    send("Closed")
    where = f"/v1/access-requests/{opened(dpo)}"
    assert send("NewDecision")["letter_id"]


def test_what_is_due_as_a_list_and_as_a_calendar(as_role: As) -> None:
    dpo = as_role(R.DPO)
    request_id = opened(dpo)
    (due,) = dpo.get("/v1/access-requests/due", params={"within": 30}).json()["items"]
    assert (due["request_id"], due["due_on"]) == (request_id, due["unpaused_due_on"])
    calendar = dpo.get("/v1/access-requests/calendar")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert request_id in calendar.text
    assert "Ekdal" not in calendar.text


@pytest.mark.parametrize("name", sorted(set(STEPS)))
def test_a_foreign_request_answers_like_one_that_does_not_exist(world: World, as_role: As, name: str) -> None:
    mine = opened(as_role(R.DPO))
    client = as_role(R.DPO, world.another_organisation())
    answers = [
        client.post(f"/v1/access-requests/{one}/{STEPS[name]}", json=REQUEST_BODIES[name]) for one in (mine, new_id())
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_the_file_for_an_authority_is_read_for_accountability(as_role: As) -> None:
    request_id = opened(as_role(R.DPO))
    auditor = as_role(R.AUDITOR, purpose="accountability")
    file = auditor.get(f"/v1/access-requests/{request_id}/evidence").json()
    assert file["request"]["request_id"] == request_id
    assert "Ekdal" not in str(file)
    assert auditor.get(f"/v1/access-requests/{request_id}").status_code == 403
