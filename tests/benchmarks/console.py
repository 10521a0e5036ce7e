"""How long the server takes for each page of the console, with many cases: `python -m tests.benchmarks.console`.

    python -m tests.benchmarks.console [--cases 100000] [--vault DIR] [--rounds 7] > console.json

A SQLite vault is filled through the import, with people, texts, keys and index entries as they are; an officer signs in
and every page is asked for over HTTP on one connection, so that what is measured is what a browser waits for. Every GET
of the routes is among them, with the records of a furnished desk in their addresses, and the searches and comparisons
that forms begin. Prints one JSON document: milliseconds of each page, median and slowest, and kilobytes. With `--vault`
the vault is kept there and filled only once, so that a page can be measured again after a change.
"""

import argparse
import json
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Final

import httpx
import msgspec
from litestar.handlers import HTTPRouteHandler
from tests.accounts.members import joined
from tests.benchmarks.suite.over_http import lines
from tests.benchmarks.suite.running import environment
from tests.console.desk import furnish, karins_request
from tests.docs.console import free_port
from tests.world import NOW, World, case, party, person, settings

from vault import complaints, imports, retention, subject_requests, subjects
from vault.clock import StoppedClock
from vault.complaints import CaseQuery, Role
from vault.console.cookies import SESSION
from vault.console.routes import HANDLERS
from vault.imports import NewImport
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.serving import Server
from vault.storage import migrate, open_engine
from vault.subject_requests import Started
from vault.wiring import Vault

R: Final = RoleName
_AT_ONCE: Final = 5_000
_DUE: Final = 200
_LOOKED_AT_EVERY_SECONDS: Final = 0.05
_NOT_PAGES: Final = ("/sign-in", "/invitation", "/organisation/", "/requests/{request_id:uuid}/package",
                     "/requests/{request_id:uuid}/letter", "/cases/{case_id:uuid}/files")  # fmt: skip
_SENT: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "cases, searched": ("cases", {"category": "noise", "department": "Afdeling 1", "received_from": "2026-01-01"}),
    "people, by exact details": ("people", {"name": "Karin Holmegaard", "date_of_birth": "1984-03-09"}),
    "people, everybody compared": ("people", {"name": "Karin Holmegaard", "wider": "yes"}),
    "statistics, the report of a year": ("statistics", {"year": "2026"}),
}
"""What forms begin: the last two look at everything, and so does the page that is asked to."""
_EVERYTHING: Final = "retention/overdue?look=1"


def fill(world: World, cases: int) -> None:
    begun = world.call(R.INGEST, imports.begin_import, NewImport()).import_id
    for start in range(0, cases, _AT_ONCE):
        for batch in lines(range(start, min(start + _AT_ONCE, cases))):
            world.call(R.INGEST, imports.take_lines, begun, batch)
        sys.stderr.write(f"\r{start + _AT_ONCE} cases stored")
    for number in range(_DUE):
        long_ago = date(2024, 2, 1)
        new = case(party("K", Role.COMPLAINANT, person(f"Gammel Sag{number}")), received=long_ago, closed=long_ago)
        world.store(new)
    sys.stderr.write("\n")


@contextmanager
def serving(folder: Path, cases: int) -> Iterator[tuple[World, str]]:
    """A served vault with so many cases and a desk on top; one that is there already is opened as it is."""
    port, clock, database = free_port(), StoppedClock(NOW), folder / "vault.db"
    made = msgspec.structs.replace(settings(folder / "home", f"sqlite:///{database}"), rate_limit=0)
    new = not database.exists()
    if new:
        engine = open_engine(made.database_url)
        migrate(engine)
        engine.dispose()
        initialise(made, clock)
    with open_vault(made, clock) as vault:
        world = World(vault, clock) if new else _again(vault, clock)
        if new:
            fill(world, cases)
            world.call(R.DPO, subject_requests.start_review, furnish(world).request_id, Started())
            world.call(R.RETENTION_JOB, retention.plan)
        server = Server(vault, "127.0.0.1", port)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield world, f"http://127.0.0.1:{port}"
        server.stop()
        thread.join(timeout=30)


def _again(vault: Vault, clock: StoppedClock) -> World:
    """The world of a vault that was filled before."""
    world = World.__new__(World)
    world.vault, world.clock, world.organisation = vault, clock, vault.organisations()[0].organisation_id
    return world


def places(world: World) -> list[str]:
    """Every page that the routes know, with records that are there in its address."""
    gets = [one for one in HANDLERS if isinstance(one, HTTPRouteHandler) and "GET" in one.http_methods]
    paths = sorted(path for one in gets for path in one.paths if not path.startswith(_NOT_PAGES))
    received = karins_request().received_on
    requests = world.call(R.DPO, subject_requests.list_requests)
    request = next(one.request_id for one in requests if one.received_on == received)
    (person_, *_) = world.call(R.DPO, subjects.find_subjects, karins_request().given)
    (case_, *_) = world.call(R.DPO, complaints.search_cases, CaseQuery(subject_id=person_))
    plan = world.vault.call(world.caller(R.DPO, purpose="storage_limitation"), retention.list_plans)[0].plan_id
    known = {"request_id": request, "case_id": case_.case_id, "subject_id": person_, "plan_id": plan}
    named = (re.sub(r"\{(\w+):\w+\}", lambda found: str(known.get(found[1], "?")), path) for path in paths)
    return [path.lstrip("/") for path in named if "?" not in path and not path.endswith(".json")]


def measured(world: World, address: str, rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds and kilobytes of each page, slowest first."""
    officer = joined(world, R.DPO, R.ORG_ADMIN, R.RETENTION_JOB, email=f"maaler{time.time_ns()}@proevestenen.example")
    headers = {"Cookie": f"{SESSION}={officer.cookies.session}", "Accept-Language": "da"}
    token = {"form_token": officer.form()}
    found: dict[str, dict[str, float]] = {}
    with httpx.Client(base_url=address, timeout=300, headers=headers) as client:
        for place in places(world):
            found[place or "today"] = _timed(partial(client.get, f"/console/{place}"), rounds)
        for name, (place, form) in _SENT.items():
            found[name] = _timed(partial(_to_the_end, client, "POST", place, form | token), rounds)
        found[_EVERYTHING] = _timed(partial(_to_the_end, client, "GET", _EVERYTHING), 1)
    shown = {re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", place): of for place, of in found.items()}
    return dict(sorted(shown.items(), key=lambda one: -one[1]["ms"]))


def _to_the_end(client: httpx.Client, method: str, place: str, form: dict[str, str] | None = None) -> httpx.Response:
    """What a form or a page leads to, once work that takes long is done."""
    answer = client.request(method, f"/console/{place}", data=form)
    while answer.is_redirect or "/ongoing/" in answer.request.url.path:
        time.sleep(_LOOKED_AT_EVERY_SECONDS)
        answer = client.get(answer.headers.get("location", answer.request.url.path))
    return answer


def _timed(ask: Callable[[], httpx.Response], rounds: int) -> dict[str, float]:
    took, size, path = [], 0, ""
    for _ in range(rounds + 1):
        began = time.perf_counter()
        answer = ask()
        took.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == HTTPStatus.OK, (answer.request.url, answer.status_code)
        size, path = len(answer.content), answer.request.url.path
    sys.stderr.write(f"{path}: {median(took[1:]):.0f} ms\n")
    # The first one warms what is kept in memory.
    figures = {"ms": median(took[1:]), "quickest": min(took[1:]), "slowest": max(took[1:]), "first": took[0]}
    return {name: round(value, 1) for name, value in figures.items()} | {"kilobytes": round(size / 1000, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--vault", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as held:
        folder = given.vault or Path(held)
        folder.mkdir(parents=True, exist_ok=True)
        with serving(folder, given.cases) as (world, address):
            found = measured(world, address, given.rounds)
    json.dump({"console": {"cases": given.cases, "pages": found}, "environment": environment()}, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
