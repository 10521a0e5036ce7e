"""For people who are not in a text, everything goes that could tell who is meant."""

import pytest

from vault.language import Language
from vault.redaction import Decision, Redactor

REDACTOR = Redactor([], for_outsiders=True, language=Language.ENGLISH)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("She was heard on 3 May 1999 in Leeds.", ["3 May 1999", "Leeds"]),
        ("Case no. 18403/91 was lodged.", ["18403/91"]),
        ("He paid EUR 4,500 in 2003.", ["EUR 4,500", "2003"]),
        ("The Istanbul Assize Court sat, and so did the Court.", ["Istanbul Assize Court"]),
        ("A 52-year-old man was there.", ["52-year-old"]),
        ("The Court held a hearing.", []),
    ],
)
def test_what_could_tell_who_is_meant(text: str, masked: list[str]) -> None:
    spans = REDACTOR.propose(text)
    assert [text[one.start : one.end] for one in spans if one.decision is not Decision.KEEP] == masked
