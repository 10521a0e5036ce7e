"""A rule that changed counts from the next call on, in every process; one that cannot be read lets nobody in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.engines import SqliteServer
from tests.policy.policies import copied
from tests.world import NOW, World, settings

from vault import complaints
from vault.clock import StoppedClock
from vault.errors import Misconfigured, NotPermitted
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.policy.enforcer import RULES
from vault.settings import Settings

R = RoleName
DENIED = "\np, dpo, *, case, list, deny  # Not while this is looked into.\n"

_ANOTHER = """
import sys
from vault import complaints
from vault.errors import NotPermitted
from vault.ids import OrganisationId
from vault.policy import Actor, RoleName
from vault.settings import from_environment
from vault.opening import open_vault
from vault.wiring import Caller
from uuid import UUID
actor = Actor("test:other", OrganisationId(UUID(sys.argv[1])), frozenset({RoleName.DPO}))
with open_vault(from_environment()) as vault:
    for line in sys.stdin:
        try:
            vault.call(Caller(actor, "rights_fulfilment"), complaints.list_cases)
            print("allowed", flush=True)
        except NotPermitted:
            print("denied", flush=True)
"""


@pytest.fixture
def made(tmp_path: Path, sqlite_server: SqliteServer) -> Settings:
    given = settings(tmp_path / "vault", sqlite_server.new_database())
    given = msgspec.structs.replace(given, policies=copied(tmp_path))
    initialise(given, StoppedClock(NOW))
    return given


@pytest.fixture
def own(made: Settings) -> Iterator[World]:
    with open_vault(made, StoppedClock(NOW)) as vault:
        yield World(vault, StoppedClock(NOW))


def test_a_change_counts_from_the_next_call_on_and_back(own: World) -> None:
    rules = own.vault.settings.policies / RULES
    before = rules.read_text("utf-8")
    assert own.call(R.DPO, complaints.list_cases) == []
    rules.write_text(before + DENIED, "utf-8")
    with pytest.raises(NotPermitted, match="Not while this is looked into"):
        own.call(R.DPO, complaints.list_cases)
    rules.write_text(before, "utf-8")
    assert own.call(R.DPO, complaints.list_cases) == []


def test_a_change_that_cannot_be_read_lets_nobody_in_until_it_can(own: World) -> None:
    rules = own.vault.settings.policies / RULES
    before = rules.read_text("utf-8")
    rules.write_text(before + "\np, dpo, everything\n", "utf-8")
    for _ in range(2):
        with pytest.raises(Misconfigured, match=r"access\.csv:\d+"):
            own.call(R.DPO, complaints.list_cases)
    rules.write_text(before, "utf-8")
    assert own.call(R.DPO, complaints.list_cases) == []


def test_another_process_obeys_it_as_well(own: World) -> None:
    given = own.vault.settings
    environment = os.environ | {
        "CVAULT_HOME": str(given.home),
        "CVAULT_DATABASE_URL": given.database_url,
        "CVAULT_POLICIES": str(given.policies),
    }
    command = [sys.executable, "-c", _ANOTHER, str(own.organisation)]
    with subprocess.Popen(  # noqa: S603 -- our own interpreter and program
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        asking, answering = other.stdin, other.stdout
        assert asking is not None
        assert answering is not None

        def ask() -> str:
            print("ask", file=asking, flush=True)
            return answering.readline().strip()

        assert ask() == "allowed"
        with (given.policies / RULES).open("a", encoding="utf-8") as file:
            file.write(DENIED)
        assert ask() == "denied"
        asking.close()
    assert other.returncode == 0
