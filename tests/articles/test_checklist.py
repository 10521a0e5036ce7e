"""Every point of the checklist (law, section 9) has a test of its own, and no number is used twice."""

import re
from pathlib import Path

POINTS = 45


def test_each_point_of_the_checklist_is_one_test() -> None:
    found = [
        int(number)
        for file in sorted(Path(__file__).parent.glob("test_art15_*.py"))
        for number in re.findall(r"^def test_(\d+)_", file.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(found) == list(range(1, POINTS + 1))
