"""Every page of the console with something on it: those that the routes know, and those that only a form leads to."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import msgspec
from litestar.handlers import HTTPRouteHandler
from PIL import Image
from playwright.sync_api import Page
from tests.attachments.sending import about, attach
from tests.console.desk import Desk, karins_request
from tests.console.officer import to_questions
from tests.world import World, case, document, party, person

from vault import approvals, complaints, disclosures, retention, subject_requests, subjects
from vault.approvals import Act, NewApproval
from vault.complaints import NewDisclosure, Role
from vault.complaints.codes import Category, Severity
from vault.console.routes import HANDLERS
from vault.disclosures import ConsentChannel, NewAgreement, NewConsent, NewRecipient, RecipientKind
from vault.ids import CaseId, RequestId, SubjectId
from vault.policy import RoleName
from vault.retention import HoldKind, NewHold
from vault.subject_requests import Identified, Right
from vault.subject_requests.history.entries import IdentityMethod
from vault.subjects.standing.model import FlagGround, FlagKind, NewFlag

R = RoleName
AT_THE_DOOR = ("/sign-in/", "/invitation")
"""Pages that need a sign-in that has begun; what they are is looked at by the tests of the door."""
SAVED = re.compile(r"\.json$|/files/\{|/letters?/\{|/package/|/text/|^/ongoing/|^/records/")
"""Addresses that answer with a file or lead to another page."""


class Records:
    """What stands in the addresses of pages."""

    def __init__(self, world: World, desk: Desk) -> None:
        self.world, self.desk = world, desk
        self.karin = complainant(world, desk.case_id)
        self.erasure = asking(world, Right.ERASURE)
        self.rectification = asking(world, Right.RECTIFICATION)
        self.restriction = asking(world, Right.RESTRICTION)
        known(world, self.erasure)
        with_files(world, desk.case_id)
        with_partners(world, self.karin, desk.case_id)
        _flags(world, self.karin)
        _statistics(world)
        self.twice: RequestId | None = None
        """A review that two people read, where there is one."""
        self.plan = _plan(world)
        _approvals(world, desk)

    def of(self, name: str) -> Any:
        return {"request_id": self.desk.request_id, "case_id": self.desk.case_id, "subject_id": self.karin,
                "plan_id": self.plan}[name]  # fmt: skip

    def names(self) -> dict[str, str]:
        """What stands for each id in the name of a page."""
        rights = {"erasure": self.erasure, "rectification": self.rectification, "restriction": self.restriction}
        named = {"request": self.desk.request_id, "case": self.desk.case_id, "person": self.karin, "plan": self.plan}
        return {str(value): name for name, value in (rights | named).items()}


def asking(world: World, right: Right) -> RequestId:
    new = msgspec.structs.replace(karins_request(), right=right)
    return world.call(R.DPO, subject_requests.open_request, new).request_id


def discovered(records: Records) -> list[str]:
    """The address of every page that the routes know. An address whose ids nothing here fills in is an error."""
    gets = [one for one in HANDLERS if isinstance(one, HTTPRouteHandler) and "GET" in one.http_methods]
    paths = sorted(path for one in gets for path in one.paths)
    pages = [path for path in paths if not path.startswith(AT_THE_DOOR) and not SAVED.search(path)]
    return [re.sub(r"\{(\w+):\w+\}", lambda found: str(records.of(found[1])), path).lstrip("/") for path in pages]


def other_rights(records: Records) -> list[str]:
    """Pages that look otherwise for other rights."""
    rights = (records.erasure, records.rectification, records.restriction)
    twice = [] if records.twice is None else [f"requests/{records.twice}", f"requests/{records.twice}/review"]
    return [*(f"requests/{one}/{page}" for one in rights for page in ("decision", "restrictions")), *twice]


def states(page: Page, records: Records, deliver: str = "pick_up") -> Iterator[str]:
    """What forms lead to: each is on the page while its name is held. Walks the request of the desk to its end."""
    desk = records.desk
    yield from _searches(page)
    yield from _refused(page, records)
    to_questions(page, desk)
    yield "a question of the review"
    while page.locator(".ask[data-state=open]").count():
        page.click("button[data-key=h]")
        page.wait_for_selector("body:not([data-busy])")
    yield "a finished review"
    page.goto(f"/console/requests/{desk.request_id}")
    page.fill("#approval-reason", "Everything was read.")
    page.click("#approval button")
    page.click("#answer button")
    page.wait_for_url("**done=composed")
    page.wait_for_load_state("networkidle")
    yield "a composed answer"
    page.click("#answer form[action$='/approve'] button")
    page.wait_for_url("**done=answered")
    page.select_option("#deliver-method", deliver)
    page.fill("#deliver-despite", "The person waits, and nothing of others is shown.")
    page.click("#delivery form[action$='/deliver'] button")
    page.wait_for_selector("#secret")
    yield f"what {deliver} gives"
    page.goto(f"/console/requests/{desk.request_id}")
    yield "a delivered request"
    page.click("#delivery form[action$='/close'] button")
    page.wait_for_url("**done=closed")
    yield "a closed request"


def _searches(page: Page) -> Iterator[str]:
    for where, field, value in (("people", "#f-name", "Karin Holmegaard"), ("cases", "#f-department", "Afdeling 1")):
        page.goto(f"/console/{where}")
        page.fill(field, value)
        page.click("main form button >> nth=0")
        page.wait_for_load_state()
        yield f"{where} that were found"
    page.goto("/console/statistics")
    page.click("main form button >> nth=0")
    page.wait_for_selector(".chart")
    yield "a report"
    page.goto("/console/retention/what-if")
    page.select_option("#f-cluster", "mild")
    page.fill("#f-length", "1")
    page.click("main form button >> nth=0")
    page.wait_for_load_state()
    yield "other periods"
    page.goto("/console/policy")
    page.check("#f-roles-dpo")
    page.click("main form button >> nth=0")
    page.wait_for_load_state()
    yield "an answer of the rules"


def _refused(page: Page, records: Records) -> Iterator[str]:
    request = f"/console/requests/{records.desk.request_id}"
    page.goto(request)
    page.locator("details:has(#extend-reasons)").evaluate("one => { one.open = true; }")
    _send_anyway(page, "#extend-reasons", "Too short")
    yield "a refused form"
    page.goto(f"{request}/identity")
    page.select_option("#code-by_letter", "no")
    page.click("form:has(#code-by_letter) button")
    page.wait_for_load_state()
    yield "a code for a telephone"
    page.goto(f"/console/requests/{records.rectification}/decision")
    _changed_meanwhile(records)
    page.fill(f"[name='name.{records.karin}']", "Karin Holmegaard Lund")
    page.fill("#f-reasons", "You asked on 2 November, and what you said is so.")
    page.click(".sheet > .actions button")
    page.wait_for_load_state()
    yield "an edit conflict"


def _send_anyway(page: Page, field: str, value: str) -> None:
    """Past what the browser itself asks for."""
    page.fill(field, value)
    page.locator(field).evaluate("one => { one.form.noValidate = true; one.form.requestSubmit(); }")
    page.wait_for_selector(".ds-error-summary")


def _changed_meanwhile(records: Records) -> None:
    world = records.world
    known(world, records.rectification)
    seen = world.call(R.DPO, subjects.read_subject, records.karin).version
    change = subjects.PersonChange(phones=("+45 20 44 55 66",))
    world.call(R.DPO, subjects.change_subject, records.karin, change, seen)


def known(world: World, request_id: RequestId) -> None:
    """Records who asks."""
    said = Identified(method=IdentityMethod.IN_PERSON, on=world.clock.now().date(), established=True)
    world.call(R.DPO, subject_requests.identify_person, request_id, said)


def complainant(world: World, case_id: CaseId) -> SubjectId:
    parties = world.call(R.DPO, complaints.read_case, case_id).parties or ()
    return next(one.subject_id for one in parties if one.role is Role.COMPLAINANT and one.subject_id)


def with_files(world: World, case_id: CaseId) -> None:
    picture = BytesIO()
    Image.new("RGB", (400, 300), (90, 120, 150)).save(picture, "JPEG")
    # In a thread of its own, since the browser's event loop counts as running in this one.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(attach, world, case_id, picture.getvalue()).result()
        apart.submit(attach, world, case_id, b"Larm om natten.", about("notat.txt", author_role=Role.STAFF)).result()


def with_partners(world: World, karin: SubjectId, case_id: CaseId) -> None:
    new = NewRecipient(kind=RecipientKind.MUNICIPALITY, name="Prøveby Kommune", unit="Én indgang", address="Torvet 1")
    recipient = world.call(R.ORG_ADMIN, disclosures.register_recipient, new).recipient_id
    agreed = NewAgreement(
        recipient_id=recipient, title="Tryghed i Nord", started_on=date(2026, 1, 1), legal_basis="almenlejeloven § 6",
        arrangement="hver for sig", contact="Én indgang, Torvet 2", homes=("Nord", "Syd"), roles=("Kommunen svarer",),
        response_days=10,
    )  # fmt: skip
    world.call(R.ORG_ADMIN, disclosures.make_agreement, agreed)
    told = NewDisclosure(
        disclosed_on=date(2026, 10, 1), recipient="Prøveby Kommune", legal_basis="lejelov § 1", content="Navnet."
    )
    world.call(R.INGEST, complaints.record_disclosure, case_id, told)
    given = NewConsent(
        recipient_id=recipient, purpose="tenancy_support", wording="Må vi give dit navn til kommunen?",
        wording_version="2026-1", given_on=date(2026, 10, 1), channel=ConsentChannel.WRITING, evidence="Brev 17",
    )  # fmt: skip
    world.call(R.CASE_WORKER, subjects.give_consent, karin, given)


def _flags(world: World, karin: SubjectId) -> None:
    flag = NewFlag(kind=FlagKind.RESTRICTION, ground=FlagGround.ACCURACY_CONTESTED, on=date(2026, 10, 1))
    world.call(R.DPO, subjects.add_flag, karin, flag)


def _statistics(world: World) -> None:
    """Enough cases for a chart, and too few of some kinds to be shown."""
    for number in range(14):
        kind = (Category.NOISE, Category.NOISE, Category.SMOKE_OR_SMELL)[number % 3]
        new = case(
            party("k", Role.COMPLAINANT, person(f"Beboer Nummer{number}")),
            documents=(document("Støj.", author="k", role=Role.COMPLAINANT),),
            category=kind, severity=(Severity.MILD, Severity.SERIOUS)[number == 3],
            received=date(2026, 3, 1) + timedelta(days=number),
        )  # fmt: skip
        world.store(new)


def _plan(world: World) -> Any:
    long_ago = date(2024, 2, 1)
    world.store(case(party("K", Role.COMPLAINANT, person("Torkild Vest")), received=long_ago, closed=long_ago))
    by = world.caller(R.DPO, purpose="storage_limitation")
    why, again = "The police asked for it.", date(2027, 1, 5)
    kept = world.store(case(party("K", Role.COMPLAINANT, person("Ulla Nord"))))
    hold = NewHold(record_id=kept.case_id, kind=HoldKind.POLICE, reason=why, review_on=again)
    world.vault.call(by, retention.place_hold, hold)
    return world.vault.call(by, retention.plan).plan_id


def _approvals(world: World, desk: Desk) -> None:
    for asker in (desk.officer, desk.colleague):
        concerned = (str(desk.case_id), str(asker.account_id))
        new = NewApproval(
            act=Act.CONFIDENTIAL_IDENTITY_OPEN, concerned=concerned, reason="The tribunal asks who spoke."
        )
        world.vault.call(world.by(f"staff:{asker.account_id}", R.DPO), approvals.ask, new)
