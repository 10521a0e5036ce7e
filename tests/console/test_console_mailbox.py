"""The side of a dialogue without a name that staff see: a question is asked, and what the reporter says is read."""

from playwright.sync_api import BrowserContext, expect
from tests.accounts.members import joined
from tests.anonymous.reporting import REPORT, hand_in, visit
from tests.console.officer import Watched, sign_in, violations
from tests.console.test_console_organisation import Desk
from tests.world import World

from vault import anonymous
from vault.anonymous import NewMessage
from vault.complaints import Anonymity
from vault.policy import RoleName

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
