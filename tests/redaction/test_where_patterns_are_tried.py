"""Patterns are tried only where they can begin, and find there what trying them everywhere finds."""

import re
from collections.abc import Iterable

import pytest
from tests.redaction.reading_cases import cases

from vault.redaction import numbers, phones, voices
from vault.redaction.numbered import Numbered, tried

TEXTS = [case.text for case in cases()][::7]
MORE = (
    (
        "Født 3. maj 1971, f. 12-03-80 eller F-71. http://eks.example/a www.eks.example/b @handle_1 MitID bruger_9"
        " instagram.com/xx_yy, snapchat: user_9.\nRing +45 61 22 03 48, (45) 61220348, tlf61223344, + (46) 70 123 45,"
        " a+45 61, 16.10-18.25.\n> Fra: Jytte <jytte@eks.example>\n[14.02.2025 22.41] Anna: ja\n| From Bo"
    ),
    "Straße 5 facebook.com/groß eller Snapchat bruger_7",
)


@pytest.mark.parametrize("text", [*TEXTS, *MORE, *map(str.upper, MORE)])
def test_trying_a_pattern_where_it_can_begin_finds_all(text: str) -> None:
    numbered, lines = Numbered(text), voices._lines(text)
    assert places(numbered.opening(numbers._HANDLE, numbers._HANDLE_OPENINGS)) == places(numbers._HANDLE.finditer(text))
    begun = phones._beginnings(text, numbered.starts)
    assert places(tried(phones._RUN, text, begun)) == places(phones._RUN.finditer(text))
    for pattern in (voices._LINE, voices._FROM, voices._WROTE):
        assert places(tried(pattern, text, lines)) == places(pattern.finditer(text))


def places(found: Iterable[re.Match[str]]) -> list[tuple[int, int]]:
    return [one.span() for one in found]


def test_what_is_taken_away_is_read_no_more() -> None:
    numbered = Numbered("12 34 5678")
    numbered.remove([(3, 5), (6, 8)])
    assert numbered.text == "12 \0\0 \0\x0078"
    assert places(numbered.beginning(re.compile(r"\d+"))) == [(0, 2), (8, 10)]
