"""A rule of one organisation keeps its case workers to their own departments, and gives nobody anything."""

from pathlib import Path

import msgspec
import pytest
from tests.accounts.members import joined
from tests.engines import SqliteServer
from tests.policy.policies import added
from tests.world import NOW, World, case, settings

from vault import accounts, complaints
from vault.clock import StoppedClock
from vault.errors import Misconfigured, NotPermitted
from vault.ids import CaseId, new_id
from vault.opening import initialise, open_vault
from vault.policy import Policy, RoleName

R = RoleName


def test_a_member_of_staff_sees_the_cases_of_their_departments(tmp_path: Path, sqlite_server: SqliteServer) -> None:
    given, clock = settings(tmp_path / "vault", sqlite_server.new_database()), StoppedClock(NOW)
    initialise(given, clock)
    with open_vault(given, clock) as vault:
        world = World(vault, clock)
        here, there = (world.store(case(department=one)).case_id for one in ("Afdeling 1", "Afdeling 2"))
        elsewhere = world.another_organisation()
        world.call_in(elsewhere, R.INGEST, complaints.store_case, case(department="Afdeling 2"))
        mine = world.organisation
    rule = f"p, case_worker, {mine}, case, list, deny, !department  # To each their own houses."
    with open_vault(msgspec.structs.replace(given, policies=added(tmp_path, rule)), clock) as vault:
        world = World.__new__(World)
        world.vault, world.clock, world.organisation = vault, clock, mine
        inge = joined(world, R.CASE_WORKER)
        seen = inge.as_(R.CASE_WORKER)
        assert vault.call(seen, complaints.list_cases) == []
        world.call(R.ORG_ADMIN, accounts.change_staff_departments, inge.account_id, frozenset({"Afdeling 1"}))
        assert [one.case_id for one in vault.call(seen, complaints.list_cases)] == [here]
        for hidden in (there, CaseId(new_id())):
            with pytest.raises(NotPermitted):
                vault.call(seen, complaints.read_case, hidden)
        assert vault.call(seen, complaints.read_case, here).case.case_id == here
        assert len(world.call_in(elsewhere, R.CASE_WORKER, complaints.list_cases)) == 1


def test_what_holds_in_one_organisation_gives_nothing(tmp_path: Path) -> None:
    rule = "p, board, 0190a1b2-0000-7000-8000-000000000001, case, list, allow  # We are few."
    with pytest.raises(Misconfigured, match="take away and not give"):
        Policy.load(added(tmp_path, rule))
