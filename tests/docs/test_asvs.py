"""The checklist has every requirement once, at its level, and names only files that are there."""

import csv
import re

import pytest
from tests.docs.pages import DOCS, ROOT, quoted

STATES = ("met", "not applicable", "open")
PAGE = (DOCS / "security" / "asvs.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([\w ]+) \| (.*?) ?\|$", PAGE, re.MULTILINE)


def test_every_requirement_stands_once_at_its_level() -> None:
    with (ROOT / "tests" / "data" / "asvs-5.0.0.csv").open(encoding="utf-8") as file:
        wanted = [(one["number"], one["level"]) for one in csv.DictReader(file)]
    assert [(number, level) for number, level, _, _ in ROWS] == wanted
    assert len(set(wanted)) == len(wanted) == 274


@pytest.mark.parametrize(("number", "state", "why"), [(number, state, why) for number, _, state, why in ROWS])
def test_what_is_met_names_a_file_and_what_does_not_apply_a_reason(number: str, state: str, why: str) -> None:
    assert state in STATES
    if state == "met":
        assert quoted(why)
        assert all((ROOT / file).is_file() for file in quoted(why)), number
    elif state == "not applicable":
        assert len(why) > 5


def test_the_counts_are_those_of_the_rows() -> None:
    met, not_applicable, still_open = (sum(state == one for _, _, state, _ in ROWS) for one in STATES)
    assert f"{met} are met, {not_applicable} not applicable, {still_open} open." in PAGE
