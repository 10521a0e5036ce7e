"""The public pages over real HTTP: write, look through, send, come back with the receipt (N-03, N-05, N-09, N-12)."""

import re

import httpx
import pytest
from tests.public.conftest import REPORT, hand_in, hidden, photograph, receipt_in
from tests.world import World

from vault import anonymous, complaints
from vault.anonymous import MailboxQuestion
from vault.complaints.course.tenancy import Naming
from vault.language import Language
from vault.policy import RoleName
from vault.public import tokens

R = RoleName


def the_case(world: World) -> complaints.CaseView:
    (summary,) = world.call(R.CASE_WORKER, complaints.list_cases)
    return world.call(R.CASE_WORKER, complaints.read_case, summary.case_id)


def test_the_policy_is_shown_before_anybody_writes(visitor: httpx.Client) -> None:
    for page in ("start", "write"):
        shown = visitor.get(page).text
        assert "Vi kan ikke give din nabo en advarsel kun på grund af det" in shown
        assert "Men den, der kender dig, kan måske gætte det" in shown


def test_a_report_is_written_sent_and_gone_on_with(world: World, visitor: httpx.Client) -> None:
    sent = hand_in(visitor)
    receipt = receipt_in(sent)
    assert "<svg" in sent
    case = the_case(world)
    assert [one.text for one in case.documents or ()] == [REPORT["text"]]
    assert (case.case.department, case.case.witness_count) == ("Afdeling 1", 2)
    question = MailboxQuestion(text="Hvilke nætter?", language=Language.DANISH)
    world.call(R.CASE_WORKER, anonymous.ask, case.case.case_id, question)
    opened = visitor.post("mailbox", data={"receipt": receipt.lower().replace("-", " ")})
    assert "Hvilke nætter?" in opened.text
    looked = visitor.post("message", data={"receipt": receipt, "text": "Fredag. Min søn vågnede.", "corrects": ""})
    assert "<mark>Min søn<sup>1</sup></mark>" in looked.text
    changed = hidden(looked.text) | {"text": "Kun fredag."}
    again = visitor.post("message-send", data=changed)
    assert "Kun fredag." in again.text
    assert len(the_case(world).documents or ()) == 2
    visitor.post("message-send", data=hidden(again.text) | {"text": "Kun fredag."})
    assert [one.text for one in the_case(world).documents or ()][-1] == "Kun fredag."
    exported = visitor.post("export", data={"receipt": receipt})
    assert [one["text"] for one in exported.json()["messages"]] == [REPORT["text"], "Hvilke nætter?", "Kun fredag."]
    visitor.post("withdraw", data={"receipt": receipt, "sure": "yes"})
    assert the_case(world).case.outcome is complaints.Outcome.WITHDRAWN


def test_words_that_betray_are_shown_in_their_place_before_sending(visitor: httpx.Client) -> None:
    text = "Jeg bor i nr. 12, 3. th. Naboen ovenpå larmer. Jeg har klaget før. Ring 22334455. Mvh Karla Eskebjerg"
    shown = visitor.post("check", data=REPORT | {"text": text}).text
    marks = set(re.findall(r"<mark>(.*?)<sup>", shown))
    assert {"ovenpå", "Jeg har klaget før", "22334455"} <= marks
    assert any("Karla Eskebjerg" in one for one in marks)
    for sentence in ("Du nævner din bolig.", "Det ser eller hører måske kun én nabo."):
        assert sentence in shown


def test_what_was_changed_is_looked_through_before_it_is_sent(world: World, visitor: httpx.Client) -> None:
    checked = visitor.post("check", data=REPORT)
    changed = REPORT | hidden(checked.text) | {"text": "Min søn kan ikke sove."}
    shown = visitor.post("send", data=changed)
    assert "<mark>Min søn" in shown.text
    assert world.call(R.CASE_WORKER, complaints.list_cases) == []


def test_what_is_not_sent_is_not_kept(world: World, visitor: httpx.Client) -> None:
    visitor.post("check", data=REPORT)
    visitor.post("check", data=REPORT | {"text": ""})
    assert world.call(R.CASE_WORKER, complaints.list_cases) == []


def test_a_page_that_is_sent_twice_makes_one_report(world: World, visitor: httpx.Client) -> None:
    form = REPORT | hidden(visitor.post("check", data=REPORT).text)
    first, second = (receipt_in(visitor.post("send", data=form).text) for _ in range(2))
    assert first == second
    assert len(world.call(R.CASE_WORKER, complaints.list_cases)) == 1


def test_nobody_sends_as_fast_as_a_machine(
    world: World, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "SHORTEST", 3)
    form = REPORT | hidden(visitor.post("check", data=REPORT).text)
    shown = visitor.post("send", data=form).text
    assert "Vent lidt, og tryk på Send igen" in shown
    assert REPORT["text"] in shown
    assert world.call(R.CASE_WORKER, complaints.list_cases) == []


def test_a_file_is_cleaned_before_it_is_stored_and_one_sees_of_what(world: World, visitor: httpx.Client) -> None:
    receipt = receipt_in(hand_in(visitor))
    files = {"file": ("karla-eskebjerg.jpg", photograph(), "image/jpeg")}
    shown = visitor.post("file", data={"receipt": receipt}, files=files)
    assert "hvor den er lavet" in shown.text
    assert "hvilken telefon eller hvilket kamera" in shown.text
    case_id = the_case(world).case.case_id
    assert world.call(R.DPO, complaints.list_attachments, case_id) == []
    looked = visitor.post("file-look", data=hidden(shown.text))
    assert (looked.headers["content-type"], looked.headers["content-disposition"]) == ("image/jpeg", "inline")
    assert b"Kanariekamera" in photograph()
    assert b"Kanariekamera" not in looked.content
    assert looked.content.startswith(b"\xff\xd8")
    assert world.call(R.DPO, complaints.list_attachments, case_id) == []
    kept = visitor.post("file-send", data=hidden(shown.text))
    assert kept.status_code == 200
    (one,) = world.call(R.DPO, complaints.list_attachments, case_id)
    assert (one.name, one.original_size) == ("fil.jpeg", None)
    assert "fil.jpeg" in kept.text


@pytest.mark.parametrize("content", [b"", b"\x00\x01 nothing known", b"OggS" + b"\x00" * 200, b"\xff\xd8\xff broken"])
def test_a_file_that_cannot_be_cleaned_is_not_taken(world: World, visitor: httpx.Client, content: bytes) -> None:
    receipt = receipt_in(hand_in(visitor))
    refused = visitor.post("file", data={"receipt": receipt}, files={"file": ("x.ogg", content)})
    assert refused.status_code == 422
    assert "kan vi ikke rense" in refused.text
    assert world.call(R.DPO, complaints.list_attachments, the_case(world).case.case_id) == []


def test_without_a_receipt_nothing_is_promised(world: World, visitor: httpx.Client) -> None:
    sent = hand_in(visitor, state="anonymous")
    assert 'class="receipt"' not in sent
    assert the_case(world).case.anonymity is complaints.Anonymity.ANONYMOUS


def test_a_name_in_confidence_needs_a_name_and_is_shown_to_nobody(world: World, visitor: httpx.Client) -> None:
    refused = visitor.post("check", data=REPORT | {"state": "confidential"})
    assert refused.status_code == 422
    hand_in(visitor, state="confidential", name="Karla Eskebjerg", phone="22 33 44 55")
    assert "Eskebjerg" not in str(the_case(world))


def test_a_name_that_was_typed_and_not_wanted_is_not_stored(world: World, visitor: httpx.Client) -> None:
    hand_in(visitor, name="Karla Eskebjerg")
    parties = the_case(world).parties or ()
    assert [one.subject_id for one in parties] == [None, None]


@pytest.mark.parametrize("receipt", ["", "K7QW", "0" * 20, "x" * 5000])
def test_a_receipt_that_opens_nothing_is_answered_alike(visitor: httpx.Client, receipt: str) -> None:
    answers = {visitor.post(page, data={"receipt": receipt}).text for page in ("mailbox", "withdraw", "export")}
    assert len(answers) == 1
    assert "Koden passer ikke" in answers.pop()


@pytest.mark.parametrize(
    ("path", "status"),
    [("../xx/start", 404), ("nothing", 404), ("../../00000000-0000-0000-0000-000000000007/da/start", 404)],
)
def test_what_is_not_there_is_not_found_and_leaves_nothing(visitor: httpx.Client, path: str, status: int) -> None:
    assert visitor.get(path).status_code == status


def test_no_route_of_staff_and_of_other_systems_is_here(visitor: httpx.Client) -> None:
    for path in ("/v1/cases", "/openapi/openapi.json", "/schema", "/metrics", "/health/ready"):
        assert visitor.get(httpx.URL(visitor.base_url).join(path)).status_code == 404


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_page_is_in_each_language(visitor: httpx.Client, language: str) -> None:
    for page in ("start", "write", "mailbox"):
        shown = visitor.get(f"../{language}/{page}")
        assert f'<html lang="{language}">' in shown.text
    checked = visitor.post(f"../{language}/check", data=REPORT)
    sent = visitor.post(f"../{language}/send", data=REPORT | hidden(checked.text))
    opened = visitor.post(f"../{language}/mailbox", data={"receipt": receipt_in(sent.text)})
    assert opened.status_code == 200


@pytest.mark.parametrize(("ticked", "confirmed"), [({"stands_by": "yes"}, 1), ({}, 0)])
def test_whoever_gives_their_name_chooses_what_becomes_of_earlier_words(
    world: World, visitor: httpx.Client, ticked: dict[str, str], confirmed: int
) -> None:
    """N-08: by a box that is empty until they tick it."""
    receipt = {"receipt": receipt_in(hand_in(visitor, own="yes"))}
    assert 'name="stands_by" value="yes">' in visitor.post("mailbox", data=receipt).text
    visitor.post("name", data=receipt | {"name": "Karla Eskebjerg", "openly": "yes"} | ticked)
    (naming,) = [one.entry for one in the_case(world).entries if isinstance(one.entry, Naming)]
    assert len(naming.confirmed) == confirmed
