"""Members of staff over HTTP: from invitation to leaving, their own sessions, and a role in an emergency."""

from typing import Any, Final

import httpx
import pytest
from tests.accounts.members import joined, works
from tests.api.conftest import As, AsMember
from tests.world import World, case

from vault import complaints
from vault.accounts import NewClient, create_client
from vault.api.examples import REQUEST_BODIES
from vault.complaints import CaseChange
from vault.policy import RoleName

R = RoleName
STAFF: Final = frozenset(
    {"NewStaff", "RolesGiven", "DepartmentsGiven", "NewLeaving", "NewEmergency", "EmergencyReview"}
)
"""The bodies that are sent here as they stand."""


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite alone: the verbs are tried on both elsewhere, and this door only translates."""
    url: str = request.getfixturevalue("sqlite_server").new_database()
    return url


def test_from_an_invitation_to_leaving(world: World, address: str, as_role: As) -> None:
    admin = as_role(R.ORG_ADMIN)
    invited = admin.post("/v1/staff", json=REQUEST_BODIES["NewStaff"])
    assert (invited.status_code, set(invited.json())) == (201, {"account_id", "invitation", "until"})
    assert admin.post("/v1/staff", json=REQUEST_BODIES["NewStaff"]).status_code == 409
    assert admin.post("/v1/staff", json=REQUEST_BODIES["NewStaff"] | {"roles": ["operator"]}).status_code == 422
    where = f"/v1/staff/{invited.json()['account_id']}"
    assert admin.put(f"{where}/roles", json=REQUEST_BODIES["RolesGiven"]).status_code == 204
    assert admin.put(f"{where}/departments", json=REQUEST_BODIES["DepartmentsGiven"]).status_code == 204
    again = admin.post(f"{where}/invitations").json()
    assert again["invitation"] != invited.json()["invitation"]
    (listed,) = admin.get("/v1/staff").json()
    assert (sorted(listed["roles"]), listed["state"]) == (["adviser", "case_worker"], "invited")
    assert again["invitation"] not in admin.get("/v1/staff").text
    inge = joined(world, R.CASE_WORKER, R.ORG_ADMIN)
    stored = world.store(case())
    change = CaseChange(assigned_to=f"staff:{inge.account_id}")
    world.call(R.CASE_WORKER, complaints.change_case, stored.case_id, change, 1)
    made = world.vault.call(
        inge.as_(R.ORG_ADMIN), create_client, NewClient(label="mail gateway", roles=frozenset({R.INGEST}))
    )
    where = f"/v1/staff/{inge.account_id}"
    assert admin.get(f"{where}/open-cases").json() == [str(stored.case_id)]
    assert admin.delete(f"{where}/sessions").json() == {"sessions": 1}
    assert not works(inge)
    left: dict[str, Any] = admin.put(f"{where}/end", json=REQUEST_BODIES["NewLeaving"]).json()
    assert (left["clients"], left["clients_revoked"]) == ([str(made.client_id)], True)
    assert admin.put(f"{where}/end", json=REQUEST_BODIES["NewLeaving"]).status_code == 404
    headers = {"Authorization": f"Bearer {made.key}", "Vault-Purpose": "complaint_handling"}
    assert httpx.get(f"{address}/v1/cases", headers=headers).status_code == 401


def test_ones_own_sessions(world: World, as_role: As, as_member: AsMember) -> None:
    inge = joined(world, R.CASE_WORKER)
    earlier = inge.cookies.session
    api = as_member(inge.comes_back())
    sessions = api.get("/v1/sessions").json()
    assert [one["present"] for one in sessions] == [True, False]
    elsewhere = as_member(joined(world, R.CASE_WORKER, email="bo@proevestenen.example"))
    assert elsewhere.delete(f"/v1/sessions/{sessions[1]['session_id']}").status_code == 404
    assert api.delete("/v1/sessions/others").json() == {"sessions": 1}
    assert not works(inge, earlier)
    assert api.delete("/v1/sessions/present").status_code == 204
    assert api.get("/v1/sessions").status_code == 401
    assert as_role(R.ORG_ADMIN).get("/v1/sessions").status_code == 403


def test_nobody_gives_themselves_roles(world: World, as_member: AsMember) -> None:
    inge = joined(world, R.ORG_ADMIN)
    answer = as_member(inge).put(f"/v1/staff/{inge.account_id}/roles", json={"roles": ["dpo"]})
    assert (answer.status_code, answer.json()["detail"]) == (409, "nobody changes their own roles")


def test_an_emergency_is_reviewed_by_somebody_else(world: World, as_role: As, as_member: AsMember) -> None:
    inge = joined(world, R.CASE_WORKER)
    api, auditor = as_member(inge), as_role(R.AUDITOR)
    opened = api.post("/v1/break-glass-uses", json=REQUEST_BODIES["NewEmergency"])
    assert (opened.status_code, opened.json()["state"], opened.json()["mine"]) == (201, "open", True)
    assert api.post("/v1/break-glass-uses", json=REQUEST_BODIES["NewEmergency"]).status_code == 409
    watching = auditor.get("/v1/break-glass-uses").json()
    assert [(one["emergency_id"], one["mine"]) for one in watching] == [(opened.json()["emergency_id"], False)]
    where, found = f"/v1/break-glass-uses/{opened.json()['emergency_id']}", REQUEST_BODIES["EmergencyReview"]
    mine = api.put(f"{where}/review", json=found, headers={"Vault-Purpose": "accountability"})
    assert (mine.status_code, mine.json()["permission"]) == (403, "break_glass:review")
    assert auditor.put(f"{where}/review", json=found).status_code == 409
    assert auditor.put(f"{where}/end").status_code == 204
    assert auditor.put(f"{where}/review", json=found).status_code == 204
    assert auditor.get("/v1/break-glass-uses").json() == []
    assert auditor.get("/v1/break-glass-uses", params={"reviewed": "true"}).json()[0]["justified"] is True
    with_a_key = as_role(R.CASE_WORKER, purpose="administration")
    other_kind = with_a_key.post("/v1/break-glass-uses", json=REQUEST_BODIES["NewEmergency"])
    assert (other_kind.status_code, other_kind.json()["permission"]) == (403, "break_glass:open")
    assert "takes the session of a member of staff" in other_kind.json()["detail"]
    assert other_kind.json()["hint"].startswith("sign in")


def test_what_is_not_valid_is_called_what_it_was_sent_as(world: World, address: str, as_member: AsMember) -> None:
    """Nobody learns why, and nobody is told that a key is wrong who sent none."""
    inge = joined(world, R.CASE_WORKER)
    api = as_member(inge)
    api.delete("/v1/sessions/present").raise_for_status()
    ended = api.get("/v1/break-glass-uses")
    assert (ended.status_code, ended.json()["detail"]) == (401, "no valid session was presented")
    key = httpx.get(f"{address}/v1/cases", headers={"Authorization": "Bearer cvk_no", "Vault-Purpose": "statistics"})
    assert (key.status_code, key.json()["detail"]) == (401, "no valid API key was presented")
    for token in ("cvs_", f"cvs_{'A' * 86}", inge.cookies.session[:-1]):
        headers = {"Authorization": f"Bearer {token}", "Vault-Purpose": "administration"}
        other = httpx.get(f"{address}/v1/sessions", headers=headers)
        assert other.content == ended.content, token
