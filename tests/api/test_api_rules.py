"""Who may do what, asked over HTTP: decided as any call is, with the words of the rule."""

from typing import Any

from tests.api.conftest import As
from tests.world import World

from vault import resources
from vault.policy import RoleName

R = RoleName
WHERE = "/v1/policy/explanation"


def decided(as_role: As, roles: str, permission: str, when: str = "") -> dict[str, dict[str, Any]]:
    answer = as_role(R.ORG_ADMIN).get(WHERE, params={"roles": roles, "permission": permission, "when": when})
    assert answer.status_code == 200, answer.text
    return {one["purpose"]: one for one in answer.json()}


def test_a_decision_names_the_rule_and_its_reason(world: World, as_role: As) -> None:
    found = decided(as_role, "case_worker", "case.narrative:read")["complaint_handling"]
    assert (found["allowed"], "not used (Art. 18(2))" in found["reason"]) == (True, True)
    file, _, line = found["rule"].partition(":")
    text = (resources.folder("policies") / file).read_text("utf-8").splitlines()[int(line) - 1]
    assert text.startswith("p, case_worker, *, case.narrative, read, allow")
    del world


def test_roles_together_and_what_holds_are_counted(world: World, as_role: As) -> None:
    assert not decided(as_role, "case_worker", "case.narrative:read", "restricted")["complaint_handling"]["allowed"]
    both = decided(as_role, "case_worker,board", "case.narrative:read")["complaint_handling"]
    assert (both["allowed"], both["reason"].startswith("deny: ")) == (False, True)
    nobody = decided(as_role, "ingest", "subject.national_id:read")
    assert all((one["allowed"], one["rule"]) == (False, None) for one in nobody.values())
    del world


def test_without_a_question_one_is_told_what_one_may_do_oneself(as_role: As) -> None:
    told = as_role(R.ORG_ADMIN).get(WHERE).raise_for_status().json()
    mine = {one["permission"] for one in told if one["allowed"]}
    assert {"staff:invite", "organisation:change"} <= mine
    assert not any(one.startswith(("case", "subject", "lane")) for one in mine)


def test_what_does_not_exist_is_refused_and_others_may_not_ask(as_role: As) -> None:
    client = as_role(R.ORG_ADMIN)
    for wrong in ({"roles": "chairman"}, {"permission": "case:eat"}, {"when": "at_night"}):
        asked = {"roles": "dpo", "permission": "case:list"} | wrong
        answer = client.get(WHERE, params=asked)
        assert (answer.status_code, next(iter(wrong.values())) in answer.text) == (422, False)
    asked = {"roles": "dpo", "permission": "case:list"}
    for role in (R.CASE_WORKER, R.INGEST, R.BOARD):
        assert as_role(role, purpose="administration").get(WHERE, params=asked).status_code == 403
