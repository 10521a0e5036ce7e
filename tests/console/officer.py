"""What somebody does at a browser: sign in, walk through a request; and what is looked at on every page."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page
from tests.accounts.members import PASSWORD, Member
from tests.console.desk import Desk

AXE = (Path(__file__).parent / "vendor" / "axe.js").read_text("utf-8")
BEGUN = re.compile(r"done=proposed$|/review$")
"""Where a review leads that was begun or renewed, at once or by the page that says how far it is."""
QUIET = ("[DOM] Password forms should have",)
"""What Chromium only suggests."""


class Watched:
    """A page, and everything on it that should not be: errors, and requests to anybody else."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda one: self._said(one.type, one.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda one: self._asked(one.url, address))

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith(QUIET):
            self.wrong.append(text)

    def _asked(self, url: str, address: str) -> None:
        if not url.startswith((address, "data:")):
            self.wrong.append(f"asked somebody else: {url}")


def sign_in(page: Page, member: Member) -> None:
    """Password, then the code of the application."""
    page.goto("/console/")
    page.fill("#f-email", member.email)
    page.fill("#f-password", PASSWORD)
    page.click("#with-password button")
    member.world.clock.advance(timedelta(seconds=30))
    page.fill("#f-code", member.application.shows(member.world.clock.now()))
    page.click("main form button")
    page.wait_for_url("**/console/")


def to_questions(page: Page, desk: Desk) -> None:
    """Who asks, who is meant, and on to the first open question."""
    page.goto(f"/console/requests/{desk.request_id}")
    page.click("button[name=established][value=yes]")
    page.click("#review form button")
    page.wait_for_url(BEGUN)
    page.goto(f"/console/requests/{desk.request_id}")
    while page.locator(".candidate[data-open=yes]").count():
        card = page.locator(".candidate[data-open=yes]").first
        card.locator("input[name=reason]").fill("Another birthday and another home")
        card.locator("button[value=different]").click()
        page.wait_for_url("**done=judged")
    page.click("#review form button")
    page.wait_for_url("**/review")


def violations(page: Page, *, colours: bool = False) -> list[str]:
    """What axe finds wrong, or wrong with colours alone, shortly. It is put in past the page's policy, once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"(() => {{ {AXE} }})()")
    chosen = {"runOnly": ["color-contrast", "link-in-text-block"]} if colours else {}
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", chosen)
    return [f"{page.url}: {one['id']} {one['nodes'][0]['target']}" for one in found["violations"]]
