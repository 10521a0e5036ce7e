"""An access request from intake to proof through pages alone, and every page as axe and a browser judge it."""

import json
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from tests.accounts.members import joined
from tests.console.desk import Desk, karins_case
from tests.console.officer import Watched, sign_in, to_questions, violations
from tests.console.pictures import WIDTHS, clipped
from tests.console.tour import (
    Records,
    asking,
    complainant,
    discovered,
    known,
    other_rights,
    states,
    with_files,
    with_partners,
)
from tests.world import World, case, party, person

from vault import subject_requests
from vault.complaints import Role
from vault.ids import RequestId
from vault.policy import RoleName
from vault.subject_requests import Right, State

LARGEST_PAGE = 100_000
TELEPHONE: Final[ViewportSize] = {"width": 360, "height": 800}
THEMES: Final = ("light", "dark")


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


def test_every_page_holds_before_axe_in_both_themes_and_is_small(
    desk: Desk, served: tuple[World, str], browser: BrowserContext
) -> None:
    """No violation, no error, nobody else asked, below 100 KB, no wider than a telephone: every route, filled."""
    records = Records(served[0], desk)
    watched = Watched(browser, served[1])
    page = watched.page
    page.goto("/console/sign-in")
    wrong = violations(page)
    sign_in(page, desk.officer)
    page.set_viewport_size(TELEPHONE)
    for place in [*discovered(records), *other_rights(records)]:
        response = page.goto(f"/console/{place}")
        assert response is not None
        assert response.status == 200, place
        assert len(response.body()) < LARGEST_PAGE, place
        wrong += judged(page, place)
    assert wrong == []
    assert watched.wrong == []


def test_what_forms_lead_to_holds_as_well(desk: Desk, served: tuple[World, str], browser: BrowserContext) -> None:
    """Results, refusals, an edit conflict, codes that are shown once, and a request on its way to its end."""
    records = Records(served[0], desk)
    watched = Watched(browser, served[1])
    page = watched.page
    sign_in(page, desk.officer)
    wrong, seen = [], []
    for state in states(page, records):
        seen.append(state)
        assert len(page.content()) < LARGEST_PAGE, state
        page.set_viewport_size(TELEPHONE)
        wrong += judged(page, state)
        page.set_viewport_size({"width": 1280, "height": 900})
    assert len(seen) > 12
    assert wrong == []
    # A browser says on its console that a form was answered with 4xx; nothing else is said.
    assert [one for one in watched.wrong if "the server responded with a status of 4" not in one] == []


def judged(page: Page, name: str) -> list[str]:
    """What is wrong with a page in either theme, or cut off at any width. A theme changes colours alone."""
    wrong = [f"{name} at {width}: {one}" for width in reversed(WIDTHS) for one in clipped(page, width)]
    page.set_viewport_size(TELEPHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"], name
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        wrong += [f"{name}, {theme} {one}" for one in violations(page, colours=theme == "dark")]
    return wrong


def test_an_erasure_is_decided_and_a_person_is_gone(served: tuple[World, str], browser: BrowserContext) -> None:
    """Art. 17, in a browser: who asks, what goes with the decision, the letter; then nobody finds them any more."""
    world, address = served
    case_id = world.store(karins_case()).case_id
    karin = complainant(world, case_id)
    with_files(world, case_id)
    with_partners(world, karin, case_id)
    request_id = asking(world, Right.ERASURE)
    known(world, request_id)
    watched = Watched(browser, address)
    page = watched.page
    sign_in(page, joined(world, RoleName.DPO))
    page.goto(f"/console/requests/{request_id}")
    page.click("#decision a.ds-button")
    page.fill("#f-reasons", "The cases are closed, and nothing is needed for them any more.")
    page.locator("tr", has_text="The person in the case").first.locator("input[name=erase]").check()
    page.locator("tr", has_text="Consent to").first.locator("input[name=erase]").check()
    page.locator("tr", has_text="File: foto").first.locator("input[name=erase]").check()
    page.click(".sheet > .actions button")
    page.wait_for_url("**done=decided")
    with page.expect_download() as saved:
        page.click("#decision a:has-text('letter')")
    assert saved.value.path().read_bytes().startswith(b"%PDF-")
    assert page.goto(f"/console/people/{karin}").status == 404  # type: ignore[union-attr]
    page.goto(f"/console/cases/{case_id}")
    assert "foto af opgang" not in page.content()
    assert [one for one in watched.wrong if "status of 404" not in one] == []


def test_a_purge_goes_from_plan_to_certificate(served: tuple[World, str], browser: BrowserContext) -> None:
    """What is due is listed with its reasons, erased in the background, and certified; the page tells how far it is."""
    world, address = served
    long_ago = date(2024, 2, 1)
    world.store(case(party("K", Role.COMPLAINANT, person("Torkild Vest")), received=long_ago, closed=long_ago))
    job = joined(world, RoleName.DPO, RoleName.RETENTION_JOB, email="sletning@proevestenen.example")
    watched = Watched(browser, address)
    page = watched.page
    sign_in(page, job)
    page.goto("/console/retention")
    page.click("main .head button")
    page.wait_for_url("**/plans/*")
    expect(page.locator(".figure").first).to_contain_text("1")
    page.click("button:has-text('Erase')")
    expect(page.get_by_role("status")).to_contain_text("The plan is applied", timeout=20_000)
    with page.expect_download() as saved:
        page.click("a:has-text('certificate')")
    signed = json.loads(saved.value.path().read_text("utf-8"))
    assert signed["algorithm"] == "Ed25519"
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
