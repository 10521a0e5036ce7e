"""The pages in a real browser: without scripts, on a narrow and a wide screen; axe finds nothing (WCAG 2.2 AA)."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from tests.public.conftest import REPORT
from tests.world import World

from vault import anonymous, complaints
from vault.anonymous import MailboxQuestion
from vault.language import Language
from vault.policy import RoleName

R = RoleName
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTHS = {"narrow": 360, "wide": 1280}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
TEXT = "Musikken ovenpå er meget høj hver nat. Jeg har klaget før. Det begynder ved midnat."
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def looked_at(page: Page, name: str, width: str) -> None:
    """Nothing sticks out, nothing is too small to hit; a picture is kept for whoever asks with `CVAULT_SCREENSHOTS`."""
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[width]
    if folder := os.environ.get("CVAULT_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def checked_by_axe(page: Page) -> None:
    # What is folded up is looked at, too.
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found: dict[str, Any] = Axe().run(page, options=RULES).response
    wrong = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]]
    assert wrong == [], page.url


def fill(page: Page) -> None:
    page.check("input[name=state][value=pseudonymous]")
    page.select_option("#category", "noise")
    page.fill("#department", REPORT["department"])
    page.fill("#about", REPORT["about"])
    page.fill("#text", TEXT)
    page.fill("#seen_on", REPORT["seen_on"])
    page.check("input[name=own][value=yes]")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_report_is_handed_in_and_gone_on_with_in_a_browser(
    world: World, pages: str, browser: Browser, width: str
) -> None:
    page = browser.new_page(viewport={"width": WIDTHS[width], "height": 740})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    def see(name: str) -> None:
        looked_at(page, name, width)
        checked_by_axe(page)

    page.goto(f"{pages}start")
    see("start")
    page.get_by_role("link", name="Skriv en henvendelse").click()
    see("write")
    page.get_by_role("button", name="Se det igennem").click()
    see("write-errors")
    fill(page)
    page.get_by_role("button", name="Se det igennem").click()
    assert page.locator("mark").count() == 2
    see("check")
    page.get_by_role("button", name="Send", exact=True).click()
    see("sent")
    receipt = "".join(page.locator(".receipt").inner_text().split())
    (summary,) = world.call(R.CASE_WORKER, complaints.list_cases)
    question = MailboxQuestion(text="Hvilke nætter?", language=Language.DANISH)
    world.call(R.CASE_WORKER, anonymous.ask, summary.case_id, question)
    page.goto(f"{pages}mailbox")
    see("enter")
    page.fill("#receipt", receipt)
    page.get_by_role("button", name="Åbn postkassen").click()
    assert "Hvilke nætter?" in page.locator("main").inner_text()
    see("mailbox")
    page.goto(f"{pages}own-data")
    see("own-data")
    page.get_by_role("button", name="Send", exact=True).click()
    see("own-data-errors")
    page.fill("#wanted", "Jeg vil gerne se alt, hvad I har om mig.")
    page.fill("#name", "Karin Holmegaard")
    page.fill("#date_of_birth", "24-11-1980")
    page.get_by_role("button", name="Send", exact=True).click()
    see("asked")
    page.goto(f"{pages}collect")
    see("collect")
    assert page.context.cookies() == []
    assert {one.split("/")[2] for one in asked} == {pages.split("/")[2]}
    page.close()


def test_everything_works_where_scripts_are_off(world: World, pages: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{pages}write")
    fill(page)
    page.get_by_role("button", name="Se det igennem").click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Åbn postkassen").click()
    assert "1. Henvendelse" in page.locator("main").inner_text()
    assert len(world.call(R.CASE_WORKER, complaints.list_cases)) == 1
    context.close()
