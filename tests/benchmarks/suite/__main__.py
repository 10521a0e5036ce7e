"""The benchmark suite: `python -m tests.benchmarks.suite [--seconds 4] [--rounds 2] [--engine sqlite] > results.json`.

Real HTTP with 32 clients against servers in processes of their own, and imports through the verb. Every figure stands
beside a baseline that ran right before or after it. `ratio` compares answers a second, `cpu_ratio` the server's
processor seconds for each answer: on a machine that does other work as well, only the second can be trusted.
"""

import argparse
import itertools
import json
import os
import platform
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from tests.benchmarks.suite.clients import Answer, Figures, drive, request
from tests.benchmarks.suite.complaints import body, complaint, email, phone
from tests.benchmarks.suite.plain import Plain
from tests.engines import postgresql
from tests.world import NOW, World, settings

from vault import __version__, imports
from vault.clock import StoppedClock
from vault.ids import new_id
from vault.imports import LINES_AT_ONCE, NewImport, Numbered
from vault.policy import RoleName
from vault.wiring import initialise, open_vault

CLIENTS: Final = 32
KINDS: Final = ("plain", "vault", "usual")
NewUrl = Callable[[], str]


class Running(NamedTuple):
    """A server under load: its process, port, and the headers of a role where it asks for any."""

    pid: int
    port: int
    roles: dict[str, dict[str, str]]

    def headers(self, role: RoleName) -> dict[str, str]:
        return self.roles.get(role.value, {})

    def cpu(self) -> float:
        """Processor seconds so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> int:
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) // 1024


class Measured(msgspec.Struct, frozen=True):
    """Under load for some seconds."""

    figures: Figures
    cpu_microseconds: float
    megabytes: int
    load: float


@contextmanager
def serving(kind: str, url: str, folder: Path) -> Iterator[Running]:
    """A server of one kind over a new database."""
    command = [sys.executable, "-m", "tests.benchmarks.suite.server", kind, url, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 -- our own server
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        try:
            yield Running(process.pid, told["port"], told["roles"])
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def loaded(server: Running, requests: Iterator[bytes], seconds: float) -> Measured:
    """What the server does under load."""
    answered: list[int] = []
    before = server.cpu()
    found = drive(
        server.port, requests, clients=CLIENTS, seconds=seconds, told=lambda answer: answered.append(answer.status)
    )
    used = (server.cpu() - before) / max(1, len(answered))
    return Measured(found, round(used * 1e6), server.megabytes(), round(os.getloadavg()[0], 1))


def store_and_read(server: Running, seconds: float) -> dict[str, Measured]:
    """Stores new complaints, then reads them in turn."""
    ids: list[str] = []

    def told(answer: Answer) -> None:
        if answer.status == 201:
            ids.append(json.loads(answer.body)["case_id"])

    ingest, worker = server.headers(RoleName.INGEST), server.headers(RoleName.CASE_WORKER)
    storing = (request("POST", "/v1/cases", ingest, body(number)) for number in itertools.count())
    stored = loaded(server, storing, seconds)
    drive(server.port, storing, clients=CLIENTS, seconds=0.2, told=told)
    reading = (request("GET", f"/v1/cases/{one}", worker) for one in itertools.cycle(ids))
    return {"store": stored, "read": loaded(server, reading, seconds)}


def find(server: Running, seconds: float) -> dict[str, Measured]:
    """Somebody who is known, by each of what people give."""
    dpo = server.headers(RoleName.DPO)
    given: dict[str, Callable[[int], dict[str, str]]] = {
        "email": lambda number: {"email": email(number)},
        "phone": lambda number: {"phone": phone(number)},
        "name": lambda number: {"name": f"Vibeke Testrup {number}"},
    }
    return {
        f"find_by_{kind}": loaded(
            server,
            (request("POST", "/v1/subjects/find", dpo, json.dumps(one(at % 50)).encode()) for at in itertools.count()),
            seconds,
        )
        for kind, one in given.items()
    }


def over_http(new_url: NewUrl, folder: Path, seconds: float, rounds: int) -> dict[str, Any]:
    """Every kind in alternation; the median of the rounds by processor time."""
    kept: dict[str, dict[str, list[Measured]]] = {}
    for number in range(rounds):
        for kind in KINDS:
            with serving(kind, new_url(), folder / f"{kind}-{number}") as server:
                for what, found in store_and_read(server, seconds).items():
                    kept.setdefault(what, {}).setdefault(kind, []).append(found)
    return {what: _beside(kinds) for what, kinds in kept.items()}


def _beside(kinds: dict[str, list[Measured]]) -> dict[str, Any]:
    middle = {
        kind: sorted(found, key=lambda one: one.cpu_microseconds)[len(found) // 2] for kind, found in kinds.items()
    }
    rate = {kind: statistics.median(one.figures.per_second for one in found) for kind, found in kinds.items()}
    return {
        "ratio": round(rate["vault"] / rate["plain"], 3),
        "cpu_ratio": round(middle["plain"].cpu_microseconds / middle["vault"].cpu_microseconds, 3),
        "ratio_to_usual": round(rate["vault"] / rate["usual"], 3),
        "p99_ms": middle["vault"].figures.p99,
        "measured": msgspec.to_builtins(middle),
    }


def importing(new_url: NewUrl, folder: Path, count: int) -> dict[str, Any]:
    """Lines through the verb that a stream goes through, beside one insert of as many rows."""
    lines = [Numbered(at, msgspec.json.encode({"key": str(at), "case": complaint(at)})) for at in range(count)]
    batches = [lines[at : at + LINES_AT_ONCE] for at in range(0, count, LINES_AT_ONCE)]
    clock, made = StoppedClock(NOW), settings(folder / "import", new_url())
    initialise(made, clock)
    with open_vault(made, clock) as vault:
        caller = World(vault, clock).caller(RoleName.INGEST)
        begun = vault.call(caller, imports.begin_import, NewImport()).import_id
        vault.call(caller, imports.take_lines, begun, batches[0])
        safe = _timed(lambda batch: vault.call(caller, imports.take_lines, begun, batch), batches[1:])
    store = Plain(new_url())
    plain = _timed(lambda batch: store.insert([(new_id(), line.content) for line in batch]), batches)
    store.storage.close()
    return {
        "ratio": round(safe[0] / plain[0], 3),
        "cpu_ratio": round(safe[1] / plain[1], 3),
        "vault": safe,
        "plain": plain,
    }


def _timed(act: Callable[[list[Numbered]], object], batches: list[list[Numbered]]) -> tuple[int, int]:
    """Rows a second by the clock, and a second of processor time."""
    wall, cpu = time.perf_counter(), time.process_time()
    for batch in batches:
        act(batch)
    rows = sum(map(len, batches))
    return round(rows / (time.perf_counter() - wall)), round(rows / (time.process_time() - cpu))


def growth(new_url: NewUrl, folder: Path, seconds: float) -> dict[str, Any]:
    with serving("vault", new_url(), folder / "find") as server:
        requests = (request("POST", "/v1/cases", server.headers(RoleName.INGEST), body(at)) for at in itertools.count())
        loaded(server, requests, 1)
        return msgspec.to_builtins(find(server, seconds))  # type: ignore[no-any-return]


def environment() -> dict[str, Any]:
    return {
        "vault": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "clients": CLIENTS,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--lines", type=int, default=2000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    given = parser.parse_args()
    results: dict[str, Any] = {"environment": environment()}
    with tempfile.TemporaryDirectory() as name:
        for engine in given.engine or ("sqlite", "postgresql"):
            folder = Path(name) / engine
            folder.mkdir()
            numbers = itertools.count()
            if engine == "sqlite":
                results[engine] = _all(lambda f=folder, n=numbers: f"sqlite:///{f}/{next(n)}.db", folder, given)  # type: ignore[misc]
            else:
                with postgresql(folder / "server") as server:
                    results[engine] = _all(server.empty_database, folder, given)
    json.dump(results, sys.stdout, indent=1)
    sys.stdout.write("\n")


def _all(new_url: NewUrl, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    return {
        **over_http(new_url, folder, given.seconds, given.rounds),
        "import": importing(new_url, folder, given.lines),
        "find": growth(new_url, folder, given.seconds),
    }


if __name__ == "__main__":
    main()
