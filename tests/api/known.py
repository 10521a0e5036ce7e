"""Ids of one organisation's things, made through the API."""

import json
import time
from typing import Any

from tests.api.conftest import As

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName

R = RoleName


def ids_of_each(as_role: As) -> dict[str, str]:
    """Ids of one organisation, by the name under which a path asks for them."""
    case = as_role(R.INGEST).post("/v1/cases", json=REQUEST_BODIES["NewCase"]).json()
    request = as_role(R.DPO).post("/v1/access-requests", json=REQUEST_BODIES["NewRequest"]).json()
    plan = as_role(R.RETENTION_JOB).post("/v1/purge-plans").json()
    client = as_role(R.ORG_ADMIN).get("/v1/clients").json()[0]
    logged = as_role(R.AUDITOR).get("/v1/audit/events").json()["items"][0]
    subject = as_role(R.DPO)
    flag = subject.post(
        f"/v1/subjects/{case['subjects'][0]}/flags",
        json={"kind": "objection", "ground": "own_situation", "on": "2026-11-20"},
    ).json()
    form: dict[str, Any] = {
        "about": (None, json.dumps(REQUEST_BODIES["NewAttachment"])),
        "file": ("note.txt", b"Larm."),
    }
    attachment = as_role(R.INGEST).post(f"/v1/cases/{case['case_id']}/attachments", files=form).json()
    approval = as_role(R.DPO).post("/v1/approvals", json=REQUEST_BODIES["NewApproval"]).json()
    webhook = as_role(R.ORG_ADMIN).post("/v1/webhooks", json=REQUEST_BODIES["NewWebhook"]).json()
    begun = as_role(R.INGEST).post("/v1/imports", json={}).json()
    job = as_role(R.RETENTION_JOB).post(f"/v1/purge-plans/{plan['plan_id']}/jobs").json()
    worker = as_role(R.RETENTION_JOB)
    while worker.get(f"/v1/jobs/{job['job_id']}").json()["state"] != "done":
        time.sleep(0.05)
    member = as_role(R.ORG_ADMIN).post("/v1/staff", json=REQUEST_BODIES["NewStaff"]).json()
    return _shared(as_role, case) | {
        "account_id": member["account_id"],
        "attachment_id": attachment["attachment_id"],
        "webhook_id": webhook["webhook_id"],
        "import_id": begun["import_id"],
        "job_id": job["job_id"],
        "approval_id": approval["approval_id"],
        "case_id": case["case_id"],
        "record_id": case["case_id"],
        "party_id": case["parties"][0],
        "subject_id": next(one for one in case["subjects"] if one),
        "other_id": next(one for one in case["subjects"] if one),
        "request_id": request["request_id"],
        "plan_id": plan["plan_id"],
        "client_id": client["client_id"],
        "event_id": logged["event_id"],
        "flag_id": flag["flag_id"] if isinstance(flag, dict) else flag,
    }


def _shared(as_role: As, case: dict[str, Any]) -> dict[str, str]:
    """Ids of what belongs to sharing."""
    admin, dpo, worker = as_role(R.ORG_ADMIN), as_role(R.DPO), as_role(R.CASE_WORKER)
    subject = f"/v1/subjects/{next(one for one in case['subjects'] if one)}"
    here = dpo.post("/v1/recipients", json=REQUEST_BODIES["NewRecipient"]).json()
    to = {"recipient_id": here["recipient_id"]}
    agreed = admin.post("/v1/agreements", json=REQUEST_BODIES["NewAgreement"] | to).json()
    consent = worker.post(f"{subject}/consents", json=REQUEST_BODIES["NewConsent"] | to).json()
    told = worker.post(f"/v1/cases/{case['case_id']}/disclosures", json=REQUEST_BODIES["NewDisclosure"]).json()
    guide = admin.post("/v1/guides", json=REQUEST_BODIES["NewGuide"]).json()
    worker.patch(subject, json={"name": "Karin Ekdahl"}, headers={"If-Match": '"1"'}).raise_for_status()
    (notice,) = dpo.get("/v1/notices").json()
    reporting = as_role(R.CASE_WORKER, purpose="child_protection")
    concern = reporting.post("/v1/concerns", json=REQUEST_BODIES["NewConcern"] | to).json()
    ids = ("recipient_id", "agreement_id", "consent_id", "disclosure_id", "guide_id", "notice_id", "concern_id")
    return {
        name: one[name] for name, one in zip(ids, (here, agreed, consent, told, guide, notice, concern), strict=True)
    }
