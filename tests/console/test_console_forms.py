"""Forms that do not fit: shown again on their page with what was typed, and the error in words beside the field."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler
from tests.accounts.members import Member, joined
from tests.console.desk import furnish
from tests.console.test_console_organisation import Desk
from tests.subject_requests.stepping import asked
from tests.world import World, case, party, person

import vault
from vault import disclosures, retention, subject_requests
from vault.complaints import Role
from vault.console import wording
from vault.console.cookies import SESSION
from vault.console.routes import HANDLERS
from vault.console.saying import Said, said
from vault.disclosures import NewRecipient, RecipientKind
from vault.errors import Conflict
from vault.ids import RequestId, new_id
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import DeliveryMethod, NewDelivery, SentTo, checking

R = RoleName
AT_THE_DOOR = ("/sign-in", "/invitation", "/sign-out", "/preferences")
WITHOUT_FIELDS = frozenset({"/log/verify", "/retention/plans", "/account/factors/add", "/account/recovery-codes"})
"""Buttons that need nothing typed."""
PATTERNS = frozenset({"known", "looks_like", "others", "whose"})
"""Sentences for reasons with a kind in them."""


@pytest.fixture
def officer(served: tuple[World, str]) -> Member:
    return joined(served[0], R.DPO, R.ORG_ADMIN, R.RETENTION_JOB, email="alt@proevestenen.example")


@pytest.fixture
def desk(served: tuple[World, str], officer: Member) -> Iterator[Desk]:
    made = Desk(served[1], officer)
    yield made
    made.close()


def opened(served: tuple[World, str]) -> RequestId:
    return furnish(served[0]).request_id


def changing() -> list[str]:
    """Every address that takes a form from somebody who is signed in."""
    posts = [one for one in HANDLERS if isinstance(one, HTTPRouteHandler) and "POST" in one.http_methods]
    paths = sorted(path for one in posts for path in one.paths)
    return [one for one in paths if not one.startswith(AT_THE_DOOR) and one not in WITHOUT_FIELDS]


def test_no_form_is_answered_with_a_bare_page(served: tuple[World, str], desk: Desk) -> None:
    """An empty form, or one with nonsense in it, comes back within its page: discovered from the routes."""
    world = served[0]
    request_id = opened(served)
    plan = world.vault.call(world.caller(R.DPO, purpose="storage_limitation"), retention.plan).plan_id
    known = {"request_id": request_id, "plan_id": plan}
    told = []
    for path in changing():
        where = re.sub(r"\{(\w+):\w+\}", lambda found: str(known.get(found[1], new_id())), path).lstrip("/")
        answer = desk.send(where, on="yesterday", received_from="?", date_of_birth="?", reason="x")
        if answer.status_code in (409, 422):
            told.append(path)
            assert 'class="ds-error-summary"' in answer.text, path
            assert '<nav class="side"' in answer.text, path
            assert "<title>Correct this: " in answer.text, path
        else:
            # What is not there is not shown again, and some forms need nothing.
            assert answer.status_code in (200, 404), (path, answer.status_code)
    assert len(told) > 20


def test_what_was_typed_stays_and_the_error_stands_beside_the_field(served: tuple[World, str], desk: Desk) -> None:
    """Each of the forms of a request, with the field that is wrong named by what describes it."""
    request = f"requests/{opened(served)}"
    for where, typed, wrong in (
        ("extend", {"ground": "complexity", "reasons": "Too short"}, "extend-reasons"),
        ("ask", {"doubt": "scope", "reason": "Too short", "question": "Which year?"}, "ask-reason"),
        ("identity", {"method": "in_person", "on": "2031-01-01", "established": "yes"}, "identify-on"),
        ("representative", {"name": "Rie Lund", "power": "guardian", "authority": "Of 2024"}, "conflict_checked"),
        ("representative", {"name": "Rie Lund", "power": "lawyer", "authority": "A letter", "until": "2020-01-01"},
         "representative-until"),
        ("scope", {"understood": "", "narrowed": "yes"}, "scope-understood"),
        ("codes/entered", {"code": ""}, ""),
    ):  # fmt: skip
        answer = desk.send(f"{request}/{where}", **typed)
        assert answer.status_code == 422, where
        for value in typed.values():
            assert value in answer.text, (where, value)
        if wrong:
            assert re.search(
                rf'id="[\w-]*{wrong}"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*{wrong}-e', answer.text
            )
            assert re.search(rf'id="[\w-]*{wrong}-e">[A-Z][^<]+\.<', answer.text), where
        assert "Expected `" not in answer.text


def test_what_somebody_else_stored_meanwhile_stands_beside_what_was_typed(
    served: tuple[World, str], desk: Desk
) -> None:
    world = served[0]
    new = NewRecipient(kind=RecipientKind.POLICE, name="Politiet", address="Torvet 9")
    made = world.call(R.ORG_ADMIN, disclosures.register_recipient, new)
    place = f"partners/recipients/{made.recipient_id}"
    seen = world.call(R.ORG_ADMIN, disclosures.list_recipients)[0].version
    form = {"kind": "police", "name": "Politiet", "unit": "", "seen": str(seen)}
    desk.send(place, **form, address="Torvet 10")
    late = desk.send(place, **form, address="Havnen 1")
    assert late.status_code == 409
    assert 'value="Havnen 1"' in late.text
    assert "Stored now: Torvet 10" in late.text
    assert "Stored now: Politiet" not in late.text
    assert world.call(R.ORG_ADMIN, disclosures.list_recipients)[0].recipient.address == "Torvet 10"
    # The page that told of it carries the new version: saving again is a decision.
    newer = re.search(r'name="seen" value="(\d+)"', late.text)
    assert newer is not None
    assert desk.send(place, **form | {"seen": newer[1]}, address="Havnen 1").status_code == 200
    assert world.call(R.ORG_ADMIN, disclosures.list_recipients)[0].recipient.address == "Havnen 1"


def test_a_form_that_is_there_no_more_still_says_why(served: tuple[World, str], desk: Desk) -> None:
    """A colleague closed the request while the form was open."""
    world = served[0]
    request_id = opened(served)
    closed = subject_requests.Closed(reason=subject_requests.history.entries.ClosingReason.WITHDRAWN)
    world.call(R.DPO, subject_requests.close_request, request_id, closed)
    late = desk.send(f"requests/{request_id}/extend", ground="complexity", reasons="Many cases must be looked through.")
    assert late.status_code == 409
    assert 'action="/console/requests/' not in late.text
    assert "The request is closed. Register a new one if more is to be done." in late.text


def test_an_address_that_only_takes_forms_leads_to_its_page(served: tuple[World, str], officer: Member) -> None:
    """As after loading a refused page again by its address."""
    request_id = opened(served)
    headers = {"Cookie": f"{SESSION}={officer.cookies.session}"}
    with httpx.Client(base_url=served[1], timeout=30, headers=headers) as client:
        answer = client.get(f"/console/requests/{request_id}/extend")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/console/requests/{request_id}")
        assert client.get("/console/static").status_code == 404


def test_no_password_is_ever_shown_again(desk: Desk) -> None:
    answer = desk.send("account/password", present_password="wrong horse battery", new_password="short")
    assert answer.status_code in (401, 422)
    assert "wrong horse" not in answer.text
    assert 'class="ds-error-summary"' in answer.text


def test_every_rule_that_has_a_sentence_stands_in_the_program() -> None:
    """A sentence for a rule that was reworded would never be said."""
    modules = Path(vault.__file__).parent.rglob("*.py")
    said = {
        node.value
        for module in modules
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    keys = [key.partition(".") for key in wording.catalogue(Language.ENGLISH)]
    known = {key for table, _, key in keys if table in ("said", "because")} - PATTERNS
    assert len(known) > 80
    assert known <= said


@pytest.mark.parametrize("language", Language)
def test_what_stands_in_the_way_of_an_answer_is_said_in_words(world: World, language: Language) -> None:
    """The sentences are found by what the verbs say, which these two say here."""
    say = wording.tongue(language)
    with pytest.raises(Conflict) as unopened:
        checking.check({"file-01.docx": b"PK\x03\x04"}, (), own=(), excuses=checking.Excuses(()))
    assert said(say, unopened.value) == Said(say("rule.unopened", limit="file-01.docx"))
    request_id = world.call(R.DPO, subject_requests.open_request, asked()).request_id
    world.store(case(party("I", Role.RESPONDENT, person("Solvej Kragelund", date_of_birth=date(1950, 1, 1)))))
    waiting = world.call(R.DPO, subject_requests.answer_request, request_id)
    delivery = NewDelivery(method=DeliveryMethod.HANDED_OVER, address=SentTo.IN_PERSON)
    with pytest.raises(Conflict) as undecided:
        world.call(R.DPO, subject_requests.deliver_request, request_id, delivery)
    number = waiting.undecided + waiting.candidates_to_confirm
    assert said(say, undecided.value) == Said(say("rule.undecided", limit=str(number)))
