"""A vault that opens while another process erases: the ledger tells of it already, and the database not yet."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date
from pathlib import Path

import pytest
from tests.engines import PostgresqlServer
from tests.retention.test_people import legal_file
from tests.world import NOW, World, case, party, person, settings

from vault import retention
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.keys.keyring import Keys
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.settings import Settings

JOB = RoleName.RETENTION_JOB
LONG_AGO = date(2024, 2, 1)
A_MOMENT = 2.0
"""Longer than opening takes where nobody is waited for."""


@pytest.fixture
def made(postgresql_server: PostgresqlServer, tmp_path: Path) -> Settings:
    """SQLite has one process that writes."""
    return settings(tmp_path, postgresql_server.new_database())


@pytest.fixture
def purging(made: Settings) -> Iterator[World]:
    clock = StoppedClock(NOW)
    initialise(made, clock)
    with open_vault(made, clock) as vault:
        yield World(vault, clock)


@pytest.mark.parametrize("kind", ["case", "party"])
def test_what_another_process_is_about_to_commit_is_waited_for(
    purging: World, made: Settings, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if kind == "party":
        legal_file(purging)
    else:
        purging.store(case(party("K", Role.COMPLAINANT, person()), received=LONG_AGO, closed=LONG_AGO))
    plan = purging.call(JOB, retention.plan)
    assert [one.kind for one in plan.items] == [kind]
    settle = Keys.settle
    begun: list[Future[Counter[str]]] = []

    def opened() -> Counter[str]:
        with open_vault(made, purging.clock) as other:
            return other.erased_again

    with ThreadPoolExecutor(1) as pool:

        def told(keys: Keys) -> None:
            erases = bool(keys.erased())
            settle(keys)
            if erases and not begun:
                begun.append(pool.submit(opened))
                wait(begun, A_MOMENT)

        monkeypatch.setattr(Keys, "settle", told)
        purging.call(JOB, retention.apply_plan, plan.plan_id)
    assert begun[0].result() == Counter()
