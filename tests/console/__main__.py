"""Takes the pictures of the documentation: `python -m tests.console docs/images/console`.

With `--every DIR`, those of every page instead: see `tests.console.pictures`.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.console.conftest import CHROMIUM, FLAGS, serving
from tests.console.desk import furnish
from tests.console.officer import sign_in, to_questions
from tests.console.pictures import every, parsed
from tests.engines import SqliteServer
from tests.world import World, case, party, person

from vault import retention
from vault.complaints import Role
from vault.policy import RoleName


def plan(world: World) -> None:
    """Plans that were applied, and one that waits."""
    for number, name in enumerate(("Torkild Vestermark", "Ulla Nørgaard", "Viggo Aaby")):
        long_ago = date(2024, 2, 1 + number)
        world.store(case(party("k", Role.COMPLAINANT, person(name)), received=long_ago, closed=long_ago))
        made = world.call(RoleName.RETENTION_JOB, retention.plan)
        if number < 2:
            world.call(RoleName.RETENTION_JOB, retention.apply_plan, made.plan_id)


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
            plan(world)
            page.goto("/console/retention")
            page.screenshot(path=target / "retention.png")
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            page.goto(f"/console/requests/{desk.request_id}")
            page.screenshot(path=target / "request.png")
            browser.close()


if __name__ == "__main__":
    if sys.argv[1] == "--every":
        sys.exit("\n".join(every(parsed(sys.argv[2:]))) or 0)
    main(Path(sys.argv[1]))
