"""Storing, reading and importing beside the same in plain SQL."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from tests.benchmarks.suite.complaints import complaint
from tests.benchmarks.suite.plain import Plain
from tests.benchmarks.suite.running import Measured, NewUrl, serving, store_and_read
from tests.world import NOW, World, settings

from vault import imports
from vault.clock import StoppedClock
from vault.ids import new_id
from vault.imports import LINES_AT_ONCE, NewImport, Numbered
from vault.memory import settle
from vault.opening import initialise, open_vault
from vault.policy import RoleName

KINDS: Final = ("plain", "vault", "usual")


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
    batches = lines(range(count))
    clock, made = StoppedClock(NOW), settings(folder / "import", new_url())
    initialise(made, clock)
    with open_vault(made, clock) as vault:
        caller = World(vault, clock).caller(RoleName.INGEST)
        begun = vault.call(caller, imports.begin_import, NewImport()).import_id
        vault.call(caller, imports.take_lines, begun, batches[0])
        safe = timed(lambda batch: vault.call(caller, imports.take_lines, begun, batch), batches[1:])
    store = Plain(new_url())
    plain = timed(lambda batch: store.insert([(new_id(), line.content) for line in batch]), batches)
    store.storage.close()
    return {
        "ratio": round(safe[0] / plain[0], 3),
        "cpu_ratio": round(safe[1] / plain[1], 3),
        "vault": safe,
        "plain": plain,
    }


def lines(numbers: range) -> list[list[Numbered]]:
    """Complaints as an import takes them, in its batches."""
    content: Callable[[int], bytes] = lambda at: msgspec.json.encode({"key": str(at), "case": complaint(at)})  # noqa: E731 -- it carries its type
    return [
        [Numbered(at, content(at)) for at in numbers[start : start + LINES_AT_ONCE]]
        for start in range(0, len(numbers), LINES_AT_ONCE)
    ]


def timed(act: Callable[[list[Numbered]], object], batches: list[list[Numbered]]) -> tuple[int, int]:
    """Rows a second by the clock, and a second of processor time."""
    settle()
    wall, cpu = time.perf_counter(), time.process_time()
    for batch in batches:
        act(batch)
    rows = sum(map(len, batches))
    return round(rows / (time.perf_counter() - wall)), round(rows / (time.process_time() - cpu))
