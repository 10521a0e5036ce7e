"""What the pages leave behind of a visit: nothing. Every byte that is written, every header that is sent (N-03)."""

import logging
import re
from pathlib import Path

import httpx
import pytest
from tests.anonymous.stamps import finer_than_the_day, rows
from tests.canary.searching import found
from tests.public.conftest import REPORT, hand_in, hidden, photograph, receipt_in
from tests.world import NOW, World

from vault import evidence
from vault.policy import RoleName
from vault.public.rendering import HEADERS

R = RoleName
AGENT, REFERRER, COOKIE, SOURCE = "Kanarieagent/7", "https://kanariehenviser.example/", "kanariekage", "198.51.100.77"
TELLING = {
    "User-Agent": AGENT,
    "Referer": REFERRER,
    "Cookie": f"id={COOKIE}",
    "X-Forwarded-For": SOURCE,
    "Forwarded": f"for={SOURCE}",
    "X-Real-IP": SOURCE,
    "Accept-Language": "kanariesprog",
    "X-Request-Id": "kanarienummer",
}
OURS = {name.casefold() for name in HEADERS} | {"content-type", "content-length", "content-disposition"}
ASKING = re.compile(r"<script|<iframe|<img|javascript:| on\w+=| style=|@import|https?://(?!www\.w3\.org)")
"""What would run something or fetch something; the name of SVG is no address that anybody asks."""


def everything(visitor: httpx.Client) -> list[httpx.Response]:
    """One visit to each page, and to some that are not there."""
    shown = ("start", "write", "mailbox", "own-data", "collect", "nothing", "../..", "../../style.css")
    answers = [visitor.get(page) for page in shown]
    checked = visitor.post("check", data=REPORT)
    sent = visitor.post("send", data=REPORT | hidden(checked.text))
    receipt = {"receipt": receipt_in(sent.text)}
    looked = visitor.post("message", data=receipt | {"text": "Kanarieord igen.", "corrects": ""})
    answers += [
        checked,
        sent,
        looked,
        visitor.post("message-send", data=hidden(looked.text) | {"text": "Kanarieord igen."}),
    ]
    pictures = {"file": ("kanariefil.jpg", photograph(), "image/jpeg")}
    cleaned = visitor.post("file", data=receipt, files=pictures)
    answers += [cleaned, *(visitor.post(page, data=hidden(cleaned.text)) for page in ("file-look", "file-send"))]
    answers += [visitor.post(page, data=receipt | {"sure": "yes"}) for page in ("mailbox", "export", "withdraw")]
    answers.append(visitor.post("mailbox", data={"receipt": "kanariekvittering"}))
    asked = {"wanted": "Kanarieord om mig.", "name": "Karla Kanarie", "address": "Tangvej 1"}
    answers.append(visitor.post("own-data", data=asked | hidden(visitor.get("own-data").text)))
    answers.append(visitor.post("collect", data={"number": "kanarienummer", "code": "kanariekode"}))
    answers.append(visitor.post("mailbox", content=b"x" * 300_000))
    answers.append(visitor.put("start"))
    return answers


def test_no_byte_that_is_written_tells_who_came(
    world: World,
    visitor: httpx.Client,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    caplog.set_level(logging.DEBUG)
    for client in ("httpx", "httpcore"):
        # The visitor's own words, of which it tells itself.
        caplog.set_level(logging.CRITICAL, client)
    visitor.headers.update(TELLING)
    answers = everything(visitor)
    output = tmp_path / "output.log"
    told = capfd.readouterr()
    output.write_text(f"{told.out}{told.err}{caplog.text}", "utf-8")
    database = Path(world.vault.settings.database_url.removeprefix("sqlite:///"))
    files = [output, *database.parent.glob(f"{database.name}*"), *world.vault.settings.home.rglob("*")]
    words = [AGENT, REFERRER, COOKIE, SOURCE, "kanariesprog", "kanarienummer", "Kanarieord", "kanariekvittering"]
    words += ["kanariekode", *(receipt_in(one.text) for one in answers if 'class="receipt"' in one.text)]
    words += [REPORT["text"], "127.0.0.1:", "Kanariekamera", "kanariefil"]
    assert len(words) == 14
    assert found(words, [one for one in files if one.is_file()]) == []


def test_no_header_tells_and_no_page_asks_for_anything(visitor: httpx.Client) -> None:
    visitor.headers.update(TELLING)
    for answer in everything(visitor):
        assert {name.casefold() for name in answer.headers} <= OURS | {"allow"}, answer.url
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        page = answer.text
        if "text/html" in answer.headers["content-type"]:
            assert not ASKING.search(page)
            links = re.findall(r'(?:href|action|src)="([^"]*)"', page)
            assert not [one for one in links if one.startswith(("http", "/"))]
        if answer.url.path.endswith(("send", "check", "start", "write")):
            assert not any(word in page for word in (AGENT, COOKIE, SOURCE))


def test_addresses_hold_no_receipt(visitor: httpx.Client) -> None:
    for answer in everything(visitor):
        assert not answer.url.query
        assert len(answer.url.path.split("/")) <= 4


def test_nothing_finer_than_the_day_is_kept(world: World, visitor: httpx.Client) -> None:
    """Neither in a column of a row that the pages made, nor in an id, which tells a time as well."""
    before = rows(world)
    receipt = receipt_in(hand_in(visitor))
    looked = visitor.post("message", data={"receipt": receipt, "text": "Igen.", "corrects": ""})
    visitor.post("message-send", data=hidden(looked.text) | {"text": "Igen."})
    visitor.post("mailbox", data={"receipt": receipt})
    shown = visitor.post("file", data={"receipt": receipt}, files={"file": ("x.jpg", photograph(), "image/jpeg")})
    visitor.post("file-send", data=hidden(shown.text))
    made = [one for one in rows(world) if one not in before]
    told = {"case", "document", "report", "report_message", "attachment", "attachment_chunk", "data_key", "audit_event"}
    assert {table for table, _ in made} >= told
    assert finer_than_the_day(world, made) == []
    assert NOW.hour != 12


def test_two_visits_are_not_tied_to_each_other(world: World, visitor: httpx.Client) -> None:
    """Reading leaves an event that names no record: how often one mailbox is opened, nobody can tell."""
    receipts = [receipt_in(hand_in(visitor)) for _ in range(2)]
    for receipt in (*receipts, receipts[0]):
        visitor.post("mailbox", data={"receipt": receipt})
    log = [one for one in world.call(R.AUDITOR, evidence.read_log) if one.permission == "mailbox:visit"]
    assert len(log) >= 3
    assert {(one.actor, one.at, one.entities, one.detail) for one in log} == {("public", log[0].at, (), "")}
