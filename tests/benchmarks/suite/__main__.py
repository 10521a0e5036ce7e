"""The benchmark suite: `python -m tests.benchmarks.suite [--seconds 4] [--rounds 2] [--engine sqlite] > results.json`.

Real HTTP against servers in processes of their own, imports through the verb, the mixes of GDPRbench through the verbs,
sixty-four clients whose work is checked afterwards, and two servers over one PostgreSQL. Every figure stands beside a
baseline that ran right before or after it. `ratio` compares answers a second, `cpu_ratio` the processor seconds of the
server for each answer: on a machine that does other work as well, only the second can be trusted.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from tests.benchmarks.suite.mixes import MIXES, VaultStore, beside
from tests.benchmarks.suite.mixes_plain import PlainStore
from tests.benchmarks.suite.over_http import importing, over_http
from tests.benchmarks.suite.running import NewUrl, databases, environment, find, loaded, serving, storing
from tests.benchmarks.suite.several import several
from tests.benchmarks.suite.together import stopped, together, too_much
from tests.world import NOW, World, settings

from vault.clock import StoppedClock
from vault.opening import initialise, open_vault

Parts = dict[str, Callable[[], dict[str, Any]]]
PARTS: Final = ("http", "import", "find", "mixes", "together", "several")


def mixing(new_url: NewUrl, folder: Path, operations: int) -> dict[str, Any]:
    """Every mix over as many records as operations, as the paper's first runs have it."""
    clock, made = StoppedClock(NOW), settings(folder / "mixes", new_url())
    initialise(made, clock)
    plain = PlainStore(new_url(), operations, operations)
    with open_vault(made, clock) as vault:
        found = beside(VaultStore(World(vault, clock), operations, operations), plain, operations)
    plain.close()
    return found | {"records": operations, "order": list(MIXES)}


def finding(new_url: NewUrl, folder: Path, seconds: float) -> dict[str, Any]:
    with serving("vault", new_url(), folder / "find") as server:
        loaded(server, storing(server), 1)
        return {what: one.figures for what, one in find(server, seconds).items()}


def measured(engine: str, new_url: NewUrl, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    acts: Parts = {
        "http": lambda: over_http(new_url, folder, given.seconds, given.rounds),
        "import": lambda: {"import": importing(new_url, folder, given.lines)},
        "find": lambda: {"find": finding(new_url, folder, given.seconds)},
        "mixes": lambda: {"mixes": mixing(new_url, folder, given.operations)},
        "together": lambda: {
            "together": together(new_url, folder, given.together),
            "too_much": too_much(new_url, folder, given.seconds),
            "stopped": stopped(new_url, folder, given.seconds),
        },
    }
    if engine == "postgresql":
        acts["several"] = lambda: {"several": several(new_url, folder, given.seconds)}
    found: dict[str, Any] = {}
    for part in given.part or PARTS:
        if part in acts:
            found |= acts[part]()
            sys.stderr.write(f"{engine}: {part} measured\n")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4, help="under load, for each figure")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--lines", type=int, default=2000, help="of an import")
    parser.add_argument("--operations", type=int, default=1000, help="of each mix, over as many records")
    parser.add_argument("--together", type=float, default=20, help="seconds of sixty-four clients; 300 is five minutes")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--part", choices=PARTS, action="append")
    given = parser.parse_args()
    results: dict[str, Any] = {"environment": environment()}
    with tempfile.TemporaryDirectory() as name:
        for engine in given.engine or ("sqlite", "postgresql"):
            folder = Path(name) / engine
            folder.mkdir()
            with databases(engine, folder) as new_url:
                results[engine] = measured(engine, new_url, folder, given)
    sys.stdout.write(json.dumps(results, indent=1, default=msgspec.to_builtins) + "\n")


if __name__ == "__main__":
    main()
