"""An offboarding that is killed at any moment, as a process, and run again: it ends, with everything returned first."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pyrage
from sqlalchemy import func, select
from tests.filling import fill
from tests.world import World

from vault import approvals, offboarding
from vault.approvals import Waiting
from vault.ids import PLATFORM
from vault.opening import open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.storage import looking, metadata
from vault.wiring import Vault
from vault_cli.organisations import CERTIFICATE, EXPORT

R = RoleName
COMMAND = str(Path(sys.executable).with_name("cvault"))
KILLS = int(os.environ.get("CVAULT_TEST_KILLS", "4"))
SEED = int(os.environ.get("CVAULT_TEST_SEED", "20261124"))
LONGEST = 1.5
"""In seconds: longer than a command takes here, so that some kills come too late."""


def run(settings: Settings, *arguments: str, kill_after: float | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a process, killed after some seconds or never."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CVAULT_")}
    environment |= {"CVAULT_HOME": str(settings.home), "CVAULT_DATABASE_URL": settings.database_url}
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [COMMAND, "organisation", "offboard", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    killer = None
    if kill_after is not None:
        killer = threading.Timer(kill_after, process.send_signal, (signal.SIGKILL,))
        killer.start()
    out, err = process.communicate(timeout=60)
    if killer is not None:
        killer.cancel()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def rows_of(vault: Vault, world: World) -> int:
    with looking(vault.storage.engine) as connection:
        return sum(
            connection.execute(
                select(func.count()).select_from(table).where(table.c.organisation_id == world.organisation)
            ).scalar_one()
            for table in metadata.tables.values()
        )


def test_a_killed_offboarding_goes_on_where_it_was(world: World, tmp_path: Path) -> None:
    dice = random.Random(SEED)  # noqa: S311 -- when to kill is no secret
    organisation, settings = str(world.organisation), world.vault.settings
    identity, folder = pyrage.x25519.Identity.generate(), tmp_path / "returned"
    to, output = str(identity.to_public()), ("--output", str(tmp_path / "returned"))
    fill(world, world.organisation)
    first = run(settings, organisation, "--recipient", to, *output)
    assert (first.returncode, "cvault approvals confirm" in first.stdout) == (0, True), first.stderr
    operator = world.by(f"local:uid-{os.getuid()}", R.OPERATOR, PLATFORM)
    waiting = world.vault.call(operator, offboarding.agree, world.organisation, to, "Kontrakten er ophørt.")
    assert isinstance(waiting, Waiting)
    # The machine's clock is ahead of the test's, and the confirmation must be of now.
    with open_vault(settings) as vault:
        vault.call(world.by("local:uid-4242", R.CUSTODIAN, PLATFORM), approvals.confirm, waiting.approval_id)
    world.vault.close()
    for _ in range(KILLS):
        run(settings, organisation, "--recipient", to, *output, kill_after=dice.uniform(0, LONGEST))
        # What is there under its name is whole.
        assert not (folder / EXPORT).exists() or pyrage.decrypt((folder / EXPORT).read_bytes(), [identity])
    done = run(settings, organisation, "--recipient", to, *output)
    assert done.returncode == 0, done.stderr
    assert sorted(one.name for one in folder.iterdir()) == [EXPORT]
    *_, last = pyrage.decrypt((folder / EXPORT).read_bytes(), [identity]).splitlines()
    receipt = ("--receipt", json.loads(last)["receipt"])
    for _ in range(KILLS):
        run(settings, organisation, *receipt, *output, kill_after=dice.uniform(0, LONGEST))
        with open_vault(settings) as vault:
            living, found = {one.organisation_id for one in vault.organisations()}, rows_of(vault, world)
            assert (world.organisation in living) is bool(found)
    done = run(settings, organisation, *receipt, *output)
    assert done.returncode == 0, done.stderr
    assert (folder / CERTIFICATE).exists()
    with open_vault(settings) as vault:
        assert rows_of(vault, world) == 0
        (provider,) = vault.keyring.providers
        assert len(provider.references()) == 2
