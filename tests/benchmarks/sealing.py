"""Does sealing slow requests? Latency over HTTP with no sealing, with the usual one, and with one that never pauses.

    python -m tests.benchmarks.sealing [--seconds 10] [--rounds 3] [--clients 8] [--postgresql] > sealing.json

Prints one JSON document: for each mode the number of requests and the median, 95th and 99th percentile in milliseconds,
as medians of the rounds. Rounds of all modes alternate, since other work on the machine moves them all.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
import msgspec
from tests.engines import SqliteServer, postgresql
from tests.world import NOW, World, settings

from vault import accounts
from vault.accounts import NewClient
from vault.api.examples import REQUEST_BODIES
from vault.clock import StoppedClock
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.serving import SEAL_EVERY_SECONDS, Server

MODES = {"none": 1e9, "usual": SEAL_EVERY_SECONDS, "continuous": 0.0}
_BODY = msgspec.json.encode(REQUEST_BODIES["NewCase"])


@contextmanager
def served(world: World, seal_every: float) -> Iterator[str]:
    server = Server(world.vault, "127.0.0.1", 0, seal_every=seal_every)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()
        thread.join()


def measured(address: str, key: str, clients: int, seconds: float) -> list[float]:
    """The milliseconds of each request that clients made one after the other, half of them writes, half reads."""
    until = time.perf_counter() + seconds
    took: list[list[float]] = [[] for _ in range(clients)]

    def ask(mine: list[float]) -> None:
        headers = {
            "Authorization": f"Bearer {key}",
            "Vault-Purpose": "complaint_handling",
            "Content-Type": "application/json",
        }
        with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
            writes = True
            while (began := time.perf_counter()) < until:
                answer = client.post("/v1/cases", content=_BODY) if writes else client.get("/v1/cases?limit=10")
                answer.raise_for_status()
                mine.append((time.perf_counter() - began) * 1000)
                writes = not writes

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in took]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for mine in took for one in mine]


def summed(samples: list[float]) -> dict[str, float]:
    cuts = quantiles(samples, n=100)
    return {"requests": len(samples), "p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98]}


def run(database_url: str, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    clock = StoppedClock(NOW)
    configured = msgspec.structs.replace(settings(folder, database_url), readers=4, pool=8)
    initialise(configured, clock)
    rounds: dict[str, list[dict[str, float]]] = {mode: [] for mode in MODES}
    with open_vault(configured, clock) as vault:
        world = World(vault, clock)
        new = NewClient(label="benchmark", roles=frozenset({RoleName.CASE_WORKER}), days_valid=1)
        key = world.call(RoleName.ORG_ADMIN, accounts.create_client, new).key or ""
        for _ in range(given.rounds):
            for mode, seal_every in MODES.items():
                with served(world, seal_every) as address:
                    rounds[mode].append(summed(measured(address, key, given.clients, given.seconds)))
    return {
        mode: {name: round(median(one[name] for one in each), 2) for name in each[0]} for mode, each in rounds.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.postgresql:
            with postgresql(folder / "server") as server:
                found = run(server.new_database(), folder / "vault", given)
        else:
            found = run(SqliteServer(folder).new_database(), folder / "vault", given)
    asked = {"seconds": given.seconds, "rounds": given.rounds, "clients": given.clients}
    engine = "postgresql" if given.postgresql else "sqlite"
    json.dump({"benchmark": "sealing", "engine": engine, "asked": asked, "modes": found}, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
