"""The checklist has every requirement once, at its level, names only files that are there, and gives every reason."""

import csv
import re

import pytest
from tests.docs.pages import DOCS, ROOT, quoted

STATES = ("met", "not applicable", "open")
LEAST_WORDS = {"met": 3, "not applicable": 2, "open": 8}
FILE = re.compile(r"[\w./-]+\.(py|md|toml|csv)")
PAGE = (DOCS / "security" / "asvs.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([\w ]+) \| (.*?) ?\|$", PAGE, re.MULTILINE)


def test_every_requirement_stands_once_at_its_level() -> None:
    with (ROOT / "tests" / "data" / "asvs-5.0.0.csv").open(encoding="utf-8") as file:
        wanted = [(one["number"], one["level"]) for one in csv.DictReader(file)]
    assert [(number, level) for number, level, _, _ in ROWS] == wanted
    assert len(set(wanted)) == len(wanted) == 274


@pytest.mark.parametrize(("number", "state", "why"), [(number, state, why) for number, _, state, why in ROWS])
def test_what_is_met_names_a_file_and_what_is_not_says_why(number: str, state: str, why: str) -> None:
    assert state in STATES
    if state == "met":
        assert quoted(why)
        assert all((ROOT / file).is_file() for file in quoted(why)), number
    else:
        assert all((ROOT / file).is_file() for file in quoted(why) if FILE.fullmatch(file)), number
    # What a file shows is said in words of ours; what is open says what is lacking.
    words = re.sub(r"`[^`]+`", "", why).split()
    assert len(words) >= LEAST_WORDS[state], (number, why)


def test_the_counts_are_those_of_the_rows() -> None:
    met, not_applicable, still_open = (sum(state == one for _, _, state, _ in ROWS) for one in STATES)
    assert f"{met} are met, {not_applicable} not applicable, {still_open} open." in PAGE
