"""A review on the command line, from the first question to the approval."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import COMMAND, Done, Run

CASE = {
    "department": "Afdeling 1",
    "category": "noise",
    "severity": "mild",
    "anonymity": "identified",
    "language": "da",
    "received_on": "2026-09-01",
    "steps": [{"kind": "received", "on": "2026-09-01"}],
    "parties": [
        {"label": "K", "role": "complainant", "person": {"name": "Valdemar Nyborg"}},
        {"label": "I", "role": "respondent", "person": {"name": "Solvej Kragelund", "phones": ["68 90 80 70"]}},
    ],
    "documents": [
        {
            "kind": "journal_note",
            "author_role": "staff",
            "language": "da",
            "dated_on": "2026-09-02",
            "text": "Solvej talte med Fnugbert og med Valdemar Nyborg.",
        }
    ],
}
REQUEST = {
    "received_on": "2026-11-02",
    "channel": "letter",
    "language": "da",
    "text": "Alt.",
    "given": {"name": "Solvej Kragelund", "phone": "68908070"},
}


@pytest.fixture
def request_id(ready: Run, tmp_path: Path) -> str:
    """A request whose answer has one open question."""
    for name, content in (("case.json", CASE), ("request.json", REQUEST)):
        (tmp_path / name).write_text(json.dumps(content), "utf-8")
    assert ready("import", str(tmp_path / "case.json")).code == 0
    return str(ready("request", "open", str(tmp_path / "request.json"), "--json").json()["request_id"])


def typed(environment: dict[str, str], words: str, *arguments: str) -> Done:
    done = subprocess.run(  # noqa: S603 -- our own command
        [COMMAND, *arguments], env=environment, input=words, capture_output=True, text=True, timeout=120, check=False
    )
    return Done(done.returncode, done.stdout, done.stderr)


def test_a_review_is_walked_and_approved(ready: Run, environment: dict[str, str], request_id: str) -> None:
    begun = ready("review", "start", request_id)
    assert "1 questions about 1 places are open" in begun.out
    asked = ready("review", "questions", request_id)
    assert "[Fnugbert]" in asked.out
    refused = ready("review", "approve", request_id)
    assert (refused.code, "1 open questions" in refused.err) == (6, True)
    walked = typed(environment, "hide\n", "review", "walk", request_id)
    assert walked.code == 0
    assert "0 questions" in walked.out
    shown = ready("review", "text", request_id, "1")
    assert "Solvej talte med [-Fnugbert-] og med [-Valdemar Nyborg-]." in shown.out
    assert "Approved by local:uid-" in ready("review", "approve", request_id).out


def test_a_place_is_decided_and_taken_back(ready: Run, request_id: str) -> None:
    assert ready("review", "start", request_id).code == 0
    place = re.search(r"^(\d+:\d+-\d+)", ready("review", "questions", request_id).out)
    assert place is not None
    decided = ready("review", "decide", request_id, "keep", place.group(1), "--remember", "--json").json()
    assert ready("review", "questions", request_id).out.strip() == "Nothing waits."
    assert "keep string  Fnugbert" in ready("review", "decisions", request_id).out
    assert ready("review", "undo", request_id, decided["decisions"][0]).code == 0
    assert "[Fnugbert]" in ready("review", "questions", request_id).out
    assert ready("review", "decide", request_id, "keep", "9:1-2").code == 5
    assert ready("review", "decide", request_id, "keep", "here").code == 3


def test_what_would_be_hidden_is_shown_by_two(ready: Run, environment: dict[str, str], request_id: str) -> None:
    assert ready("review", "start", request_id).code == 0
    assert typed(environment, "keep\n", "review", "walk", request_id).code == 0
    listed = ready("review", "text", request_id, "1").out
    place = re.search(r"^(\d+:\d+-\d+)  hide", listed, re.MULTILINE)
    assert place is not None
    bare = ready("review", "decide", request_id, "keep", place.group(1))
    assert (bare.code, "facts" in bare.err) == (3, True)
    arguments = ("review", "decide", request_id, "keep", place.group(1), "--facts")
    assert typed(environment, "De skriver sammen.\n", *arguments).code == 0
    waiting = ready("review", "approve", request_id)
    assert "A second person confirms" in waiting.out
    assert ready("request", "answer", request_id, "--output", environment["CVAULT_HOME"] + "/out").code == 6


def test_what_was_searched_can_be_shown(ready: Run, request_id: str) -> None:
    assert re.search(r"texts by name: 1 of \d+", ready("review", "protocol", request_id).out)
    missing = ready("review", "show", request_id)
    assert (missing.code, missing.err.strip()) == (5, "cvault: no such review")
