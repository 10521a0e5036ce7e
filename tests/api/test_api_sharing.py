"""Sharing over HTTP, from a recipient to the notice that it is owed, with the bodies that the document shows."""

from typing import Any, Final

from tests.api.conftest import As

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName

R = RoleName
SHARED: Final = frozenset(
    {
        *("NewRecipient", "RecipientChange", "NewEnding", "NewAgreement", "AgreementChange", "NewConsent"),
        *("Withdrawal", "NewSharing", "NewDispatch", "DisclosureAnswer", "NewInformation", "NoticeOutcome"),
        *("NewGuide", "NewConcern", "NewConfirmation", "ProtectionCheck", "ProtectionEnd"),
        "NewRemarkDecision",
    }
)
"""The bodies that are sent here as they stand, but for ids and digests."""


def body(name: str, **ids: Any) -> dict[str, Any]:
    changed: dict[str, Any] = REQUEST_BODIES[name] | ids
    return changed


def test_from_a_recipient_to_the_notice_that_it_is_owed(as_role: As) -> None:
    dpo, admin, worker = as_role(R.DPO), as_role(R.ORG_ADMIN), as_role(R.CASE_WORKER, purpose="tenancy_support")
    case = body("NewCase")
    tenant = {"label": "I", "role": "respondent", "person": REQUEST_BODIES["Person"] | {"national_id": None}}
    stored = as_role(R.INGEST).post("/v1/cases", json=case | {"parties": [case["parties"][0], tenant]}).json()
    subject, where = f"/v1/subjects/{stored['subjects'][1]}", f"/v1/cases/{stored['case_id']}"
    made = dpo.post("/v1/recipients", json=body("NewRecipient"))
    assert made.status_code == 201, made.text
    here = f"/v1/recipients/{made.json()['recipient_id']}"
    to = {"recipient_id": made.json()["recipient_id"]}
    agreed = admin.post("/v1/agreements", json=body("NewAgreement", **to)).json()
    consent = worker.post(f"{subject}/consents", json=body("NewConsent", **to)).json()["consent_id"]
    asked = body("NewSharing", **to)
    seen = worker.post(f"{where}/disclosure-previews", json=asked)
    assert seen.status_code == 200, seen.text
    assert (seen.json()["refused"], seen.json()["addressed_to"]) == ([], agreed["agreement"]["contact"])
    new = body("NewDispatch", sharing=asked, digest=seen.json()["digest"])
    stale = worker.post(f"{where}/dispatches", json=new | {"digest": REQUEST_BODIES["NewDispatch"]["digest"]})
    assert (stale.status_code, stale.json()["type"].rpartition("/")[2]) == (409, "changed")
    sent = worker.post(f"{where}/dispatches", json=new, headers={"Idempotency-Key": "once"})
    assert sent.status_code == 201, sent.text
    assert worker.post(f"{where}/dispatches", json=new, headers={"Idempotency-Key": "once"}).json() == sent.json()
    answer = worker.put(f"{where}/disclosures/{sent.json()['disclosure_id']}/answer", json=body("DisclosureAnswer"))
    assert answer.status_code == 204, answer.text
    guide = admin.post("/v1/guides", json=body("NewGuide")).json()["guide_id"]
    assert as_role(R.CASE_WORKER).get(f"/v1/guides/{guide}").json()["guide"]["version"] == "2026-1"
    due = dpo.get("/v1/sharing-due").json()["information"]
    assert [one["party_id"] for one in due] == [stored["parties"][1]]
    told = dpo.post(f"{where}/information", json=body("NewInformation", party_id=stored["parties"][1]))
    assert told.status_code == 201, told.text
    assert dpo.get("/v1/sharing-due").json()["information"] == []
    withdrawn = worker.put(f"{subject}/consents/{consent}/withdrawal", json=body("Withdrawal"))
    assert withdrawn.status_code == 204, withdrawn.text
    refused = worker.post(f"{where}/disclosure-previews", json=asked).json()["refused"]
    assert [one["refusal"] for one in refused] == ["consent_withdrawn"]
    change = {"name": "Ingemar Berg"}
    as_role(R.CASE_WORKER).patch(subject, json=change, headers={"If-Match": '"1"'}).raise_for_status()
    (notice,) = dpo.get("/v1/notices").json()
    assert notice["told"]["fields"] == ["name"]
    followed = dpo.post(f"/v1/notices/{notice['notice_id']}/outcomes", json=body("NoticeOutcome"))
    assert followed.json()["state"] == "sent", followed.text
    agreement = f"/v1/agreements/{agreed['agreement_id']}"
    changed = admin.patch(agreement, json=body("AgreementChange"), headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert admin.patch(agreement, json=body("AgreementChange"), headers={"If-Match": '"1"'}).status_code == 412
    assert dpo.patch(here, json=body("RecipientChange"), headers={"If-Match": '"1"'}).json()["version"] == 2
    assert dpo.put(f"{here}/end", json=body("NewEnding")).status_code == 409
    assert admin.put(f"{agreement}/end", json=body("NewEnding")).status_code == 204
    assert dpo.put(f"{here}/end", json=body("NewEnding")).status_code == 204
    assert {one["code"] for one in dpo.get("/v1/scenarios").json()} >= {"dk_support", "dk_tribunal"}


def test_a_concern_is_reported_confirmed_and_read_by_the_officer_alone(as_role: As) -> None:
    worker, dpo = as_role(R.CASE_WORKER, purpose="child_protection"), as_role(R.DPO)
    to = {"recipient_id": dpo.post("/v1/recipients", json=body("NewRecipient")).json()["recipient_id"]}
    made = worker.post("/v1/concerns", json=body("NewConcern", **to))
    assert made.status_code == 201, made.text
    where = f"/v1/concerns/{made.json()['concern_id']}/confirmation"
    assert worker.put(where, json=body("NewConfirmation")).status_code == 204
    assert worker.put(where, json=body("NewConfirmation")).status_code == 409
    assert worker.get("/v1/concerns").status_code == 403
    (kept,) = dpo.get("/v1/concerns").json()
    assert (kept["confirmed_on"], kept["concern"]["parents_told"]) == ("2026-10-08", False)
    assert kept["receipt"] == REQUEST_BODIES["NewConfirmation"]["receipt"]


def test_a_protection_is_confirmed_and_lifted(as_role: As) -> None:
    worker = as_role(R.CASE_WORKER)
    protected = REQUEST_BODIES["Person"] | {"national_id": None, "protected_address": True}
    subject = f"/v1/subjects/{worker.post('/v1/subjects', json=protected).json()['subject_id']}"
    for name, seen, where in (("ProtectionCheck", 1, "protection-check"), ("ProtectionEnd", 2, "protection-end")):
        done = worker.put(f"{subject}/{where}", json=body(name), headers={"If-Match": f'"{seen}"'})
        assert (done.status_code, done.json().get("version")) == (200, seen + 1), done.text


def test_a_passage_is_pointed_out_and_decided(as_role: As) -> None:
    worker, case = as_role(R.CASE_WORKER), body("NewCase")
    told = case["documents"][0] | {"text": "Han er syg."}
    stored = as_role(R.INGEST).post("/v1/cases", json=case | {"documents": [told]}).json()
    where = f"/v1/cases/{stored['case_id']}/remarks"
    (found,) = worker.get(where).json()
    assert (found["start"], found["end"], found["decided"]) == (7, 10, None)
    made = worker.post(where, json=body("NewRemarkDecision", text_id=stored["documents"][0]))
    assert made.status_code == 201, made.text
    assert worker.get(where).json()[0]["decided"]["ground"] == "legal_claims"


def test_a_recipient_of_nobody_is_not_found(as_role: As) -> None:
    assert as_role(R.ORG_ADMIN).post("/v1/agreements", json=body("NewAgreement")).status_code == 404
