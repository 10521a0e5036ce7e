"""`cvault report`: what a member of staff is told without a name, and how they write back."""

import json
import re
from typing import Any

from tests.cli.conftest import Run

from vault.anonymous import receipt
from vault.api.examples import REQUEST_BODIES


def handed(ready: Run, **changes: Any) -> Any:
    said = ready("report", "policy", "--json").json()["stance"]["version"]
    body = REQUEST_BODIES["NewReport"] | {"terms": said} | changes
    return ready("report", "add", "-", "--json", stdin=json.dumps(body))


def test_what_is_read_out_before_somebody_tells_something(ready: Run) -> None:
    said = ready("report", "policy")
    assert said.code == 0
    assert "anonymous:" in said.out
    assert ready("report", "policy", "--language", "sv").out != said.out


def test_a_report_has_a_receipt_and_a_mailbox_in_which_staff_ask(ready: Run) -> None:
    told = handed(ready)
    assert told.code == 0, told.err
    case_id, printed = told.json()["case_id"], told.json()["receipt"]
    assert receipt.read(printed)
    asked = ready("report", "ask", case_id, "-", stdin=json.dumps(REQUEST_BODIES["MailboxQuestion"]))
    assert asked.code == 0, asked.err
    assert re.fullmatch(r"Document [0-9a-f-]{36}\n", asked.out)
    listed = ready("report", "mailbox", case_id, "--json").json()["messages"]
    assert [one["kind"] for one in listed] == ["report", "question"]
    assert asked.out.split()[1] == listed[1]["document_id"]
    assert "Hvilke" not in ready("report", "mailbox", case_id).out


def test_what_was_not_shown_or_is_no_report_is_refused(ready: Run) -> None:
    stale = handed(ready, terms="1999-01")
    assert (stale.code, stale.err.splitlines()[0]) == (6, "cvault: the policy was changed since it was shown")
    assert "Musik" not in handed(ready, category="nonsense").err
    nothing = ready("report", "mailbox", "01999d3a-6f10-7c3e-9a53-0f6a5b1c2d3e")
    assert (nothing.code, nothing.out) != (0, "")
    assert nothing.err.count("\n") == 1
