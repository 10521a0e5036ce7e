"""Reports that other tools pass on and that staff enter: by API and by command, with the same guarantees."""

import json
from datetime import time

import msgspec
from tests.anonymous.reporting import REPORT, R
from tests.api.conftest import As
from tests.world import World

from vault import anonymous, evidence

SOURCE = "198.51.100.77"


def test_another_tool_passes_a_report_on(world: World, as_role: As) -> None:
    tool, staff = as_role(R.INGEST), as_role(R.CASE_WORKER)
    policy = tool.get("/v1/reports/policy").raise_for_status().json()
    assert set(policy["stance"]["about"]) == {"da", "sv", "en"}
    body = msgspec.to_builtins(REPORT) | {"terms": policy["stance"]["version"]}
    handed = tool.post("/v1/reports", json=body, headers={"X-Forwarded-For": SOURCE}).raise_for_status().json()
    asked = staff.post(f"/v1/cases/{handed['case_id']}/mailbox/questions", json={"text": "Hvornår?", "language": "da"})
    assert asked.status_code == 201
    box = staff.get(f"/v1/cases/{handed['case_id']}/mailbox").raise_for_status().json()
    assert [one["kind"] for one in box["messages"]] == ["report", "question"]
    unlocked = anonymous.unlock(world.organisation, handed["receipt"])
    assert [one.number for one in world.call(R.PUBLIC, anonymous.visit, unlocked).messages] == [1, 2]
    log = world.call(R.AUDITOR, evidence.read_log)
    told = [one for one in log if one.permission == "report:submit"]
    assert {one.at.time() for one in told} == {time(12)}
    assert SOURCE not in json.dumps([msgspec.to_builtins(one) for one in log])


def test_a_report_of_another_policy_is_refused(as_role: As) -> None:
    body = msgspec.to_builtins(REPORT) | {"terms": "1999"}
    refused = as_role(R.INGEST).post("/v1/reports", json=body)
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (409, "conflict")


def test_whoever_hands_over_reads_nothing_back(as_role: As) -> None:
    tool = as_role(R.INGEST)
    handed = tool.post("/v1/reports", json=msgspec.to_builtins(REPORT)).raise_for_status().json()
    assert tool.get(f"/v1/cases/{handed['case_id']}/mailbox").status_code == 403
