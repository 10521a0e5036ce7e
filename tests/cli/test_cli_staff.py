"""Members of staff and break-glass access on the command line, from an invitation to what is left behind."""

import json
from ipaddress import ip_address
from pathlib import Path

import msgspec
import pytest
from tests.accounts.authenticator import Application
from tests.cli.conftest import Run

from vault import accounts, complaints
from vault.accounts import NewEmergency, Shown, SignedIn
from vault.api.examples import REQUEST_BODIES
from vault.clock import SystemClock
from vault.complaints import NewCase
from vault.errors import Unauthenticated
from vault.ids import OrganisationId
from vault.opening import open_vault
from vault.policy import Actor, RoleName
from vault.settings import in_folder
from vault.wiring import Caller, Vault

PERSON = {"name": "Inge Mortensen", "email": "inge@strandkrogen.example", "roles": ["case_worker"]}


@pytest.fixture
def home(environment: dict[str, str]) -> Path:
    return Path(environment["CVAULT_HOME"])


def joins(vault: Vault, organisation: OrganisationId, invitation: str) -> SignedIn:
    """What the invited does in a browser."""
    door = vault.at_the_door(organisation, ip_address("192.0.2.7"))
    begun = vault.call(door, accounts.accept_invitation, invitation, "en lang nat ved havnen")
    application = Application(vault.call(door, accounts.offer_authenticator, begun.token).secret)
    code = application.shows(SystemClock().now())
    enrolled = vault.call(door, accounts.enrol_authenticator, begun.token, code)
    assert enrolled.signed_in
    return enrolled.signed_in


def test_from_an_invitation_to_leaving(ready: Run, home: Path) -> None:
    invited = ready("staff", "invite", "-", "--json", stdin=json.dumps(PERSON)).json()
    account = invited["account_id"]
    with open_vault(in_folder(home)) as vault:
        (mine,) = vault.organisations()
        session = joins(vault, mine.organisation_id, invited["invitation"]).session
        shown = Shown(session=session, ambient=False)
        ingest = Actor("client:test", mine.organisation_id, frozenset({RoleName.INGEST}))
        new = json.dumps({**REQUEST_BODIES["NewCase"], "assigned_to": f"staff:{account}"})
        case = vault.call(
            Caller(ingest, "complaint_handling"), complaints.store_case, msgspec.json.decode(new, type=NewCase)
        )
        taken = NewEmergency(roles=frozenset({RoleName.DPO}), reason="Ingen anden var der.")
        use = vault.call(Caller(shown, "administration"), accounts.open_emergency, taken)
    listed = ready("staff", "list").out
    assert all(word in listed for word in (account, "Inge Mortensen", "authenticator", "recovery"))
    assert ready("staff", "roles", account, "--role", "dpo", "--role", "auditor").code == 0
    assert sorted(ready("staff", "list", "--json").json()[0]["roles"]) == ["auditor", "dpo"]
    assert ready("break-glass", "review", str(use.emergency_id), "--finding", "Det var nødvendigt.").code == 6
    left = ready("staff", "leave", account)
    assert str(case.case_id) in left.out
    assert "1 sessions" in left.out
    with open_vault(in_folder(home)) as vault, pytest.raises(Unauthenticated):
        vault.call(Caller(shown, "administration"), accounts.own_session)
    shown_uses = ready("break-glass", "list").out
    assert "Ingen anden var der." in shown_uses
    assert "unreviewed" in shown_uses
    assert ready("break-glass", "review", str(use.emergency_id), "--finding", "Det var nødvendigt.").code == 0
    assert ready("break-glass", "list").out == "Nothing waits.\n"
    assert ready("break-glass", "list", "--reviewed", "--json").json()[0]["justified"] is True
    assert ready("break-glass", "end", str(use.emergency_id)).code == 6


def test_what_is_refused(ready: Run) -> None:
    for wrong in (PERSON | {"roles": ["operator"]}, PERSON | {"email": "inge"}, PERSON | {"phone": "1"}, {}):
        refused = ready("staff", "invite", "-", stdin=json.dumps(wrong))
        assert (refused.code, "inge" in refused.err.lower()) == (3, False)
    first = ready("staff", "invite", "-", "--json", stdin=json.dumps(PERSON)).json()
    assert ready("staff", "invite", "-", stdin=json.dumps(PERSON)).code == 6
    again = ready("staff", "reset", first["account_id"], "--json").json()
    assert again["invitation"] != first["invitation"]
    assert ready("staff", "leave", "01999d3a-6f10-7c3e-9a53-0f6a5b1c2d3e").code == 5
    assert ready("staff", "roles", first["account_id"], "--role", "sign_in").code == 3
