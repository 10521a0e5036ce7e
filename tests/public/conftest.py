"""The public pages of a vault on a port of their own, as a visitor meets them."""

import io
import re
import threading
import time
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from PIL import Image
from tests.engines import SqliteServer
from tests.plain_http import PLAIN
from tests.world import World

from vault.public import tokens
from vault.serving import PublicServer


def serving(world: World) -> Iterator[str]:
    server = PublicServer(world.vault, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    yield f"http://127.0.0.1:{server.port}"
    server.stop()
    thread.join(timeout=30)
    assert not thread.is_alive()


@pytest.fixture
def database_url(sqlite_server: SqliteServer) -> str:
    """On one engine: what differs between the two is below the pages, and tried in tests/anonymous."""
    return sqlite_server.new_database()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sits before these pages for three seconds; a test of its own asks about the waiting."""
    monkeypatch.setattr(tokens, "SHORTEST", 0)


@pytest.fixture
def pages(world: World) -> Iterator[str]:
    """Where the pages of the world's organisation begin, in Danish."""
    for address in serving(world):
        yield f"{address}/{world.organisation}/da/"


@pytest.fixture
def visitor(pages: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=pages, timeout=30, verify=PLAIN) as client:
        yield client


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the first form of a page, as a browser sends them back."""
    form = page[page.index("<form") : page.index("</form>")]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def receipt_in(page: str) -> str:
    return hidden(page[page.index('class="receipt"') :])["receipt"]


REPORT = {
    "state": "pseudonymous",
    "category": "noise",
    "department": "Afdeling 1",
    "about": "nr. 14, 2. tv",
    "text": "Der spilles høj musik hver nat i nr. 14. Det begynder ved midnat.",
    "seen_on": "20-11-2026",
    "own": "yes",
    "witnesses": "2",
    "terms": "2026-11",
}


def hand_in(visitor: httpx.Client, **changes: str) -> str:
    """The page after a report was looked through and sent."""
    form = REPORT | changes
    checked = visitor.post("check", data=form)
    assert checked.status_code == 200, checked.text
    sent = visitor.post("send", data=form | hidden(checked.text))
    assert sent.status_code == 200, sent.text
    return sent.text


def photograph() -> bytes:
    """A picture that tells by which camera and where it was made."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Kanariekamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (55.0, 40.0, 1.0)
    Image.new("RGB", (64, 48), "navy").save(made, "JPEG", exif=exif)
    return made.getvalue()
