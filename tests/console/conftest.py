"""A server with the console on a free port, and a real Chromium before it."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from tests.console.desk import Desk, furnish
from tests.docs.console import free_port
from tests.engines import SqliteServer
from tests.world import NOW, World, settings

from vault.clock import StoppedClock
from vault.console import ongoing
from vault.crypto import PassphraseCost
from vault.opening import initialise, open_vault
from vault.serving import Server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vault.crypto.password.COST", PassphraseCost(bytes(16), memory_kib=8, passes=1, lanes=1))


@pytest.fixture(autouse=True)
def much_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page goes on elsewhere because the machine is slow; tests of that say so."""
    monkeypatch.setattr(ongoing, "QUICK_SECONDS", 30)


@contextmanager
def serving(folder: Path, database_url: str) -> Iterator[tuple[World, str]]:
    """A vault that is served at the address at which browsers know it."""
    port = free_port()
    address, clock = f"http://localhost:{port}", StoppedClock(NOW)
    made = msgspec.structs.replace(settings(folder, database_url), origin=address)
    initialise(made, clock)
    with open_vault(made, clock) as vault:
        world = World(vault, clock)
        server = Server(vault, "127.0.0.1", port)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started
        yield world, address
        server.stop()
        thread.join(timeout=30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: as long as it is there, its event loop counts as running, and asyncio starts no other."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def served(tmp_path: Path, sqlite_server: SqliteServer) -> Iterator[tuple[World, str]]:
    with serving(tmp_path / "vault", sqlite_server.new_database()) as both:
        yield both


@pytest.fixture
def desk(served: tuple[World, str]) -> Desk:
    return furnish(served[0])


@pytest.fixture
def browser(chromium: Browser, served: tuple[World, str]) -> Iterator[BrowserContext]:
    """A fresh browser profile, in English."""
    context = chromium.new_context(base_url=served[1], locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(8_000)
    yield context
    context.close()
