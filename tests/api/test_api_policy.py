"""Asking the access rules over HTTP: the same answer as the command's, for those who answer for them."""

from tests.api.conftest import As

from vault.policy import RoleName

R = RoleName
QUESTION = {
    "roles": ["case_worker"],
    "resource": "case.narrative",
    "action": "read",
    "purposes": ["complaint_handling"],
}


def test_a_decision_is_explained_by_its_rule(as_role: As) -> None:
    client = as_role(R.DPO, purpose="administration")
    (free,) = client.post("/v1/policy/explanations", json=QUESTION).raise_for_status().json()
    assert free["allowed"]
    assert free["rule"].startswith("access.csv:")
    (held,) = client.post("/v1/policy/explanations", json=QUESTION | {"holds": ["restricted"]}).json()
    assert (held["allowed"], held["purpose"]) == (False, "complaint_handling")
    everywhere = client.post("/v1/policy/explanations", json=QUESTION | {"purposes": []}).json()
    assert len(everywhere) > 10
    wrongs: tuple[dict[str, object], ...] = ({"action": "nothing"}, {"purposes": ["nothing"]}, {"roles": []})
    for wrong in wrongs:
        assert client.post("/v1/policy/explanations", json=QUESTION | wrong).status_code == 422
    refused = as_role(R.CASE_WORKER, purpose="administration").post("/v1/policy/explanations", json=QUESTION)
    assert refused.status_code == 403


def test_the_truth_tables_are_put_to_the_rules(as_role: As) -> None:
    tested = as_role(R.AUDITOR, purpose="administration").get("/v1/policy/tests").raise_for_status().json()
    assert tested["lines"] > 100
    assert tested["disagreements"] == []
