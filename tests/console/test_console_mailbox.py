"""The side of a dialogue without a name that staff see: a question is asked, and what the reporter says is read."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from tests.accounts.members import joined
from tests.anonymous.reporting import REPORT, hand_in, visit
from tests.console.officer import Watched, sign_in, violations
from tests.console.test_console_organisation import Desk
from tests.public.conftest import serving
from tests.public.test_browser import fill
from tests.world import World

from vault import anonymous, complaints
from vault.anonymous import NewMessage
from vault.complaints import Anonymity
from vault.policy import RoleName
from vault.public import tokens

R = RoleName
QUESTION = "På hvilke dage hører du musikken?"


def test_a_case_worker_and_a_reporter_speak_with_each_other(served: tuple[World, str], browser: BrowserContext) -> None:
    """In a browser; the reporter's side is walked through by the tests of the public pages."""
    world, address = served
    handed = hand_in(world, REPORT)
    watched = Watched(browser, address)
    page = watched.page
    sign_in(page, joined(world, R.CASE_WORKER))
    page.goto(f"/console/cases/{handed.case_id}")
    page.fill("#ask-text", QUESTION)
    page.select_option("#ask-language", "da")
    page.click("#mailbox button")
    page.wait_for_url("**done=question_posted")
    assert QUESTION in str(visit(world, handed))
    world.call(R.PUBLIC, anonymous.write, handed.unlocked, NewMessage(text="Hver torsdag efter midnat."))
    page.reload()
    expect(page.locator("#mailbox li")).to_have_count(3)
    expect(page.locator("main")).to_contain_text("Hver torsdag efter midnat.")
    assert violations(page) == []
    assert watched.wrong == []


def test_both_sides_of_a_dialogue_without_a_name(
    served: tuple[World, str], chromium: Browser, browser: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the report to the answer that its reporter reads, each in a browser of their own that nobody signs in to."""
    world, address = served
    monkeypatch.setattr(tokens, "SHORTEST", 0)
    with contextmanager(serving)(world) as public:
        visitor = chromium.new_context().new_page()
        visitor.goto(f"{public}/{world.organisation}/da/write")
        fill(visitor)
        visitor.get_by_role("button", name="Se det igennem").click()
        visitor.get_by_role("button", name="Send", exact=True).click()
        receipt = "".join(visitor.locator(".receipt").inner_text().split())

        watched = Watched(browser, address)
        page = watched.page
        sign_in(page, joined(world, R.CASE_WORKER))
        (case,) = world.call(R.CASE_WORKER, complaints.list_cases)
        page.goto(f"/console/cases/{case.case_id}")
        expect(page.locator("main")).to_contain_text("Musikken ovenpå er meget høj hver nat.")
        page.fill("#ask-text", QUESTION)
        page.select_option("#ask-language", "da")
        page.click("#mailbox button")
        page.wait_for_url("**done=question_posted")

        visitor.goto(f"{public}/{world.organisation}/da/mailbox")
        visitor.fill("#receipt", receipt)
        visitor.get_by_role("button", name="Åbn postkassen").click()
        expect(visitor.locator("main")).to_contain_text(QUESTION)
        visitor.fill("#text", "Hver torsdag efter midnat.")
        visitor.get_by_role("button", name="Se det igennem").click()
        visitor.get_by_role("button", name="Send", exact=True).click()
        page.reload()
        expect(page.locator("main")).to_contain_text("Hver torsdag efter midnat.")
        assert watched.wrong == []
        visitor.context.close()


def test_who_kept_no_receipt_is_not_asked_and_an_officer_has_no_mailbox(served: tuple[World, str]) -> None:
    world, address = served
    handed = hand_in(world, REPORT, state=Anonymity.ANONYMOUS)
    worker = Desk(address, joined(world, R.CASE_WORKER))
    page = worker.see(f"cases/{handed.case_id}")
    assert "The reporter kept no receipt" in page
    assert 'id="ask-text"' not in page
    assert worker.send(f"cases/{handed.case_id}/questions", text=QUESTION, language="da").status_code == 409
    officer = Desk(address, joined(world, R.DPO, email="dpo2@proevestenen.example"))
    assert 'id="mailbox"' not in officer.see(f"cases/{handed.case_id}")
    assert officer.send(f"cases/{handed.case_id}/questions", text=QUESTION, language="da").status_code == 403
    for one in (worker, officer):
        one.close()
