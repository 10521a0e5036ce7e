"""What does it cost to flush the erasure ledger for each record? A purge one by one, and as `purge apply` does it.

    python -m tests.benchmarks.purging [--records 500] [--postgresql] > purging.json

Prints one JSON document: for each way the seconds, the records a second, and how often anything was flushed to the disk
by this process (the ledger; what PostgreSQL and SQLite's own library flush is not counted).
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from tests.engines import SqliteServer, postgresql
from tests.world import NOW, World, case, document, party, person, settings

from vault import retention
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.ids import PlanId
from vault.opening import initialise, open_vault
from vault.policy import RoleName

_LONG_AGO = date(2024, 2, 1)
_JOB = RoleName.RETENTION_JOB


@contextmanager
def counting_flushes() -> Iterator[list[int]]:
    flush, counted = os.fsync, [0]

    def counted_flush(file: Any) -> None:
        counted[0] += 1
        flush(file)

    os.fsync = counted_flush  # type: ignore[assignment]
    try:
        yield counted
    finally:
        os.fsync = flush


def filled(world: World, records: int) -> PlanId:
    """A plan of so many cases, each with a person of its own."""
    for number in range(records):
        who = person(f"Person {number}", phones=(f"68{number:06d}",))
        told = case(
            party("K", Role.COMPLAINANT, who), documents=(document("Larm."),), received=_LONG_AGO, closed=_LONG_AGO
        )
        world.store(told)
    return world.call(_JOB, retention.plan).plan_id


def one_by_one(world: World, plan_id: PlanId) -> None:
    for item in world.call(_JOB, retention.read_plan, plan_id).items:
        world.call(_JOB, retention.erase_item, plan_id, item.record_id)
    world.call(_JOB, retention.certify, plan_id)


def together(world: World, plan_id: PlanId) -> None:
    world.call(_JOB, retention.apply_plan, plan_id)


def measured(world: World, records: int, way: Callable[[World, PlanId], None]) -> dict[str, float]:
    plan_id = filled(world, records)
    with counting_flushes() as flushes:
        began = time.perf_counter()
        way(world, plan_id)
        took = time.perf_counter() - began
    return {"seconds": round(took, 2), "records_per_second": round(records / took, 1), "flushes": flushes[0]}


def run(database_url: str, folder: Path, records: int) -> dict[str, Any]:
    made = settings(folder, database_url)
    initialise(made, StoppedClock(NOW))
    with open_vault(made, StoppedClock(NOW)) as vault:
        world = World(vault, StoppedClock(NOW))
        return {way.__name__: measured(world, records, way) for way in (one_by_one, together)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=500)
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.postgresql:
            with postgresql(folder / "server") as server:
                found = run(server.new_database(), folder / "vault", given.records)
        else:
            found = run(SqliteServer(folder).new_database(), folder / "vault", given.records)
    engine = "postgresql" if given.postgresql else "sqlite"
    json.dump({"benchmark": "purging", "engine": engine, "records": given.records, "ways": found}, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
