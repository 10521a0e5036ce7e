"""Two people on the command line: the first asks by doing, the second confirms, the first does it."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from tests.cli.conftest import Run
from tests.world import case, party, person

from vault import approvals, complaints, epochs, resources
from vault.clock import StoppedClock
from vault.complaints import NewOpening, Opening, Role
from vault.ids import ApprovalId, OrganisationId
from vault.opening import open_vault
from vault.policy import Actor, RoleName
from vault.settings import Settings, in_folder
from vault.wiring import Caller
from vault_cli import session

BO = "local:uid-4242"


@pytest.fixture
def settings(ready: Run, environment: dict[str, str], tmp_path: Path) -> Settings:
    """A vault whose rules say that no backup is kept."""
    assert ready("organisation", "list").code == 0
    policies = tmp_path / "policies"
    shutil.copytree(resources.folder("policies"), policies)
    (policies / "keys.toml").write_text("backup_horizon_days = 0\n", "utf-8")
    environment["CVAULT_POLICIES"] = str(policies)
    return msgspec.structs.replace(in_folder(Path(environment["CVAULT_HOME"])), policies=policies)


@pytest.fixture
def retirable(ready: Run, case_file: Path, settings: Settings) -> tuple[OrganisationId, str]:
    """An organisation and an epoch of it that was left the day before yesterday."""
    assert ready("import", str(case_file)).code == 0
    earlier = StoppedClock(datetime.now(UTC) - timedelta(days=2))
    with open_vault(settings, earlier) as vault:
        (mine,) = vault.organisations()
        actor = Actor(BO, mine.organisation_id, frozenset({RoleName.OPERATOR}))
        vault.call(Caller(actor, "administration"), epochs.rotate)
        old, _ = vault.call(Caller(actor, "administration"), epochs.status).epochs
    return mine.organisation_id, str(old.epoch.epoch_id)


def confirm_as_another(settings: Settings, organisation: OrganisationId, approval_id: str) -> None:
    """Another user of the machine cannot be had here; this is what their command does."""
    actor = Actor(BO, organisation, frozenset({RoleName.CUSTODIAN}))
    with open_vault(settings) as vault:
        vault.call(Caller(actor, "administration"), approvals.confirm, ApprovalId(session.as_id(approval_id, "")))


def test_an_epoch_is_retired_by_two(ready: Run, settings: Settings, retirable: tuple[OrganisationId, str]) -> None:
    organisation, epoch = retirable
    asked = ready("keys", "retire", epoch, "--reason", "Ingen sikkerhedskopi er tilbage.")
    assert (asked.code, asked.err) == (0, "")
    first, second, third = asked.out.splitlines()
    assert first.startswith("Asked. A second person confirms until")
    assert third == "Then run this command again."
    *_, approval_id = second.split()
    assert second == f"  cvault approvals confirm {approval_id}"
    shown = ready("approvals", "list").out
    for part in (approval_id, "epoch_destroy  asked", "asked by you", epoch, "Ingen sikkerhedskopi er tilbage."):
        assert part in shown
    own = ready("approvals", "confirm", approval_id)
    assert (own.code, "nobody confirms their own" in own.err) == (4, True)
    assert ready("keys", "retire", epoch, "--json").json()["waiting"]["approval_id"] == approval_id
    confirm_as_another(settings, organisation, approval_id)
    done = ready("keys", "retire", epoch)
    assert (done.code, done.out.startswith("Destroyed.")) == (0, True)
    assert ready("approvals", "list").out == "Nothing waits.\n"
    (ended,) = ready("approvals", "list", "--ended", "--json").json()
    assert (ended["state"], ended["decided_by"]) == ("used", BO)


def test_what_was_asked_is_withdrawn(ready: Run, retirable: tuple[OrganisationId, str]) -> None:
    waiting = ready("keys", "retire", retirable[1], "--json").json()["waiting"]
    refused = ready("approvals", "refuse", waiting["approval_id"])
    assert (refused.code, "nobody confirms their own" in refused.err) == (4, True)
    assert ready("approvals", "withdraw", waiting["approval_id"], "--as", "operator").out == "Withdrawn.\n"
    assert ready("approvals", "withdraw", waiting["approval_id"], "--json").code == 6


def test_a_custodian_confirms_what_an_officer_asked_for(ready: Run, settings: Settings) -> None:
    """For whichever purpose it takes, and without seeing more than the reason."""
    told = case(party("K", Role.COMPLAINANT, person("Karla Eskebjerg"), confidential=True))
    why = NewOpening(reason="Nævnet vil høre vidnet.")
    with open_vault(settings) as vault:
        (mine,) = vault.organisations()
        systems = Actor("client:systems", mine.organisation_id, frozenset({RoleName.INGEST}))
        stored = vault.call(Caller(systems, "complaint_handling"), complaints.store_case, told)
    officer = Caller(Actor("client:officer", mine.organisation_id, frozenset({RoleName.DPO})), "rights_fulfilment")

    def opening() -> Opening:
        with open_vault(settings) as vault:
            return vault.call(officer, complaints.open_confidential_identity, stored.case_id, stored.parties[0], why)

    first = opening().waiting
    assert first is not None
    shown = ready("approvals", "list").out
    assert why.reason in shown
    assert "Eskebjerg" not in shown
    assert ready("approvals", "list", "--as", "operator").out == "Nothing waits.\n"
    assert ready("approvals", "refuse", str(first.approval_id)).out == "Refused.\n"
    second = opening().waiting
    assert second is not None
    assert ready("approvals", "confirm", str(second.approval_id)).out.startswith("Confirmed.")
    opened = opening().opened
    assert opened is not None
    assert opened.person is not None


def test_ids_of_nothing_and_reasons_of_nothing_are_refused(ready: Run, retirable: tuple[OrganisationId, str]) -> None:
    nothing = "01999d3a-6f10-7c3e-9a53-0f6a5b1c2d3e"
    assert ready("approvals", "confirm", nothing).code == 5
    assert ready("approvals", "confirm", "x").code == 3
    short = ready("keys", "retire", retirable[1], "--reason", "x")
    assert (short.code, "reason" in short.err) == (3, True)
    assert ready("approvals", "list", "--json").json() == []


@pytest.mark.parametrize(("kept", "user"), [("1007\n", 1007), (str(2**32 - 1), os.getuid()), ("", os.getuid())])
def test_two_who_use_sudo_are_two(kept: str, user: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who logged in cannot be set here, so a file stands for what the kernel tells."""
    login = tmp_path / "loginuid"
    login.write_text(kept, "ascii")
    monkeypatch.setattr(session, "_LOGIN", login)
    who = session.operator().who
    assert isinstance(who, Actor)
    assert who.ref == f"local:uid-{user}"
