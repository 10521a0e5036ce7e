"""Killed at each step that something takes which outlives the process: nothing answered is lost, nothing is half done.

`CVAULT_TEST_KILLS` says at how many steps, a few here; with as many as there are steps, at each of them.
`CVAULT_TEST_STEPS` is a pattern that their labels must fit, such as `^sign: .* destroy`.
"""

import json
import os
import random
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.crashes.agreement import cases, holds_together
from tests.engines import ENGINES
from tests.keys.backing import secret_file
from tests.keys.transit import TOKEN, serving
from tests.world import NOW, World
from tests.world import settings as settings_in

from vault.clock import StoppedClock
from vault.keys import ErasureLedger, keys_in_use
from vault.opening import initialise, open_vault
from vault.settings import Settings, TransitSettings
from vault.storage import looking
from vault.wiring import Vault

KILLS = int(os.environ.get("CVAULT_TEST_KILLS", "12"))
PATTERN = os.environ.get("CVAULT_TEST_STEPS", "")
SEED = int(os.environ.get("CVAULT_TEST_SEED", "20261124"))
ON_ONE_VAULT = 40
"""After so many kills a new vault is begun, since its log grows."""
ACTS = {"store", "purge", "rotate", "sign", "migrate", "move", "seal", "retire"}


class Stepping:
    """A process that works through everything once for each question, in a child that it can lose."""

    def __init__(self, settings: Settings, organisation: UUID) -> None:
        assert settings.transit is not None
        self._runs = 0
        environment = {
            "CVAULT_HOME": str(settings.home),
            "CVAULT_DATABASE_URL": settings.database_url,
            "CVAULT_TRANSIT_ADDRESS": settings.transit.address,
            "CVAULT_TRANSIT_TOKEN_FILE": str(settings.transit.token_file),
        }
        self._process = subprocess.Popen(  # noqa: S603 -- our own worker
            [sys.executable, "-m", "tests.crashes.stepping", str(organisation)],
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert self._line() == "ready"

    @property
    def now(self) -> StoppedClock:
        return StoppedClock(NOW + timedelta(days=40 * self._runs))

    def run(self, label: str | None = None, nth: int = 1) -> dict[str, list[str]]:
        """What was answered, by kind, until the end or the kill. Each run is forty days after the one before."""
        assert self._process.stdin is not None
        self._runs += 1
        algorithm = ("aes-256-gcm", "chacha20-poly1305")[self._runs % 2]
        asked = {"day": 40 * self._runs, "algorithm": algorithm, "label": label, "nth": nth}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        told: dict[str, list[str]] = defaultdict(list)
        while not told["end"]:
            kind, _, one = self._line().partition(" ")
            told[kind].append(one)
        return told

    def close(self) -> None:
        self._process.communicate(timeout=60)

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def placed(server: Any, folder: Path, address: str) -> Iterator[tuple[Settings, UUID, Stepping]]:
    """A new vault with an organisation in it, and the process that works on it."""
    folder.mkdir()
    transit = TransitSettings(address=address, token_file=secret_file(folder / "token", TOKEN), timeout=30)
    made = msgspec.structs.replace(settings_in(folder / "vault", server.new_database()), transit=transit)
    initialise(made, StoppedClock(NOW))
    with open_vault(made, StoppedClock(NOW)) as vault:
        organisation = World(vault, StoppedClock(NOW)).organisation
    stepping = Stepping(made, organisation)
    try:
        yield made, organisation, stepping
    finally:
        stepping.close()


def chosen(counted: dict[str, int]) -> list[tuple[str, int]]:
    """Steps in the order in which they are tried: of everything that is done one after the other, each label first."""
    chance = random.Random(SEED)  # noqa: S311 -- which first, and nothing secret
    by_act: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for label in sorted(one for one in counted if re.search(PATTERN, one)):
        by_act[label.partition(":")[0]] += [(label, nth) for nth in range(1, counted[label] + 1)]
    for each in by_act.values():
        chance.shuffle(each)
        each.sort(key=lambda one: one[1] > 1)
    return [one for some in zip_longest(*by_act.values()) for one in some if one is not None]


class Told:
    """Everything that was answered on one vault so far."""

    def __init__(self) -> None:
        self.stored: set[UUID] = set()
        self.erased: set[UUID] = set()

    def add(self, told: dict[str, list[str]]) -> None:
        self.stored |= set(map(UUID, told["stored"]))
        self.erased |= set(map(UUID, told["erased"]))


def agrees(vault: Vault, settings: Settings, organisation: UUID, told: Told) -> None:
    world = World.__new__(World)
    world.vault, world.organisation = vault, organisation  # type: ignore[assignment]
    there, ledger = cases(vault, world), {entry.owner for entry in ErasureLedger(settings.ledger).entries()}
    assert told.stored - there <= ledger
    assert told.erased <= ledger
    assert not told.erased & there
    holds_together(vault, settings, world)
    with looking(vault.storage.engine) as connection:
        needed = keys_in_use(connection)
    for provider in vault.keyring.providers:
        assert needed.get(provider.name, frozenset()) <= provider.references()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_kill_at_a_step_breaks_no_promise(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> None:
    server = request.getfixturevalue(f"{engine}_server")
    killed: set[str] = set()
    waiting: list[tuple[str, int]] | None = None
    rounds = 0
    with serving() as (address, _):
        while waiting is None or waiting:
            rounds += 1
            with placed(server, tmp_path / str(rounds), address) as (settings, organisation, stepping):
                told, whole = Told(), [stepping.run(), stepping.run()]
                for one in whole:
                    assert one["end"] == ["0"]
                    told.add(one)
                if waiting is None:
                    counted = json.loads(whole[1]["steps"][0])
                    assert {label.partition(":")[0] for label in counted} >= ACTS
                    waiting = chosen(counted)[:KILLS]
                some, waiting = waiting[:ON_ONE_VAULT], waiting[ON_ONE_VAULT:]
                for label, nth in some:
                    answered = stepping.run(label, nth)
                    assert answered["end"] in (["-9"], ["0"]), (label, nth)
                    killed |= {label} if answered["end"] == ["-9"] else set()
                    told.add(answered)
                    try:
                        with open_vault(settings, stepping.now) as vault:
                            agrees(vault, settings, organisation, told)
                    except BaseException as error:
                        error.add_note(f"after a kill at {label}, {nth}")
                        raise
                # Whatever was left half way, one run that is let alone puts everything in order.
                assert stepping.run()["end"] == ["0"]
                with open_vault(settings, stepping.now) as vault:
                    agrees(vault, settings, organisation, told)
    print(f"{engine}: killed at {len(killed)} labels")  # noqa: T201 -- for the long mode
    assert PATTERN or len(killed) >= min(KILLS, 10) * 3 // 4
