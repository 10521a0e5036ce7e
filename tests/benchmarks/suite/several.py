"""Several server processes over one PostgreSQL, and the background work of a vault beside them."""

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import msgspec
from tests.benchmarks.suite.complaints import long_closed
from tests.benchmarks.suite.estate import Estate
from tests.benchmarks.suite.running import Measured, NewUrl, Running, loaded, serving, storing

from vault import complaints, epochs, retention
from vault.policy import RoleName

PROCESSES: Final = 2
_ERASED: Final = 100
R = RoleName


def several(new_url: NewUrl, folder: Path, seconds: float) -> dict[str, Any]:
    """Storing through one process and through two; then through two while a purge runs and an epoch is replaced."""
    url, home = new_url(), folder / "several"
    with serving("vault", url, home) as first:
        one = [loaded(first, storing(first), seconds)]
        with serving("vault", url, home) as second:
            two = _at_once([first, second], seconds, first_number=10**6)
    with ExitStack() as stack:
        servers = [stack.enter_context(serving("vault", url, home)) for _ in range(PROCESSES)]
        estate = stack.enter_context(Estate.opened(url, home))
        for number in range(_ERASED):
            estate.call(R.INGEST, complaints.store_case, long_closed(3 * 10**7 + number))
        at_work = threading.Thread(target=_purge_and_rotate, args=(estate,))
        at_work.start()
        beside = _at_once(servers, seconds, first_number=2 * 10**6)
        at_work.join()
    return {
        "one": _together(one),
        "two": _together(two),
        "beside_purge_and_rotation": _together(beside),
        "ratio": round(_together(two)["per_second"] / max(1, _together(one)["per_second"]), 2),
    }


def _purge_and_rotate(estate: Estate) -> None:
    plan = estate.call(R.RETENTION_JOB, retention.plan)
    estate.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    estate.call(R.OPERATOR, epochs.rotate)


def _at_once(servers: list[Running], seconds: float, first_number: int) -> list[Measured]:
    """Each server under load by clients of its own; they share the processor with their clients."""
    found: list[Measured] = []

    def load(number: int, server: Running) -> None:
        found.append(loaded(server, storing(server, first_number * (number + 1)), seconds, clients=16))

    threads = [threading.Thread(target=load, args=given) for given in enumerate(servers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _together(measured: list[Measured]) -> dict[str, Any]:
    return {
        "per_second": round(sum(one.figures.per_second for one in measured), 1),
        "failed": sum(one.figures.failed for one in measured),
        "p99_ms": max(one.figures.p99 for one in measured),
        "servers": msgspec.to_builtins(measured),
    }
