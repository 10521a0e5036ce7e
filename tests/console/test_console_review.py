"""Ten documents are reviewed with a keyboard alone, in Chromium; and the same decisions without any script."""

from statistics import median

from playwright.sync_api import Browser, BrowserContext
from tests.console.desk import furnish
from tests.console.officer import Watched, sign_in, to_questions
from tests.world import World

from vault import subject_requests
from vault.policy import RoleName

MOST = 80


def test_ten_documents_are_reviewed_by_keyboard_alone(served: tuple[World, str], browser: BrowserContext) -> None:
    """From the first question to the end no pointer is used, and a decision takes one key."""
    desk = furnish(served[0], documents=10, strangers=True)
    watched = Watched(browser, served[1])
    page = watched.page
    sign_in(page, desk.officer)
    to_questions(page, desk)
    start = served[0].call(RoleName.DPO, subject_requests.show_review, desk.request_id)
    assert len(start.texts) >= 10
    assert start.open_questions >= 4
    presses: list[int] = []
    while page.locator(".ask[data-state=open]").count() and len(presses) < MOST:
        asked = page.locator(".ask .asked").inner_text()
        page.keyboard.press("k" if len(presses) % 3 == 1 else "h")
        page.wait_for_function(
            "before => document.querySelector('.ask .asked')?.innerText !== before && !document.body.dataset.busy",
            arg=asked,
        )
        presses.append(1)
        # Whoever goes by Tab goes on from the next question.
        assert page.evaluate("document.activeElement.id") == "ask-title"
    after = served[0].call(RoleName.DPO, subject_requests.show_review, desk.request_id)
    assert after.open_questions == 0
    assert len(presses) == start.open_questions
    assert median(presses) == 1
    page.keyboard.press("u")
    page.wait_for_selector(".ask[data-state=open]")
    page.keyboard.press("h")
    page.wait_for_selector(".ask[data-state=none]")
    page.keyboard.press("n")
    page.wait_for_url("**#approval")
    assert watched.wrong == []


def test_a_decision_needs_no_script(served: tuple[World, str], chromium: Browser) -> None:
    world, address = served
    desk = furnish(world)
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, desk.officer)
    to_questions(page, desk)
    before = world.call(RoleName.DPO, subject_requests.show_review, desk.request_id)
    page.click("button[value='hide.string']")
    page.wait_for_load_state()
    after = world.call(RoleName.DPO, subject_requests.show_review, desk.request_id)
    assert after.open_questions == before.open_questions - 1
    page.goto(f"/console/requests/{desk.request_id}/review/text/{after.texts[0].text_id}")
    page.fill("#add-words", "henstilling")
    page.click(".missed button")
    page.wait_for_url("**text=*")
    assert "henstilling" not in page.locator(".pair section").last.inner_text()
    context.close()


def test_keys_can_be_turned_off(served: tuple[World, str], browser: BrowserContext) -> None:
    """Whoever speaks to their computer decides nothing by a letter (WCAG 2.1.4)."""
    desk = furnish(served[0])
    page = Watched(browser, served[1]).page
    sign_in(page, desk.officer)
    to_questions(page, desk)
    page.click(".pop summary")
    page.select_option("#pref-keys", "off")
    page.click(".pop-body button")
    page.goto(f"/console/requests/{desk.request_id}/review")
    before = page.locator(".ask .asked").inner_text()
    page.keyboard.press("h")
    page.wait_for_timeout(300)
    assert page.locator(".ask .asked").inner_text() == before
