"""Holds over HTTP: placed, looked at again, ended; and what is done for a person while their request waits."""

from typing import Any, Final

from tests.api.conftest import As
from tests.world import TODAY

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName

R = RoleName
CASE = REQUEST_BODIES["NewCase"]
HELD: Final = frozenset({"NewHold", "HoldReview", "HoldEnd", "ReviewDecision"})
DONE: Final = frozenset({"NewFulfilment", "NewAnnouncement", "FileDecided"})


def test_a_hold_is_placed_looked_at_again_and_ended(as_role: As) -> None:
    case_id = as_role(R.INGEST).post("/v1/cases", json=CASE).json()["case_id"]
    officer = as_role(R.DPO, purpose="storage_limitation")
    placed = officer.post("/v1/holds", json=REQUEST_BODIES["NewHold"] | {"record_id": case_id})
    assert placed.status_code == 201, placed.text
    hold_id = placed.json()["hold_id"]
    looked_at = officer.put(f"/v1/holds/{hold_id}/review", json=REQUEST_BODIES["HoldReview"])
    assert looked_at.json()["review_on"] == REQUEST_BODIES["HoldReview"]["review_on"]
    assert [one["hold_id"] for one in officer.get("/v1/holds").json()] == [hold_id]
    ended = officer.put(f"/v1/holds/{hold_id}/end", json=REQUEST_BODIES["HoldEnd"])
    assert ended.json()["until"] == TODAY.isoformat()
    assert [one["hold_id"] for one in officer.get("/v1/holds", params={"ended": "true"}).json()] == [hold_id]
    assert officer.get("/v1/retention-reviews").json() == []
    decided = officer.put(f"/v1/retention-reviews/{case_id}", json=REQUEST_BODIES["ReviewDecision"])
    assert decided.status_code in (404, 409), decided.text


def test_a_restriction_is_carried_out_and_its_end_announced(as_role: As) -> None:
    stored = as_role(R.INGEST).post("/v1/cases", json=CASE).json()
    officer, subject = as_role(R.DPO), stored["subjects"][0]
    given = {"name": "Karin Ekdal", "phone": "68 10 22 31"}
    body = REQUEST_BODIES["NewRequest"] | {"given": given, "right": "restriction"}
    request_id = officer.post("/v1/access-requests", json=body).raise_for_status().json()["request_id"]
    deed: dict[str, Any] = REQUEST_BODIES["NewFulfilment"]["deeds"][0] | {"subject_id": subject}
    done = officer.post(f"/v1/access-requests/{request_id}/fulfilments", json={"deeds": [deed]})
    assert done.status_code == 201, done.text
    (flag,) = officer.get(f"/v1/subjects/{subject}/standing").json()["flags"]
    told = REQUEST_BODIES["NewAnnouncement"] | {"subject_id": subject, "flag_id": flag["flag_id"]}
    announced = officer.post(f"/v1/access-requests/{request_id}/lifting-notices", json=told)
    assert announced.status_code == 201, announced.text
    strange = REQUEST_BODIES["FileDecided"]
    assert officer.post(f"/v1/access-requests/{request_id}/files", json=strange).status_code in (404, 409)
