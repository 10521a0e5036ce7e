"""Servers in processes of their own, and what they do under load."""

import atexit
import itertools
import json
import os
import platform
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from tests.benchmarks.suite.clients import Answer, Figures, drive, request
from tests.benchmarks.suite.complaints import body, email, name, phone
from tests.engines import postgresql

from vault import __version__
from vault.ids import OrganisationId
from vault.policy import RoleName

CLIENTS: Final = 32
_ENDS_WITHIN: Final = 900
_RESTS_WITHIN, _LOOK_AGAIN, _IDLE = 60.0, 1.5, 0.03
"""Seconds: of waiting until a server does nothing, between two looks, and of its processor within which that is so."""
"""Seconds. What was begun is finished first, and a look through a million people takes one."""
_BEGIN: Final = """\
import sys
from vault.memory import loading
with loading():
    from tests.benchmarks.suite.server import main
main(*sys.argv[1:])
"""
"""As `cvault` begins."""
NewUrl = Callable[[], str]


class Running(NamedTuple):
    """A server under load: its process, port, and the headers of a role where it asks for any."""

    pid: int
    port: int
    roles: dict[str, dict[str, str]]
    organisation: OrganisationId | None
    started_in: float
    """Seconds from the start of the process until it listened."""

    def headers(self, role: RoleName) -> dict[str, str]:
        return self.roles.get(role.value, {})

    def cpu(self) -> float:
        """Processor seconds so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> int:
        """The most that it ever had in memory."""
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) // 1024

    def stop(self) -> None:
        """Asks it to end in good order; it goes on with what it has accepted."""
        os.kill(self.pid, signal.SIGTERM)


class Measured(msgspec.Struct, frozen=True):
    """Under load for some seconds."""

    figures: Figures
    cpu_microseconds: float
    megabytes: int
    load: float


@contextmanager
def serving(kind: str, url: str, folder: Path) -> Iterator[Running]:
    """A server of one kind over a database, new or made before."""
    command, environ = [sys.executable, "-c", _BEGIN, kind, url, str(folder)], as_installed()
    began = time.perf_counter()
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 -- ours
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        took = time.perf_counter() - began
        # Its own log goes on; a server whose log nobody takes stands still once the pipe is full.
        threading.Thread(target=deque, args=(process.stdout, 0), daemon=True).start()
        organisation = told.get("organisation")
        known = None if organisation is None else msgspec.convert(organisation, OrganisationId)
        running = Running(process.pid, told["port"], told["roles"], known, round(took, 3))
        try:
            _rest(running)
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=_ENDS_WITHIN)


def _rest(server: Running) -> None:
    """Waits until a server has done what it does in the background: loading the rest of itself, sealing events."""
    used, until = -1.0, time.monotonic() + _RESTS_WITHIN
    while server.cpu() - used > _IDLE and time.monotonic() < until:
        used = server.cpu()
        time.sleep(_LOOK_AGAIN)


def loaded(server: Running, requests: Iterator[bytes], seconds: float, clients: int = CLIENTS) -> Measured:
    """What the server does under load; its processor's time with what it does of that afterwards, as sealing events."""
    answered: list[int] = []
    before = server.cpu()
    found = drive(
        server.port, requests, clients=clients, seconds=seconds, told=lambda answer: answered.append(answer.status)
    )
    busy = round(os.getloadavg()[0], 1)
    _rest(server)
    used = (server.cpu() - before) / max(1, len(answered))
    return Measured(found, round(used * 1e6), server.megabytes(), busy)


def storing(server: Running, first: int = 0) -> Iterator[bytes]:
    """Requests that store a new complaint each."""
    ingest = server.headers(RoleName.INGEST)
    return (request("POST", "/v1/cases", ingest, body(number)) for number in itertools.count(first))


def store_and_read(server: Running, seconds: float, first: int = 0) -> dict[str, Measured]:
    """Stores new complaints, then reads them in turn."""
    ids: list[str] = []

    def told(answer: Answer) -> None:
        if answer.status == 201:
            ids.append(json.loads(answer.body)["case_id"])

    new, worker = storing(server, first), server.headers(RoleName.CASE_WORKER)
    stored = loaded(server, new, seconds)
    drive(server.port, new, clients=CLIENTS, seconds=0.2, told=told)
    reading = (request("GET", f"/v1/cases/{one}", worker) for one in itertools.cycle(ids))
    return {"store": stored, "read": loaded(server, reading, seconds)}


def find(server: Running, seconds: float, among: int = 50) -> dict[str, Measured]:
    """Somebody who is known, by what people give; one question at a time, so that nothing is waited for.

    `find_scanning` looks through everybody for other spellings; the others look exact terms up, as the index has them.
    """
    given: dict[str, Callable[[int], dict[str, str]]] = {
        "find_by_email": lambda number: {"email": email(number)},
        "find_by_phone": lambda number: {"phone": phone(number)},
        "find_by_name": lambda number: {"name": name(number)},
        "find_scanning": lambda number: {"name": name(number)},
    }
    worker = server.headers(RoleName.CASE_WORKER)

    def asking(what: str) -> Iterator[bytes]:
        path = "/v1/subjects/find" if what == "find_scanning" else "/v1/subjects/find?exact=true"
        for at in itertools.count():
            yield request("POST", path, worker, json.dumps(given[what](at * 7919 % among)).encode())

    return {what: loaded(server, asking(what), seconds, clients=1) for what in given}


@cache
def as_installed() -> dict[str, str]:
    """An environment in which Python finds byte-code, as it does where packages were installed with pip.

    Without it every module is compiled at each start, which takes longer than all else together. And it finds neither
    pydantic nor attrs, which are here for tests alone: Litestar would load what it has for them.
    """
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    folder = tempfile.mkdtemp(prefix="cvault-installed-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    hidden = 'import sys\nsys.modules.update(dict.fromkeys(("attr", "attrs", "pydantic")))\n'
    Path(folder, "sitecustomize.py").write_text(hidden, "utf-8")
    environ["PYTHONPATH"] = os.pathsep.join([folder, *filter(None, [environ.get("PYTHONPATH")])])
    environ["PYTHONPYCACHEPREFIX"] = folder
    everything = "import tests.benchmarks.suite.server, vault.api.app, vault.console.app, vault.public.app"
    subprocess.run([sys.executable, "-c", everything], env=environ, check=True)  # noqa: S603 -- our own modules
    return environ


@contextmanager
def databases(engine: str, folder: Path) -> Iterator[NewUrl]:
    """New, empty databases of one engine."""
    if engine == "postgresql":
        with postgresql(folder / "server") as server:
            yield server.empty_database
    else:
        numbers = itertools.count()
        yield lambda: f"sqlite:///{folder}/{next(numbers)}.db"


def environment() -> dict[str, Any]:
    """What somebody who compares figures has to know."""
    model = [line for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines() if line.startswith("model name")]
    return {
        "vault": __version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "processor": model[0].partition(": ")[2] if model else platform.machine(),
        "cores": os.cpu_count(),
        "gibibytes": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "load": [round(one, 1) for one in os.getloadavg()],
        "clients": CLIENTS,
    }
