"""An access request from intake to proof through pages alone, and every page as axe and a browser judge it."""

import json
from dataclasses import replace
from datetime import date
from uuid import UUID

import msgspec
import pytest
from playwright.sync_api import BrowserContext, expect
from tests.accounts.members import joined
from tests.console.desk import Desk, karins_request
from tests.console.officer import Watched, sign_in, to_questions, violations
from tests.world import World, case, party, person

from vault import retention, subject_requests
from vault.complaints import Role
from vault.ids import RequestId
from vault.policy import RoleName
from vault.retention import HoldKind, NewHold
from vault.subject_requests import Right, State

PAGES = (
    *("", "requests", "requests/new", "people", "cases", "retention", "statistics", "approvals", "log", "policy"),
    *("organisation", "partners", "account"),
    *("retention/holds", "retention/overdue", "retention/rules", "retention/what-if"),
)
LARGEST_PAGE = 100_000


def test_a_request_goes_from_intake_to_proof(desk: Desk, served: tuple[World, str], browser: BrowserContext) -> None:
    world, address = served
    watched = Watched(browser, address)
    page = watched.page
    sign_in(page, desk.officer)
    page.goto("/console/requests/new")
    page.fill("#f-text", "I want to see everything.")
    page.select_option("#f-language", "en")
    page.fill("#f-name", "Karin Holmegaard")
    page.fill("#f-date_of_birth", "1984-03-09")
    page.fill("#f-address", "Tangvej 14, 8799 Prøveby")
    page.click("button:has-text('Register')")
    page.wait_for_url("**done=opened")
    request_id = page.url.rpartition("/")[2].partition("?")[0]
    to_questions(page, replace(desk, request_id=RequestId(UUID(request_id))))
    while page.locator(".ask[data-state=open]").count():
        page.click("button[data-key=h]")
        page.wait_for_selector("body:not([data-busy])")
    page.goto(f"/console/requests/{request_id}")
    page.fill("#approval-reason", "Everything was read.")
    page.click("#approval button")
    page.wait_for_url("**done=approved")
    page.click("#answer button")
    page.wait_for_url("**done=composed")
    expect(page.locator(".pages img").first).to_be_visible()
    assert page.evaluate("document.querySelector('.pages img').decode().then(() => true)")
    page.click("#answer button:has-text('Approve the answer')")
    page.wait_for_url("**done=answered")
    page.fill("#deliver-despite", "The person waits, and nothing of others is shown.")
    page.click("#delivery form button:has-text('Deliver')")
    expect(page.locator("#secret")).to_be_visible()
    page.goto(f"/console/requests/{request_id}")
    page.click("#delivery button:has-text('Close the request')")
    page.wait_for_url("**done=closed")
    with page.expect_download() as saved:
        page.click("#proof a:has-text('evidence')")
    evidence = json.loads(saved.value.path().read_text("utf-8"))
    assert {one["kind"] for one in evidence["timeline"]} >= {
        "identified",
        "composed",
        "approved",
        "delivered",
        "closed",
    }
    found = world.call(RoleName.DPO, subject_requests.list_requests)
    assert {str(one.request_id): one.state for one in found}[request_id] is State.CLOSED
    assert watched.wrong == []


def asking(world: World, right: Right) -> RequestId:
    new = msgspec.structs.replace(karins_request(), right=right)
    return world.call(RoleName.DPO, subject_requests.open_request, new).request_id


def kept(world: World, desk: Desk) -> list[str]:
    """The page of somebody who is kept, and of a plan with something on it."""
    long_ago = date(2024, 2, 1)
    stored = world.store(case(party("K", Role.COMPLAINANT, person("Torkild Vest")), received=long_ago, closed=long_ago))
    by = world.caller(RoleName.DPO, purpose="storage_limitation")
    why, again = "The police asked for it.", date(2027, 1, 5)
    hold = NewHold(record_id=desk.case_id, kind=HoldKind.POLICE, reason=why, review_on=again)
    world.vault.call(by, retention.place_hold, hold)
    return [f"people/{stored.subjects[0]}", f"retention/plans/{world.vault.call(by, retention.plan).plan_id}"]


def test_every_page_holds_before_axe_in_both_themes_and_is_small(
    desk: Desk, served: tuple[World, str], browser: BrowserContext
) -> None:
    """No violation, no error, nobody else asked, below 100 KB, and no wider than a telephone."""
    watched = Watched(browser, served[1])
    page = watched.page
    page.goto("/console/sign-in")
    wrong = violations(page)
    sign_in(page, desk.officer)
    case_id = desk.case_id
    request = f"requests/{desk.request_id}"
    places = [*PAGES, request, f"{request}/review", f"{request}/identity", f"{request}/decision", f"cases/{case_id}"]
    places += [*kept(served[0], desk), f"requests/{asking(served[0], Right.RECTIFICATION)}/decision"]
    to_questions(page, desk)
    page.set_viewport_size({"width": 360, "height": 800})
    for place in places:
        response = page.goto(f"/console/{place}")
        assert response is not None
        assert response.status == 200, place
        assert len(response.body()) < LARGEST_PAGE, place
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, place
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            # A theme changes colours and nothing else.
            wrong += [f"{theme} {one}" for one in violations(page, colours=theme == "dark")]
    assert wrong == []
    assert watched.wrong == []


ROLES = {
    RoleName.DPO: {"requests", "people", "cases", "retention", "statistics", "approvals", "organisation"},
    RoleName.CASE_WORKER: {"cases"},
    RoleName.ORG_ADMIN: {"organisation", "statistics"},
    RoleName.BOARD: {"statistics"},
    RoleName.AUDITOR: {"log", "retention"},
}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_is_for_it_and_no_more(
    role: RoleName, desk: Desk, served: tuple[World, str], browser: BrowserContext
) -> None:
    """A link that is not shown leads nowhere either."""
    page = browser.new_page()
    sign_in(page, joined(served[0], role, email=f"my.{role.value}@proevestenen.example"))
    shown = {one.get_attribute("href") or "" for one in page.locator(".side a").all()}
    assert {f"/console/{one}" for one in ROLES[role]} <= shown
    if role is not RoleName.DPO:
        response = page.goto(f"/console/requests/{desk.request_id}")
        assert response is not None
        assert response.status == 403
        assert "Karin" not in page.content()
