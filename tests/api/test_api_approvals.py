"""Two people over HTTP: one asks by calling, another confirms, and the same call then answers, once."""

import httpx
from tests.api.conftest import As
from tests.world import World, case, party, person

from vault import accounts
from vault.accounts import NewClient
from vault.complaints import Anonymity, Role
from vault.policy import RoleName

R = RoleName
WHY = {"reason": "Nævnet vil høre vidnet."}


def second_officer(world: World, address: str) -> httpx.Client:
    """Somebody whose key another operator made."""
    operator = world.by("local:uid-2", R.OPERATOR)
    made = world.vault.call(operator, accounts.create_client, NewClient(label="officer", roles=frozenset({R.DPO})))
    headers = {"Authorization": f"Bearer {made.key}", "Vault-Purpose": "rights_fulfilment"}
    return httpx.Client(base_url=address, headers=headers, timeout=30)


def test_two_officers_open_a_confidential_identity(world: World, address: str, as_role: As) -> None:
    stored = world.store(
        case(
            party("K", Role.COMPLAINANT, person("Karla Eskebjerg"), confidential=True), anonymity=Anonymity.CONFIDENTIAL
        )
    )
    where = f"/v1/cases/{stored.case_id}/parties/{stored.parties[0]}/identity"
    first, same_hand = as_role(R.DPO), as_role(R.DPO)
    waiting = first.post(where, json=WHY)
    assert waiting.status_code == 200
    assert waiting.json()["opened"] is None
    approval = f"/v1/approvals/{waiting.json()['waiting']['approval_id']}"
    for alone in (first, same_hand):
        assert alone.put(f"{approval}/confirmation").status_code == 403
    with second_officer(world, address) as second:
        (seen,) = second.get("/v1/approvals").json()
        assert (seen["reason"], seen["state"], seen["mine"], seen["may_decide"]) == (
            WHY["reason"],
            "asked",
            False,
            True,
        )
        assert second.put(f"{approval}/confirmation").status_code == 204
        assert second.put(f"{approval}/confirmation").status_code == 409
        assert second.post(where, json=WHY).json()["opened"] is None
    opened = first.post(where, json=WHY)
    assert opened.json()["opened"]["person"]["identity"]["name"] == "Karla Eskebjerg"
    assert opened.headers["cache-control"] == "no-store"
    assert first.post(where, json=WHY).json()["opened"] is None
    assert [one["state"] for one in first.get("/v1/approvals?ended=true").json()] == ["used", "asked"]
    assert first.delete(approval).status_code == 409


def test_what_is_asked_beforehand_is_refused_or_withdrawn(world: World, address: str, as_role: As) -> None:
    first = as_role(R.DPO)
    new = {"act": "confidential_identity_open", "concerned": ["a", "b"], **WHY}
    asked = first.post("/v1/approvals", json=new)
    assert asked.status_code == 201
    with second_officer(world, address) as second:
        assert second.put(f"/v1/approvals/{asked.json()['approval_id']}/refusal").status_code == 204
    again = first.post("/v1/approvals", json=new).json()
    assert again["approval_id"] != asked.json()["approval_id"]
    assert first.delete(f"/v1/approvals/{again['approval_id']}").status_code == 204
    assert first.get("/v1/approvals").json() == []
    mistakes: tuple[dict[str, object], ...] = (
        {"reason": "x"},
        {"concerned": []},
        {"concerned": ["Karla Eskebjerg"]},
        {"act": "retire"},
    )
    for wrong in mistakes:
        assert first.post("/v1/approvals", json=new | wrong).status_code == 422
    assert first.post("/v1/approvals", json=new | {"act": "epoch_destroy"}).status_code == 403
