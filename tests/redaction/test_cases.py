"""The invented documents: what was reached stays reached, and the page of qualities says what is so."""

import subprocess
import sys
from collections import Counter

import pytest
from tests.docs.pages import table
from tests.redaction.__main__ import counted
from tests.redaction.reading_cases import Case, cases

from vault.redaction import segments

CASES = list(cases())
UNSEEN = list(cases(unseen=True))
DIRECT = ("PERSON", "NICK", "ID", "PHONE", "EMAIL", "ADDRESS", "PLATE", "ACCOUNT", "DOB")


def test_there_are_cases_of_each_language() -> None:
    assert min(Counter(case.language for case in CASES).values()) >= 10
    assert len(CASES) >= 40


def test_nothing_that_points_to_somebody_by_itself_is_readable() -> None:
    hide = counted(CASES).hide
    assert {kind: hide[kind]["readable"] for kind in DIRECT if hide[kind]["readable"]} == {}


def test_little_else_is_readable() -> None:
    """At most one in twenty of what points to somebody by its meaning."""
    hide = counted(CASES).hide
    meant = sum((hide[kind] for kind in ("UNIT", "REL", "HEALTH", "OFFENCE", "OTHER")), Counter[str]())
    assert meant["readable"] * 20 <= meant.total()


def test_the_requester_reads_what_is_theirs() -> None:
    own = counted(CASES).own
    assert own["hidden"] * 25 <= own["all"]


def test_a_person_is_asked_little() -> None:
    count = counted(CASES)
    assert count.asked * 1000 <= 15 * count.words


@pytest.mark.parametrize("case", [case for case in CASES if case.author == case.asks], ids=lambda case: case.name)
def test_any_document_can_be_taken_apart(case: Case) -> None:
    shown = "".join(one for one in segments(case.text, case.spans()) if isinstance(one, str))
    assert len(shown) <= len(case.text)


@pytest.mark.parametrize(
    ("heading", "number", "documents"),
    [("## The invented documents", 0, CASES), ("## Documents that nobody had looked at", 1, UNSEEN)],
    ids=["seen", "unseen"],
)
def test_the_page_of_qualities_says_what_is_so(heading: str, number: int, documents: list[Case]) -> None:
    rows = table("reference/quality.md", heading, number)
    found = [
        [kind, str(counts.total()), str(counts["hidden"]), str(counts["asked"]), str(counts["readable"])]
        for kind, counts in sorted(counted(documents).hide.items())
    ]
    assert rows == found


def test_the_counts_are_printed() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.redaction"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "own characters" in done.stdout
