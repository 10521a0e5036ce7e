"""How fast a purge is planned and applied, and whether that grows with the number of cases alone.

    python -m tests.benchmarks.retention [--cases 10000] [--long] [--postgresql] > retention.json

Cases are put into the rows directly, with keys of their own for case and person, so that a million of them are there in
minutes: what is sealed is of the length of a real record and is never opened. All of them are planned over; of each
hundred, `--due` are due. Prints one JSON document: seconds by the clock and of this process's own computing, which is
what counts on a machine that others use, for each size. `--long` goes on to a million.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, insert, select
from tests.engines import SqliteServer, postgresql
from tests.world import NOW, World, settings

from vault import retention
from vault.clock import StoppedClock
from vault.ids import new_id
from vault.memory import settle
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.storage import metadata

_JOB: Final = RoleName.RETENTION_JOB
_AT_ONCE: Final = 2_000
_SEALED: Final = 400
_TOKENS: Final = 4
_OLD, _YOUNG = date(2024, 2, 1), date(2026, 10, 1)


def filled(world: World, cases: int, due: int) -> None:
    """So many closed cases, each with a complainant, a document and four steps."""
    with world.vault.storage.engine.begin() as connection:
        epoch = connection.execute(
            select(metadata.tables["epoch"].c.epoch_id).where(
                metadata.tables["epoch"].c.organisation_id == world.organisation
            )
        ).scalar_one()
        for start in range(0, cases, _AT_ONCE):
            _fill(connection, world.organisation, epoch, range(start, min(start + _AT_ONCE, cases)), due)


def _fill(connection: Connection, organisation: UUID, epoch: UUID, numbers: range, due: int) -> None:
    rows: dict[str, list[dict[str, Any]]] = {}
    for number in numbers:
        for table, row in _rows(number, _OLD if number % 100 < due else _YOUNG, epoch):
            rows.setdefault(table, []).append({"organisation_id": organisation} | row)
    for table in ("data_key", "index_token", "case", "subject", "party", "document", "case_step"):
        connection.execute(insert(metadata.tables[table]), rows[table])


def _rows(number: int, on: date, epoch: UUID) -> Iterator[tuple[str, dict[str, Any]]]:
    case_id, subject_id, case_key, subject_key = new_id(), new_id(), new_id(), new_id()
    for kind, owner, key in (("case", case_id, case_key), ("subject", subject_id, subject_key)):
        yield "data_key", {
            "key_id": key, "epoch_id": epoch, "owner_kind": kind, "owner_id": owner,
            "wrapped": os.urandom(90), "created_at": NOW,
        }  # fmt: skip
    for _ in range(_TOKENS):
        yield "index_token", {"token": os.urandom(16), "owner_id": subject_id, "epoch_id": epoch}
    yield "case", {
        "case_id": case_id, "key_id": case_key, "version": 1, "stored_at": NOW, "department": f"Afdeling {number % 40}",
        "category": ("noise", "pets", "smoke_or_smell")[number % 3], "severity": "mild", "anonymity": "identified",
        "language": "da", "status": "closed", "received_on": on, "source": "resident", "outcome": "settled",
        "complete": True, "restricted": False,
    }  # fmt: skip
    yield "subject", {
        "subject_id": subject_id, "key_id": subject_key, "version": 1, "stored_at": NOW, "restricted": False,
        "objected": False, "identity": os.urandom(_SEALED), "contact": os.urandom(_SEALED),
    }  # fmt: skip
    yield "party", {
        "case_id": case_id, "party_id": new_id(), "number": 1, "subject_id": subject_id, "role": "complainant",
        "confidential": False, "named_to_respondent": False,
    }  # fmt: skip
    yield "document", {
        "case_id": case_id, "document_id": new_id(), "number": 1, "stored_at": NOW, "kind": "complaint",
        "author_role": "complainant", "language": "da", "dated_on": on, "lane": "tenancy",
        "text": os.urandom(2 * _SEALED),
    }  # fmt: skip
    for place, kind in enumerate(("received", "acknowledged", "replied", "closed"), start=1):
        day = on + timedelta(days=place)
        yield "case_step", {"case_id": case_id, "number": place, "kind": kind, "on_day": day, "lane": "tenancy"}


def measured(world: World, cases: int, due: int) -> dict[str, float]:
    filled(world, cases, due)
    # As the command does that purges.
    settle()
    with timed() as planning:
        plan = world.call(_JOB, retention.plan)
    with timed() as applying:
        world.call(_JOB, retention.apply_plan, plan.plan_id)
    return {
        "cases": cases,
        "due": len(plan.items),
        "plan_seconds": planning[0],
        "plan_computing": planning[1],
        "planned_per_second": round(cases / planning[0]),
        "apply_seconds": applying[0],
        "apply_computing": applying[1],
        "applied_per_second": round(len(plan.items) / applying[0]),
    }


@contextmanager
def timed() -> Iterator[list[float]]:
    """Seconds by the clock, and of computing in all threads of this process."""
    found: list[float] = []
    clock, computing = time.perf_counter(), time.process_time()
    yield found
    found += [round(time.perf_counter() - clock, 2), round(time.process_time() - computing, 2)]


def run(database_url: str, folder: Path, cases: int, due: int) -> dict[str, float]:
    made = settings(folder, database_url)
    initialise(made, StoppedClock(NOW))
    with open_vault(made, StoppedClock(NOW)) as vault:
        return measured(World(vault, StoppedClock(NOW)), cases, due)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, action="append")
    parser.add_argument("--due", type=int, default=20)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    sizes = given.cases or [10_000, 100_000, *([1_000_000] if given.long else [])]
    found = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.postgresql:
            with postgresql(folder / "server") as server:
                found = [run(server.new_database(), folder / f"v{size}", size, given.due) for size in sizes]
        else:
            found = [run(SqliteServer(folder).new_database(), folder / f"v{size}", size, given.due) for size in sizes]
    engine = "postgresql" if given.postgresql else "sqlite"
    json.dump({"benchmark": "retention", "engine": engine, "sizes": found}, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
