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

import pytest
from tests.crashes.agreement import cases, holds_together
from tests.world import World

from vault.keys import ErasureLedger
from vault.opening import open_vault
from vault.settings import Settings

KILLS = int(os.environ.get("CVAULT_TEST_KILLS", "4"))
ROUND = 20
"""How often one vault is killed before another takes its place: looking through it afterwards takes ever longer."""
SEED = int(os.environ.get("CVAULT_TEST_SEED", "20261124"))


def killed(settings: Settings, world: World, seconds: float, step: int = 0) -> dict[str, set[UUID]]:
    """What a worker answered until it was killed, by kind of answer: after some time, or before that at a step."""
    environment = {
        "CVAULT_HOME": str(settings.home),
        "CVAULT_DATABASE_URL": settings.database_url,
        "CVAULT_KEYSTORE": str(settings.keystore),
        "CVAULT_TEST_STEP": str(step),
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


@pytest.mark.parametrize("done", range(0, KILLS, ROUND))
def test_a_kill_under_load_breaks_no_promise(world: World, configured: Settings, done: int) -> None:
    world.vault.close()
    chance = random.Random(SEED + done)  # noqa: S311 -- when to kill, and nothing secret
    stored: set[UUID] = set()
    erased: set[UUID] = set()
    for number in range(done, min(KILLS, done + ROUND)):
        # In turn at a moment and at a step, each wherever it happens to be.
        if number % 2:
            told = killed(configured, world, 20, chance.randint(50, 3000))
        else:
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
