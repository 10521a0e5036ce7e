"""How many complaints a second an import stores, on SQLite, one process: python -m tests.benchmarks.intake [COUNT].

Each has a person, two parties and a text of a thousand letters. Prints JSON: complaints for each second of processor
time and of the clock. The first batch, which meets empty caches, is not counted.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from tests.world import NOW, World, case, document, party, person, settings

from vault import imports
from vault.clock import StoppedClock
from vault.complaints import NewCase, Role
from vault.imports import LINES_AT_ONCE, NewImport, Numbered
from vault.memory import settle
from vault.opening import initialise, open_vault
from vault.policy import RoleName

_TEXT = "Der er høj musik hver nat. " * 37


def complaint(number: int) -> NewCase:
    who = person(
        f"Vibeke Testrup {number}",
        phones=(f"68 10 {number // 100 % 100:02} {number % 100:02}",),
        address=f"Prøvegade {number}, 8799 Prøveby",
    )
    return case(
        party("K", Role.COMPLAINANT, who),
        party("I", Role.RESPONDENT, description="beboeren ovenpå"),
        documents=(document(_TEXT, author="K", role=Role.COMPLAINANT),),
    )


def measure(folder: Path, count: int) -> dict[str, float]:
    clock, made = StoppedClock(NOW), settings(folder / "vault", f"sqlite:///{folder / 'vault.db'}")
    initialise(made, clock)
    with open_vault(made, clock) as vault:
        caller = World(vault, clock).caller(RoleName.INGEST)
        begun = vault.call(caller, imports.begin_import, NewImport()).import_id
        lines = [
            Numbered(number, msgspec.json.encode({"key": str(number), "case": complaint(number)}))
            for number in range(count + LINES_AT_ONCE)
        ]
        vault.call(caller, imports.take_lines, begun, lines[:LINES_AT_ONCE])
        settle()
        processor, wall = time.process_time(), time.perf_counter()
        for start in range(LINES_AT_ONCE, len(lines), LINES_AT_ONCE):
            vault.call(caller, imports.take_lines, begun, lines[start : start + LINES_AT_ONCE])
        return {
            "complaints": count,
            "per_processor_second": round(count / (time.process_time() - processor)),
            "per_second": round(count / (time.perf_counter() - wall)),
        }


if __name__ == "__main__":
    with TemporaryDirectory() as held:
        sys.stdout.write(msgspec.json.encode(measure(Path(held), int((sys.argv[1:] or ["1000"])[0]))).decode() + "\n")
