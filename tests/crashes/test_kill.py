"""Killed at any moment, under load: what was answered is so, what was not is whole or not there.

`CVAULT_TEST_KILLS` says how often; a few times here, hundreds where there is time.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from tests.world import World

from vault import complaints, evidence, recovery
from vault.keys import ErasureLedger
from vault.policy import RoleName
from vault.serving import seal_log
from vault.settings import Settings
from vault.storage import looking, metadata
from vault.wiring import Vault, open_vault

R = RoleName
KILLS = int(os.environ.get("CVAULT_TEST_KILLS", "4"))
SEED = int(os.environ.get("CVAULT_TEST_SEED", "20261124"))


def killed(settings: Settings, world: World, seconds: float) -> dict[str, set[UUID]]:
    """What a worker answered until it was killed, by kind of answer."""
    environment = {
        "CVAULT_HOME": str(settings.home),
        "CVAULT_DATABASE_URL": settings.database_url,
        "CVAULT_KEYSTORE": str(settings.keystore),
    }
    process = subprocess.Popen(  # noqa: S603 -- our own worker
        [sys.executable, "-m", "tests.crashes.worker", str(world.organisation)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    killer = threading.Timer(seconds, process.send_signal, (signal.SIGKILL,))
    killer.start()
    told: dict[str, set[UUID]] = defaultdict(set)
    for line in process.stdout:
        if line.endswith("\n"):
            kind, _, one = line.strip().partition(" ")
            told[kind].add(UUID(one) if one else UUID(int=0))
    process.wait(timeout=30)
    killer.join()
    process.stdout.close()
    return told


def cases(vault: Vault, world: World) -> set[UUID]:
    pages = [vault.call(world.caller(R.DPO), complaints.list_cases, None, 500)]
    while pages[-1]:
        pages.append(vault.call(world.caller(R.DPO), complaints.list_cases, pages[-1][-1].case_id, 500))
    return {one.case_id for page in pages for one in page}


def holds_together(vault: Vault, settings: Settings, world: World) -> None:
    """Every record opens, the log verifies, and nothing that the ledger names still has a key."""
    seal_log(vault, world.organisation)
    vault.call(world.caller(R.AUDITOR), evidence.verify)
    vault.call(world.caller(R.OPERATOR, purpose="accountability"), recovery.check_every_record)
    erased = {entry.owner for entry in ErasureLedger(settings.ledger).entries()}
    with looking(vault.storage.engine) as connection:
        owners = set(connection.scalars(select(metadata.tables["data_key"].c.owner_id)))
        tokens = set(connection.scalars(select(metadata.tables["index_token"].c.owner_id)))
        people = set(connection.scalars(select(metadata.tables["subject"].c.subject_id)))
        rows = set(connection.scalars(select(metadata.tables["case"].c.case_id)))
    assert not erased & (owners | tokens | people | rows)
    assert owners == people | rows
    assert tokens == people


def test_a_kill_under_load_breaks_no_promise(world: World, configured: Settings) -> None:
    world.vault.close()
    chance = random.Random(SEED)  # noqa: S311 -- when to kill, and nothing secret
    stored: set[UUID] = set()
    erased: set[UUID] = set()
    for _ in range(KILLS):
        told = killed(configured, world, chance.uniform(0.3, 2.0))
        stored |= told["stored"]
        erased |= told["erased"]
        with open_vault(configured) as vault:
            there = cases(vault, world)
            ledger = {entry.owner for entry in ErasureLedger(configured.ledger).entries()}
            # What was answered as stored is there, unless the ledger has it; what was answered as erased is gone.
            assert stored - there <= ledger
            assert erased <= ledger
            assert not erased & there
            holds_together(vault, configured, world)
    assert stored
    assert erased


def test_the_worker_does_what_it_is_killed_at(world: World, configured: Settings) -> None:
    """So that a test that kills is not green because nothing was going on."""
    world.vault.close()
    begun = time.monotonic()
    told = killed(configured, world, 3.0)
    assert time.monotonic() - begun < 60
    assert {"stored", "erased", "rotated"} <= set(told)
