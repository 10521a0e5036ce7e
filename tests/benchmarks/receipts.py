"""What does a receipt cost, and does its answer take as long as another's? In process and over HTTP, on SQLite.

    python -m tests.benchmarks.receipts [--times 100] > receipts.json

Prints one JSON document: milliseconds of unlocking, by themselves and with the public pages' turn of two at a time, the
memory that one takes, and how long the page takes to answer a receipt that opens, one that opens nothing and one with a
slip in it. The three alternate, since other work on the machine moves them all.
"""

import argparse
import json
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from tests.anonymous.reporting import hand_in
from tests.engines import SqliteServer
from tests.plain_http import PLAIN
from tests.world import NOW, World, settings

from vault import anonymous
from vault.clock import StoppedClock
from vault.ids import OrganisationId, new_id
from vault.opening import initialise, open_vault
from vault.serving import PublicServer

_AT_ONCE = 2
"""As the public pages do."""


def took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def summed(samples: list[float]) -> dict[str, float]:
    cuts = quantiles(samples, n=100)
    found = {"p50_ms": cuts[49], "p95_ms": cuts[94], "worst_ms": max(samples)}
    return {name: round(value, 1) for name, value in found.items()}


def unlocking(times: int) -> dict[str, Any]:
    """Unlocking alone, and two at a time; and the memory of one, in megabytes."""
    organisation, receipt = OrganisationId(new_id()), anonymous.new_receipt()
    unlock = partial(anonymous.unlock, organisation, receipt)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unlock()
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    alone = [took(unlock) for _ in range(times)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        together = list(pool.map(lambda _: took(unlock), range(times)))
    return {"alone": summed(alone), "two_at_a_time": summed(together), "memory_mb": round(memory, 1)}


@contextmanager
def served(world: World) -> Iterator[str]:
    server = PublicServer(world.vault, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.port}/{world.organisation}/da/mailbox"
    finally:
        server.stop()
        thread.join()


def answering(world: World, times: int) -> dict[str, Any]:
    """How long the page takes, by what was typed."""
    right, other = hand_in(world).receipt, anonymous.new_receipt()
    typed = {"opens": right, "opens_nothing": other, "has_a_slip": right[:-1] + ("0" if right[-1] != "0" else "1")}
    samples: dict[str, list[float]] = {name: [] for name in typed}
    with served(world) as page, httpx.Client(timeout=60, verify=PLAIN) as client:
        for _ in range(times):
            for name, receipt in typed.items():
                samples[name].append(took(lambda said=receipt: client.post(page, data={"receipt": said})))  # type: ignore[misc]
    return {name: summed(one) for name, one in samples.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    given = parser.parse_args()
    found = {"benchmark": "receipts", "times": given.times, "unlocking": unlocking(given.times)}
    with tempfile.TemporaryDirectory() as name:
        folder, clock = Path(name), StoppedClock(NOW)
        configured = settings(folder / "vault", SqliteServer(folder).new_database())
        initialise(configured, clock)
        with open_vault(configured, clock) as vault:
            found["pages"] = answering(World(vault, clock), given.times)
    json.dump(found, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
