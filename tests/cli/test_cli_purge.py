"""`cvault purge run`, as a timer runs it."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
from tests.cli.conftest import Run
from tests.world import World, case, party, person

from vault import resources, retention
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.ids import PlanId
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.settings import in_folder
from vault_cli import session

OLD = case(party("K", Role.COMPLAINANT, person("Torkild Vestermark")), closed=date(2020, 3, 1))
YOUNG = case(party("K", Role.COMPLAINANT, person("Frode Skovrider")))


def test_one_organisation_with_too_much_keeps_no_other_from_its_purge(
    cvault: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    """Of the first everything is due at once, of the second a part: the first stops and names its plan."""
    policies = tmp_path / "policies"
    shutil.copytree(resources.folder("policies"), policies)
    purging = policies / "retention" / "purging.toml"
    purging.write_text(purging.read_text("utf-8").replace("at_least = 200", "at_least = 0"), "utf-8")
    environment["CVAULT_POLICIES"] = str(policies)
    settings = msgspec.structs.replace(in_folder(Path(environment["CVAULT_HOME"])), policies=policies)
    clock = StoppedClock(datetime.now(UTC))
    initialise(settings, clock)
    with open_vault(settings, clock) as vault:
        first, second = World(vault, clock), World(vault, clock)
        first.store(OLD)
        second.store(OLD)
        for _ in range(4):
            second.store(YOUNG)

    ran = cvault("purge", "run", "--certificates", "kept")

    assert (ran.code, "1 records erased" in ran.out) == (6, True), ran
    assert f"organisation {first.organisation}: 1 records are due, far more than usual: nothing was erased" in ran.err
    assert str(second.organisation) not in ran.err
    assert len(list((tmp_path / "kept").iterdir())) == 1
    plan = PlanId(session.as_id(ran.err.split()[-1], "PLAN_ID"))
    with open_vault(settings, clock) as vault:
        kept = vault.call(first.caller(RoleName.DPO, purpose="storage_limitation"), retention.read_plan, plan)
        assert kept.finished_at is None
