"""Uses of break-glass access that nobody reviewed in time: whoever looks after the installation is told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.accounts.members import joined
from tests.cli.conftest import Run
from tests.world import World

from vault import accounts
from vault.accounts import NewEmergency
from vault.clock import StoppedClock
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.settings import in_folder


def test_doctor_and_the_review_name_what_is_overdue(cvault: Run, tmp_path: Path) -> None:
    settings, clock = in_folder(tmp_path / "home"), StoppedClock(datetime.now(UTC) - timedelta(days=9))
    initialise(settings, clock)
    with open_vault(settings, clock) as vault:
        inge = joined(World(vault, clock), RoleName.CASE_WORKER)
        new = NewEmergency(roles=frozenset({RoleName.DPO}), reason="Politiet spørger, og alle er på ferie.")
        emergency_id = str(inge.does(accounts.open_emergency, new).emergency_id)
    (told,) = [one for one in cvault("doctor", "--json").json() if one["check"] == "break-glass"]
    assert (told["state"], emergency_id in told["detail"]) == ("warning", True)
    reviewed = cvault("audit", "review")
    assert (reviewed.code, "overdue" in reviewed.out) == (10, True)
    assert cvault("break-glass", "review", emergency_id, "--finding", "Det var nødvendigt.").code == 0
    (told,) = [one for one in cvault("doctor", "--json").json() if one["check"] == "break-glass"]
    assert told["state"] == "ok"
    assert cvault("audit", "review").code == 0
