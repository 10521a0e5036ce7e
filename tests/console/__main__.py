"""Takes the pictures of the documentation: `python -m tests.console docs/images/console`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.console.conftest import CHROMIUM, FLAGS, serving
from tests.console.desk import furnish
from tests.console.officer import sign_in, to_questions
from tests.engines import SqliteServer


def main(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        here = Path(folder)
        (here / "databases").mkdir()
        with serving(here / "vault", SqliteServer(here / "databases").new_database()) as (world, address):
            desk = furnish(world, documents=10, strangers=True)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(base_url=address, locale="en-GB", viewport={"width": 1180, "height": 760})
            sign_in(page, desk.officer)
            page.screenshot(path=target / "today.png")
            to_questions(page, desk)
            page.screenshot(path=target / "review.png")
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            page.goto(f"/console/requests/{desk.request_id}")
            page.screenshot(path=target / "request.png")
            browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
