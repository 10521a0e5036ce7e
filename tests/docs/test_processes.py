"""Every way of working that the document promises is walked by a test, and no walk goes unnamed."""

import re
from pathlib import Path

from tests.docs.pages import DOCS, ROOT, quoted

_TEST = re.compile(r"^def test_(\w+)", re.MULTILINE)


def rows() -> list[list[str]]:
    lines = (DOCS / "reference" / "processes.md").read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| **")]


def walks_in(folder: Path) -> set[str]:
    return {name for path in folder.rglob("test_*.py") for name in _TEST.findall(path.read_text("utf-8"))}


def test_every_row_is_walked_by_tests_that_exist() -> None:
    known = walks_in(ROOT / "tests")
    assert len(rows()) > 40
    for row in rows():
        assert len(row) == 6, row[0]
        assert quoted(row[5]), row[0]
        assert set(quoted(row[5])) <= known, row[0]
    names = [row[0] for row in rows()]
    assert len(names) == len(set(names))


def test_every_walk_is_named_by_a_row() -> None:
    named = {test for row in rows() for test in quoted(row[5])}
    assert walks_in(ROOT / "tests" / "processes") <= named
