"""Work that takes long: its page says how far it is, also when it is loaded again, to nobody but whoever asked."""

import asyncio
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from litestar.datastructures import FormMultiDict
from playwright.sync_api import BrowserContext, expect
from tests.accounts.members import joined
from tests.console.desk import Desk
from tests.console.officer import Watched, sign_in, violations
from tests.console.test_console_organisation import Desk as Forms
from tests.console.tour import asking
from tests.world import NOW, World, case, party, person

from vault import subject_requests, subjects
from vault.complaints import Role
from vault.console import ongoing
from vault.console.forms import Form
from vault.console.ongoing import KEPT, GoesOn, Ongoing, Owner, Registry, Tell
from vault.errors import Conflict, Throttled
from vault.ids import AccountId
from vault.policy import RoleName
from vault.subject_requests import Right
from vault.subjects import Given
from vault.subjects import store as people

R = RoleName
ME: Owner = (AccountId(uuid4()), frozenset({R.DPO}))
YOU: Owner = (AccountId(uuid4()), frozenset({R.DPO}))


@pytest.fixture
def nothing_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every piece of work is led to its page, however fast it is."""
    monkeypatch.setattr(ongoing, "QUICK_SECONDS", 0)


def piece(of: str = "", owner: Owner = ME, at: str = "/console/people") -> Ongoing:
    return Ongoing(owner, "compare", "/people", at=at, form=Form(FormMultiDict([])), now=NOW, of=of)


async def begun(registry: Registry, work: Ongoing, gate: asyncio.Event, now: datetime = NOW) -> Ongoing:
    async def act(_: Tell) -> str:
        await gate.wait()
        return "found"

    with pytest.raises(GoesOn) as led:
        await registry.begin(work, act, now)
    return led.value.work


def run(test: Callable[[], Any]) -> None:
    """Apart from a browser's event loop, which counts as running in this thread."""
    failed: list[BaseException] = []

    def apart() -> None:
        try:
            asyncio.run(test())
        except BaseException as error:  # noqa: BLE001 -- told in the thread of the test
            failed.append(error)

    thread = threading.Thread(target=apart)
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


@pytest.mark.usefixtures("nothing_is_quick")
def test_the_same_question_is_asked_once_and_others_see_nothing() -> None:
    async def test() -> None:
        registry, gate = Registry(), asyncio.Event()
        first = piece()
        assert await begun(registry, first, gate) is first
        assert await begun(registry, piece(), gate) is first
        assert registry.find(first.work_id, YOU, NOW) is None
        assert registry.find(first.work_id, (ME[0], frozenset({R.BOARD})), NOW) is None
        # The same form of two requests is two questions.
        for number in range(2):
            other = piece(at=f"/console/requests/{number}/review")
            assert await begun(registry, other, gate) is other
        with pytest.raises(Throttled):
            await registry.begin(piece("one too many"), lambda _: asyncio.sleep(0), NOW)
        await begun(registry, piece(owner=YOU), gate)
        gate.set()
        await asyncio.sleep(0.01)
        assert (first.over, first.result, first.error) == (True, "found", None)
        assert first.shown_at == f"/people?work={first.work_id}"
        assert registry.find(first.work_id, ME, NOW + KEPT) is first
        assert registry.find(first.work_id, ME, NOW + KEPT + timedelta(seconds=1)) is None

    run(test)


def test_what_is_quick_is_answered_at_once_and_what_fails_says_why() -> None:
    async def test() -> None:
        registry, quick, refused = Registry(), piece(), piece("other")
        await registry.begin(quick, lambda _: asyncio.sleep(0, "found"), NOW)
        assert quick.result == "found"

        async def refuse(_: Tell) -> None:
            raise Conflict("the request is closed")

        with pytest.raises(Conflict):
            await registry.begin(refused, refuse, NOW)
        assert isinstance(refused.error, Conflict)

    run(test)


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everybody is read two at a time, and told of as often."""
    monkeypatch.setattr(people, "_AT_ONCE", 2)
    people._page.cache_clear()
    yield
    people._page.cache_clear()


@pytest.mark.usefixtures("two_at_once")
def test_comparing_everybody_tells_how_far_it_is(sqlite_world: World) -> None:
    for number in range(7):
        sqlite_world.store(case(party("K", Role.COMPLAINANT, person(f"Vibeke Testrup{number}"))))
    told: list[tuple[int, int, int]] = []
    sqlite_world.call(R.DPO, subjects.find_subjects, Given(name="Vibeke Testrop"), lambda *far: told.append(far))
    assert told[:3] == [(2, 7, 1), (4, 7, 1), (6, 7, 1)]


@pytest.mark.usefixtures("nothing_is_quick")
def test_a_search_goes_on_behind_its_page_and_leads_to_what_it_found(
    desk: Desk, served: tuple[World, str], browser: BrowserContext
) -> None:
    """In a browser: no click in between; what was typed and found is there when the page is loaded again."""
    watched = Watched(browser, served[1])
    page = watched.page
    sign_in(page, desk.officer)
    page.goto("/console/people")
    page.fill("#f-name", "Karen Holmegaard")
    page.click("button[name=wider]")
    page.wait_for_url("**/people?work=*")
    for _ in range(2):
        expect(page.locator(".candidate").first).to_contain_text("Karin Holmegaard")
        expect(page.locator("#f-name")).to_have_value("Karen Holmegaard")
        page.reload()
    page.goto(f"/console/ongoing/{uuid4()}")
    expect(page.locator("h1")).to_have_text("This is over")
    assert violations(page) == []
    assert [one for one in watched.wrong if "status of 404" not in one] == []


@pytest.mark.usefixtures("nothing_is_quick")
def test_without_a_script_a_page_is_asked_for_again_and_is_nobody_elses(desk: Desk, served: tuple[World, str]) -> None:
    mine = Forms(served[1], desk.officer)
    page = mine.send("people", name="Karen Holmegaard", wider="yes")
    place = str(page.url.path if page.is_redirect else page.headers.get("location", page.url.path))
    work = re.search(r"/console/(ongoing/[0-9a-f-]{36})", page.text + place)
    assert work is not None
    other = Forms(served[1], desk.colleague)
    assert "This is over" in other.see(work[1])
    for one in (mine, other):
        one.close()


@pytest.mark.usefixtures("nothing_is_quick", "desk")
def test_what_was_typed_in_a_decision_is_there_after_everybody_was_compared(
    served: tuple[World, str], browser: BrowserContext
) -> None:
    """And whom it found besides stands there as they are on record, not emptied."""
    request_id = asking(served[0], Right.RECTIFICATION)
    page = Watched(browser, served[1]).page
    sign_in(page, joined(served[0], R.DPO, email="anden@proevestenen.example"))
    page.goto(f"/console/requests/{request_id}/decision")
    page.fill("#f-reasons", "You asked on 2 November, and what you said is so.")
    page.click("button[formaction$=compare]")
    page.wait_for_url("**/decision?work=*")
    expect(page.locator("#f-reasons")).to_have_value("You asked on 2 November, and what you said is so.")
    names = [one.input_value() for one in page.locator("input[type=text][name^='name.']").all()]
    assert "Karin Holmegaard" in names
    assert all(names)


@pytest.mark.usefixtures("nothing_is_quick")
def test_work_that_comes_to_nothing_says_why_and_leads_back(desk: Desk, served: tuple[World, str]) -> None:
    """An answer is not composed before its review is approved; without a script the page is asked for again."""
    served[0].call(R.DPO, subject_requests.start_review, desk.request_id)
    mine, request = Forms(served[1], desk.officer), f"requests/{desk.request_id}"
    begun = mine.send(f"{request}/compose")
    assert begun.url.path.startswith("/console/ongoing/")
    deadline = time.monotonic() + 20
    while "ds-error-summary" not in (page := mine.see(begun.url.path.removeprefix("/console/"))):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "Decide what is open and approve the review first." in page
    assert f'href="/console/{request}/compose"' in page
    assert mine.leads(f"{request}/compose") == f"/console/{request}"
    mine.close()
