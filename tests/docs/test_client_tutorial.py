"""The tutorial of the client works as it stands: its program stores, adds, and forgets what the vault erases."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from tests.api.conftest import address as address  # noqa: PLC0414 -- a fixture
from tests.api.conftest import key_for
from tests.docs.console import blocks, follow
from tests.docs.pages import DOCS, ROOT
from tests.webhooks.receiver import listening
from tests.world import World

from vault import complaints, retention
from vault.clock import StoppedClock, SystemClock
from vault.complaints import NewClosing, Outcome
from vault.opening import open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.wiring import Vault

R = RoleName
_GRACE = timedelta(days=9)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite alone: the program does not know which it is."""
    url: str = request.getfixturevalue("sqlite_server").new_database()
    return url


@pytest.fixture
def clock() -> StoppedClock:
    """Nine days ago: what is stored and closed then may go now."""
    return StoppedClock(SystemClock().now() - _GRACE)


@pytest.fixture
def vault(configured: Settings, clock: StoppedClock) -> Iterator[Vault]:
    with open_vault(msgspec.structs.replace(configured, webhook_networks=("127.0.0.0/8",)), clock) as opened:
        yield opened


def test_the_program_of_the_tutorial_stores_adds_and_forgets(
    world: World, clock: StoppedClock, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with listening() as receiver:
        monkeypatch.setenv("VAULT", address)
        monkeypatch.setenv("HOOK", receiver.url)
        monkeypatch.setenv("KEY", key_for(world, R.CASE_WORKER))
        monkeypatch.setenv("ADMIN_KEY", key_for(world, R.ORG_ADMIN))
        program: dict[str, Any] = {}
        for snippet in blocks(DOCS / "tutorial-client.md", "python"):
            exec(compile(snippet, "tutorial-client.md", "exec"), program)  # noqa: S102 -- our own document
        stored = program["stored"].case_id
        assert stored in program["copies"]
        version = world.call(R.DPO, complaints.read_case, stored).case.version
        closing = NewClosing(on=clock.now().date().replace(year=2010, day=1), outcome=Outcome.SETTLED)
        world.call(R.CASE_WORKER, complaints.close_case, stored, closing, version)
        # To the present, which `verify` compares a message's time with.
        clock.advance(_GRACE)
        plan = world.call(R.RETENTION_JOB, retention.plan)
        world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
        deadline = time.monotonic() + 30
        while len(receiver.received) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        program["vault"].close()
        assert program["receive"](receiver.received[0].body, {}) == 400
        assert [program["receive"](one.body, one.headers) for one in receiver.received] == [204, 204]
    assert program["copies"] == {}


def test_each_way_of_moving_works_as_described(configured: Settings, world: World, tmp_path: Any) -> None:
    """The examples are imported by their mappings: three complaints of a table, two of a mailbox, two of a dump."""
    where = {"CVAULT_HOME": str(configured.home), "CVAULT_DATABASE_URL": configured.database_url}
    page = DOCS / "how-to" / "move-from-another-system.md"
    follow(page, tmp_path, where, {"examples/": f"{ROOT}/examples/"})
    assert len(world.call(R.DPO, complaints.list_cases)) == 7
